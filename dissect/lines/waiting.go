package lines

import "netsniff/capture"

// Waiting are the requests of a connection that wait for their replies, as rows see
// them: they tell how long a reply took. Replies come in the order of requests. Where
// bytes were lost nobody knows which request a reply is for, until a client that
// never sent one before it had the reply to the last does so again. The zero value
// is empty.
type Waiting struct {
	list      []Sent
	lost      bool // replies are not those to the requests in list
	pipelined bool // the client did not wait for a reply
	answered  bool // the server spoke since the last request
}

// Sent is when the last byte of a request was sent.
type Sent struct {
	Frame uint32
	At    capture.Stamp
}

// maxWaiting bounds the requests that wait.
const maxWaiting = 64

// Ask notes a request.
func (w *Waiting) Ask(frame uint32, at capture.Stamp) {
	if w.lost && w.answered && !w.pipelined {
		w.list, w.lost = w.list[:0], false
	}
	w.pipelined = w.pipelined || len(w.list) > 0
	w.answered = false
	switch {
	case w.lost:
	case len(w.list) == maxWaiting:
		w.Gap()
	default:
		w.list = append(w.list, Sent{frame, at})
	}
}

// Answer returns the request that a reply is for. ok is false if that is not known.
func (w *Waiting) Answer() (s Sent, ok bool) {
	w.answered = true
	if w.lost || len(w.list) == 0 {
		return s, false
	}
	s = w.list[0]
	w.list = w.list[:copy(w.list, w.list[1:])]
	return s, true
}

// Gap tells that bytes of either side are missing.
func (w *Waiting) Gap() { w.list, w.lost, w.answered = w.list[:0], true, false }
