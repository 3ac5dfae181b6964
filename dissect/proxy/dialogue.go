package proxy

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// dialogue reads the header and tells nothing: it is no exchange.
type dialogue struct {
	session dissect.Session
	read    [2]dissect.Preceding // by direction
}

// Data implements dissect.Dialogue. What comes before the header is nobody's, in
// rows as well: the connection begins behind it, and must not be read again for
// bytes that will be there again.
func (d *dialogue) Data(dir dissect.Dir, b []byte, _ reassembly.Mark) int {
	x := &d.read[dir]
	n, over := x.Take(length, b)
	switch {
	case !over:
		return n
	case length(x.Bytes) > 0:
		var h Header
		h.read(x.Bytes)
		d.session.Conn().More().Proxied = h.proxied()
	case !x.Begun():
		*x = dissect.Preceding{}
		return len(b)
	}
	d.session.Restart(dir, b[n:])
	return n
}

// Gap implements dissect.Dialogue: what follows is no header.
func (d *dialogue) Gap(dir dissect.Dir, _ int64, _ reassembly.Mark) { d.session.Restart(dir, nil) }

// End implements dissect.Dialogue.
func (d *dialogue) End(reassembly.Mark) {}
