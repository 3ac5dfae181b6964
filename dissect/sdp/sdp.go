// Package sdp dissects the Session Description Protocol
// (https://www.rfc-editor.org/rfc/rfc8866), which SIP and RTSP carry, and announces the
// media that it tells of.
package sdp

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// mediaType is SDP's (RFC 8866 §8.1).
const mediaType = "application/sdp"

// Protocol is SDP. It has no connections of its own.
var Protocol = dissect.Protocol{
	Name: "sdp", Title: "Session Description Protocol", Column: "SDP",
	Announces: true,
	Media:     []string{mediaType},
	NewContent: func(c *dissect.Conn) dissect.ContentDissector {
		return &dissector{c, dissect.Shared[dissect.Recycled[Message]](c)}
	},
	NewContentDialogue: func(s dissect.Session) dissect.ContentDialogue { return dialogue{s} },
	Fields:             fields,
	Outline:            &outline,
}

// Message is a description. Borrowed until the frame has been reported.
type Message struct{ Bytes []byte }

// AppendInfo appends nothing: who carries a description speaks for it.
func (m *Message) AppendInfo(dst []byte) []byte { return dst }

type dissector struct {
	conn     *dissect.Conn
	messages *dissect.Recycled[Message]
}

// Content reads a description, and has its media expected.
func (d *dissector) Content(f *dissect.Frame, x *dissect.Content) {
	m := d.messages.Next(f)
	m.Bytes = x.Bytes
	f.Emit(dissect.Layer{Protocol: &Protocol, Message: m, Bytes: x.Bytes, Quiet: true})
	announce(x, f.Frame, d.conn.Expect)
}

// dialogue has the media of descriptions expected.
type dialogue struct{ talk dissect.Session }

// Content implements dissect.ContentDialogue.
func (d dialogue) Content(x *dissect.Content, m reassembly.Mark) {
	announce(x, m.Frame, d.talk.Expect)
}
