package dissecttest

import (
	"fmt"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/registry"
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

	values dissect.Values
}

// Run takes the turns of c through decode, table and engine. handshake says
// whether the capture has the beginning of the connection.
func (c *Conversation) Run(turns []Turn, handshake bool) *Replay {
	t := newConnection(c.Port, c.Order, c.detector())
	x := new(Replay)
	t.each = x.take
	t.handshake(handshake)
	for i := range turns {
		t.Send(&turns[i])
	}
	return x
}

// take notes what the engine says of a frame.
func (x *Replay) take(f *dissect.Frame) {
	row := f.Column() + " " + string(f.AppendInfo(nil))
	x.Rows = append(x.Rows, strings.TrimRight(row, " "))
	for _, l := range f.Messages() {
		if l.Protocol != nil && len(l.Protocol.Headers) == 0 {
			x.Messages = append(x.Messages, x.message(f, &l))
		}
	}
}

func (x *Replay) message(f *dissect.Frame, l *dissect.Layer) Message {
	m := Message{Dir: f.Dir, Frame: f.Packet.Frame, Refers: map[string]uint32{}}
	var b strings.Builder
	b.WriteString(l.Protocol.Name)
	for i := range l.Protocol.Fields {
		field := &l.Protocol.Fields[i]
		if field.Type == dissect.RelTime || strings.HasSuffix(field.Name, "-time") {
			continue // it depends on when frames came
		}
		x.values.Reset()
		field.Get(f, l, &x.values)
		for _, v := range x.values.List {
			if field.Type == dissect.FrameNum {
				m.Refers[field.Name] = uint32(v.U)
			} else {
				fmt.Fprintf(&b, "\n%s: %s", field.Name, registry.AppendValue(nil, field, &v))
			}
		}
	}
	m.Fields = b.String()
	return m
}
