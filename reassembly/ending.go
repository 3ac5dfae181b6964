package reassembly

import "netsniff/capture"

// ending is how far a connection has come to its end: a bit for each
// direction that ended with FIN, and one for each such FIN acknowledged.
type ending uint8

const (
	finSent  = ending(1) // << Dir
	finHeard = ending(4) // << Dir
	ended    = finHeard<<ToServer | finHeard<<ToClient
)

// Ended reports whether both sides have said that they are done and have heard
// it. What comes then is sent again.
func (t *TCP) Ended() bool { return t.ending&ended == ended }

// end follows the last segments of a connection. What was kept for those to
// come is let go at the end.
func (t *TCP) end(h *heading, d Dir) {
	if h.flags&capture.FIN != 0 {
		t.ending |= finSent << d
	}
	o := d.Reverse()
	if h.flags&capture.ACK != 0 && t.ending&(finSent<<o) != 0 && !Before(h.ack, t.flows[o].next) {
		t.ending |= finHeard << o
	}
	if !t.Ended() {
		return
	}
	for i := range t.flows {
		if f := &t.flows[i]; f.sent.oldest() == nil {
			f.sent = nil
		}
	}
}
