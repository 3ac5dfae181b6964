package capturetest

import (
	"bytes"
	"encoding/binary"
	"hash/fnv"
	"slices"

	"netsniff/capture"
)

// Rewrite makes another recording of the same conversations, or disguises one: of
// frames of Ethernet with IPv4 it writes over what the fields ask for, and puts
// lengths and checksums right. What it draws depends on Seed alone. Frames of other
// kinds keep their bytes, but for MAC addresses.
type Rewrite struct {
	Seed uint64
	// What is drawn anew, as the ends of a new conversation would.
	Ports, Sequences, IDs, Clocks bool
	// MACs and Addrs replace the keys by the values.
	MACs  map[[6]byte][6]byte
	Addrs map[[4]byte][4]byte
	// Replace are texts in payload with what stands for them, in order; the length
	// may differ.
	Replace [][2]string
	// Shift is added to all times; Stretch multiplies the times between frames (0:
	// 1); each frame is late by up to Jitter.
	Shift   capture.Stamp
	Stretch float64
	Jitter  capture.Stamp

	edits map[sender][]edit
}

// sender is one direction of a conversation, as recorded.
type sender struct {
	src, dst     [4]byte
	sport, dport uint16
}

func (s sender) reverse() sender { return sender{s.dst, s.src, s.dport, s.sport} }

// edit is where payload became longer or shorter.
type edit struct {
	seq  uint32 // behind the text that was replaced, as recorded
	by   int32
	from uint32 // frame
}

// Apply returns the frames rewritten; those given stay as they are.
func (w *Rewrite) Apply(frames []Record) []Record {
	w.edits = map[sender][]edit{}
	out := make([]Record, 0, len(frames))
	for i, f := range frames {
		whole := len(f.Data) == f.WireLen
		p := capture.Packet{Frame: uint32(i + 1), Data: bytes.Clone(f.Data), CapLen: len(f.Data),
			WireLen: f.WireLen, Link: f.Link}
		p.Decode()
		if whole {
			w.packet(&p)
		}
		if f.Link == capture.LinkEthernet && len(p.Data) >= 14 {
			w.mac(p.Data[:6])
			w.mac(p.Data[6:12])
		}
		f.At = w.time(f.At, frames[0].At, i)
		f.Data, f.WireLen = p.Data, f.WireLen+len(p.Data)-len(f.Data)
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b Record) int { return int(min(1, max(-1, a.At-b.At))) })
	return out
}

func (w *Rewrite) time(at, first capture.Stamp, i int) capture.Stamp {
	since := at - first
	if w.Stretch != 0 {
		since = capture.Stamp(float64(since) * w.Stretch)
	}
	if w.Jitter > 0 {
		since += capture.Stamp(w.draw("time", uint64(i)) % uint64(w.Jitter))
	}
	return first + w.Shift + since
}

// draw returns a number that depends on the seed and what it is for.
func (w *Rewrite) draw(what string, of ...uint64) uint64 {
	h := fnv.New64a()
	_ = binary.Write(h, binary.LittleEndian, append(of, w.Seed))
	h.Write([]byte(what))
	x := h.Sum64()
	x ^= x >> 31 // FNV leaves the low bits of similar texts similar
	x *= 0x9e3779b97f4a7c15
	return x ^ x>>29
}

func (w *Rewrite) mac(b []byte) {
	if to, ok := w.MACs[[6]byte(b)]; ok {
		copy(b, to[:])
	}
}

func (w *Rewrite) addr(b []byte) {
	if to, ok := w.Addrs[[4]byte(b)]; ok {
		copy(b, to[:])
	}
}

// packet rewrites what lies in a frame's IPv4 header.
func (w *Rewrite) packet(p *capture.Packet) {
	if p.Transport == capture.ProtoARP && len(p.Payload) == 0 {
		w.arp(p)
		return
	}
	h, ok := p.Find(capture.ProtoIPv4)
	if !ok || h.Buffer != capture.BufferFrame {
		return
	}
	ip := p.Data[h.Off:]
	whole := binary.BigEndian.Uint16(ip[6:])&0x3fff == 0 // no fragment
	from := sender{[4]byte(ip[12:]), [4]byte(ip[16:]), p.SrcPort, p.DstPort}
	if id := binary.BigEndian.Uint16(ip[4:]); w.IDs && id != 0 {
		host := binary.BigEndian.Uint32(from.src[:])
		binary.BigEndian.PutUint16(ip[4:], max(1, id+uint16(w.draw("id", uint64(host)))))
	}
	if whole && (p.Transport == capture.ProtoTCP || p.Transport == capture.ProtoUDP) &&
		p.Last().Buffer == capture.BufferFrame {
		w.transport(p, from)
		ip = p.Data[h.Off:]
		binary.BigEndian.PutUint16(ip[2:], uint16(len(ip)))
	}
	w.addr(ip[12:])
	w.addr(ip[16:])
	ip[10], ip[11] = 0, 0
	binary.BigEndian.PutUint16(ip[10:], checksum(ip[:h.Len], 0))
	if whole && (p.Transport == capture.ProtoTCP || p.Transport == capture.ProtoUDP) {
		at, proto := 16, byte(6)
		if p.Transport == capture.ProtoUDP {
			at, proto = 6, 17
		}
		segment := ip[h.Len:]
		segment[at], segment[at+1] = 0, 0
		sum := uint32(proto) + uint32(len(segment))
		for i := 12; i < 20; i += 2 {
			sum += uint32(binary.BigEndian.Uint16(ip[i:]))
		}
		binary.BigEndian.PutUint16(segment[at:], checksum(segment, sum))
	}
}

// arp rewrites the addresses in an ARP packet (RFC 826).
func (w *Rewrite) arp(p *capture.Packet) {
	h, _ := p.Find(capture.ProtoARP)
	if b := p.Data[h.Off:]; len(b) >= 28 {
		w.mac(b[8:14])
		w.addr(b[14:18])
		w.mac(b[18:24])
		w.addr(b[24:28])
	}
}

// transport rewrites ports, numbers and payload of a TCP segment or UDP datagram,
// and cuts what stood behind it in the frame.
func (w *Rewrite) transport(p *capture.Packet, from sender) {
	h := p.Last()
	head := p.Data[h.Off : h.Off+uint32(h.Len)]
	payload := bytes.Clone(p.Data[h.Off+uint32(h.Len) : h.End])
	if w.Ports {
		for i, port := range []uint16{from.sport, from.dport} {
			if port >= 1024 && port != min(from.sport, from.dport) { // of the client
				binary.BigEndian.PutUint16(head[2*i:], 32768+uint16(w.draw("port", uint64(port))%28000))
			}
		}
	}
	edited := payload
	for _, x := range w.Replace {
		edited = bytes.ReplaceAll(edited, []byte(x[0]), []byte(x[1]))
	}
	if p.Transport == capture.ProtoTCP {
		w.tcp(p, head, from)
		if by := len(edited) - len(payload); by != 0 {
			w.edits[from] = append(w.edits[from], edit{p.TCP.Seq + uint32(len(payload)), int32(by), p.Frame})
		}
	} else {
		if w.IDs && (from.sport == 53 || from.dport == 53) && len(edited) > 2 {
			id := binary.BigEndian.Uint16(edited)
			edited = bytes.Clone(edited)
			binary.BigEndian.PutUint16(edited, id+uint16(w.draw("dns", uint64(id))))
		}
		binary.BigEndian.PutUint16(head[4:], uint16(len(head)+len(edited)))
	}
	p.Data = append(p.Data[:h.Off+uint32(h.Len):h.Off+uint32(h.Len)], edited...)
}

// tcp rewrites the numbers of a segment.
func (w *Rewrite) tcp(p *capture.Packet, head []byte, from sender) {
	back := from.reverse()
	binary.BigEndian.PutUint32(head[4:], w.sequence(p.TCP.Seq, from, p.Frame))
	if p.TCP.Flags.Has(capture.ACK) {
		binary.BigEndian.PutUint32(head[8:], w.sequence(p.TCP.Ack, back, p.Frame))
	}
	for o := head[20:]; len(o) > 0 && o[0] != 0; {
		if o[0] == 1 {
			o = o[1:]
			continue
		}
		n := int(o[min(1, len(o)-1)])
		if n < 2 || n > len(o) {
			return
		}
		switch {
		case o[0] == 8 && n == 10 && w.Clocks:
			binary.BigEndian.PutUint32(o[2:], binary.BigEndian.Uint32(o[2:])+w.clock(from))
			if echo := binary.BigEndian.Uint32(o[6:]); echo != 0 {
				binary.BigEndian.PutUint32(o[6:], echo+w.clock(back))
			}
		case o[0] == 5:
			for i := 2; i+4 <= n; i += 4 {
				binary.BigEndian.PutUint32(o[i:], w.sequence(binary.BigEndian.Uint32(o[i:]), back, p.Frame))
			}
		}
		o = o[n:]
	}
}

// sequence returns what a number of a direction becomes.
func (w *Rewrite) sequence(seq uint32, of sender, frame uint32) uint32 {
	by := uint32(0)
	if w.Sequences {
		by = uint32(w.draw("sequence", of.key(), uint64(of.sport)<<16|uint64(of.dport)))
	}
	for _, e := range w.edits[of] {
		if int32(seq-e.seq) >= 0 && frame > e.from {
			by += uint32(e.by)
		}
	}
	return seq + by
}

func (w *Rewrite) clock(of sender) uint32 {
	return uint32(w.draw("clock", of.key(), uint64(of.sport)<<16|uint64(of.dport)))
}

func (s sender) key() uint64 {
	return uint64(binary.BigEndian.Uint32(s.src[:]))<<32 | uint64(binary.BigEndian.Uint32(s.dst[:]))
}
