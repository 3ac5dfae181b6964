package all_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf8"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/detect"
	"netsniff/dissect/engine"
	"netsniff/reassembly"
)

// stack is all that a frame passes: decode, table, engine.
type stack struct {
	table  reassembly.Table[engine.Conn]
	engine *engine.Engine
}

func newStack(o engine.Order) *stack {
	d := detect.New(all.Protocols())
	s := &stack{engine: engine.New(d, o)}
	s.table.New, s.table.ServerPort = engine.NewConn, d.ServerPort
	return s
}

// take dissects a frame. Borrowed until the next call.
func (s *stack) take(p *capture.Packet) *dissect.Frame {
	p.Decode()
	if !p.Converses() {
		return s.engine.Dissect(p, nil, 0, false)
	}
	found := s.table.Find(p)
	return s.engine.Dissect(p, found.Conn, found.Dir, found.Reused)
}

// row returns the Protocol and Info columns of a frame.
func (s *stack) row(p *capture.Packet) string {
	f := s.take(p)
	return f.Column() + " " + strings.TrimSpace(string(f.AppendInfo(nil)))
}

var query = []byte("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x03com\x00\x00\x01\x00\x01")

// packets yields frames without end, all of the same length.
type packets struct {
	list []*capture.Packet
	step func(p *capture.Packet, n uint32) // makes the n-th frame of p
	n    uint32
}

func (x *packets) next() *capture.Packet {
	p := x.list[int(x.n)%len(x.list)]
	x.n++
	p.Frame, p.At = x.n+10, p.At+1e5
	if x.step != nil {
		x.step(p, x.n-1)
	}
	return p
}

const tcpSeq, tcpAck = 38, 42 // offsets in Ethernet/IPv4/TCP

// inOrder moves the segments of one direction on by size bytes each.
func inOrder(port uint16, data []byte) *packets {
	c, s := capturetest.Client(), capturetest.Server(port)
	segment := capturetest.Segment{From: s, To: c, Seq: 1, Ack: 1, Flags: capture.ACK, Window: 500, Data: data}
	ack := capturetest.Segment{From: c, To: s, Seq: 1, Ack: 1, Flags: capture.ACK, Window: 500}
	size := uint32(len(data))
	return &packets{
		list: []*capture.Packet{capturetest.Packet(1, capturetest.Start, segment.Frame()),
			capturetest.Packet(2, capturetest.Start, ack.Frame())},
		step: func(p *capture.Packet, n uint32) {
			if n%2 == 0 {
				binary.BigEndian.PutUint32(p.Data[tcpSeq:], 1+size*(n/2))
			} else {
				binary.BigEndian.PutUint32(p.Data[tcpAck:], 1+size*(n/2+1))
			}
		},
	}
}

// steady are the kinds of traffic that make up most of a capture, and what a
// row of the last frame says.
var steady = []struct {
	name string
	make func(*stack) *packets
	row  string
}{
	{"tcp", func(*stack) *packets { return inOrder(40001, make([]byte, 1460)) }, "Win="},
	{"http body", httpBody, "[TCP segment of a reassembled PDU]"},
	{"dns query", func(*stack) *packets {
		p := capturetest.Packet(1, capturetest.Start,
			capturetest.Datagram(capturetest.Client(), capturetest.Server(53), query))
		return &packets{list: []*capture.Packet{p}}
	}, "DNS Standard query 0x1234 A www.example.com"},
	{"http answers", httpAnswers, "HTTP HTTP/1.1 204 No Content"},
}

// httpBody is in the middle of an answer of many gigabytes.
func httpBody(s *stack) *packets {
	x := inOrder(80, make([]byte, 1460))
	c, srv := capturetest.Client(), capturetest.Server(80)
	head := []byte("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 999999999\r\n\r\n")
	begin := 1 - uint32(len(head))
	get := capturetest.Segment{From: c, To: srv, Seq: 0, Ack: begin, Flags: capture.ACK,
		Data: []byte("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n")}
	answer := capturetest.Segment{From: srv, To: c, Seq: begin, Ack: 1, Flags: capture.ACK, Data: head}
	s.row(capturetest.Packet(1, capturetest.Start, get.Frame()))
	s.row(capturetest.Packet(2, capturetest.Start, answer.Frame()))
	return x
}

// httpAnswers are answers without a body, one a segment.
func httpAnswers(*stack) *packets {
	return inOrder(80, []byte("HTTP/1.1 204 No Content\r\nServer: nginx\r\nDate: Wed, 01 May 2024 12:00:00 GMT\r\n\r\n"))
}

func TestSteadyStateAllocates(t *testing.T) {
	for _, c := range steady {
		t.Run(c.name, func(t *testing.T) {
			s := newStack(engine.ByArrival)
			x := c.make(s)
			var row []byte
			frame := func() {
				f := s.take(x.next())
				row = append(row[:0], f.Column()...)
				row = f.AppendInfo(append(row, ' '))
			}
			for range 200 {
				frame()
			}
			if n := testing.AllocsPerRun(1000, frame); n != 0 {
				t.Errorf("%v allocations", n)
			}
			if !strings.Contains(string(row), c.row) {
				t.Errorf("row %q", row)
			}
		})
	}
}

func BenchmarkSteadyState(b *testing.B) {
	for _, c := range steady {
		b.Run(strings.ReplaceAll(c.name, " ", "-"), func(b *testing.B) {
			s := newStack(engine.ByArrival)
			x := c.make(s)
			var row []byte
			b.ReportAllocs()
			for b.Loop() {
				f := s.take(x.next())
				row = append(row[:0], f.Column()...)
				row = f.AppendInfo(append(row, ' '))
			}
		})
	}
}

// fuzzPorts are those that protocols listen on, and one that nobody knows.
var fuzzPorts = []uint16{80, 25, 110, 53, 143, 21, 5353, 40001}

// FuzzEngine sends segments and datagrams with any numbers to any protocol.
// A record is a port and a direction, flags, a step in sequence space, an
// acknowledgment, a length and as many bytes.
func FuzzEngine(f *testing.F) {
	f.Add([]byte("\x00\x10\x00\x00\x12GET / HTTP/1.1\r\n\r\n\x80\x10\x00\x00\x18HTTP/1.1 200 OK\r\n\r\nhello"))
	f.Add([]byte("\x01\x10\x00\x00\x08EHLO a\r\n\x81\x10\x00\x00\x0e250-a\r\n250 b\r\n\x01\x10\x00\x00\x06DATA\r\n"))
	f.Add([]byte("\x02\x10\x00\x00\x08USER b\r\n\x82\x10\x00\x00\x05+OK\r\n\x02\x10\x00\x00\x08RETR 1\r\n"))
	f.Add([]byte("\x43\x00\x00\x00\x21" + string(query) + "\xc3\x00\x00\x00\x21" + string(query)))
	f.Add([]byte("\x03\x10\x00\x00\x23\x00\x21" + string(query)))
	f.Fuzz(func(t *testing.T, b []byte) {
		arrival, sequence := newStack(engine.ByArrival), newStack(engine.BySequence)
		var next [2]uint32
		for frame := uint32(1); len(b) >= 5 && frame < 200; frame++ {
			n := min(int(b[4]), len(b)-5)
			data := fuzzFrame(b[:5], b[5:5+n], &next)
			at := capturetest.Start + capture.Stamp(frame)*1e6
			checkRow(t, arrival.row(capturetest.Packet(frame, at, data)))
			checkRow(t, sequence.row(capturetest.Packet(frame, at, data)))
			b = b[5+n:]
		}
	})
}

func fuzzFrame(record, data []byte, next *[2]uint32) []byte {
	from, to := capturetest.Client(), capturetest.Server(fuzzPorts[record[0]&7])
	d := record[0] >> 7
	if d == 1 {
		from, to = to, from
	}
	if record[0]&0x40 != 0 {
		return capturetest.Datagram(from, to, data)
	}
	s := capturetest.Segment{From: from, To: to, Flags: capture.TCPFlags(record[1]), Window: 500, Data: data}
	s.Seq = next[d] + uint32(int8(record[2]))
	s.Ack = next[1-d] + uint32(int8(record[3]))
	next[d] = s.Seq + uint32(len(data))
	return s.Frame()
}

// checkRow: every frame has a row, without control characters.
func checkRow(t *testing.T, row string) {
	t.Helper()
	if row == "" || row[0] == ' ' {
		t.Fatalf("row %q", row)
	}
	if i := strings.IndexFunc(row, func(r rune) bool { return r < ' ' || r == 0x7f }); i >= 0 || !utf8.ValidString(row) {
		t.Fatalf("row %q has a control character at %d or is no UTF-8", row, i)
	}
}
