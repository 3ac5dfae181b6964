package websocket

import (
	"netsniff/dissect"
	"netsniff/dissect/http/secret"
	"netsniff/dissect/secrets"
)

// finder finds the secrets in what messages say: those that bodies of HTTP may have.
// Compressed messages are not read.
type finder struct {
	host secrets.Host
	text *secrets.Text
	ways [2]sought
	room []byte
}

// sought is one direction.
type sought struct {
	begun      []byte // the head of a frame, as far as it came
	head       Head   // of the frame that passes; Length is what is left of it
	by         *secrets.Cover
	at         int64 // how much of its payload has passed
	compressed bool  // the message is
	lost       bool  // where a frame begins is not known
}

func newFinder(h secrets.Host) secrets.Finder {
	return &finder{host: h, text: secrets.NewText(h, secret.NewBody())}
}

// Data implements secrets.Finder.
func (x *finder) Data(d dissect.Dir, b []byte, at int64) {
	w := &x.ways[d]
	if w.lost && !resumes(b, d) {
		return
	}
	w.lost = false
	for len(b) > 0 && !w.lost {
		n := 0
		if w.head.Length > 0 {
			n = x.payload(d, b, at)
		} else {
			n = w.begin(d, b, at)
		}
		b, at = b[n:], at+int64(n)
	}
}

// begin takes what b, which is at a position, has of the next head, and returns how much
// that is.
func (w *sought) begin(d dissect.Dir, b []byte, at int64) (taken int) {
	for {
		h, ok := readHead(w.begun)
		if ok {
			w.begun = w.begun[:0]
			if w.lost = !h.possible(d); w.lost {
				return taken
			}
			if !h.Opcode.control() && h.Opcode != Continuation {
				w.compressed = h.Rsv&rsvCompressed != 0
			}
			w.head, w.at, w.by = h, 0, nil
			if h.Masked {
				w.by = secrets.Keyed(h.Key, at+int64(taken))
			}
			return taken
		}
		n := min(h.Size-len(w.begun), len(b)-taken)
		if n == 0 {
			return taken
		}
		w.begun = append(w.begun, b[taken:taken+n]...)
		taken += n
	}
}

// payload takes what b, which is at a position, has of the frame that passes, and returns
// how much that is.
func (x *finder) payload(d dissect.Dir, b []byte, at int64) int {
	w := &x.ways[d]
	n := int(min(w.head.Length, int64(len(b))))
	if !w.head.Opcode.control() && !w.compressed {
		x.room = w.head.unmask(x.room[:0], b[:n], w.at)
		x.text.Data(d, x.room, at, w.by)
	}
	w.at += int64(n)
	w.head.Length -= int64(n)
	if w.head.Length == 0 && w.head.Fin && !w.head.Opcode.control() {
		x.text.End(d)
	}
	return n
}

// Gap implements secrets.Finder.
func (x *finder) Gap(d dissect.Dir, n int64) {
	w := &x.ways[d]
	x.text.End(d)
	if n <= w.head.Length {
		w.head.Length -= n
		w.at += n
		return
	}
	*w = sought{lost: true}
}

// End implements secrets.Finder.
func (x *finder) End() {
	x.text.End(dissect.ToServer)
	x.text.End(dissect.ToClient)
}
