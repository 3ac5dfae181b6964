package dissecttest

import (
	"fmt"
	"strings"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Message is what a replay saw of a message.
type Message struct {
	Dir   dissect.Dir
	Frame uint32
	// Fields are the protocol's name and all its fields in the message but
	// those that tell times and frames, one a line.
	Fields string
	// Refers are the fields that name other frames: http.request_in and so on.
	Refers map[string]uint32
}

// Replay is one run of a conversation. Frame numbers count from 1 and leave
// out what was lost.
type Replay struct {
	Rows     []string // by frame: Protocol and Info, trailing blanks aside
	Messages []Message
}

// Run takes the turns of c through decode, table and engine. handshake says
// whether the capture has the beginning of the connection.
func (c *Conversation) Run(turns []Turn, handshake bool) *Replay {
	w := wire{at: capturetest.Start, next: [2]uint32{1000, 0xffffff00}}
	w.ends = [2]capturetest.Endpoint{capturetest.Client(), capturetest.Server(c.Port)}
	x := newRunner(c.Protocols, c.Order)
	w.handshake(handshake, x)
	for i := range turns {
		w.turn(&turns[i], x)
	}
	return &x.replay
}

// wire is the connection as its two ends see it.
type wire struct {
	ends  [2]capturetest.Endpoint
	next  [2]uint32 // sequence number of the next byte, by direction
	at    capture.Stamp
	frame uint32
}

func (w *wire) handshake(seen bool, x *runner) {
	for _, s := range []struct {
		d     dissect.Dir
		flags capture.TCPFlags
	}{{dissect.ToServer, capture.SYN}, {dissect.ToClient, capture.SYN | capture.ACK}, {dissect.ToServer, capture.ACK}} {
		w.send(s.d, s.flags, nil, !seen, x)
		if s.flags&capture.SYN != 0 {
			w.next[s.d]++
		}
		w.at += capture.Stamp(defaultWait)
	}
}

func (w *wire) turn(t *Turn, x *runner) {
	flags := capture.ACK
	if len(t.Data) > 0 {
		flags |= capture.PSH
	}
	if t.Close {
		flags |= capture.FIN
	}
	w.at += capture.Stamp(t.Wait)
	if t.again {
		w.next[t.Dir] -= uint32(len(t.Data))
	}
	w.send(t.Dir, flags, t.Data, t.Lost, x)
	w.next[t.Dir] += uint32(len(t.Data))
	if t.Close {
		w.next[t.Dir]++
	}
}

func (w *wire) send(d dissect.Dir, flags capture.TCPFlags, data []byte, lost bool, x *runner) {
	if lost {
		return
	}
	s := capturetest.Segment{From: w.ends[d], To: w.ends[d.Reverse()], Seq: w.next[d], Flags: flags, Window: 65000, Data: data}
	if flags&capture.ACK != 0 {
		s.Ack = w.next[d.Reverse()]
	}
	w.frame++
	x.take(capturetest.Packet(w.frame, w.at, s.Frame()))
}

// runner collects what the engine says of frames.
type runner struct {
	table  reassembly.Table[dissect.Conn]
	engine *dissect.Engine
	values dissect.Values
	replay Replay
}

func newRunner(protocols []*dissect.Protocol, order dissect.Order) *runner {
	d := dissect.NewDetector(protocols)
	x := &runner{engine: dissect.NewEngine(d, order)}
	x.table.New, x.table.ServerPort = dissect.NewConn, d.ServerPort
	return x
}

func (x *runner) take(p *capture.Packet) {
	found := x.table.Find(p)
	f := x.engine.Dissect(p, found.Conn, found.Dir, found.Reused)
	row := f.Column() + " " + string(f.AppendInfo(nil))
	x.replay.Rows = append(x.replay.Rows, strings.TrimRight(row, " "))
	for _, l := range f.Messages() {
		if l.Protocol != nil && len(l.Protocol.Headers) == 0 {
			x.replay.Messages = append(x.replay.Messages, x.message(f, &l))
		}
	}
}

func (x *runner) message(f *dissect.Frame, l *dissect.Layer) Message {
	m := Message{Dir: f.Dir, Frame: f.Packet.Frame, Refers: map[string]uint32{}}
	var b strings.Builder
	b.WriteString(l.Protocol.Name)
	for i := range l.Protocol.Fields {
		field := &l.Protocol.Fields[i]
		if field.Type == dissect.RelTime {
			continue
		}
		x.values.Reset()
		field.Get(f, l, &x.values)
		for _, v := range x.values.List {
			if field.Type == dissect.FrameNum {
				m.Refers[field.Name] = uint32(v.U)
			} else {
				fmt.Fprintf(&b, "\n%s: %s", field.Name, dissect.AppendValue(nil, field, v))
			}
		}
	}
	m.Fields = b.String()
	return m
}
