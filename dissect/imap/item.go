package imap

import (
	"bytes"

	"netsniff/dissect/text"
)

// Bounds of what is waited for.
const (
	maxLine   = 256 << 10 // a line; servers send long BODYSTRUCTUREs
	maxTokens = 3         // words of an untagged response that may be FETCH
)

// item is what one step of reading takes: a line and, of a FETCH response, the
// literal that is taken for a message.
type item struct {
	line    int   // bytes of the line, its end included; 0: not complete
	literal int64 // bytes of the literal behind the line, -1: none
	// whole is set if all of it is there. Behind a literal that means a closing
	// parenthesis, as Wireshark has it.
	whole bool
	// ahead is set if the literal is announced in a later line, by which
	// Wireshark is misled.
	ahead bool
}

// closeBefore is how far before the end of the literal Wireshark begins to
// look for the closing parenthesis.
const closeBefore = 3

// nextItem reads the item that b begins with.
func nextItem(b []byte) item {
	from := fetch(b)
	if from < 0 {
		n := lineEnd(b)
		return item{line: n, literal: -1, whole: n > 0}
	}
	p := bytes.IndexByte(b[from:], '(')
	if p < 0 {
		return item{literal: -1}
	}
	from += p
	n := lineEnd(b[from:])
	if n > 0 {
		n += from
	}
	open, end, size := announced(b, from)
	switch {
	case open < 0 || n > 0 && end > n && size > maxLine:
		return item{line: n, literal: -1, whole: n > 0}
	case n == 0:
		return item{literal: -1}
	}
	x := item{line: n, literal: size, ahead: end > n}
	x.whole = size <= int64(len(b)-end) && bytes.IndexByte(b[end+int(size)-1:], ')') >= 0 && size <= int64(len(b)-n)
	return x
}

// announced returns where in b, from from on, the first literal is announced,
// where that ends, and its size. open is -1 if there is none.
func announced(b []byte, from int) (open, end int, size int64) {
	for {
		p := bytes.IndexByte(b[from:], '{')
		if p < 0 {
			return -1, 0, 0
		}
		open = from + p
		digits := bytes.TrimLeft(b[open+1:min(len(b), open+1+maxDigits)], " ")
		if end := bytes.IndexByte(digits, '}'); end > 0 {
			if n, ok := text.Number(digits[:end]); ok {
				return open, open + 1 + bytes.IndexByte(b[open+1:], '}') + 1, n
			}
		}
		from = open + 1
	}
}

// maxDigits bounds the length of a literal's size.
const maxDigits = 24

// fetch returns where the rest of an untagged FETCH response begins, -1 if b is
// none. Like Wireshark it looks at more words than the second one.
func fetch(b []byte) int {
	if len(b) == 0 || b[0] != '*' {
		return -1
	}
	at := 1
	if len(b) > 1 && b[1] == ' ' {
		at = 2
	}
	for range maxTokens {
		n := bytes.IndexAny(b[at:min(len(b), at+maxWord)], " \r\n")
		switch {
		case n < 0 || b[at+n] != ' ':
			return -1
		case text.EqualFold(b[at:at+n], "FETCH"):
			return at + n
		}
		at += n + 1
	}
	return -1
}

// maxWord bounds a word before FETCH.
const maxWord = 256

// lineEnd returns the length of the line that b begins with, its end included,
// or 0 if it is not complete. A CR at the end of b may be half a line end.
func lineEnd(b []byte) int {
	i := text.LineBreak(b)
	switch {
	case i < 0:
		return 0
	case b[i] == '\n':
		return i + 1
	case i+1 == len(b):
		return 0
	case b[i+1] == '\n':
		return i + 2
	}
	return i + 1
}
