package imap

import (
	"bytes"
	"math"

	"netsniff/dissect/text"
)

// token splits b at its first blank, which is dropped. Nothing follows an
// empty word, as Wireshark has it.
func token(b []byte) (word, rest []byte) {
	switch n := bytes.IndexByte(b, ' '); {
	case n < 0:
		return b, nil
	case n == 0:
		return nil, nil
	default:
		return b[:n], b[n+1:]
	}
}

// astring splits b behind its first word, which may be a quoted string with
// blanks in it (RFC 9051 §9, astring). The word is returned as it was sent.
func astring(b []byte) (word, rest []byte) {
	if len(b) == 0 || b[0] != '"' {
		return token(b)
	}
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			_, rest = token(b[i:])
			n := bytes.IndexByte(b[i:], ' ')
			if n < 0 {
				n = len(b) - i
			}
			return b[:i+n], rest
		}
	}
	return token(b)
}

// unquote returns the text of an astring: without its quotation marks, and
// what a backslash quotes without the backslash. It is b itself unless there
// is a backslash.
func unquote(b []byte) []byte {
	if len(b) < 2 || b[0] != '"' || b[len(b)-1] != '"' {
		return b
	}
	b = b[1 : len(b)-1]
	if bytes.IndexByte(b, '\\') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] == '\\' && i+1 < len(b) {
			i++
		}
		out = append(out, b[i])
	}
	return out
}

// inSet reports whether a sequence set has n: 1:3,7,9:* (RFC 9051 §9,
// sequence-set). The asterisk, the last message, is taken for any number.
func inSet(set []byte, n int64) bool {
	for item := range bytes.SplitSeq(set, []byte{','}) {
		first, last, ranged := bytes.Cut(item, []byte{':'})
		lo, ok := setNumber(first)
		hi := lo
		if ranged && ok {
			hi, ok = setNumber(last)
		}
		if ok && n >= min(lo, hi) && n <= max(lo, hi) {
			return true
		}
	}
	return false
}

func setNumber(b []byte) (int64, bool) {
	if len(b) == 1 && b[0] == '*' {
		return math.MaxInt64, true
	}
	return text.Number(b)
}

// literal is what announces a literal at the end of a line (RFC 9051 §4.3).
type literal struct {
	Size int64
	Sync bool // {n}: sent when the other side has agreed; {n+} does not wait (RFC 7888)
	At   int  // where the announcement begins in the line
}

// literalAt reads the announcement of a literal that line, without its line
// end, ends in: {n}, {n+}, {n-} or, of a binary part (RFC 3516), ~{n}.
func literalAt(line []byte) (l literal, ok bool) {
	if len(line) < 3 || line[len(line)-1] != '}' {
		return literal{}, false
	}
	open := bytes.LastIndexByte(line, '{')
	if open < 0 {
		return literal{}, false
	}
	digits := line[open+1 : len(line)-1]
	l = literal{Sync: true, At: open}
	if n := len(digits) - 1; n > 0 && (digits[n] == '+' || digits[n] == '-') {
		l.Sync, digits = false, digits[:n]
	}
	l.Size, ok = text.Number(digits)
	return l, ok
}

// Status is how a command was answered, or the condition of an untagged
// response (RFC 9051 §7.1).
type Status uint8

// Conditions. None is that of a response of another kind.
const (
	None Status = iota
	OK
	NO
	BAD
	PREAUTH
	BYE
)

var statusNames = [...]string{"", "OK", "NO", "BAD", "PREAUTH", "BYE"}

// String returns the condition as RFC 9051 writes it.
func (s Status) String() string { return statusNames[s] }

// statusOf reads a condition without regard to case.
func statusOf(word []byte) Status {
	for s := OK; int(s) < len(statusNames); s++ {
		if text.EqualFold(word, statusNames[s]) {
			return s
		}
	}
	return None
}

// responseCode returns the response code in brackets that text, which follows
// a condition, begins with: "AUTHENTICATIONFAILED" (RFC 9051 §7.1).
func responseCode(text []byte) []byte {
	if len(text) == 0 || text[0] != '[' {
		return nil
	}
	end := bytes.IndexByte(text, ']')
	if end < 0 {
		return nil
	}
	return text[1:end]
}
