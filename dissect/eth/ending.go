package eth

import (
	"netsniff/capture"
	"netsniff/dissect"
)

const (
	// shortestFrame is what senders pad frames to, without the checksum
	// (IEEE 802.3 §4.2.3.3).
	shortestFrame = 60
	// checkLen is the length of the checksum at the end of a frame.
	checkLen = 4
	// unverified is Wireshark's word for checksums that nobody looked at.
	unverified = 2
)

// ending is what stands in a frame behind what it carries: zeros up to the
// shortest length, bytes nobody knows, and a checksum if the capture has it.
type ending struct {
	rest                  []byte
	at                    int // where it begins in its buffer
	room                  int // bytes missing up to the shortest length
	padding, trailer, fcs int // offsets in rest
}

// atEnd returns a getter of something about the end of an Ethernet frame.
func atEnd(get func(e *ending, v *dissect.Values)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		next, ok := inside(f, l)
		if !ok || next >= l.Header.End || f.CapLen < f.WireLen {
			return
		}
		e := ending{rest: f.Headers.Bytes(l.Header)[next-l.Header.Off:], at: int(next)}
		e.room = shortestFrame - int(next-l.Header.Off)
		if e.room > 0 && zeros(e.rest[:min(e.room, len(e.rest))]) {
			e.trailer = min(e.room, len(e.rest))
		}
		if tagged(f, l) {
			e.rest = e.rest[:e.trailer] // what follows belongs to the tag
		}
		e.fcs = len(e.rest)
		// A frame with its checksum is as long as the shortest one at least.
		if l.Header.End-l.Header.Off >= shortestFrame+checkLen && len(e.rest)-e.trailer >= checkLen {
			e.fcs -= checkLen
		}
		get(&e, v)
	}
}

// bytes adds what lies between two offsets, unless that is nothing.
func (e *ending) bytes(v *dissect.Values, from, to int) {
	if from < to {
		v.Bytes(e.rest[from:to]).At(e.at+from, to-from)
	}
}

// doubtful reports whether there are bytes where padding was expected, and they
// are no zeros.
func (e *ending) doubtful() bool { return e.room > 0 && e.trailer == 0 && e.trailer < e.fcs }

// tagged reports whether a VLAN tag follows the Ethernet header.
func tagged(f *dissect.Frame, l *dissect.Layer) bool {
	for _, x := range f.All() {
		if x.Proto == capture.ProtoVLAN && x.Buffer == l.Header.Buffer && x.Off == l.Header.Off+uint32(l.Header.Len) {
			return true
		}
	}
	return false
}

func zeros(b []byte) bool {
	for _, x := range b {
		if x != 0 {
			return false
		}
	}
	return true
}

// inside returns the end of what the Ethernet frame carries.
func inside(f *dissect.Frame, l *dissect.Layer) (end uint32, ok bool) {
	for _, x := range f.All() {
		if x.Buffer != l.Header.Buffer || x.Off <= l.Header.Off {
			continue
		}
		if end = x.End; x.Proto == capture.ProtoARP {
			end = endOfARP(f, x)
		}
		if end < l.Header.End {
			return end, true
		}
	}
	return 0, false
}

// endOfARP returns where an ARP packet ends, which does not say how long it is:
// behind two hardware and two protocol addresses (RFC 826).
func endOfARP(f *dissect.Frame, x capture.Header) uint32 {
	const fixed = 8
	b := f.Headers.Bytes(x)
	if len(b) < fixed {
		return x.End
	}
	return min(x.End, x.Off+fixed+2*(uint32(b[4])+uint32(b[5])))
}
