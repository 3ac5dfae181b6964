package mail

import (
	"bytes"

	"netsniff/dissect/lines"
	"netsniff/dissect/text"
)

// Bounds of the outline of a message's multiparts.
const (
	maxMarks   = 4096     // as a number
	maxOutline = 64 << 10 // bytes
	maxAside   = 4 << 10  // bytes of one preamble or trailer
)

// Parts is the outline of the multiparts of a message (RFC 2046 §5.1): the
// delimiters and what the headers of the parts say. It is the Message of a
// layer of MIME; the row is the carrier's.
type Parts struct {
	marks []mark
	text  []byte // of the marks, one behind the other
	full  bool
}

// mark is one thing in the outline of multiparts, in wire order.
type mark struct {
	kind   markKind
	level  uint8 // 0 for the outermost multipart
	off, n int32 // in Parts.text
}

type markKind uint8

const (
	markType markKind = iota
	markPreamble
	markFirst // the first delimiter, with its line end
	markPart  // a body part; empty
	markDescription
	markDisposition
	markEncoding
	markID
	markLanguage
	markLength
	markTransferEncoding
	markContentType
	markBoundary // a delimiter, with the line ends before and after it
	markLast     // the closing delimiter
	markTrailer
)

// AppendInfo appends nothing: what the parts are stands in the carrier's row.
func (p *Parts) AppendInfo(dst []byte) []byte { return dst }

func (p *Parts) reset() { p.marks, p.text, p.full = p.marks[:0], p.text[:0], false }

// add begins a mark of the bytes of all b; if there is no room for it, the
// outline ends here.
func (p *Parts) add(k markKind, level int, b ...[]byte) {
	n := 0
	for _, x := range b {
		n += len(x)
	}
	if p.full = p.full || len(p.marks) == maxMarks || len(p.text)+n > maxOutline; p.full {
		return
	}
	p.marks = append(p.marks, mark{k, uint8(level), int32(len(p.text)), int32(n)})
	for _, x := range b {
		p.text = append(p.text, x...)
	}
}

// aside adds a line of a preamble or trailer, as far as such are kept.
func (p *Parts) aside(k markKind, level int, line []byte) {
	if n := len(p.marks); n == 0 || p.marks[n-1].kind != k {
		p.add(k, level)
	}
	if p.full {
		return
	}
	m := &p.marks[len(p.marks)-1]
	line = line[:min(len(line), maxAside-int(m.n), maxOutline-len(p.text))]
	p.text = append(p.text, line...)
	m.n += int32(len(line))
}

// header adds a header field of a body part, if it is one of those that have
// a name here.
func (p *Parts) header(name, value []byte, level int) {
	for _, h := range partHeaders {
		if text.EqualFold(name, h.name) {
			if p.add(h.kind, level, value); !p.full {
				m := &p.marks[len(p.marks)-1]
				p.text = appendCompact(p.text[:m.off], value)
				m.n = int32(len(p.text)) - m.off
			}
			return
		}
	}
}

var partHeaders = []struct {
	name string
	kind markKind
}{
	{"content-type", markContentType},
	{"content-disposition", markDisposition},
	{"content-transfer-encoding", markTransferEncoding},
	{"content-id", markID},
	{"content-description", markDescription},
	{"content-encoding", markEncoding},
	{"content-language", markLanguage},
	{"content-length", markLength},
}

// cut takes back all but the first n marks.
func (p *Parts) cut(n int) {
	if n < len(p.marks) {
		p.text = p.text[:p.marks[n].off]
		p.marks = p.marks[:n]
	}
}

// endInner takes the line end from what stands last in an inner multipart: it
// belongs to the delimiter of the outer one that follows.
func (p *Parts) endInner() {
	i := len(p.marks) - 1
	if p.full || i < 0 || p.marks[i].kind != markLast && p.marks[i].kind != markTrailer {
		return
	}
	m := &p.marks[i]
	p.text = p.text[:int(m.off)+len(lines.TrimLineEnd(p.text[m.off:]))]
	if m.n = int32(len(p.text)) - m.off; m.n == 0 {
		p.marks = p.marks[:i]
	}
}

// appendCompact appends the value of a header field as Wireshark shows it of
// body parts: runs of white space, folded lines among them, become one blank
// and none beside a colon, semicolon, comma or equals sign, or before a quoted
// string, which is kept as it is. value may lie where it is appended.
func appendCompact(dst, value []byte) []byte {
	glued, blank := true, false
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch c {
		case ' ', '\t', '\r', '\n':
			blank = true
			continue
		case ':', ';', ',', '=':
			dst, glued = append(dst, c), true
		case '"':
			n := QuotedLen(value[i:])
			dst = append(dst, value[i:i+n]...)
			i += n - 1
		default:
			if blank && !glued {
				dst = append(dst, ' ')
			}
			dst, glued = append(dst, c), false
		}
		blank = false
	}
	return dst
}

// QuotedLen returns the length of the quoted string at the front of b; one that
// does not end is all of b.
func QuotedLen(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// Multipart is a body that is looked at when somebody asks for its outline.
type Multipart struct {
	Type []byte // value of Content-Type
	Body []byte

	scanner *Scanner
}

// AppendInfo appends nothing, as that of Parts.
func (m *Multipart) AppendInfo(dst []byte) []byte { return dst }

// parts returns the outline, nil if the type names no boundary.
func (m *Multipart) parts() *Parts {
	if m.scanner == nil {
		m.scanner = new(Scanner)
		media, params, _ := mediaType(m.Type)
		m.scanner.enterMultipart(boundary(params), m.scanner.lower(bytes.TrimSpace(media)), false)
		m.scanner.Write(m.Body)
		m.scanner.Close()
	}
	return &m.scanner.parts
}
