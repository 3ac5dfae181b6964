package rtsp

import (
	"strconv"

	"netsniff/dissect/head"
	"netsniff/dissect/text"
)

// Message is a request, a response or what goes on neither. Borrowed until the frame has
// been reported.
type Message struct {
	head.Head
	Bytes []byte // all of it
	Body  []byte

	start     start
	continued bool // it is neither
	joined    bool // it follows another in its segment
	media     [maxMedia]byte
	mediaLen  int
}

const (
	// maxMedia bounds a media type, maxBody a body that is waited for.
	maxMedia = 64
	maxBody  = 1 << 20
	sdpType  = "application/sdp"
)

// Request reports whether it is one.
func (m *Message) Request() bool { return m.start.method != nil }

// CallID returns the session, which media that it describes are of. Borrowed as the
// message is.
func (m *Message) CallID() []byte { return m.session() }

// session returns the identifier of the session (RFC 7826 §18.49), without what follows.
func (m *Message) session() []byte {
	v := m.Find("session")
	for i, c := range v {
		if c == ';' {
			return v[:i]
		}
	}
	return v
}

// read reads the head b.
func (m *Message) read(b []byte, s start) {
	*m = Message{Head: head.Head{Fields: m.Fields}, start: s}
	m.Head.Read(b)
	t := m.Find("content-type")
	for i, c := range t {
		if c == ';' || c == ' ' || i == maxMedia {
			break
		}
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		m.media[i] = c
		m.mediaLen = i + 1
	}
}

// bodyLength returns how long the body is (RFC 7826 §18.17).
func (m *Message) bodyLength() int {
	n, _ := head.ContentLength(m.Find("content-length"))
	return int(min(n, maxBody))
}

// take makes b all of the message whose head was read.
func (m *Message) take(b []byte) { m.Bytes, m.Body = b, b[min(m.Len, len(b)):] }

// describes reports whether the body is SDP.
func (m *Message) describes() bool { return len(m.Body) > 0 && string(m.MediaType()) == sdpType }

// AppendInfo appends "Reply: RTSP/1.0 200 OK".
func (m *Message) AppendInfo(dst []byte) []byte {
	if m.continued {
		return append(dst, "Continuation"...)
	}
	if !m.Request() {
		dst = append(dst, "Reply: "...)
	}
	dst = text.AppendText(dst, m.Start)
	if m.Bears() != "" {
		dst = append(text.AppendText(append(dst, " ("...), m.MediaType()), ')')
	}
	return dst
}

// AppendNext implements dissect.Follower.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	if m.joined && len(dst) > start {
		dst = append(dst, ", "...)
	}
	return m.AppendInfo(dst)
}

// Bears implements dissect.Bearer.
func (m *Message) Bears() string {
	if len(m.Body) > 0 && text.HasPrefixFold(m.MediaType(), "text/") {
		return "data-text-lines"
	}
	return ""
}

// MediaType implements dissect.Bearer.
func (m *Message) MediaType() []byte { return m.media[:m.mediaLen] }

// Borne implements dissect.Bearer.
func (m *Message) Borne([]byte) (content []byte, ok bool) { return m.Body, true }

// Interleaved is a frame of interleaved data. Borrowed until the frame has been
// reported.
type Interleaved struct {
	Bytes  []byte
	joined bool
}

// AppendInfo appends "Interleaved channel 0x00, 172 bytes".
func (m *Interleaved) AppendInfo(dst []byte) []byte {
	dst = text.AppendHex(append(dst, "Interleaved channel 0x"...), uint64(m.Bytes[1]), 2)
	return append(strconv.AppendInt(append(dst, ", "...), int64(len(m.Bytes)-framedLen), 10), " bytes"...)
}

// AppendNext implements dissect.Follower.
func (m *Interleaved) AppendNext(dst []byte, start int) []byte {
	if m.joined && len(dst) > start {
		dst = append(dst, ", "...)
	}
	return m.AppendInfo(dst)
}
