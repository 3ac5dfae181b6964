package rtp

import "encoding/binary"

var be = binary.BigEndian

// Sizes and bits of the header (RFC 3550 §5.1).
const (
	headLen      = 12
	version      = 2
	hasPadding   = 0x20
	hasExtension = 0x10
	marked       = 0x80
)

// Packet is a packet. Borrowed from its bytes.
type Packet struct {
	Bytes     []byte
	Type      PayloadType
	Marker    bool
	Sequence  uint16
	Timestamp uint32
	SSRC      uint32
	Payload   []byte // without padding
	Padding   int    // bytes, their count included; 0 if there is none
	Broken    bool   // it ends within its header, or has padding of no length
	extension int    // where the header extension begins, 0 if there is none
	payload   int    // where the payload begins
}

// Parse reads a packet; false if b begins none.
func Parse(b []byte) (p Packet, ok bool) {
	if len(b) < headLen || b[0]>>6 != version {
		return p, false
	}
	p = Packet{
		Bytes: b, Type: PayloadType(b[1] &^ marked), Marker: b[1]&marked != 0,
		Sequence: be.Uint16(b[2:]), Timestamp: be.Uint32(b[4:]), SSRC: be.Uint32(b[8:]),
	}
	end := headLen + 4*p.sources()
	if b[0]&hasExtension != 0 && len(b) >= end+4 {
		p.extension = end
		end += 4 + 4*int(be.Uint16(b[end+2:]))
	} else if b[0]&hasExtension != 0 {
		end = len(b) + 1
	}
	if end > len(b) {
		p.Broken, p.payload = true, len(b)
		return p, true
	}
	p.payload = end
	p.Payload = b[end:]
	if b[0]&hasPadding != 0 {
		n := int(b[len(b)-1])
		if p.Broken = n == 0; n > 0 && n <= len(p.Payload) {
			p.Padding, p.Payload = n, p.Payload[:len(p.Payload)-n]
		}
	}
	return p, true
}

// sources returns how many contributing sources the header names.
func (p *Packet) sources() int { return int(p.Bytes[0] & 0xf) }

// isControl reports whether b is of RTCP where both share a port (RFC 5761 §4).
func isControl(b []byte) bool { return len(b) >= 2 && b[0]>>6 == version && b[1] >= 192 && b[1] <= 223 }
