package dialogues

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// life follows how a TCP connection is opened and closed.
type life struct {
	opened      bool // a SYN was seen
	accepted    bool // a SYN, ACK was seen
	established reassembly.Mark
	fins        [2]fin
}

// fin is where a direction ends.
type fin struct {
	seq          uint32 // the number after the FIN
	seen         bool
	acknowledged bool
}

// note takes the next segment and reports whether the connection has ended:
// it was reset, or both ends said so and heard it.
func (l *life) note(f *dissect.Frame) (ended bool) {
	flags := f.TCP.Flags
	syn, acks := flags&capture.SYN != 0, flags&capture.ACK != 0
	switch {
	case syn:
		l.opened = true
		l.accepted = l.accepted || acks
	case acks && l.accepted && f.Dir == dissect.ToServer && l.established.Frame == 0:
		l.established = reassembly.Mark{Frame: f.Frame, At: f.At}
	}
	if flags&capture.FIN != 0 && !l.fins[f.Dir].seen {
		l.fins[f.Dir] = fin{seq: f.TCP.Seq + uint32(f.PayloadLen) + 1, seen: true}
	}
	if x := &l.fins[f.Dir.Reverse()]; acks && x.seen && !reassembly.Before(f.TCP.Ack, x.seq) {
		x.acknowledged = true
	}
	if flags&capture.RST != 0 && f.Dir == dissect.ToServer && l.opened && !l.accepted {
		// The client refuses an answer to an older connection and goes on opening
		// this one (RFC 9293 §3.5.1).
		return false
	}
	return flags&capture.RST != 0 || l.fins[0].acknowledged && l.fins[1].acknowledged
}
