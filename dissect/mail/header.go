package mail

import (
	"bytes"

	"netsniff/dissect/lines"
	"netsniff/dissect/text"
)

// scan is what nextField found.
type scan uint8

const (
	fieldIncomplete scan = iota // the field does not end in b
	fieldRead                   // a field, and more header follows
	fieldLast                   // a field, and the empty line after it
	fieldAtEnd                  // a field whose line end is the end of b
)

var crlf = []byte("\r\n")

// nextField reads the header field at the front of b: its name reaches to the
// first colon, its body to a CRLF that no white space follows. n is the length
// of the field with its line end and, for fieldLast, the empty line. It is known
// that the body does not end before seen.
func nextField(b []byte, seen int) (f HeaderField, n int, s scan) {
	colon := bytes.IndexByte(b, ':')
	if colon < 0 {
		return f, 0, fieldIncomplete
	}
	for i := max(colon+1, seen); ; {
		j := bytes.Index(b[i:], crlf)
		if j < 0 {
			return f, 0, fieldIncomplete
		}
		end := i + j
		next := b[end+2:]
		switch {
		case len(next) == 0 || len(next) == 1 && next[0] == '\r':
			return fieldOf(b[:end], colon), end + 2, fieldAtEnd
		case next[0] == ' ' || next[0] == '\t':
			i = end + 2
			continue
		case next[0] == '\r' && next[1] == '\n':
			return fieldOf(b[:end], colon), end + 4, fieldLast
		}
		return fieldOf(b[:end], colon), end + 2, fieldRead
	}
}

func fieldOf(line []byte, colon int) HeaderField {
	return HeaderField{Name: line[:colon], Line: line, Value: trimLeft(line[colon+1:])}
}

// splitField returns the first of the fields that one makes for whom LF alone
// ends a line too, as for what stores mails, and the lines behind it: nil if the
// header ends there.
func splitField(f HeaderField) (first HeaderField, rest []byte) {
	for i := len(f.Name) + 1; ; {
		n := bytes.IndexByte(f.Line[i:], '\n')
		switch {
		case n < 0:
			return f, nil
		case i+n+1 == len(f.Line):
			return fieldOf(lines.TrimLineEnd(f.Line), len(f.Name)), nil
		}
		if i += n + 1; f.Line[i] == ' ' || f.Line[i] == '\t' {
			continue
		}
		if rest = f.Line[i:]; rest[0] == '\n' || bytes.HasPrefix(rest, crlf) {
			rest = nil
		}
		return fieldOf(lines.TrimLineEnd(f.Line[:i]), len(f.Name)), rest
	}
}

// hasBareLF reports whether a line in b ends in LF without CR.
func hasBareLF(b []byte) bool {
	for i := 0; ; {
		n := bytes.IndexByte(b[i:], '\n')
		if n < 0 {
			return false
		}
		if i += n; i == 0 || b[i-1] != '\r' {
			return true
		}
		i++
	}
}

// trimLeft removes leading white space, unless there is nothing else.
func trimLeft(b []byte) []byte {
	if t := bytes.TrimLeft(b, " \t\r\n"); len(t) > 0 {
		return t
	}
	return b
}

// mediaType splits a Content-Type value: "text/plain" and the parameters
// after the first semicolon (RFC 2045 §5.1). ok is false without a semicolon.
func mediaType(value []byte) (media, params []byte, ok bool) {
	return bytes.Cut(value, []byte{';'})
}

// boundary returns the boundary parameter (RFC 2046 §5.1.1), nil if there is
// none or it is longer than a delimiter line may be.
func boundary(params []byte) []byte {
	value := text.Parameter(params, "boundary")
	if len(value) == 0 || len(value) > maxLine-8 {
		return nil
	}
	return value
}
