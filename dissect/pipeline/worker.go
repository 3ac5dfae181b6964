package pipeline

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/engine"
)

// worker dissects and formats its share of each batch.
type worker struct {
	sink      Sink
	appender  ForgetAppender // the sink, if it is one
	forgetful []Forgetter    // else the sink, and the preparer, if they are
	workers   uint32         // in all
	engine    *engine.Engine
	depth     Depth
	only      func(*capture.Packet) bool
	turn      *turn // nil if no protocol announces
	in        chan *batch
	texts     texts
	faults    uint64
	alone     bool          // no other worker selects frames
	shown     capture.Stamp // time of the last selected frame
	any       bool          // there was one
}

// forgets has x told what is forgotten, if it is a Forgetter.
func (w *worker) forgets(x any) {
	if f, ok := x.(Forgetter); ok {
		w.forgetful = append(w.forgetful, f)
	}
}

func (w *worker) loop(id int) {
	for b := range w.in {
		b.out[id] = w.texts.take()
		for i := 0; i < b.n; {
			i = w.frames(b, id, i)
		}
		if w.turn != nil {
			w.turn.end()
		}
		b.pending.Done()
	}
}

// frames handles the worker's slots from index i on and returns the index to
// go on with. A fault in a dissector costs the frame its messages, never the
// run or the row.
func (w *worker) frames(b *batch, id, i int) (next int) {
	defer func() {
		if recover() != nil {
			w.faults++
			if int(b.slots[next].worker) == id {
				w.giveUp(b, id, next)
			}
			next++
		}
	}()
	for next = i; next < b.n; next++ {
		s := &b.slots[next]
		if w.turn != nil {
			w.turn.next(s)
		}
		w.forget(b, s, id)
		if int(s.worker) != id {
			continue
		}
		f := w.frame(s)
		w.say(b, id, s, f)
	}
	return next
}

// forget tells those that want to know, and the engine, which of their
// connections were forgotten.
func (w *worker) forget(b *batch, s *slot, id int) {
	for i, c := range s.forgotten {
		if c.Place(func() uint32 { return capture.Pair(&c.Client.Addr, &c.Server.Addr) })%w.workers != uint32(id) {
			continue
		}
		if w.appender != nil {
			b.out[id] = w.appender.AppendForgotten(&c.Conn, b.out[id])
			s.said[i] = passage{uint8(id), len(b.out[id])}
		}
		for _, f := range w.forgetful {
			f.Forget(&c.Conn)
		}
		w.engine.Forget(c)
	}
}

// say has the sink report f, which came in slot s.
func (w *worker) say(b *batch, id int, s *slot, f *dissect.Frame) {
	f.First, f.Previous, f.Shown = s.first, s.previous, s.previous
	if w.alone {
		f.Shown = f.At
		if w.any {
			f.Shown = w.shown
		}
	}
	b.out[id], s.selected = w.sink.Frame(f, b.out[id])
	s.end = len(b.out[id])
	if s.selected {
		w.shown, w.any = f.At, true
	}
}

func (w *worker) frame(s *slot) *dissect.Frame {
	switch {
	case w.depth == Headers, w.only != nil && !w.only(&s.packet):
		return w.engine.Undissected(&s.packet, s.conn, s.dir)
	case w.depth == Segments:
		return w.engine.Analyze(&s.packet, s.conn, s.dir, s.reused)
	}
	return w.engine.Dissect(&s.packet, s.conn, s.dir, s.reused)
}

// giveUp makes the row of a frame whose dissection panicked; if even that
// fails the frame stays without one.
func (w *worker) giveUp(b *batch, id, i int) {
	s := &b.slots[i]
	s.end = len(b.out[id])
	defer func() { _ = recover() }()
	f := w.engine.Faulted(&s.packet, s.conn, s.dir)
	w.say(b, id, s, f)
}
