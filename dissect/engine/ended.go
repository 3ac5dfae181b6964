package engine

import "netsniff/dissect"

// ended stands for the dissector of a connection whose two sides are done:
// nothing should come any more. If something does, it begins anew.
type ended struct{ c *Conn }

// Dissect implements StreamDissector.
func (x ended) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	c := x.c
	c.stream = c.Protocol.NewStream(&c.Conn)
	return c.stream.Dissect(f, in)
}

// Gap implements StreamDissector.
func (ended) Gap(dissect.Dir, int64) {}

// Forget lets go what is kept of a connection that no frame will belong to
// any more. Unfinished messages would else stay until they are the oldest.
func (e *Engine) Forget(c *Conn) {
	e.next(&e.none, nil, 0)
	e.leave(c)
}

// leave lets go what was kept of a connection for the rest of it: its
// dissector's state and messages that will never be complete.
func (e *Engine) leave(c *Conn) {
	for _, d := range [...]dissect.Dir{dissect.ToServer, dissect.ToClient} {
		if s := c.unfinished(d); s != nil {
			for _, x := range s.list {
				e.release(x)
			}
		}
	}
	c.spans = nil
	e.leaveInner(c)
	if c.stream != nil {
		c.stream = ended{c}
	}
}
