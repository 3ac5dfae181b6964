package reassembly_test

import (
	"encoding/binary"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/reassembly"
)

// download is a long transfer in order: a segment of data, its ACK, and so on
// without end.
type download struct {
	data, ack *capture.Packet
	n         uint32
}

func newDownload() *download {
	client, server := capturetest.Client(), capturetest.Server(7)
	data := capturetest.Segment{From: server, To: client, Seq: 1, Ack: 1, Flags: capture.ACK, Window: 500,
		Data: make([]byte, 1460)}
	ack := capturetest.Segment{From: client, To: server, Seq: 1, Ack: 1, Flags: capture.ACK, Window: 500}
	return &download{
		data: capturetest.Packet(1, capturetest.Start, data.Frame()),
		ack:  capturetest.Packet(2, capturetest.Start, ack.Frame()),
	}
}

// next returns the next frame, not decoded.
func (d *download) next() *capture.Packet {
	i := d.n / 2
	p := d.data
	if d.n%2 == 0 {
		binary.BigEndian.PutUint32(p.Data[38:], 1+1460*i)
	} else {
		p = d.ack
		binary.BigEndian.PutUint32(p.Data[42:], 1+1460*(i+1))
	}
	d.n++
	p.Frame = d.n
	p.At = capturetest.Start + capture.Stamp(d.n)*1e5
	return p
}

// step takes the next frame through decode, table and analysis.
func (d *download) step(table *reassembly.Table[conn], s *reassembly.Segment) {
	p := d.next()
	p.Decode()
	found := table.Find(p)
	found.Conn.tcp.Analyze(p, found.Dir, found.Reused, s)
}

func TestAnalyzeAllocates(t *testing.T) {
	d, table := newDownload(), newTable()
	var s reassembly.Segment
	for range 100 {
		d.step(table, &s)
	}
	if n := testing.AllocsPerRun(1000, func() { d.step(table, &s) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if s.Flags != 0 {
		t.Errorf("a segment in order is %q", short(&s))
	}
}

func BenchmarkAnalyze(b *testing.B) {
	d, table := newDownload(), newTable()
	var s reassembly.Segment
	b.ReportAllocs()
	for b.Loop() {
		d.step(table, &s)
	}
}

// TestUnacknowledged: a sender whose receiver is not recorded must cost
// neither memory nor time that grows.
func TestUnacknowledged(t *testing.T) {
	d, table := newDownload(), newTable()
	var s reassembly.Segment
	for range 20_000 {
		d.step(table, &s)
		d.n++ // no ACK
	}
	if n := testing.AllocsPerRun(1000, func() { d.step(table, &s); d.n++ }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzAnalyze sends segments with any numbers and flags through table and
// analysis.
func FuzzAnalyze(f *testing.F) {
	for _, c := range findings {
		x := capturetest.Exchange{Text: c.text, ISN: isns[1], Port: 7}
		steps, err := x.Steps()
		if err != nil {
			f.Fatal(err)
		}
		var seed []byte
		for _, s := range steps {
			seed = append(seed, fuzzRecord(s.Packet)...)
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		table := newTable()
		var all []*reassembly.Totals
		plain := table.New
		table.New = func(id uint32, p *capture.Packet, d reassembly.Dir) *conn {
			c := plain(id, p, d)
			all = append(all, new(reassembly.Totals))
			c.tcp.Count(all[len(all)-1])
			return c
		}
		var s reassembly.Segment
		at := capturetest.Start
		for frame := uint32(1); len(b) >= recordLen && frame < 500; b, frame = b[recordLen:], frame+1 {
			seg := readRecord(b)
			at += capture.Stamp(int8(b[13])) * 1e6
			p := capturetest.Packet(frame, at, seg.Frame())
			found := table.Find(p)
			found.Conn.tcp.Analyze(p, found.Dir, found.Reused, &s)
			check(t, p, &s)
		}
		for _, x := range all {
			checkTotals(t, x)
		}
	})
}

// checkTotals states what holds for every connection.
func checkTotals(t *testing.T, x *reassembly.Totals) {
	for d := range reassembly.Dir(2) {
		side, r := &x.TCP.Sides[d], x.TCP.RTT(d)
		switch {
		case side.Unique > x.Sent[d].Bytes:
			t.Fatalf("%d bytes of %d are unique", side.Unique, x.Sent[d].Bytes)
		case side.DataSegments > x.Sent[d].Frames || side.Oversized > side.DataSegments ||
			side.MinWindow > side.MaxWindow && side.MaxWindow > 0:
			t.Fatalf("%+v", side)
		case r.Min() > r.Max() || r.Percentile(50) < r.Min() || r.Percentile(99) > r.Max():
			t.Fatalf("%+v", r)
		}
		side.Missing()
	}
	x.TCP.Vantage()
	x.TCP.Path()
}

// check states what holds for every segment.
func check(t *testing.T, p *capture.Packet, s *reassembly.Segment) {
	const seen = reassembly.Resent | reassembly.OutOfOrder
	switch {
	case s.Len != p.PayloadLen:
		t.Fatalf("frame %d: %d bytes of %d", p.Frame, s.Len, p.PayloadLen)
	case s.Flags&reassembly.DuplicateAck != 0 && (s.DupAck.Frame == 0 || s.DupAck.Frame >= p.Frame || s.DupAck.Count == 0):
		t.Fatalf("frame %d: duplicate %+v", p.Frame, s.DupAck)
	case s.Flags&reassembly.DuplicateAck != 0 && s.Len > 0:
		t.Fatalf("frame %d: a duplicate ACK with data", p.Frame)
	case s.AcksFrame >= p.Frame || s.RTOFrame >= p.Frame:
		t.Fatalf("frame %d: acknowledges %d, resends %d", p.Frame, s.AcksFrame, s.RTOFrame)
	case s.BytesInFlight < 0 || s.PushBytesSent < 0:
		t.Fatalf("frame %d: %d in flight, %d since PSH", p.Frame, s.BytesInFlight, s.PushBytesSent)
	case s.Flags&seen&(s.Flags&seen-1) != 0:
		t.Fatalf("frame %d: %q", p.Frame, short(s))
	}
}

// recordLen is the length of a fuzzed segment: flags (with the direction in
// the top bit), sequence, acknowledgment, window, length, time in ms.
const recordLen = 14

func fuzzRecord(p *capture.Packet) []byte {
	b := []byte{byte(p.TCP.Flags & 63)}
	if p.SrcPort == 7 {
		b[0] |= 0x80
	}
	b = binary.BigEndian.AppendUint32(b, p.TCP.Seq)
	b = binary.BigEndian.AppendUint32(b, p.TCP.Ack)
	b = binary.BigEndian.AppendUint16(b, p.TCP.Window)
	return append(b, byte(p.PayloadLen>>8), byte(p.PayloadLen), 1)
}

func readRecord(b []byte) *capturetest.Segment {
	s := &capturetest.Segment{
		From: capturetest.Client(), To: capturetest.Server(7),
		Flags:  capture.TCPFlags(b[0] & 63),
		Seq:    binary.BigEndian.Uint32(b[1:]),
		Ack:    binary.BigEndian.Uint32(b[5:]),
		Window: binary.BigEndian.Uint16(b[9:]),
		Data:   make([]byte, int(binary.BigEndian.Uint16(b[11:])&0x0fff)),
	}
	if b[0]&0x80 != 0 {
		s.From, s.To = s.To, s.From
	}
	if s.Flags&capture.SYN != 0 {
		s.Options = []byte{3, 3, b[11] >> 4}
	}
	return s
}

// BenchmarkUnacknowledged is the same transfer recorded in one direction.
func BenchmarkUnacknowledged(b *testing.B) {
	d, table := newDownload(), newTable()
	var s reassembly.Segment
	for range 20_000 {
		d.step(table, &s)
		d.n++
	}
	b.ReportAllocs()
	for b.Loop() {
		d.step(table, &s)
		d.n++
	}
}

// TestSilentReceiver: a side that is not captured acknowledges nothing; what
// is sent after half the sequence space is still new.
func TestSilentReceiver(t *testing.T) {
	tcp := reassembly.NewTCP()
	var s reassembly.Segment
	send := func(d reassembly.Dir, seq, ack uint32, n int) reassembly.Analysis {
		p := capture.Packet{Frame: 1}
		p.Transport = capture.ProtoTCP
		p.TCP = capture.TCP{Seq: seq, Ack: ack, Flags: capture.ACK, Window: 1000}
		p.PayloadLen = n
		tcp.Analyze(&p, d, false, &s)
		return s.Flags
	}
	send(reassembly.ToServer, 100, 1, 0)
	send(reassembly.ToClient, 1, 100, 0)
	const step = 1 << 20
	seq := uint32(1)
	for range 5000 {
		if flags := send(reassembly.ToClient, seq, 100, step); flags != 0 {
			t.Fatalf("after %d bytes: %b", seq, flags)
		}
		seq += step
	}
}
