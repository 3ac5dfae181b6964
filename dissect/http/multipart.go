package http

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/dissect/text"
)

const (
	maxParts     = 200 // parts of one body that the row tells of
	maxPartDepth = 4   // multipart bodies within multipart bodies
)

// partsTold is what a row tells of the parts of a multipart body.
type partsTold struct {
	said []byte
	cut  bool // there are more
}

// tell appends what the parts of a multipart body (RFC 2046 §5.1) are and returns
// the column of the last one that has its own.
func (p *partsTold) tell(contentType, body []byte, depth int) (column string) {
	boundary := boundary(contentType)
	if len(boundary) == 0 {
		return ""
	}
	if depth > maxPartDepth {
		p.cut = true
		return ""
	}
	pos, _, last := nextDelimiter(body, boundary, 0)
	for i := 0; pos >= 0 && !last; i++ {
		if i == maxParts {
			p.cut = true
			break
		}
		end, next, final := 0, 0, false
		next, end, final = nextDelimiter(body, boundary, pos)
		part := body[pos:]
		if next >= 0 {
			part = body[pos:end]
		}
		if c := p.part(part, next >= 0, depth); c != "" {
			column = c
		}
		pos, last = next, final
	}
	return column
}

// emitParts emits the outline of a multipart body.
func (h *Head) emitParts(f *dissect.Frame) {
	if h.multi.Body != nil {
		f.Emit(dissect.Layer{Protocol: &mail.MIME, Message: &h.multi, Quiet: true, Bytes: h.multi.Body})
	}
}

// nextDelimiter finds the next delimiter line from pos on: next is where the
// part after it begins (-1 if there is none), end where the part before it
// ends, last whether it is the closing one.
func nextDelimiter(b, boundary []byte, pos int) (next, end int, last bool) {
	for at := pos; ; {
		i := bytes.Index(b[at:], boundary)
		if i < 0 {
			return -1, 0, false
		}
		i += at
		at = i + len(boundary)
		if i < pos+2 || b[i-1] != '-' || b[i-2] != '-' || i > pos+2 && b[i-3] != '\n' {
			continue
		}
		end = i - 2
		if end > pos && b[end-1] == '\n' {
			if end--; end > pos && b[end-1] == '\r' {
				end--
			}
		}
		if bytes.HasPrefix(b[at:], []byte("--")) {
			return at + 2, end, true
		}
		eol := bytes.IndexByte(b[at:], '\n')
		if eol < 0 {
			return -1, end, false
		}
		return at + eol + 1, end, false
	}
}

// part tells of one body part. Of the last part of a body that was cut nothing is
// told unless its head is whole.
func (p *partsTold) part(part []byte, whole bool, depth int) (column string) {
	var store [16]Header
	headers, _, _ := parseHeaders(store[:0], nil, part, 0)
	n := headLen(part)
	if n < 0 || !whole {
		return ""
	}
	body := part[n:]
	for i := range headers {
		h := &headers[i]
		if h.ID != HeaderContentType || len(body) == 0 {
			continue
		}
		var m media
		column := m.set(h.Value, true, body, int64(len(body)))
		if m.kind == mediaMultipart {
			return p.tell(h.Value, body, depth+1)
		}
		p.said = m.appendText(p.said)
		return column
	}
	return ""
}

// headLen returns the length of the header section at the front of b with the
// empty line that ends it, -1 if it does not end.
func headLen(b []byte) int {
	for pos := 0; ; {
		end, next, ok := line(b, pos, true)
		if !ok {
			return -1
		}
		if end == pos {
			return next
		}
		pos = next
	}
}

// boundary returns that parameter of a media type.
func boundary(contentType []byte) []byte {
	_, list, _ := bytes.Cut(contentType, []byte{';'})
	return text.Parameter(list, "boundary")
}
