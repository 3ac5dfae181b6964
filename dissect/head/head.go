// Package head reads messages of the shape that SIP and RTSP have from HTTP: a start
// line, header fields that may be folded, an empty line, and a body whose length a
// field tells (RFC 3261 §7, RFC 7826 §5).
package head

import (
	"bytes"
	"iter"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/text"
)

// Bounds of a head.
const (
	MaxLength = 64 << 10 // bytes that are waited for
	maxFields = 512      // that are kept
)

// Field is a header field. Its parts are borrowed from the message.
type Field struct {
	Name  []byte // as sent
	Value []byte // without blanks around it; of a folded field with its line ends
	Line  []byte // all of it but its last line end
	Off   int    // where Line begins in the message
	At    int    // where Value does
	End   int    // behind its line end
}

// Head is what stands before a body. It can be used again and again.
type Head struct {
	Start    []byte // the start line without its end
	StartEnd int    // behind its line end
	Fields   []Field
	Len      int  // up to the body
	Ended    bool // the empty line is there
	Torn     bool // the last field has no line end
	// Colonless are lines that are no fields, those that were not kept are Omitted.
	Colonless, Omitted int
}

// Length returns how long the head is that b begins with, 0 if its end is not there.
// from is how much of b was looked at before.
func Length(b []byte, from int) int {
	for i := max(from-3, 0); i < len(b); i++ {
		j := bytes.IndexByte(b[i:], '\n')
		if j < 0 {
			return 0
		}
		i += j
		switch rest := b[i+1:]; {
		case len(rest) > 0 && rest[0] == '\n':
			return i + 2
		case len(rest) > 1 && rest[0] == '\r' && rest[1] == '\n':
			return i + 3
		}
	}
	return 0
}

// Await returns the length of the head that a message begins with. wait is true where
// more of it is to come, which is asked for with MoreSegment; n is 0 otherwise only where
// it is too long. At the end of a stream all there is counts as the head.
func Await(in *dissect.Input) (n int, wait bool) {
	from, _ := in.Memo.(*int)
	if from == nil {
		from = new(int)
	}
	n = Length(in.Bytes, *from)
	switch {
	case n == 0 && in.Last:
		n = len(in.Bytes)
	case n == 0 && len(in.Bytes) <= MaxLength:
		*from, in.Memo = len(in.Bytes), from
		return 0, true
	}
	return n, false
}

// Read reads the head that b begins with. What it keeps is borrowed from b.
func (h *Head) Read(b []byte) {
	n := lines.LineEnd(b)
	*h = Head{Fields: h.Fields[:0], Start: lines.TrimLineEnd(b[:n]), StartEnd: n, Len: n}
	if k := len(h.Start); k > 0 && h.Start[k-1] == '\r' {
		h.Start = h.Start[:k-1]
	}
	for h.Len < len(b) {
		n, ended := fieldLength(b[h.Len:])
		line := trimEnd(b[h.Len : h.Len+n])
		off := h.Len
		if h.Len += n; len(line) == 0 {
			h.Ended = true
			return
		}
		h.Torn = !ended
		h.add(line, off)
	}
}

func (h *Head) add(line []byte, off int) {
	colon := bytes.IndexByte(line, ':')
	switch {
	case colon < 0:
		h.Colonless++
		return
	case len(h.Fields) == maxFields:
		h.Omitted++
		return
	}
	i := colon + 1
	for ; i < len(line) && isSpace(line[i]); i++ {
	}
	f := Field{Name: trim(line[:colon]), Value: line[i : i+len(trim(line[i:]))], Line: line, Off: off, At: off + i,
		End: h.Len}
	h.Fields = append(h.Fields, f)
}

// fieldLength returns the length of the field that b begins with, its line end
// included, and whether it is there. A line that begins with a blank goes on the one
// before (RFC 3261 §7.3.1).
func fieldLength(b []byte) (n int, ended bool) {
	for {
		line := lines.LineEnd(b[n:])
		last := n + line
		if ended = line > 0 && (b[last-1] == '\n' || b[last-1] == '\r'); !ended {
			return last, false
		}
		first := n == 0 && len(trimEnd(b[:last])) == 0
		if n = last; first || n == len(b) || !isBlank(b[n]) {
			return n, true
		}
	}
}

// trimEnd returns b without the line end behind it.
func trimEnd(b []byte) []byte {
	b = lines.TrimLineEnd(b)
	if n := len(b); n > 0 && b[n-1] == '\r' {
		b = b[:n-1]
	}
	return b
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }
func isSpace(c byte) bool { return isBlank(c) || c == '\r' || c == '\n' }

// trim returns b without blanks and line ends around it.
func trim(b []byte) []byte {
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && isSpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

// Find returns the value of the first field with a name, in lower case; nil if there
// is none.
func (h *Head) Find(name string) []byte {
	for i := range h.Fields {
		if text.EqualFold(h.Fields[i].Name, name) {
			return h.Fields[i].Value
		}
	}
	return nil
}

// ContentLength returns how long a body is that a value of Content-Length tells, and
// false if that is no number. Nobody sends bodies beyond 1 GiB.
func ContentLength(value []byte) (int64, bool) {
	n, ok := text.Number(value)
	return n, ok && n <= 1<<30
}

// Items yields the items of a list that commas part, but for those in quotes and in
// angle brackets, without blanks around them.
func Items(list []byte) iter.Seq[[]byte] { return Split(list, ',') }

// Parameters yields the parameters behind the first semicolon of b.
func Parameters(b []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		first := true
		for p := range Split(b, ';') {
			if !first && !yield(p) {
				return
			}
			first = false
		}
	}
}

// Split yields what a separator parts, but for those in quotes and in angle brackets,
// without blanks around it.
func Split(b []byte, sep byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		quoted, bracket, from := false, false, 0
		for i := 0; i < len(b); i++ {
			switch c := b[i]; {
			case quoted && c == '\\':
				i++
			case c == '"':
				quoted = !quoted
			case quoted:
			case c == '<':
				bracket = true
			case c == '>':
				bracket = false
			case c == sep && !bracket:
				if !yield(trim(b[from:i])) {
					return
				}
				from = i + 1
			}
		}
		yield(trim(b[from:]))
	}
}

// Offset returns where in b its part p begins.
func Offset(b, p []byte) int { return cap(b) - cap(p) }

// Pair returns the name and the value of a parameter, which is nil without "=".
// Quotes around it are left.
func Pair(p []byte) (name, value []byte) {
	i := bytes.IndexByte(p, '=')
	if i < 0 {
		return p, nil
	}
	return trim(p[:i]), trim(p[i+1:])
}

// Parameter returns the value of the parameter behind a semicolon of b with a name, in
// lower case; nil if there is none, empty if it has no value.
func Parameter(b []byte, name string) []byte {
	for p := range Parameters(b) {
		if n, v := Pair(p); text.EqualFold(n, name) {
			if v == nil {
				return n[:0]
			}
			return v
		}
	}
	return nil
}

// Unquoted returns b without quotes around it.
func Unquoted(b []byte) []byte {
	if n := len(b); n > 1 && b[0] == '"' && b[n-1] == '"' {
		return b[1 : n-1]
	}
	return b
}
