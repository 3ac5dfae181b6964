package filter

import (
	"net/netip"
	"strings"
)

// kind is what a token is.
type kind uint8

const (
	tokenEnd    kind = iota
	tokenWord        // a name or an unquoted literal
	tokenString      // "…" with escapes
	tokenRaw         // r"…"
	tokenChar        // '…'
	tokenSign        // an operator or bracket
)

// token is one token. text is as written; value is what a string or character
// means.
type token struct {
	kind  kind
	text  string
	value string
	place
}

// signs lists operators, longest first where one begins with another.
var signs = []string{
	"===", "!==", "==", "!=", "~=", ">=", "<=", "&&", "||", "^^", "..",
	">", "<", "!", "&", "~", "+", "-", "*", "/", "%", "(", ")", "{", "}", "[", "]", ",", "#",
}

// lexer cuts a filter into tokens.
type lexer struct {
	text string
	pos  int
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f'
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isAlnum(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }

func (l *lexer) skipSpace() {
	for l.pos < len(l.text) && isSpace(l.text[l.pos]) {
		l.pos++
	}
}

func (l *lexer) peek(n int) byte {
	if l.pos+n < len(l.text) {
		return l.text[l.pos+n]
	}
	return 0
}

// next reads one token.
func (l *lexer) next() (token, *Error) {
	l.skipSpace()
	start := l.pos
	if start == len(l.text) {
		return token{place: place{start, start}}, nil
	}
	switch c := l.text[start]; {
	case c == '"':
		return l.quoted(1)
	case c == 'r' && l.peek(1) == '"':
		return l.raw()
	case c == '\'':
		return l.char()
	case isAlnum(c), c == '.' && isAlnum(l.peek(1)), c == ':' && (isAlnum(l.peek(1)) || l.peek(1) == ':'):
		return l.word(), nil
	}
	for _, s := range signs {
		if strings.HasPrefix(l.text[start:], s) {
			l.pos += len(s)
			return l.token(tokenSign, start, s), nil
		}
	}
	return token{}, l.stranger()
}

func (l *lexer) token(k kind, start int, value string) token {
	return token{kind: k, text: l.text[start:l.pos], value: value, place: place{start, l.pos}}
}

// stranger explains a character that begins no token.
func (l *lexer) stranger() *Error {
	p := place{l.pos, l.pos + 1}
	switch c := l.text[l.pos]; {
	case c == '=':
		return fail(p, "\"=\" is not an operator; did you mean \"==\"?")
	case c == '|':
		return fail(p, "\"|\" is not an operator; did you mean \"||\"?")
	case c == '^':
		return fail(p, "\"^\" is not an operator; did you mean \"^^\"?")
	case c == '$':
		return fail(p, "field references and macros need a selected frame, which only a window has")
	case c >= 0x80:
		for p.end < len(l.text) && l.text[p.end] >= 0x80 {
			p.end++
		}
		return fail(p, "text beyond ASCII must stand in double quotes")
	default:
		return fail(p, "unexpected %q", string(c))
	}
}

// word reads a name or a literal: letters, digits and any of "_.-:", up to a
// range's "..". An address may be followed by a prefix length.
func (l *lexer) word() token {
	start := l.pos
	for l.pos < len(l.text) {
		c := l.text[l.pos]
		if c == '.' && l.peek(1) == '.' || !isAlnum(c) && c != '.' && c != '-' && c != ':' {
			break
		}
		l.pos++
	}
	if l.peek(0) == '/' && isDigit(l.peek(1)) {
		if _, err := netip.ParseAddr(l.text[start:l.pos]); err == nil {
			for l.pos++; isDigit(l.peek(0)); l.pos++ {
			}
		}
	}
	return l.token(tokenWord, start, l.text[start:l.pos])
}

// raw reads r"…", in which a backslash only keeps a quote from ending it.
func (l *lexer) raw() (token, *Error) {
	start := l.pos
	for l.pos += 2; l.pos < len(l.text); l.pos++ {
		switch l.text[l.pos] {
		case '\\':
			l.pos++
		case '"':
			l.pos++
			return l.token(tokenRaw, start, l.text[start+2:l.pos-1]), nil
		}
	}
	return token{}, fail(place{start, len(l.text)}, "the quote of this string is never closed")
}

// quoted reads "…" from its quote, which is n bytes long.
func (l *lexer) quoted(n int) (token, *Error) {
	start := l.pos
	l.pos += n
	value, closed, err := l.unquote('"')
	switch {
	case err != nil:
		return token{}, err
	case !closed:
		return token{}, fail(place{start, len(l.text)}, "the quote of this string is never closed")
	}
	return l.token(tokenString, start, string(value)), nil
}

// char reads 'x', a number written as a character.
func (l *lexer) char() (token, *Error) {
	start := l.pos
	l.pos++
	value, closed, err := l.unquote('\'')
	switch {
	case err != nil:
		return token{}, err
	case !closed:
		return token{}, fail(place{start, len(l.text)}, "the quote of this character is never closed")
	case len(value) != 1:
		return token{}, fail(place{start, l.pos}, "a character constant is one byte; strings stand in double quotes")
	}
	return l.token(tokenChar, start, string(value)), nil
}

// unquote reads through the closing quote and resolves escapes; closed is
// false if there is no such quote.
func (l *lexer) unquote(quote byte) (value []byte, closed bool, err *Error) {
	for l.pos < len(l.text) {
		switch c := l.text[l.pos]; c {
		case quote:
			l.pos++
			return value, true, nil
		case '\\':
			if value, err = l.escape(value); err != nil {
				return nil, false, err
			}
		default:
			value = append(value, c)
			l.pos++
		}
	}
	return value, false, nil
}
