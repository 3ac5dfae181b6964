// Package lines is what dialogues of protocols made of lines share: lines out of
// one direction, commands that wait for their replies, replies of several
// lines, an authentication, text that a dot ends.
package lines

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// maxCommandLine bounds the bytes of a command or reply line that are kept;
// of longer ones the rest is counted. AUTH needs 12,288 (RFC 4954 §4).
const maxCommandLine = 16 << 10

// Lines takes lines out of one direction of a dialogue, however it is cut.
// Only LF ends a line; a CR before it belongs to the end, as real servers read it.
// The zero value is at the beginning of a line.
type Lines struct {
	Side dissect.Side // of what was read since Take or Drop

	kept []byte
	done bool // kept has been returned
	cut  bool // the line is longer
}

// Next reads b, which m brought, up to the end of the line. It returns how
// many bytes it took, and the line without its end once it is complete,
// borrowed until the next call.
func (l *Lines) Next(b []byte, m reassembly.Mark) (line []byte, n int, ok bool) {
	line, n, ok = l.Raw(b, m)
	return TrimLineEnd(line), n, ok
}

// Raw is Next, but the line has its end.
func (l *Lines) Raw(b []byte, m reassembly.Mark) (line []byte, n int, ok bool) {
	if l.done {
		l.kept, l.done, l.cut = l.kept[:0], false, false
	}
	n = bytes.IndexByte(b, '\n') + 1
	if ok = n > 0; !ok {
		n = len(b)
	}
	l.Side.Add(n, m)
	if ok && len(l.kept) == 0 && n <= maxCommandLine {
		return b[:n], n, true
	}
	room := maxCommandLine - len(l.kept)
	l.kept, l.cut = append(l.kept, b[:min(n, room)]...), l.cut || n > room
	if !ok {
		return nil, n, false
	}
	l.done = true
	return l.kept, n, true
}

// Cut reports whether the line that was returned last, or has begun, is longer
// than what is kept of it.
func (l *Lines) Cut() bool { return l.cut }

// Begun returns what was read of a line that is not complete, borrowed.
func (l *Lines) Begun() []byte {
	if l.done {
		return nil
	}
	return l.kept
}

// Take returns the side of what was read and begins another.
func (l *Lines) Take() dissect.Side {
	side := l.Side
	l.Side = dissect.Side{}
	return side
}

// Drop forgets a line that is not complete, and its side.
func (l *Lines) Drop() {
	l.kept, l.done, l.cut = l.kept[:0], false, false
	l.Side = dissect.Side{}
}

// LineEnd returns the length of the first line of b, its end (CRLF, LF or a
// lone CR) included; without a line end it is len(b).
func LineEnd(b []byte) int {
	switch i := text.LineBreak(b); {
	case i < 0:
		return len(b)
	case b[i] == '\r' && i+1 < len(b) && b[i+1] == '\n':
		return i + 2
	default:
		return i + 1
	}
}

// TrimLineEnd returns line without the line end that LineEnd included.
func TrimLineEnd(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\n' {
		line = line[:n-1]
	}
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	return line
}
