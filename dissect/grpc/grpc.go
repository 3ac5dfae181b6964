// Package grpc dissects the messages of gRPC calls
// (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md): each has its length
// before it, in the bodies of a request and its response, however DATA frames cut them.
package grpc

import (
	"encoding/binary"

	"netsniff/dissect"
)

// Protocol is gRPC.
var Protocol = dissect.Protocol{
	Name: "grpc", Title: "GRPC Message", Column: "GRPC",
	ALPN:      []string{"application/grpc"},
	NewStream: newStream,
	Bears:     true,
	Findings:  findings,
	Fields:    fields,
	Outline: &dissect.Outline{
		Summary: summary,
		Wordings: []dissect.Wording{
			{Field: "grpc.message_data", Say: sayData},
		},
	},
}

const (
	headSize   = 5
	flagPacked = 0x01
	flagFrame  = 0x80 // trailers, not a message (gRPC-Web)

	// maxMessage is the longest message that is believed; programs refuse those beyond
	// 4 MiB unless they are told otherwise.
	maxMessage = 64 << 20
	// maxContent bounds what a compressed message may expand to.
	maxContent = 4 << 20
)

// Message is a message of a call. Borrowed until the frame has been reported.
type Message struct {
	Flags   uint8
	Length  int
	Payload []byte // as far as it was kept
	Dir     dissect.Dir

	bodies  *dissect.Bodies
	again   bool // the layer before is a message, too
	content []byte
	ok      bool
	decoded bool
}

type store struct {
	messages dissect.Recycled[Message]
}

type dissector struct {
	*store
	conn *dissect.Conn
	lost [2]bool // where a message begins is not known
}

func newStream(c *dissect.Conn) dissect.StreamDissector {
	return &dissector{store: dissect.Shared[store](c), conn: c}
}

// Gap implements dissect.StreamDissector: nothing tells where the next message begins.
func (d *dissector) Gap(dir dissect.Dir, _ int64) { d.lost[dir] = true }

// Dissect reads one message.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	switch {
	case d.lost[in.Dir]:
		return dissect.Done(len(b))
	case len(b) < headSize && in.Last:
		return dissect.Done(len(b))
	case len(b) < headSize:
		return dissect.More(headSize - len(b))
	}
	n := binary.BigEndian.Uint32(b[1:])
	if b[0]&^(flagPacked|flagFrame) != 0 || n > maxMessage {
		d.lost[in.Dir] = true
		return dissect.Done(len(b))
	}
	size := headSize + int(n)
	if missing := size - len(b) - in.Elided; missing > 0 && !in.Last {
		v := dissect.More(missing)
		if !d.conn.Wanted() {
			return v.Keeping(headSize + 1)
		}
		return v
	}
	used := min(size-in.Elided, len(b))
	m := d.messages.Next(f)
	*m = Message{Flags: b[0], Length: int(n), Payload: b[headSize:max(headSize, used)], Dir: in.Dir,
		bodies: d.conn.Rare().Bodies}
	if m.bodies == nil {
		m.bodies = new(dissect.Bodies)
	}
	if n := len(f.Messages()); n > 0 {
		_, m.again = f.Messages()[n-1].Message.(*Message)
	}
	f.Emit(dissect.Layer{Message: m, Own: headSize, Final: true, Column: m.column()})
	return dissect.Done(max(used, 1))
}
