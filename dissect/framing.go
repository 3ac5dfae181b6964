package dissect

import "netsniff/reassembly"

// Framing says how the messages of a protocol follow each other in a stream.
// The zero value says nothing.
type Framing struct {
	// Length returns the length of the message that begins with the at most 12
	// bytes given: 0 if they are too few to tell, less if none begins so.
	Length func(b []byte) int
	// Begun is set if a segment counts where a message begins, even if it ends
	// in another.
	Begun bool
}

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
func (x *framing) counts(p *Framing, seq uint32, b []byte) bool {
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
