package collect

import "netsniff/dissect"

// Summaries stand for connections in what outlives them: what a connection needs
// while it is read is let go when the run forgets it. There is one for each
// connection.
type Summaries struct {
	open map[*dissect.Conn]*dissect.Conn
}

// Of returns that of c.
func (s *Summaries) Of(c *dissect.Conn) *dissect.Conn {
	x := s.open[c]
	if x == nil {
		if s.open == nil {
			s.open = map[*dissect.Conn]*dissect.Conn{}
		}
		x = c.Summary()
		s.open[c] = x
	}
	return x
}

// Forget takes it that nothing of c follows.
func (s *Summaries) Forget(c *dissect.Conn) { delete(s.open, c) }
