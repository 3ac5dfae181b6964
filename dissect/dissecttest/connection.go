package dissecttest

import (
	"slices"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/engine"
	"netsniff/reassembly"
)

// Connection is one TCP connection or UDP conversation, whose segments pass header decode, connection
// table and engine one by one. In steady state it allocates nothing, so that
// tests see what dissectors allocate.
type Connection struct {
	ends [2]capturetest.Endpoint // by the direction of what they send
	next [2]uint32               // sequence number of the next byte, by direction
	at   capture.Stamp

	table  reassembly.Table[engine.Conn]
	engine *engine.Engine
	packet capture.Packet
	bytes  []byte // of packet
	udp    bool   // it is a conversation over UDP: each turn is a datagram

	each func(*dissect.Frame) // sees every frame, the handshake's too; may be nil
}

// Client returns the turn of a client that sends text in one segment.
func Client(text string) Turn { return Turn{Dir: dissect.ToServer, Data: []byte(text)} }

// Server returns the turn of a server that sends text in one segment.
func Server(text string) Turn { return Turn{Dir: dissect.ToClient, Data: []byte(text)} }

// NewConnection returns a connection to port after its handshake, which takes the
// first three frames. Protocols come in order of priority.
func NewConnection(port uint16, o engine.Order, protocols ...*dissect.Protocol) *Connection {
	t := newConnection(port, o, detect.New(protocols))
	t.handshake(true)
	return t
}

// NewGivenConnection is NewConnection for those who were given what all share, such as
// secrets.
func NewGivenConnection(given dissect.Storage, port uint16, protocols ...*dissect.Protocol) *Connection {
	d := detect.New(protocols)
	d.Given = given
	t := newConnection(port, engine.ByArrival, d)
	t.handshake(true)
	return t
}

// NewDatagrams returns a conversation with port over UDP. Each turn is a datagram.
func NewDatagrams(port uint16, protocols ...*dissect.Protocol) *Connection {
	return NewGivenDatagrams(nil, port, protocols...)
}

// NewGivenDatagrams is NewDatagrams for those who were given what all share, such as
// secrets.
func NewGivenDatagrams(given dissect.Storage, port uint16, protocols ...*dissect.Protocol) *Connection {
	d := detect.New(protocols)
	d.Given = given
	t := newConnection(port, engine.ByArrival, d)
	t.udp = true
	return t
}

// Want has the bodies of messages of these protocols kept, as who reads them asks for.
func (t *Connection) Want(list ...*dissect.Protocol) { t.engine.Want(list) }

// Group has what the client sends go to a group of hosts.
func (t *Connection) Group(a, b, c, d byte) { t.ends[dissect.ToClient].Addr = [4]byte{a, b, c, d} }

func newConnection(port uint16, o engine.Order, d *detect.Detector) *Connection {
	t := &Connection{at: capturetest.Start, next: [2]uint32{1000, 0xffffff00}, engine: engine.New(d, o)}
	t.ends = [2]capturetest.Endpoint{capturetest.Client(), capturetest.Server(port)}
	t.table.New, t.table.ServerPort = engine.NewConn, d.ServerPort
	return t
}

// handshake opens the connection; seen says whether it was captured.
func (t *Connection) handshake(seen bool) {
	for _, s := range []struct {
		d     dissect.Dir
		flags capture.TCPFlags
	}{{dissect.ToServer, capture.SYN}, {dissect.ToClient, capture.SYN | capture.ACK}, {dissect.ToServer, capture.ACK}} {
		if seen {
			t.segment(s.d, s.flags, nil)
		}
		if s.flags&capture.SYN != 0 {
			t.next[s.d]++
		}
		t.at += capture.Stamp(defaultWait)
	}
}

// Send dissects the segment of a turn. The frame is borrowed until the next
// call, nil if the turn is lost.
func (t *Connection) Send(x *Turn) (f *dissect.Frame) {
	flags := capture.ACK
	if len(x.Data) > 0 {
		flags |= capture.PSH
	}
	if x.Close {
		flags |= capture.FIN
	}
	t.at += capture.Stamp(x.Wait)
	if x.again {
		t.next[x.Dir] -= uint32(len(x.Data))
	}
	if x.Back > 0 {
		t.next[x.Dir] -= uint32(x.Back)
		f = t.segment(x.Dir, flags, x.Data)
		t.next[x.Dir] += uint32(x.Back)
		return f
	}
	if !x.Lost {
		f = t.segment(x.Dir, flags, x.Data)
	}
	t.next[x.Dir] += uint32(len(x.Data))
	if x.Close {
		t.next[x.Dir]++
	}
	return f
}

func (t *Connection) segment(d dissect.Dir, flags capture.TCPFlags, data []byte) *dissect.Frame {
	s := capturetest.Segment{From: t.ends[d], To: t.ends[d.Reverse()], Seq: t.next[d], Flags: flags, Window: 65000,
		Data: data, Offload: true}
	if flags&capture.ACK != 0 {
		s.Ack = t.next[d.Reverse()]
	}
	if t.bytes = t.bytes[:0]; t.udp {
		t.bytes = capturetest.AppendDatagram(t.bytes, s.From, s.To, data)
	} else {
		t.bytes = s.AppendFrame(t.bytes)
	}
	p := &t.packet
	p.Frame++
	p.At, p.CapLen, p.WireLen = t.at, len(t.bytes), len(t.bytes)
	p.Link, p.Precision, p.Data = capture.LinkEthernet, 6, t.bytes
	p.Decode()
	found := t.table.Find(p)
	f := t.engine.Dissect(p, found.Conn, found.Dir, found.Reused)
	if t.each != nil {
		t.each(f)
	}
	return f
}

// Rows sends the turns and returns Protocol and Info of each; "-" for a
// segment with no message of its own or that is lost.
func (t *Connection) Rows(turns []Turn) []string {
	var rows []string
	for i := range turns {
		f := t.Send(&turns[i])
		if f == nil || silent(f) {
			rows = append(rows, "-")
			continue
		}
		rows = append(rows, f.Column()+" "+string(f.AppendInfo(nil)))
	}
	return rows
}

// silent reports whether no message of f says anything in its row.
func silent(f *dissect.Frame) bool {
	return !slices.ContainsFunc(f.Messages(), func(l dissect.Layer) bool { return !l.Quiet })
}

// CheckRows sends the turns and compares what Rows says of them.
func (t *Connection) CheckRows(test *testing.T, turns []Turn, want []string) {
	test.Helper()
	for i, got := range t.Rows(turns) {
		if got != want[i] {
			test.Errorf("segment %d %q\n got %q\nwant %q", i, turns[i].Data, got, want[i])
		}
	}
}

// Last sends the turns and returns the last frame, borrowed until the next
// call.
func (t *Connection) Last(turns []Turn) (f *dissect.Frame) {
	for i := range turns {
		f = t.Send(&turns[i])
	}
	return f
}

// Allocs returns how many allocations it takes to send the turns, over and
// over, and to make their rows.
func (t *Connection) Allocs(turns []Turn) float64 {
	var info []byte
	return testing.AllocsPerRun(100, func() {
		for i := range turns {
			info = t.Send(&turns[i]).AppendInfo(info[:0])
		}
	})
}
