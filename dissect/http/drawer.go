package http

import "netsniff/dissect"

// drawer holds what readers take their messages from and put them back to: an
// open connection keeps only what it waits for. All connections of a worker
// have one.
type drawer struct {
	asked     uint64 // requests that were not kept, as too many waited for their replies
	heads     uint64 // of which fields are not kept
	requests  pool[Request, *Request]
	responses pool[Response, *Response]
	chunks    pool[chunks, *chunks]
	tails     pool[headTail, *headTail]
	exchanges pool[open, *open]
	buffers   [][]byte
	codecs    []*codec
	mediaType typeName // of the message at hand
}

// buffer returns an empty buffer.
func (d *drawer) buffer() []byte {
	if n := len(d.buffers); n > 0 {
		b := d.buffers[n-1]
		d.buffers = d.buffers[:n-1]
		return b[:0]
	}
	return nil
}

// keep takes a buffer back.
func (d *drawer) keep(b []byte) {
	if len(d.buffers) < maxFree && 0 < cap(b) && cap(b) <= largeBytes {
		d.buffers = append(d.buffers, b)
	}
}

func (d *drawer) keepRequest(r *Request) {
	if !r.large() {
		d.requests.put(r)
	}
}

func (d *drawer) keepResponse(r *Response) {
	if !r.large() {
		d.responses.put(r)
	}
}

// Losses implements dissect.Loser.
func (d *drawer) Losses() dissect.Losses { return dissect.Losses{Asked: d.asked, HeardHeads: d.heads} }
