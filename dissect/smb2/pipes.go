package smb2

import (
	"netsniff/dissect"
	"netsniff/dissect/latest"
	"netsniff/reassembly"
)

// maxPipes bounds the pipes of a connection that are read at a time.
const maxPipes = 256

// pipeName is what the parts of messages in pipes are called.
const pipeName = "SMB pipe"

// IsCall reports whether b begins with a message of DCE/RPC ([C706] §12.6.3.1), which stands in pipes only.
func IsCall(b []byte) bool {
	const head, last, byteOrder = 16, 19, 0x10
	return len(b) >= head && b[0] == 5 && b[1] == 0 && b[2] <= last && b[4]&^byteOrder == 0
}

// Pipes are the pipes of a connection that are read for rows, by what names an open file.
type Pipes[K comparable] struct {
	conn *dissect.Conn
	open latest.Values[K, dissect.InnerStream]
}

// NewPipes returns those of a connection.
func NewPipes[K comparable](c *dissect.Conn) Pipes[K] {
	return Pipes[K]{conn: c, open: latest.Values[K, dissect.InnerStream]{Limit: maxPipes}}
}

// Feed has what is written to a pipe or read from it dissected.
func (p *Pipes[K]) Feed(f *dissect.Frame, file K, dir dissect.Dir, b []byte) {
	s := p.open.Find(file)
	if s == nil {
		var forgot bool
		if s, forgot = p.open.Put(file); forgot {
			end(f, *s)
		}
		*s = p.conn.Open(dissect.Inner{Name: pipeName})
	}
	(*s).Feed(f, dir, b)
}

// Close tells that a file is closed.
func (p *Pipes[K]) Close(f *dissect.Frame, file K) {
	if s := p.open.Find(file); s != nil {
		end(f, *s)
		p.open.Drop(file)
	}
}

// end ends a pipe.
func end(f *dissect.Frame, s dissect.InnerStream) {
	s.Close(f, dissect.ToServer)
	s.Close(f, dissect.ToClient)
}

// HeardPipes are the pipes of a connection whose exchanges are told.
type HeardPipes[K comparable] struct {
	talk dissect.Session
	open latest.Values[K, dissect.InnerSession]
}

// NewHeardPipes returns those of a connection.
func NewHeardPipes[K comparable](s dissect.Session) HeardPipes[K] {
	return HeardPipes[K]{talk: s, open: latest.Values[K, dissect.InnerSession]{Limit: maxPipes}}
}

// Data takes what is written to a pipe or read from it.
func (p *HeardPipes[K]) Data(file K, dir dissect.Dir, b []byte, m reassembly.Mark) {
	s := p.open.Find(file)
	if s == nil {
		var forgot bool
		if s, forgot = p.open.Put(file); forgot {
			(*s).End(m)
		}
		*s = p.talk.Open(dissect.Inner{Name: pipeName})
	}
	(*s).Data(dir, b, m)
}

// Close tells that a file is closed.
func (p *HeardPipes[K]) Close(file K, m reassembly.Mark) {
	if s := p.open.Find(file); s != nil {
		(*s).End(m)
		p.open.Drop(file)
	}
}

// End tells that the connection is.
func (p *HeardPipes[K]) End(m reassembly.Mark) {
	p.open.All(func(_ K, s *dissect.InnerSession) { (*s).End(m) })
	p.open.Clear()
}
