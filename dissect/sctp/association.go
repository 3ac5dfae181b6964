package sctp

import (
	"netsniff/dissect"
	"netsniff/dissect/allowance"
	"netsniff/reassembly"
)

// association reads the packets of one association: its numbers, and the messages that
// their data make.
type association[T any] struct {
	numbers  [2]numbers
	known    [2]bool
	parts    [2]parts
	carrying carrying[T]
	lost     *dissect.Losses
}

// packet takes a packet of d, as far as captured. chunks is called with each chunk that has
// data, before the message that it completes is given on, and learns whether its number
// was there before.
func (a *association[T]) packet(d dissect.Dir, b []byte, chunks func(again bool)) {
	each(b, func(x chunk) bool {
		switch t := x.kind(); {
		case (t == Init || t == InitAck) && len(x.b) >= initLen:
			tsn := be.Uint32(x.b[16:])
			a.numbers[d], a.known[d] = numbers{first: tsn, highest: tsn - 1}, true
			a.parts[d] = parts{}
			a.carrying.begin(d)
		case x.hasData():
			a.data(d, x, chunks)
		case t == Sack && len(x.b) >= sackLen:
			a.acknowledged(d.Reverse(), be.Uint32(x.b[4:]))
		}
		return true
	})
}

// data takes a chunk with data.
func (a *association[T]) data(d dissect.Dir, x chunk, chunks func(again bool)) {
	tsn, again := be.Uint32(x.b[4:]), false
	if a.known[d] {
		again = a.numbers[d].see(tsn)
	} else {
		a.numbers[d], a.known[d] = numbers{first: tsn, highest: tsn}, true
	}
	chunks(again)
	if again {
		return
	}
	if m, ok := a.parts[d].add(x, a.lost); ok {
		a.carrying.take(d, m, a.lost)
	}
}

// acknowledged takes it that the other side has all that d sent up to a number.
func (a *association[T]) acknowledged(d dissect.Dir, tsn uint32) {
	if !a.known[d] {
		return
	}
	a.parts[d].acknowledged(tsn)
	if int32(tsn-a.numbers[d].highest) >= 0 {
		a.carrying.acknowledged(d)
	}
}

// held returns how many bytes wait.
func (a *association[T]) held() int64 {
	return int64(a.parts[0].size+a.parts[1].size) + a.carrying.held()
}

// forget lets go what waits.
func (a *association[T]) forget() {
	a.parts = [2]parts{}
	for _, s := range a.carrying.streams {
		s.wait, s.size, s.known = [2][]message{}, [2]int{}, [2]bool{}
	}
}

// maxWaiting is what all associations of a worker may keep, in bytes.
const maxWaiting = 16 << 20

// store is what associations of a worker share.
type store struct {
	row       row
	allowance allowance.Allowance
}

// dissector reads an association for rows.
type dissector struct {
	*store
	association[dissect.InnerStream]
	account allowance.Account
	frame   *dissect.Frame // that is read
}

func newAssociation(c *dissect.Conn) dissect.DatagramDissector {
	d := &dissector{store: dissect.Shared[store](c)}
	d.allowance.Limit = maxWaiting
	d.lost = dissect.Lost(c)
	d.carrying = carrying[dissect.InnerStream]{conn: c, open: c.Open, give: d.give}
	return d
}

// give has what a message says read: what speaks stands in the row in its place.
func (d *dissector) give(to dissect.InnerStream, dir dissect.Dir, b []byte) {
	if len(b) == 0 {
		to.Gap(d.frame, dir, 1)
		return
	}
	n := len(d.frame.Messages())
	to.Feed(d.frame, dir, b)
	if last := len(d.row.chunks) - 1; last >= 0 && !d.frame.SilentFrom(n) {
		d.row.chunks[last].read = true
		for i := range d.frame.Messages()[n:] {
			d.frame.Messages()[n+i].Final = true
		}
	}
}

// Datagram implements dissect.DatagramDissector.
func (d *dissector) Datagram(f *dissect.Frame, b []byte) bool {
	d.frame = f
	r := &d.row
	*r = row{f: f, b: b, chunks: r.chunks[:0]}
	at := len(f.Messages())
	f.Emit(dissect.Layer{Message: r, Bytes: b})
	d.packet(f.Dir, b, func(again bool) { r.chunks = append(r.chunks, dataChunk{again: again}) })
	if r.own, r.other = nil, nil; d.known[f.Dir] {
		r.own = &d.numbers[f.Dir]
	}
	if other := f.Dir.Reverse(); d.known[other] {
		r.other = &d.numbers[other]
	}
	f.Messages()[at].Quiet = r.silent()
	if n := d.held(); n > 0 || d.account != (allowance.Account{}) {
		d.allowance.Set(&d.account, d, n)
	}
	return true
}

// GiveUp implements allowance.Owner.
func (d *dissector) GiveUp() {
	d.lost.Beyond[dissect.Associations]++
	d.forget()
}

// dialogue hears an association for exchanges, which are those of what is in it.
type dialogue struct {
	association[dissect.InnerSession]
	session dissect.Session
	mark    reassembly.Mark // of the packet that is read
}

func newDialogue(s dissect.Session) dissect.Dialogue {
	d := &dialogue{session: s}
	d.lost = dissect.Lost(s.Conn())
	d.carrying = carrying[dissect.InnerSession]{conn: s.Conn(), open: s.Open, give: d.give}
	return d
}

func (d *dialogue) give(to dissect.InnerSession, dir dissect.Dir, b []byte) {
	if len(b) == 0 {
		to.Gap(dir, 1, d.mark)
		return
	}
	to.Data(dir, b, d.mark)
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	d.mark = m
	d.packet(dir, b, func(bool) {})
	return len(b)
}

// Gap implements dissect.Dialogue: what is missing is the end of a packet, which is sent
// again if it mattered.
func (d *dialogue) Gap(dissect.Dir, int64, reassembly.Mark) {}

// End implements dissect.Dialogue.
func (d *dialogue) End(reassembly.Mark) { d.forget() }

// Held implements dissect.Holder.
func (d *dialogue) Held() int64 { return d.held() }

// LetGo implements dissect.Holder.
func (d *dialogue) LetGo() { d.forget() }
