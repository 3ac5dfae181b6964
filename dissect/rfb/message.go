package rfb

import (
	"bytes"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/parts"
	"netsniff/dissect/text"
)

// Message is a message of one side. Borrowed until the frame has been reported.
type Message struct {
	Dir     dissect.Dir
	Step    Step
	Old     bool // version 3.3
	follows bool // another of the same frame
	reader  parts.Reader
}

// Parts implements parts.Message.
func (m *Message) Parts() *parts.Reader { return &m.reader }

var stepTexts = [...]string{
	Security: "Security types supported", Challenge: "Authentication challenge from server",
	Response: "Authentication response from client",
	Result:   "Authentication result", Reason: "Authentication result", Share: "Share desktop flag",
	Desktop: "Server framebuffer parameters", Said: "",
}

var clientTexts = parts.Names{
	setPixelFormat: "Client set pixel format", setEncodings: "Client set encodings",
	updateRequest: "Client framebuffer update request",
	keyEvent:      "Client key event", pointerEvent: "Client pointer event", clientCut: "Client cut text",
}

var serverTexts = parts.Names{
	update: "Server framebuffer update", setColourMap: "Server set colormap entries",
	bell: "Server ring bell on client", serverCut: "Server cut text",
}

// AppendInfo appends "Security type VNC (2) selected by client".
func (m *Message) AppendInfo(dst []byte) []byte {
	b := m.reader.Bytes
	switch m.Step {
	case ServerVersion:
		return text.AppendText(append(dst, "Server protocol version: "...), m.version())
	case ClientVersion:
		return text.AppendText(append(dst, "Client protocol version: "...), m.version())
	case Selected:
		name := securityNames[uint64(b[0])]
		if name == "" {
			name = "Unknown"
		}
		dst = append(append(append(dst, "Security type "...), name...), " ("...)
		return append(strconv.AppendUint(dst, uint64(b[0]), 10), ") selected by client"...)
	case Said:
		return m.appendSaid(dst, uint64(b[0]))
	}
	return append(dst, stepTexts[m.Step]...)
}

// version returns "003.008".
func (m *Message) version() []byte { return bytes.TrimRight(m.reader.Bytes[4:], "\n") }

func (m *Message) appendSaid(dst []byte, kind uint64) []byte {
	if m.Dir == dissect.ToServer {
		if name := clientTexts[kind]; name != "" {
			return append(dst, name...)
		}
		return append(strconv.AppendUint(append(dst, "Unknown client message type ("...), kind, 10), ')')
	}
	if m.follows {
		dst = append(dst, "; "...)
	}
	if name := serverTexts[kind]; name != "" {
		return append(dst, name...)
	}
	return append(dst, "Unknown server message type"...)
}

// begins is a server's message that goes on in other segments, by its type.
type begins uint8

// AppendInfo appends what the message is.
func (x *begins) AppendInfo(dst []byte) []byte { return append(dst, serverTexts[uint64(*x)]...) }

// ReadAll implements parts.Message.
func (m *Message) ReadAll(r *parts.Reader) {
	switch m.Step {
	case ServerVersion:
		r.Note("vnc.server_proto_ver", 4, len(m.version()), 0)
	case ClientVersion:
		r.Note("vnc.client_proto_ver", 4, len(m.version()), 0)
	case Security:
		switch {
		case m.Old:
			r.Uint("vnc.server_security_type", 4)
		case r.Uint("vnc.num_security_types", 1) == 0:
			r.Counted("vnc.auth_error_len", "vnc.auth_error", 4)
		default:
			for r.Left() > 0 {
				r.Uint("vnc.security_type", 1)
			}
		}
	case Selected:
		r.Uint("vnc.client_security_type", 1)
	case Challenge:
		r.Octets("vnc.auth_challenge", r.Left())
	case Response:
		r.Octets("vnc.auth_response", r.Left())
	case Result:
		r.Uint("vnc.auth_result", 4)
	case Reason:
		r.Counted("vnc.auth_error_len", "vnc.auth_error", 4)
	case Share:
		r.Uint("vnc.share_desktop_flag", 1)
	case Desktop:
		r.Uint("vnc.width", 2)
		r.Uint("vnc.height", 2)
		r.Uint("vnc.server_bits_per_pixel", 1)
		r.Uint("vnc.server_depth", 1)
		r.Skip(desktopHead - 6)
		r.Counted("vnc.desktop_name_len", "vnc.desktop_name", 4)
	case Said:
		m.readSaid(r)
	}
}

func (m *Message) readSaid(r *parts.Reader) {
	if m.Dir == dissect.ToClient {
		if r.Uint("vnc.server_message_type", 1) == serverCut {
			r.Skip(3)
			r.Counted("vnc.server_cut_text_len", "vnc.server_cut_text", 4)
		}
		return
	}
	switch r.Uint("vnc.client_message_type", 1) {
	case setEncodings:
		r.Skip(1)
		for range r.Uint("vnc.client_set_encodings_num", 2) {
			r.Signed("vnc.client_set_encodings_encoding_type", 4)
		}
	case updateRequest:
		r.Uint("vnc.update_req_incremental", 1)
		r.Uint("vnc.update_req_x_pos", 2)
		r.Uint("vnc.update_req_y_pos", 2)
		r.Uint("vnc.update_req_width", 2)
		r.Uint("vnc.update_req_height", 2)
	case keyEvent:
		r.Uint("vnc.key_down", 1)
		r.Skip(2)
		r.Uint("vnc.key", 4)
	case pointerEvent:
		r.Skip(1)
		r.Uint("vnc.pointer_x_pos", 2)
		r.Uint("vnc.pointer_y_pos", 2)
	case clientCut:
		r.Skip(3)
		r.Counted("vnc.client_cut_text_len", "vnc.client_cut_text", 4)
	}
}
