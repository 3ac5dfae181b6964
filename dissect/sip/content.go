package sip

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/head"
	"netsniff/dissect/text"
)

// contents are what a body is: one content, or the parts of a multipart (RFC 5621).
type contents struct {
	list   [maxContents]content
	n      int
	column string
}

// maxContents is how many parts of a multipart are looked at.
const maxContents = 8

// content is a part of a body and its media type.
type content struct {
	bytes []byte
	media [maxMedia]byte
	len   int
	kind  bodyKind
}

// maxMedia bounds a media type.
const maxMedia = 64

func (c *content) mediaType() []byte { return c.media[:c.len] }

// bodyKind says what the row tells of a body.
type bodyKind uint8

const (
	bodyOther bodyKind = iota
	bodyLines          // text whose media type is told
	bodyText           // text of which nothing is told
	bodyXML
	bodyJSON
	bodySDP
	bodyFragment // RFC 3420
)

var bodyKinds = map[string]bodyKind{
	"text/plain": bodyLines, "text/html": bodyLines, "text/css": bodyLines, "text/javascript": bodyLines,
	"text/parameters": bodyLines, "text/richtext": bodyLines,
	"application/dtmf-relay": bodyText, "application/simple-message-summary": bodyText, "application/dtmf": bodyText,
	"application/vnd.nortelnetworks.digits": bodyText,
	"application/json":                      bodyJSON,
	"application/sdp":                       bodySDP,
	"message/sipfrag":                       bodyFragment,
	"application/xml":                       bodyXML, "text/xml": bodyXML, "application/pidf+xml": bodyXML,
	"application/reginfo+xml":         bodyXML,
	"application/conference-info+xml": bodyXML, "application/media_control+xml": bodyXML, "application/cpl+xml": bodyXML,
	"application/auth-policy+xml": bodyXML, "application/xcap-diff+xml": bodyXML, "application/vnd.etsi.aoc+xml": bodyXML,
	"application/resource-lists+xml": bodyXML, "application/rlmi+xml": bodyXML, "application/watcherinfo+xml": bodyXML,
	"application/im-iscomposing+xml": bodyXML, "message/imdn+xml": bodyXML, "application/soap+xml": bodyXML,
}

var columns = [...]string{bodyXML: "SIP/XML", bodyJSON: "SIP/JSON", bodySDP: "SIP/SDP", bodyFragment: "SIP/sipfrag"}

// read looks at a body of a media type, the value of Content-Type.
func (x *contents) read(value, body []byte) {
	x.n, x.column = 0, ""
	if len(body) == 0 || value == nil {
		return
	}
	if !text.HasPrefixFold(value, "multipart/") {
		x.add(value, body)
		return
	}
	boundary := head.Unquoted(head.Parameter(value, "boundary"))
	if len(boundary) == 0 {
		return
	}
	rest := body
	for {
		_, after, ok := cutDelimiter(rest, boundary)
		if !ok || bytes.HasPrefix(after, []byte("--")) {
			return
		}
		body, _, _ := cutDelimiter(after, boundary)
		rest = after
		n := head.Length(body, 0)
		if n == 0 {
			continue
		}
		x.add(partType(body[:n]), bytes.TrimSuffix(body[n:], []byte("\r\n")))
	}
}

// cutDelimiter returns what stands before and behind the next delimiter of a
// multipart (RFC 2046 §5.1.1).
func cutDelimiter(b, boundary []byte) (before, after []byte, ok bool) {
	for from := 0; ; {
		i := bytes.Index(b[from:], boundary)
		if i < 0 {
			return b, nil, false
		}
		i += from
		if i >= 2 && b[i-1] == '-' && b[i-2] == '-' && (i == 2 || b[i-3] == '\n') {
			return b[:i-2], b[i+len(boundary):], true
		}
		from = i + len(boundary)
	}
}

// partType returns the Content-Type in the header of a part, that of plain text if it
// has none (RFC 2045 §5.2).
func partType(header []byte) []byte {
	for line := range bytes.Lines(header) {
		if text.HasPrefixFold(line, "content-type:") {
			return bytes.TrimSpace(line[len("content-type:"):])
		}
	}
	return []byte("text/plain")
}

func (x *contents) add(value, body []byte) {
	if x.n == maxContents {
		return
	}
	c := &x.list[x.n]
	t := mediaType(c.media[:0], value[:min(len(value), maxMedia)])
	c.len = len(t)
	c.bytes, c.kind = body, bodyKinds[string(t)]
	if x.column == "" {
		x.column = columns[min(int(c.kind), len(columns)-1)]
	}
	x.n++
}

// appendInfo appends what the row says of a body.
func (x *contents) appendInfo(dst []byte) []byte {
	for i := range x.n {
		c := &x.list[i]
		switch c.kind {
		case bodyLines:
			dst = append(text.AppendText(append(dst, " ("...), c.mediaType()), ')')
		case bodyJSON:
			dst = append(text.AppendText(append(dst, ", JavaScript Object Notation ("...), c.mediaType()), ')')
		case bodyFragment:
			line, _, _ := bytes.Cut(c.bytes, []byte("\n"))
			dst = append(text.AppendText(append(dst, ", with Sipfrag("...), bytes.TrimSuffix(line, []byte("\r"))), ')')
		}
	}
	return dst
}

// hand gives the contents that somebody reads to him.
func (x *contents) hand(c *dissect.Conn, f *dissect.Frame, d dissect.Dir, about any) {
	for i := range x.n {
		if p := &x.list[i]; p.kind == bodySDP && c.ReadsContent(p.mediaType(), nil) {
			c.Hand(f, &dissect.Content{Type: sdpType, Bytes: p.bytes, Whole: true, Dir: d, About: about})
		}
	}
}

const sdpType = "application/sdp"

// Bears implements dissect.Bearer for a body that is one content.
func (m *Message) Bears() string {
	if m.contents.n != 1 {
		return ""
	}
	switch m.contents.list[0].kind {
	case bodyLines, bodyText:
		return "data-text-lines"
	case bodyXML:
		return "xml"
	case bodyJSON:
		return "json"
	}
	return ""
}

// MediaType implements dissect.Bearer.
func (m *Message) MediaType() []byte {
	if m.contents.n == 0 {
		return nil
	}
	return m.contents.list[0].mediaType()
}

// Borne implements dissect.Bearer.
func (m *Message) Borne([]byte) (content []byte, ok bool) {
	if m.contents.n == 0 {
		return nil, false
	}
	return m.contents.list[0].bytes, true
}
