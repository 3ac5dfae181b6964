package filter

import (
	"strconv"
	"unicode/utf8"
)

// plainEscapes pairs the letter after a backslash with what both mean.
const plainEscapes = "a\ab\bf\fn\nr\rt\tv\v''\"\"\\\\"

// escape appends what the escape sequence at the lexer's place means and moves
// behind it.
func (l *lexer) escape(dst []byte) ([]byte, *Error) {
	start := l.pos
	l.pos++
	c := l.peek(0)
	for i := 0; i < len(plainEscapes); i += 2 {
		if c == plainEscapes[i] {
			l.pos++
			return append(dst, plainEscapes[i+1]), nil
		}
	}
	switch {
	case c >= '0' && c <= '7':
		n := l.digits(3, 8)
		if n > 0xff {
			return nil, fail(place{start, l.pos}, "%s is more than a byte holds", l.text[start:l.pos])
		}
		return append(dst, byte(n)), nil
	case c == 'x':
		l.pos++
		if n := l.digits(2, 16); n >= 0 {
			return append(dst, byte(n)), nil
		}
	case c == 'u' || c == 'U':
		l.pos++
		want := 4
		if c == 'U' {
			want = 8
		}
		from := l.pos
		if n := l.digits(want, 16); n >= 0 && l.pos-from == want && utf8.ValidRune(rune(n)) {
			return utf8.AppendRune(dst, rune(n)), nil
		}
	}
	end := min(max(l.pos, start+2), len(l.text))
	return nil, fail(place{start, end},
		"%s is not an escape sequence; write \\\\ for a backslash, or a raw string r\"…\"", l.text[start:end])
}

// digits reads up to n digits of a base, -1 if there are none.
func (l *lexer) digits(n, base int) int64 {
	start := l.pos
	for l.pos < len(l.text) && l.pos-start < n {
		if d := hexDigit(l.text[l.pos]); d < 0 || d >= base {
			break
		}
		l.pos++
	}
	x, err := strconv.ParseInt(l.text[start:l.pos], base, 64)
	if err != nil {
		return -1
	}
	return x
}

// hexDigit returns the value of a hexadecimal digit, -1 if c is none.
func hexDigit(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
