package engine

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// maxLengthAt is how many bytes of a message Framing.Length needs at most.
const maxLengthAt = 12

// framing follows the messages of one direction by their lengths alone.
type framing struct {
	next  uint32 // sequence number after the message that is under way
	known bool
	kept  uint8             // bytes of head
	head  [maxLengthAt]byte // begins a message whose length is not known yet
}

// counts reports whether the segment b at seq ends a message or brings bytes
// that are no part of any; false if it brings a part of one only.
func (x *framing) counts(p *dissect.Framing, seq uint32, b []byte) bool {
	end := seq + uint32(len(b))
	switch {
	case !x.known || reassembly.Before(x.next, seq):
		x.next, x.known, x.kept = seq, true, 0
	case reassembly.After(x.next, end):
		return false
	case x.next == end && x.kept == 0:
		return true
	}
	done := x.kept == 0 && (p.Begun || x.next != seq)
	at := int(x.next - seq)
	for at < len(b) {
		kept := int(x.kept)
		more := copy(x.head[kept:], b[at:])
		n := p.Length(x.head[:kept+more])
		if n < 0 {
			x.known = false
			return true
		}
		if n == 0 && kept+more < maxLengthAt {
			x.kept = uint8(kept + more)
			x.next = end
			return done
		}
		at += max(n-kept, 1)
		x.kept = 0
		done = done || at <= len(b)
	}
	x.next = seq + uint32(at)
	return done
}
