package stats

import (
	"cmp"

	"netsniff/dissect"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/record"
	"netsniff/reassembly"
)

// tlsHandshake is one handshake, as its frames show it.
type tlsHandshake struct {
	handshake.Negotiation
	conn      *dissect.Conn
	begun     reassembly.Mark // of its first message
	ended     reassembly.Mark // that showed both ends ready, or that it failed
	certified reassembly.Mark // of the server's certificates
	trips     int             // times that the server spoke behind the client
	last      dissect.Dir     // in which the last message went
	failed    bool
	alert     record.Description // of a failed one
	by        dissect.Dir        // in which that went
}

// tlsWatch follows handshakes in the frames of a worker.
type tlsWatch struct {
	open map[*dissect.Conn]*tlsHandshake
	lost uint64 // that were not followed, as too many are under way
}

// maxHandshakes bounds the handshakes of a worker that are under way.
const maxHandshakes = 1 << 16

// see takes what a frame shows. ended is called with each handshake that is over.
func (w *tlsWatch) see(f *dissect.Frame, ended func(*tlsHandshake)) {
	if f.Conn == nil {
		return
	}
	for i := range f.Messages() {
		if s, ok := f.Messages()[i].Message.(handshake.Speaker); ok {
			s.Steps(func(x *handshake.Step) { w.step(f, x, ended) })
		}
	}
}

// step takes one step.
func (w *tlsWatch) step(f *dissect.Frame, x *handshake.Step, ended func(*tlsHandshake)) {
	h, client := w.open[f.Conn], f.Dir == dissect.ToServer
	if h != nil && h.Begins(x) {
		w.over(h, ended)
		h = nil
	}
	if h == nil {
		if h = w.begin(f, x); h == nil {
			return
		}
	}
	if f.Dir == dissect.ToClient && h.last == dissect.ToServer {
		h.trips++
	}
	h.last = f.Dir
	if x.Event == handshake.Alerted && x.Fatal {
		h.failed, h.alert, h.by, h.ended = true, x.Alert, f.Dir, markOf(f)
		w.over(h, ended)
		return
	}
	h.Take(x, client)
	if x.Event == handshake.Said && x.Type == handshake.Certificate && !client {
		h.certified = markOf(f)
	}
	if h.Done() {
		h.ended = markOf(f)
		w.over(h, ended)
	}
}

// begin returns the handshake that a hello begins, nil if the step is none.
func (w *tlsWatch) begin(f *dissect.Frame, x *handshake.Step) *tlsHandshake {
	hello := x.Event == handshake.Said && (x.Type == handshake.ClientHello || x.Type == handshake.ServerHello)
	switch {
	case !hello:
		return nil
	case len(w.open) >= maxHandshakes:
		w.lost++
		return nil
	case w.open == nil:
		w.open = map[*dissect.Conn]*tlsHandshake{}
	}
	h := &tlsHandshake{conn: f.Conn, begun: markOf(f), last: f.Dir}
	w.open[f.Conn] = h
	return h
}

// over takes it that a handshake is over.
func (w *tlsWatch) over(h *tlsHandshake, ended func(*tlsHandshake)) {
	delete(w.open, h.conn)
	ended(h)
}

// closed takes it that a connection has ended.
func (w *tlsWatch) closed(k *dissect.Conn, ended func(*tlsHandshake)) {
	if h := w.open[k]; h != nil {
		w.over(h, ended)
	}
}

// outcome says how the handshake ended, as a word.
func (h *tlsHandshake) outcome() string {
	switch {
	case h.failed:
		return "failed"
	case h.Done():
		return "complete"
	case h.Answered && !h.conn.Streams() && h.Version == handshake.TLS13:
		return "answered" // of QUIC the rest is hidden
	case h.Answered:
		return "not finished"
	}
	return "unanswered"
}

func byBegin(a, b *Handshake) int { return cmp.Compare(a.Begun.Frame, b.Begun.Frame) }
