package grpc

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/http/coding"
)

// AppendInfo appends what the row says of the message.
func (m *Message) AppendInfo(dst []byte) []byte { return m.AppendNext(dst, len(dst)) }

// AppendNext implements dissect.Follower: it stands behind the DATA frame that completes it.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	if !m.again {
		if len(dst) > start {
			dst = append(dst, ' ')
		}
		dst = append(dst, "(GRPC)"...)
	}
	switch m.Bears() {
	case "json":
		dst = append(append(append(dst, ", JavaScript Object Notation ("...), jsonType...), ')')
	case "protobuf":
		dst = append(dst, " (PROTOBUF)"...)
	}
	return dst
}

// column returns the text of the Protocol column, "" for the protocol's own.
func (m *Message) column() string {
	if m.Bears() == "json" {
		return "GRPC/JSON"
	}
	return ""
}

// jsonType is what messages in JSON are called, whatever the header field says.
const jsonType = "application/grpc+json"

// Bears implements dissect.Bearer. Messages are those of protocol buffers unless the type
// or, as far as they can be seen, the bytes say otherwise.
func (m *Message) Bears() string {
	if m.Length == 0 || m.Flags&flagFrame != 0 {
		return ""
	}
	switch kind := m.bodies.Media[m.Dir]; kind {
	case "application/grpc", "application/grpc+proto":
		if m.Flags&flagPacked == 0 && len(m.Payload) > 0 && (m.Payload[0] == '{' || m.Payload[0] == '[') {
			return "json"
		}
		return "protobuf"
	case jsonType:
		return "json"
	}
	return ""
}

// MediaType implements dissect.Bearer.
func (m *Message) MediaType() []byte {
	if m.Bears() == "json" {
		return []byte(jsonType)
	}
	return []byte(m.bodies.Media[m.Dir])
}

// Borne implements dissect.Bearer.
func (m *Message) Borne([]byte) (content []byte, ok bool) { return m.Content() }

// Content returns the message without its compression, at most maxContent bytes of it; ok
// is false if it was not kept or cannot be read.
func (m *Message) Content() (content []byte, ok bool) {
	if !m.decoded {
		m.decoded = true
		switch {
		case len(m.Payload) != m.Length:
		case m.Flags&flagPacked == 0:
			m.content, m.ok = m.Payload, true
		default:
			m.content, m.ok = coding.Parse([]byte(m.bodies.Coding[m.Dir]), m.bodies.Coding[m.Dir] != "").
				Undo(m.Payload, maxContent)
		}
	}
	return m.content, m.ok
}

// side returns the word for who sent the message.
func (m *Message) side() string {
	if m.Dir == dissect.ToServer {
		return "Request"
	}
	return "Response"
}

// AppendCall appends which call the message is of, as Wireshark names the message in it.
func (m *Message) AppendCall(dst []byte) []byte {
	return append(append(append(dst, m.bodies.URI...), ','), bytes.ToLower([]byte(m.side()))...)
}
