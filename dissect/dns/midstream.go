package dns

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// maxTries bounds how often a segment is looked at closer for the beginning of
// a message.
const maxTries = 16

// seek returns where in the bytes of a stream that was joined, or that bytes
// are missing of, the next message begins with its length: the first that can
// be read as far as the bytes go. ok is false if there is none.
func seek(b []byte, w *walk) (off int, ok bool) {
	tries := 0
	for ; off+lengthPrefix+headerLen < len(b) && tries < maxTries; off++ {
		size := int(binary.BigEndian.Uint16(b[off:]))
		rest := b[off+lengthPrefix:]
		if !fitting(rest, size) {
			continue
		}
		tries++
		if readable(Packet{Bytes: rest[:min(size, len(rest))], WireLen: size}, w) {
			return off, true
		}
	}
	return 0, false
}

// fitting reports whether b begins with the header of a message of size bytes:
// an operation that there is, and no more records than there is room for.
func fitting(b []byte, size int) bool {
	const leastQuestion, leastRecord = 5, 11
	h, ok := ParseHeader(b)
	if !ok || h.Flags.Opcode().String() == "" || h.Flags.Has(FlagZ) {
		return false
	}
	least := headerLen + leastQuestion*int(h.Counts[Question])
	for _, n := range h.Counts[Answer:] {
		least += leastRecord * int(n)
	}
	return least > headerLen && least <= size
}

// beheaded is what stands before the first message of a direction that the
// capture has the beginning of.
type beheaded struct{}

// AppendInfo implements dissect.Message.
func (beheaded) AppendInfo(dst []byte) []byte {
	return append(dst, "[Rest of a message whose beginning was not captured]"...)
}

// joined reads what stands before the first message of a direction whose
// connection was there before the capture. Where the handshake was seen, or a part
// of it, all is believed, as an analyst of port 53 wants to see it.
func (d *dissector) joined(f *dissect.Frame, in *dissect.Input) (_ dissect.Verdict, skipped bool) {
	if d.found[in.Dir] {
		return dissect.Verdict{}, false
	}
	if begun(f.Segment) {
		d.found[in.Dir] = true
		return dissect.Verdict{}, false
	}
	if len(in.Bytes) <= lengthPrefix+headerLen && !in.Last {
		return dissect.MoreSegment(), true // some send the length alone
	}
	off, ok := seek(in.Bytes, &d.guess)
	d.found[in.Dir] = ok
	switch {
	case !ok:
		off = len(in.Bytes)
	case off == 0:
		return dissect.Verdict{}, false
	}
	f.Emit(dissect.Layer{Message: beheaded{}})
	return dissect.Done(off), true
}

// begun reports whether a SYN of the connection was captured: that of the server alone
// counts in no completeness, but says whether windows are scaled.
func begun(s *reassembly.Segment) bool {
	return s == nil || s.Completeness&(reassembly.SeenSYN|reassembly.SeenSYNACK) != 0 || s.Scale != reassembly.ScaleUnknown
}
