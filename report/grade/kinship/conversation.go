package kinship

import (
	"encoding/binary"

	"github.com/cespare/xxhash/v2"

	"netsniff/capture"
	"netsniff/reassembly"
)

// conversation is one that is being read.
type conversation struct {
	Conversation
	tcp    reassembly.TCP
	totals reassembly.Totals
	isn    [2]uint32
	hasISN [2]bool
	rhythm rhythm
}

func newConversation(p *capture.Packet, first reassembly.Dir) *conversation {
	c := &conversation{tcp: reassembly.NewTCP()}
	src, dst := End{Addr: p.Src}, End{Addr: p.Dst}
	if p.Transport == capture.ProtoTCP || p.Transport == capture.ProtoUDP {
		src.Port, dst.Port = p.SrcPort, p.DstPort
	}
	if h, ok := p.Find(capture.ProtoEthernet); ok {
		if b := p.Bytes(h); len(b) >= 12 {
			src.MAC.Kind, dst.MAC.Kind = capture.AddrEther, capture.AddrEther
			copy(dst.MAC.B[:6], b)
			copy(src.MAC.B[:6], b[6:])
		}
	}
	if first == reassembly.ToClient {
		src, dst = dst, src
	}
	c.Proto, c.Client, c.Server = p.Transport, src, dst
	c.First, c.At = p.Frame, p.At
	if c.Proto == capture.ProtoTCP {
		c.tcp.Count(&c.totals)
	}
	return c
}

// frame takes the next frame; scratch is storage and given back.
func (c *conversation) frame(p *capture.Packet, d reassembly.Dir, scratch []byte) []byte {
	c.Last, c.End = p.Frame, max(c.End, p.At)
	c.Frames++
	c.Bytes += uint64(max(0, p.PayloadLen))
	x := Sample{At: p.At, Frame: p.Frame, ID: identification(p), Dir: d}
	scratch = appendNumbers(scratch, p)
	x.Hash = xxhash.Sum64(scratch)
	c.Numbers.add(x, 0)
	if scratch = appendClock(scratch[:0], p, x.ID); len(scratch) > 0 {
		x.Hash = xxhash.Sum64(scratch)
		c.Clocks.add(x, maxClocks)
	}
	if len(p.Payload) >= leastSaid {
		x.Hash = xxhash.Sum64(p.Payload[:min(len(p.Payload), mostSaid)])
		c.Said.add(x, maxSaid)
	}
	if hash, ok := c.rhythm.next(p.At); ok {
		x.Hash = hash
		c.Rhythm.add(x, maxRhythm)
	}
	if since := (p.At - c.At) / 1000; len(c.Times) < maxTimes && since >= 0 && since < 1<<32 {
		c.Times = append(c.Times, uint32(since))
	}
	if p.Transport == capture.ProtoTCP && p.TCP.Flags.Has(capture.SYN) {
		c.isn[d], c.hasISN[d] = p.TCP.Seq, true
		if d == reassembly.ToClient && !c.hasISN[reassembly.ToServer] {
			c.isn[reassembly.ToServer], c.hasISN[reassembly.ToServer] = p.TCP.Ack-1, true
		}
	}
	return scratch
}

// What of payload is hashed: enough to tell contents from each other, within what
// a usual snap length leaves.
const (
	leastSaid = 64
	mostSaid  = 512
	// beginning is how much of a datagram stands for it: identifiers come first in
	// DNS, uTP, QUIC, RTP; the rest tells who repeats the same ones.
	beginning = 32
)

// appendNumbers appends what tells a frame from all others without its addresses,
// ports and length of headers: a copy has the same whatever was written over them.
func appendNumbers(dst []byte, p *capture.Packet) []byte {
	dst = append(dst, byte(p.Transport))
	if p.Transport == capture.ProtoTCP {
		dst = binary.BigEndian.AppendUint32(dst, p.TCP.Seq)
		dst = binary.BigEndian.AppendUint32(dst, p.TCP.Ack)
		dst = binary.BigEndian.AppendUint16(dst, uint16(p.TCP.Flags))
	} else if h := p.Last(); p.Transport == capture.ProtoICMP || p.Transport == capture.ProtoICMPv6 {
		b := p.Bytes(h) // type, code, checksum, identifier, sequence number (RFC 792)
		dst = append(dst, b[:min(len(b), 2)]...)
		return append(dst, b[min(len(b), 4):min(len(b), beginning)]...)
	} else {
		dst = append(dst, p.Payload[:min(len(p.Payload), beginning)]...)
	}
	return binary.BigEndian.AppendUint32(dst, uint32(p.PayloadLen))
}

// appendClock appends what stays the same if the payload, its length and the
// sequence numbers were changed: the timestamps of TCP and the identification of
// IP. Nothing if there are none.
func appendClock(dst []byte, p *capture.Packet, id uint16) []byte {
	if p.Transport != capture.ProtoTCP {
		return dst
	}
	for rest := p.TCP.Options; ; {
		kind, value, after, ok := reassembly.NextOption(rest)
		if !ok {
			return dst
		}
		if rest = after; kind == reassembly.OptionTimestamps && len(value) == 8 {
			dst = append(dst, value...)
			dst = binary.BigEndian.AppendUint16(dst, id)
			return append(dst, byte(p.TCP.Flags&(capture.SYN|capture.FIN|capture.RST)))
		}
	}
}

// identification returns that of the innermost IPv4 header (RFC 791 §3.1), 0 in
// IPv6.
func identification(p *capture.Packet) uint16 {
	if p.Dst.Kind != capture.AddrIPv4 {
		return 0
	}
	if h, ok := p.Find(capture.ProtoIPv4); ok {
		if b := p.Bytes(h); len(b) >= 6 {
			return binary.BigEndian.Uint16(b[4:])
		}
	}
	return 0
}

// finish ends the conversation and lets go of what only reading needs.
func (c *conversation) finish() Conversation {
	x := c.Conversation
	for _, s := range []*Samples{&x.Numbers, &x.Clocks, &x.Rhythm, &x.Said} {
		s.settle()
	}
	if c.Proto != capture.ProtoTCP {
		return x
	}
	if c.hasISN[0] && c.hasISN[1] {
		var b [9]byte
		binary.BigEndian.PutUint32(b[:], c.isn[0])
		binary.BigEndian.PutUint32(b[4:], c.isn[1])
		x.Opening = max(1, xxhash.Sum64(b[:]))
	}
	if t := c.totals.TCP; t != nil {
		x.Missing = t.Sides[0].Missing() + t.Sides[1].Missing()
		x.Midstream = t.Opened == reassembly.Midstream || t.Opened == reassembly.AnswerOnly
	}
	return x
}

// rhythm hashes the times between frames: each four in a row.
type rhythm struct {
	last    capture.Stamp // in µs
	between [4]int64      // µs, the newest last
	n       int           // frames so far
}

// next takes the time of a frame and returns a hash of the last four times
// between frames. ok is false where they tell nothing: whole milliseconds, which
// programs make, and times that are the same.
func (r *rhythm) next(at capture.Stamp) (hash uint64, ok bool) {
	now := at / 1000
	if r.n > 0 {
		copy(r.between[:], r.between[1:])
		r.between[3] = int64(now - r.last)
	}
	r.last = now
	if r.n++; r.n <= len(r.between) {
		return 0, false
	}
	var b [32]byte
	telling := 0
	for i, x := range r.between {
		binary.BigEndian.PutUint64(b[8*i:], uint64(x))
		if x%1000 != 0 && x > 8 && (i == 0 || x != r.between[i-1]) {
			telling++
		}
	}
	return xxhash.Sum64(b[:]), telling >= 3
}
