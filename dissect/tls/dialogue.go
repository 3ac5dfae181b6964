package tls

import (
	"netsniff/dissect"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/keylog"
	"netsniff/dissect/tls/record"
	"netsniff/reassembly"
)

// dialogue reads the records of a connection in order of sequence and hands what they
// carry to the stream within. A connection that cannot be decrypted it leaves to who
// counts turns.
type dialogue struct {
	connection
	session opener
	inner   dissect.InnerSession // nil until a record carries something
	flows   [2]flow
	begun   bool
	done    bool // it is left to who counts turns
}

// opener is what a dialogue needs of its dissect.Session.
type opener interface {
	Open(x dissect.Inner) dissect.InnerSession
	Decline() (hears bool)
}

// flow is one direction.
type flow struct {
	begun []byte // a record that is not whole
	skip  int64  // bytes of a record of which some are lost
	lost  bool   // records are looked for: bytes were lost, and nobody knows where one begins
	// sealed is how many records nobody had the keys of.
	sealed int
}

// own is the store of those who read in order of sequence: rows of the same frame
// borrow from the other.
type own struct{ store }

func newDialogue(k dissect.Session) dissect.Dialogue {
	c := k.Conn()
	x := newConnection(c, &dissect.Shared[own](c).store)
	if x.log.Empty() && !x.log.Coming() {
		return nil
	}
	return &dialogue{connection: x, session: k}
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	n, x := len(b), &d.flows[dir]
	if !d.begun {
		if d.begun = true; !d.log.Worthwhile(m.Frame) {
			d.decline()
		}
	}
	if x.skip > 0 {
		over := min(x.skip, int64(len(b)))
		x.skip -= over
		b = b[over:]
	}
	if len(x.begun) > 0 {
		b = d.complete(x, dir, b, m)
	}
	for len(b) > 0 && !d.done {
		if x.lost {
			if b = sought(b); len(b) == 0 {
				break
			}
			x.lost = false
		}
		r, size := next(b)
		if r.Kind == Continuation {
			x.lost = true
			continue
		}
		if size > len(b) || len(b) < headSize {
			x.begun = append(x.begun[:0], b...)
			break
		}
		d.whole(&r, dir, b[:size], m)
		b = b[size:]
	}
	return n
}

// complete takes what b has of the record that has begun, and returns the rest.
func (d *dialogue) complete(x *flow, dir dissect.Dir, b []byte, m reassembly.Mark) []byte {
	for {
		r, size := next(x.begun)
		n := min(size-len(x.begun), len(b))
		x.begun, b = append(x.begun, b[:n]...), b[n:]
		switch {
		case len(x.begun) < size:
			return b
		case size > headSize || r.Length == 0:
			d.whole(&r, dir, x.begun, m)
			x.begun = x.begun[:0]
			return b
		}
	}
}

// sought returns what of b begins with a record, as far as that can be told.
func sought(b []byte) []byte {
	for ; len(b) > 0; b = b[1:] {
		h, ok := readHead(b)
		if !ok || len(b) >= headSize && !h.plausible() {
			continue
		}
		if size := headSize + h.Length; len(b) < headSize || size >= len(b) {
			return b
		} else if _, ok := readHead(b[size:]); ok {
			return b
		}
	}
	return nil
}

// whole takes a whole record.
func (d *dialogue) whole(r *Record, dir dissect.Dir, b []byte, m reassembly.Mark) {
	d.recycle()
	msg := d.store.next()
	msg.Bytes = b
	r.End = len(b)
	msg.Records = append(msg.Records, *r)
	r = &msg.Records[0]
	d.record(msg, r, dir, m.Frame)
	w := &d.ways[dir]
	switch {
	case r.Failed:
		w.gap += int64(r.Length)
	case r.Sealed:
		d.closed(r, dir, m.Frame)
	case !r.Opened:
	case r.Type == record.ApplicationData && len(r.Plain) > 0:
		d.open()
		if n := w.missing(); n > 0 {
			d.inner.Gap(dir, n, m)
		}
		d.inner.Data(dir, r.Plain, m)
	}
}

// closed takes a record of which nobody has the keys yet.
func (d *dialogue) closed(r *Record, dir dissect.Dir, frame uint32) {
	x, other := &d.flows[dir], &d.flows[dir.Reverse()]
	x.sealed++
	switch {
	case r.Type != record.ApplicationData:
	case d.version != handshake.TLS13, dir == dissect.ToServer && x.sealed > 1, dir == dissect.ToClient && other.sealed > 0:
		d.ways[dir].gap += int64(r.Length) // else it is of the handshake
	}
	keyless := d.missed != keylog.Known && d.missed != keylog.Failed || !d.log.Usable(frame)
	if keyless && d.inner == nil && d.log.Refresh == nil {
		d.decline()
	}
}

func (d *dialogue) decline() { d.done = !d.session.Decline() }

// Waits implements dissect.Waiter.
func (d *dialogue) Waits() bool { return d.log.Coming() }

func (d *dialogue) open() {
	if d.inner == nil {
		d.inner = d.session.Open(d.within())
	}
}

// Gap implements dissect.Dialogue.
func (d *dialogue) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	x, w := &d.flows[dir], &d.ways[dir]
	d.abandon(w)
	if d.inner == nil {
		w.gap = 0
	}
	w.gap += n
	d.lost(w, n)
	if x.skip > 0 {
		over := min(x.skip, n)
		x.skip -= over
		n -= over
	} else if len(x.begun) >= headSize {
		_, size := next(x.begun)
		if missing := int64(size - len(x.begun)); n <= missing {
			x.skip, n = missing-n, 0
		}
	}
	x.begun = x.begun[:0]
	x.lost = x.lost || n > 0
}

// End implements dissect.Dialogue.
func (d *dialogue) End(m reassembly.Mark) {
	if d.inner != nil {
		d.inner.End(m)
	}
	for i := range d.ways {
		d.abandon(&d.ways[i])
	}
}

// Held implements dissect.Holder.
func (d *dialogue) Held() int64 { return int64(len(d.flows[0].begun) + len(d.flows[1].begun)) }

// LetGo implements dissect.Holder.
func (d *dialogue) LetGo() {
	for i := range d.flows {
		x := &d.flows[i]
		x.lost = x.lost || len(x.begun) > 0
		x.begun = nil
	}
}
