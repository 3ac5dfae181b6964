package http2

import (
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/http/status"
	"netsniff/dissect/text"
)

// Message is a frame, or the preface of a client.
type Message struct {
	Head
	Preface bool
	Payload []byte // as far as it was kept. Borrowed.
	Padding int    // -1 if there is more of it than the frame has
	// Fields are those of the header block that the frame completes, of which the frame
	// itself or others brought the parts; Cut: not all of them are there.
	Fields []Field
	Whole  bool
	Cut    bool
	resized
	at    int    // where the block stands in the frame; 0 if others brought parts of it
	Media string // type of the body that the frame completes; "" if it completes none

	// Answers: the frame ends a response whose request was seen, and Took is how long that
	// took.
	Answers bool
	Took    capture.Stamp

	content content // that body
}

// AppendInfo appends what the frame is.
func (m *Message) AppendInfo(dst []byte) []byte { return m.AppendNext(dst, len(dst)) }

// AppendNext implements dissect.Follower.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	if len(dst) > start {
		dst = append(dst, ", "...)
	}
	if m.Preface {
		return append(dst, "Magic"...)
	}
	dst = append(append(dst, m.Type.String()...), '[')
	dst = append(strconv.AppendUint(dst, uint64(m.Stream), 10), ']')
	if m.Whole {
		dst = m.appendSubject(dst, ": ")
	}
	switch kindOf(m.Media) {
	case json:
		dst = append(dst, ", JavaScript Object Notation"...)
	case xml, untold:
		return dst
	}
	return append(text.AppendText(append(dst, " ("...), []byte(m.Media)), ')')
}

// kind says how Wireshark tells of a body.
type kind uint8

const (
	told kind = iota // by its type
	json             // in the column as well
	xml              // only there
	untold
)

// kindOf returns the kind of a media type.
func kindOf(media string) kind {
	switch {
	case media == "" || media == "application/octet-stream" || strings.HasPrefix(media, "application/grpc"):
		return untold
	case media == "application/json" || strings.HasSuffix(media, "+json"):
		return json
	case media == "text/xml" || media == "application/xml" || strings.HasSuffix(media, "+xml"):
		return xml
	}
	return told
}

// Bears implements dissect.Bearer: the body that the frame completes.
func (m *Message) Bears() string {
	if !m.completes() {
		return ""
	}
	switch kindOf(m.Media) {
	case json:
		return "json"
	case xml:
		return "xml"
	case untold:
		return ""
	}
	switch {
	case m.Media == "application/x-www-form-urlencoded":
		return "urlencoded-form"
	case m.Media == "image/png":
		return "png"
	case m.Media == "image/gif":
		return "image-gif"
	case m.Media == "image/jpeg":
		return "image-jfif"
	case strings.HasPrefix(m.Media, "text/"):
		return dissect.TextLines
	}
	return "media"
}

// MediaType implements dissect.Bearer.
func (m *Message) MediaType() []byte { return []byte(m.Media) }

// Borne implements dissect.Bearer.
func (m *Message) Borne([]byte) (content []byte, ok bool) { return m.content.decode() }

// column returns the text of the Protocol column, "" for the protocol's own.
func (m *Message) column() string {
	switch kindOf(m.Media) {
	case json:
		return "HTTP2/JSON"
	case xml:
		return "HTTP2/XML"
	}
	return ""
}

// appendSubject appends what a header block asks for or answers, behind a text.
func (m *Message) appendSubject(dst []byte, before string) []byte {
	if method := find(m.Fields, ":method"); method != "" {
		dst = append(text.AppendText(append(dst, before...), []byte(method)), ' ')
		return text.AppendText(dst, []byte(find(m.Fields, ":path")))
	}
	if code := find(m.Fields, ":status"); code != "" {
		return status.Append(append(dst, before...), code)
	}
	return dst
}

// size returns how many bytes it has.
func (m *Message) size() int {
	if m.Preface {
		return len(preface)
	}
	return headSize + m.Length
}

// decodedSize returns how long Wireshark takes the decoded header fields to be: with the
// lengths of names and values before them.
func (m *Message) decodedSize() (n int) {
	for i := range m.Fields {
		n += 8 + len(m.Fields[i].Name) + len(m.Fields[i].Value)
	}
	return n
}

// place returns where a header field stands, nowhere if several frames brought its block.
func (m *Message) place(x *Field) (off, n int) {
	if m.at == 0 {
		return 0, 0
	}
	return m.at + x.Off, x.Size
}

// appendURI appends the URI of a request (RFC 9113 §8.3.1), nothing if it is none.
func (m *Message) appendURI(dst []byte) []byte {
	authority, path := find(m.Fields, ":authority"), find(m.Fields, ":path")
	if authority == "" || path == "" {
		return dst
	}
	if scheme := find(m.Fields, ":scheme"); scheme != "" {
		dst = append(append(dst, scheme...), "://"...)
	}
	return append(append(dst, authority...), path...)
}
