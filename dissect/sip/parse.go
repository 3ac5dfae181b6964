package sip

import (
	"bytes"

	"netsniff/dissect/head"
	"netsniff/dissect/text"
)

const version = "SIP/2.0"

// start is a start line (RFC 3261 §7.1, §7.2).
type start struct {
	method, uri  []byte // of a request
	code, phrase []byte // of a response
}

// parseStart reads a start line without its end; false if it is none.
func parseStart(line []byte) (s start, ok bool) {
	if bytes.IndexByte(line, 0) >= 0 {
		return s, false
	}
	if rest, is := bytes.CutPrefix(line, []byte(version+" ")); is {
		if len(rest) < 4 || rest[3] != ' ' || !isDigit(rest[0]) || !isDigit(rest[1]) || !isDigit(rest[2]) {
			return s, false
		}
		s.code, s.phrase = rest[:3], rest[4:]
		return s, true
	}
	rest, is := bytes.CutSuffix(line, []byte(" "+version))
	space := bytes.IndexByte(rest, ' ')
	if !is || space <= 0 || space+1 == len(rest) || bytes.IndexByte(rest[space+1:], ' ') >= 0 {
		return s, false
	}
	s.method, s.uri = rest[:space], rest[space+1:]
	for _, c := range s.method {
		if c <= ' ' || c >= 0x7f {
			return s, false
		}
	}
	return s, true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// maxStart is how long a start line may be.
const maxStart = 8 << 10

// mayStart reports whether b, which has no line end, can be the beginning of a start
// line.
func mayStart(b []byte) bool {
	return len(b) < maxStart && text.IsText(b) &&
		(bytes.HasPrefix(b, []byte(version)) || bytes.HasPrefix([]byte(version), b) || mayMethod(b))
}

// mayMethod reports whether b may begin with a method and a URI.
func mayMethod(b []byte) bool {
	i := bytes.IndexByte(b, ' ')
	if i < 0 {
		i = len(b)
	}
	for _, c := range b[:i] {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && c != '-' {
			return false
		}
	}
	return i > 0 && i < 32
}

// methods are those that Wireshark knows (https://www.iana.org/assignments/sip-parameters
// and some that were withdrawn).
var methods = map[string]bool{
	"INVITE": true, "ACK": true, "BYE": true, "CANCEL": true, "OPTIONS": true, "REGISTER": true, "SUBSCRIBE": true,
	"NOTIFY": true, "MESSAGE": true, "INFO": true, "UPDATE": true, "PRACK": true, "REFER": true, "PUBLISH": true,
	"DO": true, "QAUTH": true, "SPRACK": true,
}

// read makes m the message that b begins with.
func (m *Message) read(b []byte, s start) {
	m.start = s
	m.Head.Read(b)
	m.ids = m.ids[:0]
	for i := range m.Fields {
		m.ids = append(m.ids, headerID(m.Fields[i].Name))
	}
	m.Code = 0
	for _, c := range s.code {
		m.Code = m.Code*10 + uint16(c-'0')
	}
	m.Bytes, m.Body, m.cseq = b, nil, cseq{}
	if f := m.field(idCSeq); f != nil {
		m.cseq = parseCSeq(part{f.At, f.Value})
	}
	if m.Ended {
		m.Body = b[m.Len:]
	}
}

// field returns the first field of a kind, nil if there is none.
func (m *Message) field(x id) *head.Field {
	for i, y := range m.ids {
		if x == y {
			return &m.Fields[i]
		}
	}
	return nil
}

// value returns its value.
func (m *Message) value(x id) []byte {
	if f := m.field(x); f != nil {
		return f.Value
	}
	return nil
}

// cseq is the value of CSeq (RFC 3261 §8.1.1.5).
type cseq struct {
	number int64
	seq    part
	method part
	// wrong: there is no method, or none that could be one.
	wrong bool
}

// maxMethod is how long a method may be.
const maxMethod = 16

func parseCSeq(p part) (x cseq) {
	b := p.text
	i := 0
	for i < len(b) && isDigit(b[i]) {
		i++
	}
	x.seq = partOf(b, p.off, 0, i)
	x.number, _ = text.Number(b[:i])
	x.method = partOf(b, p.off, i, len(b)).trimmed()
	x.wrong = len(x.method.text) == 0 || len(x.method.text) > maxMethod
	return x
}

// method returns the method of a request, or the one that a response is to.
func (m *Message) method() []byte {
	if m.start.method != nil {
		return m.start.method
	}
	return m.cseq.method.text
}

// mediaType appends the media type of the body in lower case.
func mediaType(dst, value []byte) []byte {
	if i := bytes.IndexByte(value, ';'); i >= 0 {
		value = value[:i]
	}
	for _, c := range bytes.TrimSpace(value) {
		dst = append(dst, lowerByte(c))
	}
	return dst
}
