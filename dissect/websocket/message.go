package websocket

import (
	"strings"

	"netsniff/dissect"
)

// Message is a frame. Borrowed until the frame of the capture has been reported.
type Message struct {
	Head
	Dir     dissect.Dir
	Payload []byte // as it was sent, as far as it was kept
	plain   []byte // of a control frame or a fragment: without the mask
	agreed  bool   // messages may be compressed
	frame   uint32 // that completes it
	again   bool   // other segments brought parts of it
	passed  bool   // another one follows in its segment: the row, as Wireshark's, tells that one
	whole   bool   // it completes a message of data, which is in content
	content content
}

// AppendInfo appends what the frame is, as Wireshark does.
func (m *Message) AppendInfo(dst []byte) []byte {
	name := m.Opcode.String()
	if name == "" {
		name = "Unknown Opcode"
	}
	dst = append(append(dst, "WebSocket "...), name...)
	if m.Fin {
		dst = append(dst, " [FIN] "...)
	} else {
		dst = append(dst, "[FRAGMENT]  "...)
	}
	if m.Masked {
		dst = append(dst, "[MASKED]"...)
	}
	return dst
}

// AppendNext implements dissect.Follower.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	if m.passed {
		return dst
	}
	if n := len(dst); n > start && dst[n-1] != ' ' {
		dst = append(dst, ' ')
	}
	return m.AppendInfo(dst)
}

// Bears implements dissect.Bearer.
func (m *Message) Bears() string {
	if m.whole && m.content.opcode == Text && m.content.length > 0 && !m.content.failed {
		return dissect.TextLines
	}
	return ""
}

// MediaType implements dissect.Bearer: nobody says it.
func (*Message) MediaType() []byte { return nil }

// Borne implements dissect.Bearer.
func (m *Message) Borne([]byte) (content []byte, ok bool) { return m.content.bytes, !m.content.failed }

// data returns how many bytes of a message nobody reads.
func (m *Message) data() int64 {
	if !m.whole || m.content.opcode == Text || m.Opcode.String() == "" || m.content.failed {
		return 0
	}
	return m.content.length
}

// stands reports whether what the message carries stands in the frame as it is.
func (m *Message) stands() bool {
	return !m.Masked && len(m.content.parts) == 0 && !(m.whole && m.Rsv&rsvCompressed != 0)
}

// compresses reports whether the extensions that two ends agreed on have messages
// compressed (RFC 7692 §7).
func compresses(extensions string) bool {
	return strings.Contains(strings.ToLower(extensions), "permessage-deflate")
}

// findings says what cannot be read.
func findings(_ *dissect.Frame, l *dissect.Layer, x *dissect.Findings) {
	m, ok := l.Message.(*Message)
	switch {
	case !ok:
	case m.Opcode.String() == "":
		x.Say(dissect.Notable, dissect.AboutUndecoded, "Unknown opcode: RFC 6455 reserves it")
	case m.whole && m.content.failed:
		x.Say(dissect.Warning, dissect.AboutProtocol, decompressionFailed)
	}
}

const decompressionFailed = "Decompression failed"
