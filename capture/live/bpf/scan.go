package bpf

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// tokenKind tells what a token is.
type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenWord
	tokenQuoted // a word after a backslash: never a keyword
	tokenNumber
	tokenAddress // IPv6
	tokenEther   // Ethernet
	tokenSign
)

// token is a word, number or sign of an expression.
type token struct {
	kind   tokenKind
	text   string // as written; signs in one spelling
	number uint32
	addr   netip.Addr
	ether  [6]byte
}

func (t token) String() string {
	if t.kind == tokenEnd {
		return "the end"
	}
	return strconv.Quote(t.text)
}

func (t token) is(text string) bool {
	return (t.kind == tokenWord || t.kind == tokenSign) && t.text == text
}

// signs in the order they are tried, with their one spelling.
var signs = []struct{ written, text string }{
	{"&&", "and"}, {"||", "or"}, {"!=", "!="}, {"==", "="}, {"<=", "<="}, {">=", ">="}, {"<<", "<<"}, {">>", ">>"},
	{"!", "not"}, {"=", "="}, {"<", "<"}, {">", ">"}, {"&", "&"}, {"|", "|"}, {"^", "^"}, {"+", "+"}, {"-", "-"},
	{"*", "*"}, {"/", "/"}, {"%", "%"}, {"(", "("}, {")", ")"}, {"[", "["}, {"]", "]"}, {":", ":"},
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '.'
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// scan splits an expression. Within brackets a colon and a minus separate;
// outside they may belong to an address or a name.
func scan(s string) ([]token, error) {
	var tokens []token
	depth := 0
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
			continue
		case c == '\\':
			n := span(s[i+1:], func(c byte) bool { return isAlnum(c) || c == '-' })
			if n == 0 {
				return nil, fmt.Errorf("a word is missing after the backslash")
			}
			tokens = append(tokens, token{kind: tokenQuoted, text: s[i+1 : i+1+n]})
			i += 1 + n
			continue
		case depth == 0 && (isAlnum(c) || c == ':'):
			if t, n := scanAddress(s[i:]); n > 0 {
				tokens = append(tokens, t)
				i += n
				continue
			}
		}
		if isAlnum(s[i]) {
			t, n, err := scanWord(s[i:], depth)
			if err != nil {
				return nil, err
			}
			tokens = append(tokens, t)
			i += n
			continue
		}
		t, n := scanSign(s[i:])
		if n == 0 {
			return nil, fmt.Errorf("%q has no meaning here", firstRune(s[i:]))
		}
		switch t.text {
		case "[":
			depth++
		case "]":
			depth--
		}
		tokens = append(tokens, t)
		i += n
	}
	return tokens, nil
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

func span(s string, in func(byte) bool) int {
	n := 0
	for n < len(s) && in(s[n]) {
		n++
	}
	return n
}

// scanAddress reads an IPv6 or Ethernet address.
func scanAddress(s string) (token, int) {
	n := span(s, func(c byte) bool { return isAlnum(c) || c == ':' })
	text := s[:n]
	if !strings.Contains(text, ":") {
		return token{}, 0
	}
	if a, err := netip.ParseAddr(text); err == nil && a.Is6() {
		return token{kind: tokenAddress, text: text, addr: a}, n
	}
	if m, ok := parseEther(text); ok {
		return token{kind: tokenEther, text: text, ether: m}, n
	}
	return token{}, 0
}

// parseEther reads six groups of one or two hexadecimal digits.
func parseEther(s string) (m [6]byte, ok bool) {
	groups := strings.Split(s, ":")
	if len(groups) != len(m) {
		return m, false
	}
	for i, g := range groups {
		x, err := strconv.ParseUint(g, 16, 8)
		if err != nil || len(g) > 2 {
			return m, false
		}
		m[i] = byte(x)
	}
	return m, true
}

// scanWord reads a word or a number. A word may contain a minus (tcp-syn), a
// number ends before it (80-90); 00-00-5e-00-53-01 is an Ethernet address.
func scanWord(s string, depth int) (token, int, error) {
	if isDigit(s[0]) || depth == 0 {
		n := span(s, func(c byte) bool { return isAlnum(c) || c == '-' })
		if n == len("00-00-5e-00-53-01") {
			if m, err := net.ParseMAC(s[:n]); err == nil && len(m) == 6 {
				return token{kind: tokenEther, text: s[:n], ether: [6]byte(m)}, n, nil
			}
		}
	}
	if !isDigit(s[0]) {
		n := span(s, func(c byte) bool { return isAlnum(c) || c == '-' })
		return token{kind: tokenWord, text: s[:n]}, n, nil
	}
	n := span(s, isAlnum)
	text := s[:n]
	if strings.Contains(text, ".") {
		return token{kind: tokenWord, text: text}, n, nil
	}
	x, err := strconv.ParseUint(text, 0, 32)
	switch {
	case err == nil && !strings.Contains(text, "_"):
		return token{kind: tokenNumber, text: text, number: uint32(x)}, n, nil
	case span(text, isDigit) == n || strings.HasPrefix(strings.ToLower(text), "0x"):
		return token{}, 0, fmt.Errorf("%q is not a number of 32 bits", text)
	default:
		return token{kind: tokenWord, text: text}, n, nil
	}
}

func scanSign(s string) (token, int) {
	for _, x := range signs {
		if strings.HasPrefix(s, x.written) {
			return token{kind: tokenSign, text: x.text}, len(x.written)
		}
	}
	return token{}, 0
}
