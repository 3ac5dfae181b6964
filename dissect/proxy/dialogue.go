package proxy

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// dialogue reads the header and tells nothing: it is no exchange.
type dialogue struct {
	session dissect.Session
	read    dissect.Preceding
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, _ reassembly.Mark) int {
	n, over := d.read.Take(length, b)
	if !over {
		return n
	}
	if length(d.read.Bytes) > 0 {
		var h Header
		h.read(d.read.Bytes)
		d.session.Conn().Proxied = h.proxied()
	}
	d.session.Restart(dir, b[n:])
	return n
}

// Gap implements dissect.Dialogue: what follows is no header.
func (d *dialogue) Gap(dir dissect.Dir, _ int64, _ reassembly.Mark) { d.session.Restart(dir, nil) }

// End implements dissect.Dialogue.
func (d *dialogue) End(reassembly.Mark) {}
