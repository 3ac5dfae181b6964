package imap

import (
	"netsniff/capture"
	"netsniff/dissect/lines"
)

// Line is a line of a command or a response. Everything in it is borrowed
// until the frame has been reported.
type Line struct {
	Raw []byte // with its line end
	Off int    // where it begins in the message
	// Answers is the frame with the command that a tagged response answers, 0
	// if none was seen, and Since the time that passed.
	Answers uint32
	Since   capture.Stamp
}

// Text returns the line without its line end.
func (l Line) Text() []byte { return lines.TrimLineEnd(l.Raw) }

// Untagged reports whether the line is an untagged response.
func (l Line) Untagged() bool { return len(l.Raw) > 0 && l.Raw[0] == '*' }

// Tag returns the first word of the line, which is empty if it begins with a
// blank, and what follows.
func (l Line) Tag() (tag, rest []byte) { return token(l.Text()) }

// Status returns the second word of a response and what follows.
func (l Line) Status() (status, rest []byte) {
	_, rest = l.Tag()
	return token(rest)
}

// Command returns the word of a command that says what to do, its arguments,
// and whether they are about unique identifiers (UID FETCH).
func (l Line) Command() (word, args []byte, uid bool) {
	_, rest := l.Tag()
	word, args = token(rest)
	if verbOf(word) == UID {
		word, args = token(args)
		return word, args, true
	}
	return word, args, false
}

// argument returns the n-th of a command's arguments as it was sent, from 1.
func argument(args []byte, n int) (word []byte) {
	for range n {
		word, args = astring(args)
	}
	return word
}
