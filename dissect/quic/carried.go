package quic

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/http3"
	"netsniff/dissect/secrets"
)

// carried is what a stream carries for rows, unless the connection carries HTTP/3.
type carried struct{ inner dissect.InnerStream }

// rows takes what the streams of a connection carry to rows. It implements taker.
type rows struct {
	d *datagrams
	f *dissect.Frame
	c *connection
}

// take takes the frames of a packet that are about streams.
func (d *datagrams) take(f *dissect.Frame, c *connection, m *Message, from role) {
	to := &d.to
	*to = rows{d, f, c}
	m.saidFrom = len(d.said)
	for i := range m.Frames {
		x := &m.Frames[i]
		before := len(f.Messages())
		switch {
		case x.Damaged:
			continue
		case x.IsStream():
			if !c.streams.take(x, from, f.At, to) && d.veils {
				// It came early or again: nobody can tell yet, or any more, what is secret in it.
				secrets.Hide(x.Data)
			}
		case x.Type == ResetStream:
			c.streams.reset(x.Stream, from, to)
		default:
			continue
		}
		x.saidFrom = len(d.said)
		for j := before; j < len(f.Messages()); j++ {
			if l := &f.Messages()[j]; l.Protocol == &http3.Protocol {
				l.Quiet = true
				d.said = append(d.said, l.Message)
			}
		}
		x.saidTo = len(d.said)
	}
	m.said = d.said
}

func (r *rows) data(s *stream, from role, b []byte) {
	if r.c.http3() {
		if r.c.rows == nil {
			r.c.rows = http3.NewRows(r.d.conn)
		}
		if !r.c.streams.direct {
			kept := append(r.d.room(len(b)), b...)
			r.d.use(kept)
			b = kept
		}
		r.c.rows.Data(r.f, s.id, uint8(from), b)
		return
	}
	if s.inner.inner == nil {
		s.inner.inner = r.d.conn.Open(r.c.within())
	}
	s.inner.inner.Feed(r.f, r.c.direction(from), b)
}

// held implements taker: rows tell nothing of it.
func (*rows) held(*stream, role, int, capture.Stamp) {}

func (r *rows) gap(s *stream, from role, n int) {
	if r.c.rows != nil {
		r.c.rows.Gap(s.id, uint8(from), n)
	}
	if s.inner.inner != nil {
		s.inner.inner.Gap(r.f, r.c.direction(from), int64(n))
	}
}

func (r *rows) end(s *stream, from role, _ bool) {
	if r.c.rows != nil {
		r.c.rows.End(s.id, uint8(from))
	}
	if x := s.inner.inner; x != nil {
		x.Close(r.f, r.c.direction(from))
		if !s.bidirectional() {
			x.Close(r.f, r.c.direction(from.other()))
		}
	}
}

// http3 reports whether the connection carries HTTP/3.
func (c *connection) http3() bool { return http3.Carries(c.alpn) }

// within returns what the streams of the connection are.
func (c *connection) within() dissect.Inner {
	return dissect.Inner{Name: "QUIC", Secured: true, ALPN: c.alpn}
}

// direction returns the one in which an end sends, as inner streams have it: from the
// client of the connection of QUIC.
func (c *connection) direction(from role) dissect.Dir {
	if from == client {
		return dissect.ToServer
	}
	return dissect.ToClient
}
