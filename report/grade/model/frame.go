package model

import (
	"fmt"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
	"netsniff/report/table"
)

type tableOf = table.Table

// Frame implements collect.Collector.
func (b *builder) Frame(f *dissect.Frame) {
	o := b.out
	if o.Frames == 0 {
		b.origin, b.last, o.Start = f.At, f.At, seconds(f.At)
	}
	o.Frames++
	b.last = max(b.last, f.At)
	if f.CapLen < f.WireLen {
		o.Cut++
		o.SnapLen = max(o.SnapLen, int64(f.CapLen))
	}
	p := b.packet(f)
	if len(o.Packets) < maxPackets {
		o.Packets = append(o.Packets, p)
	} else {
		b.left(fmt.Sprintf("packets beyond %d", maxPackets))
	}
	if f.Segment != nil && f.Conn != nil {
		b.segment(f, p)
	}
	for _, x := range b.parts {
		x.frame(f, p)
	}
	for i, x := range b.filters {
		if !x.Match(f, &b.scratch) {
			continue
		}
		if len(b.hits[i]) >= maxHits {
			b.left(fmt.Sprintf("frames beyond %d that match a filter", maxHits))
			continue
		}
		b.hits[i] = append(b.hits[i], Hit{Frame: p.Frame, Time: p.Time, Conn: p.Conn, Src: p.Src, Dst: p.Dst})
	}
}

func (b *builder) packet(f *dissect.Frame) *Packet {
	p := &Packet{
		Frame: int64(f.Packet.Frame), Time: seconds(f.At - b.origin), Length: int64(f.WireLen),
		Payload: int64(max(f.PayloadLen,
			0)),
		Protocol: f.Column(), Conn: noConn, Seq: -1, RawSeq: -1, Ack: -1, RawAck: -1, Window: -1,
	}
	b.hardware(f)
	if f.Src.Kind == capture.AddrIPv4 || f.Src.Kind == capture.AddrIPv6 {
		p.Src, p.Dst = b.address(f.Src), b.address(f.Dst)
		b.addresses[p.Src], b.addresses[p.Dst] = true, true
	}
	if f.Converses() {
		p.SrcPort, p.DstPort = int64(f.SrcPort), int64(f.DstPort)
	}
	if f.Conn != nil {
		p.Conn, p.ToServer = b.conn(f.Conn), f.Dir == dissect.ToServer
		if p.Conn.First == 0 {
			p.Conn.First, p.Conn.Start = p.Frame, p.Time
		}
	}
	if s := f.Segment; s != nil {
		p.Flags = flagWords(f.TCP.Flags)
		p.Seq, p.RawSeq, p.Window = int64(s.Seq), int64(f.TCP.Seq), int64(s.Window)
		if f.TCP.Flags.Has(capture.ACK) {
			p.Ack, p.RawAck = int64(s.Ack), int64(f.TCP.Ack)
		}
		if s.Flags != 0 {
			p.Marks = strings.Trim(strings.ReplaceAll(string(s.AppendMarks(nil)), "] [", "; "), "[] ")
		}
	}
	return p
}

// hardware notes who sent a frame of Ethernet.
func (b *builder) hardware(f *dissect.Frame) {
	if f.Link != capture.LinkEthernet || len(f.Data) < 12 {
		return
	}
	var a capture.Addr
	a.Kind = capture.AddrEther
	copy(a.B[:], f.Data[6:12])
	b.macs[b.address(a)] = true
}

// address returns the text of an address, the same memory each time.
func (b *builder) address(a capture.Addr) string {
	s, ok := b.texts[a]
	if !ok {
		s = a.String()
		b.texts[a] = s
	}
	return s
}

// conn returns the connection of the model that stands for c, or for what carries c.
func (b *builder) conn(c *dissect.Conn) *Conn {
	c = c.Outermost()
	if m := b.conns[c]; m != nil {
		return m
	}
	key := connKey{c.Transport, c.ID}
	if m := b.keys[key]; m != nil {
		return m
	}
	m := &Conn{
		ID: int64(c.ID), Transport: c.Transport.String(), Client: b.address(c.Client.Addr), Server: b.address(c.Server.Addr),
		ClientPort: int64(c.Client.Port), ServerPort: int64(c.Server.Port),
		SYNSeq: -1, SYNACKSeq: -1, SYNACKAck: -1, InitialRTT: -1, Up: noSide(), Down: noSide(),
	}
	if len(b.out.Conns) < maxConns {
		b.out.Conns = append(b.out.Conns, m)
	} else {
		b.left(fmt.Sprintf("connections beyond %d", maxConns))
	}
	b.conns[c], b.keys[key] = m, m
	return m
}

// segment notes what a TCP segment says of its connection.
func (b *builder) segment(f *dissect.Frame, p *Packet) {
	c, flags := p.Conn, f.TCP.Flags
	side := c.side(f.Dir)
	switch {
	case flags.Has(capture.SYN | capture.ACK):
		if c.SYNACK == 0 && f.Dir == dissect.ToClient {
			c.SYNACK, c.SYNACKSeq, c.SYNACKAck = p.Frame, p.RawSeq, p.RawAck
		}
	case flags.Has(capture.SYN):
		if c.SYN == 0 && f.Dir == dissect.ToServer {
			c.SYN, c.SYNSeq = p.Frame, p.RawSeq
		}
	case c.ACK == 0 && c.SYNACK != 0 && f.Dir == dissect.ToServer && flags.Has(capture.ACK) && !flags.Has(capture.RST):
		c.ACK = p.Frame
	}
	if s := f.Segment.InitialRTT; s > 0 {
		c.InitialRTT = seconds(s)
	}
	if flags.Has(capture.FIN) {
		c.FINs = bounded(c.FINs, p.Frame)
	}
	if flags.Has(capture.RST) {
		c.RSTs = bounded(c.RSTs, p.Frame)
	}
	if !flags.Has(capture.SYN) && !flags.Has(capture.RST) {
		if raw := int64(f.TCP.Window); side.MinWindowRaw == 0 || raw < side.MinWindowRaw {
			side.MinWindowRaw = raw
		}
	}
	resent := f.Segment.Flags&reassembly.Resent != 0
	if resent {
		side.ResentFrames = bounded(side.ResentFrames, p.Frame)
	}
	if p.RawAck >= 0 {
		b.acknowledge(c, f, p)
	}
	if f.Segment.Len > 0 && len(side.Segments) < maxSegments {
		s := &Segment{Frame: p.Frame, Time: p.Time, Seq: p.Seq, RawSeq: p.RawSeq, Length: int64(f.Segment.Len),
			Resent: resent,
			Head:   printable(f.Payload), AckTime: -1, RTT: -1}
		side.Segments = append(side.Segments, s)
		w := b.waits[c]
		if w == nil {
			w = new([2][]*Segment)
			b.waits[c] = w
		}
		w[f.Dir] = append(w[f.Dir], s)
	}
}

// acknowledge gives segments of the other side the frame that acknowledges them.
func (b *builder) acknowledge(c *Conn, f *dissect.Frame, p *Packet) {
	w := b.waits[c]
	if w == nil {
		return
	}
	other := f.Dir.Reverse()
	n := 0
	for _, s := range w[other] {
		if int32(uint32(p.RawAck)-uint32(s.RawSeq+s.Length)) < 0 {
			break // what comes behind it in the sequence is not acknowledged either
		}
		s.AckFrame, s.AckTime, s.RTT = p.Frame, p.Time, p.Time-s.Time
		n++
	}
	w[other] = w[other][n:]
}

func (c *Conn) side(d dissect.Dir) *Side {
	if d == dissect.ToServer {
		return c.Up
	}
	return c.Down
}

// bounded appends to a list of frames.
func bounded(list []int64, frame int64) []int64 {
	if len(list) < maxSegments {
		list = append(list, frame)
	}
	return list
}

// printable returns the first bytes of a payload as text.
func printable(b []byte) string {
	b = b[:min(len(b), 16)]
	for _, c := range b {
		if c < ' ' && c != '\r' && c != '\n' && c != '\t' || c >= 0x7f {
			return ""
		}
	}
	return string(b)
}

// flagTexts has the words of the eight usual flags, so that a packet has no text of its own.
var flagTexts = func() (list [512]string) {
	for i := range list {
		var words []string
		for bit, name := range capture.TCPFlagNames {
			if i>>bit&1 == 1 {
				words = append(words, name)
			}
		}
		list[i] = strings.Join(words, " ")
	}
	return list
}()

func flagWords(f capture.TCPFlags) string { return flagTexts[f&511] }
