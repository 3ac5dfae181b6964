package websocket

import (
	"netsniff/dissect"
	"netsniff/dissect/allowance"
)

// dissector is the state of one connection.
type dissector struct {
	*store
	conn    *dissect.Conn
	ways    [2]way
	account allowance.Account
	seek    [2]bool  // bytes were lost: where a frame begins is not known
	last    *Message // of the frame of the capture at hand
}

func newStream(c *dissect.Conn) dissect.StreamDissector {
	x := way{agreed: compresses(c.Rare().Terms)}
	return &dissector{store: dissect.Shared[store](c), conn: c, ways: [2]way{x, x}}
}

// Gap implements dissect.StreamDissector.
func (d *dissector) Gap(dir dissect.Dir, _ int64) {
	d.ways[dir].lost()
	d.seek[dir] = true
}

// GiveUp implements allowance.Owner: compressed messages that refer to what was said
// before cannot be read from here on.
func (d *dissector) GiveUp() {
	for i := range d.ways {
		d.ways[i] = way{agreed: d.ways[i].agreed}
	}
}

// Dissect reads one frame.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	if d.seek[in.Dir] && !in.Again && !resumes(b, in.Dir) {
		return dissect.Done(len(b))
	}
	d.seek[in.Dir] = false
	h, ok := readHead(b)
	switch {
	case !ok && in.Last:
		return dissect.Done(len(b))
	case !ok:
		return dissect.More(h.Size - len(b))
	case !h.possible(in.Dir):
		d.Gap(in.Dir, 0)
		return dissect.Done(len(b))
	}
	size := int64(h.Size) + h.Length
	missing := size - int64(len(b)) - int64(in.Elided)
	if missing > 0 && !in.Last {
		return dissect.More(int(missing)).Keeping(h.Size + d.keeps(&h))
	}
	used := min(size-int64(in.Elided), int64(len(b)))
	d.take(f, in, &h, b[h.Size:used])
	return dissect.Done(int(used))
}

// keeps returns how much of the payload is kept, though nobody wants it: that of control
// frames says something.
func (d *dissector) keeps(h *Head) int {
	if h.Opcode.control() {
		return maxControl
	}
	return 0
}

// take takes a whole frame, or of its payload what was kept.
func (d *dissector) take(f *dissect.Frame, in *dissect.Input, h *Head, payload []byte) {
	d.store.next(f.Frame)
	m := d.messages.Next(f)
	if before := d.last; before != nil && before.frame == f.Frame && !before.again {
		before.passed = true
	}
	*m = Message{frame: f.Frame, again: in.Again, Head: *h, Dir: in.Dir, Payload: payload, agreed: d.ways[in.Dir].agreed}
	d.last = m
	w, whole, wanted := &d.ways[in.Dir], int64(len(payload)) == h.Length, d.conn.Wanted()
	switch {
	case h.Opcode.control():
	case h.Fin:
		m.whole = true
		m.content = w.ends(d.store, h, payload, whole, wanted, f.Frame)
	default:
		w.goesOn(h, payload, whole, wanted, f.Frame)
	}
	if read := !m.whole && (wanted || h.Opcode.control()); read && !h.Masked {
		m.plain = payload
	} else if read {
		m.plain = d.store.take(h.unmask(d.store.room(len(payload)), payload, 0))
	}
	if wanted {
		d.allowance.Set(&d.account, d, d.ways[0].held()+d.ways[1].held())
	}
	f.Emit(dissect.Layer{Message: m, Own: h.Size, Final: true, Data: m.data()})
}
