package sdp

import (
	"bytes"
	"iter"

	"netsniff/dissect/lines"
)

// maxLines is how many lines of a description are read.
const maxLines = 4096

// line is a line of a description: a letter, "=", a value.
type line struct {
	kind  byte // 0: there is no "="
	media bool // it belongs to a media description
	value []byte
	off   int // where the line begins
	at    int // where the value does
	end   int // behind its line end
}

// all yields the lines of b that are not empty.
func all(b []byte) iter.Seq[line] {
	return func(yield func(line) bool) {
		media := false
		for off, n := 0, 0; off < len(b) && n < maxLines; n++ {
			length := lines.LineEnd(b[off:])
			text := lines.TrimLineEnd(b[off : off+length])
			if k := len(text); k > 0 && text[k-1] == '\r' {
				text = text[:k-1]
			}
			l := line{off: off, at: off, value: text, end: off + length}
			if len(text) > 1 && text[1] == '=' {
				l.kind, l.value, l.at = text[0], text[2:], off+2
				media = media || l.kind == 'm'
			}
			l.media = media
			if len(text) > 0 && !yield(l) {
				return
			}
			off += length
		}
	}
}

// word returns the i-th word of b, 0 the first, and where it begins; nil beyond.
func word(b []byte, i int) (w []byte, at int) {
	for ; ; i-- {
		n := bytes.IndexByte(b[at:], ' ')
		if n < 0 {
			n = len(b) - at
		}
		if i == 0 && n > 0 {
			return b[at : at+n], at
		}
		if at += n + 1; at > len(b) || i == 0 {
			return nil, 0
		}
	}
}

// attribute parts an attribute at its first colon (RFC 8866 §5.13).
func attribute(value []byte) (name, rest []byte, at int) {
	i := bytes.IndexByte(value, ':')
	if i < 0 {
		return value, nil, len(value)
	}
	return value[:i], value[i+1:], i + 1
}
