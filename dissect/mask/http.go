package mask

import (
	"bytes"

	"netsniff/dissect"
)

// fields knows the secrets in HTTP/1 messages. It does not follow how they are
// framed: a line that is a field with a secret is one in a body too, as TRACE
// sends requests back, and nothing depends on what was lost.
type fields struct {
	secret  [2]bool // the field before was one: lines may go on it
	head    [2]bool // a start line was seen and not the end of the head
	torn    [2]bool // of the line before
	connect bool    // a tunnel was asked for
	unsure  bool    // or may have been
}

// secrets implements grammar.
func (h *fields) secrets(d dissect.Dir, line []byte, at place, tell *[]span) {
	if len(line) > 0 && isBlank(line[0]) {
		if h.secret[d] {
			rest(tell, line, 0)
		}
		return
	}
	if name, value := fieldAt(line); name != notSecret {
		readers[name](line, value, at.whole, tell)
	}
}

// field is the name of a field with a secret.
type field uint8

const (
	notSecret field = iota
	credentials
	cookie
	setCookie
)

var names = [...]struct {
	name string
	is   field
}{
	{"authorization", credentials}, {"proxy-authorization", credentials},
	{"cookie", cookie}, {"cookie2", cookie}, {"set-cookie", setCookie}, {"set-cookie2", setCookie},
}

// readers tell the secrets in a value that begins at i.
var readers = [...]func(line []byte, i int, whole bool, tell *[]span){credentials: readCredentials, cookie: readCookies, setCookie: readSetCookie}

// fieldAt returns which field a line is, and where its value begins.
func fieldAt(line []byte) (field, int) {
	colon := bytes.IndexByte(line[:min(len(line), maxBegun)], ':')
	if colon < 0 {
		return notSecret, 0
	}
	name := bytes.TrimRight(line[:colon], " \t")
	for _, x := range names {
		if dissect.EqualFold(name, x.name) {
			return x.is, skipBlanks(line, colon+1)
		}
	}
	return notSecret, 0
}

// maxScheme bounds the name of an authentication scheme.
const maxScheme = 32

// readCredentials: all but the scheme, which is a word that others follow
// (RFC 9110 §11.4), is secret.
func readCredentials(line []byte, i int, whole bool, tell *[]span) {
	end := i
	for end < len(line) && isSchemeByte(line[end]) {
		end++
	}
	next := skipBlanks(line, end)
	switch {
	case end == i || end-i > maxScheme || next == end && next < len(line):
		rest(tell, line, i)
	case next < len(line):
		rest(tell, line, next)
	case !isScheme(line[i:end], whole):
		rest(tell, line, i)
	}
}

func isSchemeByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '-'
}

// isScheme reports whether a word is a scheme though nothing follows, or may
// become one.
func isScheme(word []byte, whole bool) bool {
	for _, s := range [...]string{"Basic", "Bearer", "Digest", "Negotiate", "NTLM"} {
		if !whole {
			s = s[:min(len(s), len(word))]
		}
		if dissect.EqualFold(word, s) {
			return true
		}
	}
	return false
}

// readCookies: of each pair the value is secret, or what has no name.
func readCookies(line []byte, i int, _ bool, tell *[]span) {
	for i < len(line) {
		end := i + index(line[i:], ';')
		hidePair(line, i, end, tell)
		i = end + 1
	}
}

// hidePair hides the value of the pair in line[i:end].
func hidePair(line []byte, i, end int, tell *[]span) {
	if at := bytes.IndexByte(line[i:end], '='); at >= 0 {
		i += at + 1
	}
	rest(tell, line[:end], i)
}

// readSetCookie: the value of the first pair is secret; what follows are
// attributes, unless somebody joined several fields with commas.
func readSetCookie(line []byte, i int, _ bool, tell *[]span) {
	end := i + index(line[i:], ';')
	hidePair(line, i, end, tell)
	for i = end + 1; i < len(line); i = end + 1 {
		i = skipBlanks(line, i)
		end = i + index(line[i:], ';')
		comma := i + index(line[i:end], ',')
		if dissect.HasPrefixFold(line[i:end], "expires") && comma < end {
			comma += 1 + index(line[comma+1:end], ',')
		}
		if comma < end && bytes.IndexByte(line[comma:end], '=') >= 0 {
			hidePair(line, comma+1, end, tell)
		}
	}
}

// index is bytes.IndexByte, but the length if there is none.
func index(b []byte, c byte) int {
	if i := bytes.IndexByte(b, c); i >= 0 {
		return i
	}
	return len(b)
}

// read implements grammar.
func (h *fields) read(d dissect.Dir, line []byte, at place) (x effect) {
	torn := h.torn[d]
	h.torn[d] = at.torn && mayBeValue(line)
	switch status := bytes.HasPrefix(line, []byte("HTTP/1.")); {
	case len(line) == 0:
		h.head[d], h.secret[d] = false, false
	case isBlank(line[0]):
		return x
	case status || bytes.Contains(line[max(0, len(line)-len(" HTTP/1.1")):], []byte(" HTTP/1.")):
		h.head[d], h.secret[d] = true, false
		if !status {
			h.connect, h.unsure = bytes.HasPrefix(line, []byte("CONNECT ")), false
		} else if (h.connect || h.unsure) && len(line) > 9 && line[9] == '2' {
			h.connect, x.tunnel = false, true
		}
	default:
		name, _ := fieldAt(line)
		h.secret[d] = name != notSecret
		x.tunnel = h.connect && d == dissect.ToClient && at.torn
		if torn && isField(line) { // the line before was one
			h.head[d] = true
			x.blames, x.blamed = true, d
		}
	}
	return x
}

// mayBeValue reports whether a line may be the end of a field with a secret.
func mayBeValue(line []byte) bool {
	return !isStart(line) && !isField(line) && (bytes.IndexByte(line, '=') >= 0 || bytes.IndexByte(line, ' ') < 0)
}

// isStart reports whether a line looks like a start line: of HTTP, or of RTSP
// and others that are made like it.
func isStart(line []byte) bool {
	return isVersion(line[:skipWord(line, 0)]) || isVersion(line[bytes.LastIndexByte(line, ' ')+1:])
}

// isVersion reports whether a word ends as HTTP/1.1 does.
func isVersion(word []byte) bool {
	n := len(word)
	return n > 4 && word[n-4] == '/' && '0' <= word[n-3] && word[n-3] <= '9' && word[n-2] == '.' && '0' <= word[n-1] && word[n-1] <= '9'
}

// isField reports whether a line looks like a header field.
func isField(line []byte) bool {
	for i, c := range line {
		if c == ':' {
			return i > 0 && i+1 < len(line) && isBlank(line[i+1])
		}
		if !isSchemeByte(c) {
			break
		}
	}
	return false
}

// matters implements grammar.
func (h *fields) matters(d dissect.Dir, begun []byte) bool {
	if len(begun) > 0 && isBlank(begun[0]) {
		return h.secret[d]
	}
	name, _ := fieldAt(begun)
	return name != notSecret || isRequest(begun)
}

// isRequest reports whether a line begins as a request does: with a method.
func isRequest(begun []byte) bool {
	n := 0
	for n < len(begun) && 'A' <= begun[n] && begun[n] <= 'Z' {
		n++
	}
	return n >= 3 && n < len(begun) && begun[n] == ' '
}

// begins implements grammar.
func (h *fields) begins(_ dissect.Dir, b []byte) bool {
	return isRequest(b) || bytes.HasPrefix(b, []byte("HTTP/1."))
}

// lose implements grammar.
func (h *fields) lose(d dissect.Dir, _ bool) bool {
	h.unsure = true
	return h.head[d]
}
