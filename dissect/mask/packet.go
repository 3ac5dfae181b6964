package mask

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/secrets"
)

// packets overwrites what is secret in packets that stand each for itself: datagrams, and
// what headers carry.
type packets struct {
	detector *Detector
	told     secrets.Packet // reused
	list     []secrets.Span
	own      int // where the checksum of the packet itself stands, 0: it has none
	crc      int // where its CRC32c does
}

// find finds what is secret in the payload of p, and reports whether anything is.
func (x *packets) find(p *capture.Packet, c *dissect.Conn) bool {
	x.list, x.own, x.crc = x.list[:0], 0, 0
	x.detector.packets.Tell(p, c, &x.told, func(_ *dissect.Protocol, s *secrets.Packet) {
		x.list = append(x.list, s.Spans...)
		x.own, x.crc = max(x.own, s.Checksum), max(x.crc, s.Castagnoli)
	})
	return len(x.list) > 0
}

// covering is a checksum that covers a payload.
type covering struct {
	sum  []byte // nil: there is none
	at   int    // where it stands in the buffer
	base int    // where in the buffer begins what it is the sum of
}

// coveringOf returns the checksum that covers the payload of p: its own, else that of the
// nearest header that has one in the same buffer.
func (x *packets) coveringOf(p *capture.Packet) covering {
	last := p.Last()
	start := int(last.End) - len(p.Payload)
	if x.own > 0 && x.own+2 <= len(p.Payload) {
		return covering{p.Payload[x.own : x.own+2], start + x.own, start}
	}
	list := p.All()
	for i := len(list) - 1; i >= 0 && list[i].Buffer == last.Buffer; i-- {
		b := p.Headers.Bytes(list[i])
		if at := sumAt(list[i].Proto, b); at > 0 && at+2 <= len(b) {
			return covering{b[at : at+2], int(list[i].Off) + at, int(list[i].Off)}
		}
	}
	return covering{}
}

// sumAt returns where the checksum of header and payload stands in b, 0 if there is none:
// a UDP datagram need not have one (RFC 768), nor has each packet of GRE (RFC 2784).
func sumAt(p capture.Proto, b []byte) int {
	const ofUDP, ofGRE, ofICMP, flagGRE = 6, 4, 2, 0x80
	switch {
	case p == capture.ProtoTCP:
		return checksumAt
	case p == capture.ProtoUDP && len(b) >= ofUDP+2 && binary.BigEndian.Uint16(b[ofUDP:]) != 0:
		return ofUDP
	case p == capture.ProtoGRE && b[0]&flagGRE != 0:
		return ofGRE
	case p == capture.ProtoICMP, p == capture.ProtoICMPv6:
		return ofICMP
	}
	return 0
}

// overwrite overwrites what was found in the payload of p, which begins at an offset of
// what the checksum is of, and returns what that adds to the sum.
func (x *packets) overwrite(payload []byte, at int) (sum uint64) {
	for _, s := range x.list {
		from, to := max(0, int(s.From)), min(len(payload), int(s.To))
		if from < to {
			sum += change(payload[from:to], at+from, nil, 0)
		}
	}
	return sum
}

// hide overwrites what is secret in the payload of p, and reports whether anything is.
func (x *packets) hide(p *capture.Packet, c *dissect.Conn) bool {
	if !x.find(p, c) {
		return false
	}
	cover, right := x.coveringOf(p), x.crc > 0 && rightCRC(p.Payload, x.crc)
	sum := x.overwrite(p.Payload, int(p.Last().End)-len(p.Payload)-cover.base)
	if cover.sum != nil {
		adjust(cover.sum, sum)
	}
	if right {
		binary.LittleEndian.PutUint32(p.Payload[x.crc:], crcOf(p.Payload, x.crc))
	}
	return true
}

// hideQuoted does the same for q, which an error message of p quotes from the header outer
// on, and whose headers were decoded again.
func (x *packets) hideQuoted(p *capture.Packet, outer capture.Header, q *capture.Packet) {
	if !x.find(q, nil) {
		return
	}
	cover := x.coveringOf(q)
	if cover.sum == nil {
		icmp := p.Last()
		if b := p.Headers.Bytes(icmp); len(b) >= 4 {
			cover = covering{b[2:4], 0, int(icmp.Off) - int(outer.Off)}
		}
	}
	sum := x.overwrite(q.Payload, int(q.Last().End)-len(q.Payload)-cover.base)
	if cover.sum != nil {
		adjust(cover.sum, sum)
	}
}

// patches returns what is to be done to the fragments that p came in: by offsets in their
// datagram.
func (x *packets) patches(p *capture.Packet, c *dissect.Conn, add func(hidden, int64, uint64)) {
	if !x.find(p, c) {
		return
	}
	cover, start := x.coveringOf(p), int(p.Last().End)-len(p.Payload)
	sum := int64(-1)
	if cover.sum != nil {
		sum = int64(cover.at)
	}
	for _, s := range x.list {
		from, to := max(0, int(s.From)), min(len(p.Payload), int(s.To))
		if from >= to {
			continue
		}
		b := append([]byte(nil), p.Payload[from:to]...)
		add(hidden{span{int64(start + from), int64(start + to)}, nil}, sum, change(b, start+from-cover.base, nil, 0))
	}
}
