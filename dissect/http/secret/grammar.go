// Package secret knows what is secret in HTTP of any version: credentials, cookies, and
// what has the name of a secret.
package secret

import (
	"bytes"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/secrets"
	"netsniff/dissect/text"
)

// grammar knows the secrets in HTTP/1 messages: credentials (RFC 9110 §11),
// cookies (RFC 6265), and what has the name of a secret in header fields, URIs,
// forms and JSON. It does not follow how messages are framed: a line that is a
// field with a secret is one in a body too, as TRACE sends requests back, and
// nothing depends on what was lost.
type grammar struct {
	secret    [2]bool // the field before was one: lines may go on it
	head      [2]bool // a start line was seen and not the end of the head
	torn      [2]bool // of the line before
	connect   bool    // a tunnel was asked for
	unsure    bool    // or may have been
	whole     bool    // nothing was lost so far
	known     bool
	spoken    bool        // a start line was seen
	part      [2]formPart // of multipart/form-data
	switching bool        // a response says so
	upgrade   string      // the protocol that a response switches to, while its head goes on
}

// NewGrammar returns the grammar of one connection of HTTP/1. whole: its beginning was
// seen.
func NewGrammar(whole bool) secrets.Grammar { return &grammar{whole: whole} }

// NewBody returns the grammar of bodies alone.
func NewBody() secrets.Grammar { return &grammar{whole: true, known: true} }

// TellField tells what is secret in the value of a header field of HTTP/2 or HTTP/3, by
// offsets in it. room is used again.
func TellField(name, value string, room []byte, tell *[]secrets.Span) []byte {
	from := len(*tell)
	if name == ":path" {
		room = append(room[:0], value...)
		tellURIs(room, 0, tell)
		return room
	}
	room = append(append(append(room[:0], name...), ": "...), value...)
	if is, at := fieldAt(room); is != notSecret {
		readers[is](room, at, true, tell)
	} else if isField(room) {
		tellURIs(room, 0, tell)
	}
	for i := range (*tell)[from:] {
		x := &(*tell)[from+i]
		before := int64(len(name) + 2)
		x.From, x.To = max(x.From-before, 0), max(x.To-before, 0)
	}
	return room
}

// Known implements secrets.Grammar.
func (g *grammar) Known() (tunnels bool) {
	tunnels = g.connect || !g.known && !g.whole
	g.known, g.unsure = true, !g.whole
	return tunnels
}

// formPart says how far a part of multipart/form-data with a secret is.
type formPart uint8

const (
	noPart formPart = iota
	inPartHead
	inPartValue
)

// maxName bounds the name of a field with a secret.
const maxName = 64

// Secrets implements secrets.Grammar.
func (g *grammar) Secrets(d dissect.Dir, line []byte, at secrets.Place, tell *[]secrets.Span) {
	if g.secret[d] && len(line) > 0 && secrets.IsBlank(line[0]) {
		secrets.Rest(tell, line, 0)
		return
	}
	switch name, value := fieldAt(line); {
	case name != notSecret:
		readers[name](line, value, at.Whole, tell)
	case isStatus(line):
	case isField(line), isRequest(line):
		tellURIs(line, 0, tell)
	case g.part[d] == inPartValue && !bytes.HasPrefix(line, []byte("--")):
		secrets.Tell(tell, 0, len(line))
	case !g.readsBodies():
	case isJSON(line):
		tellMembers(line, tell)
	case isForm(line):
		tellParameters(line, 0, "& \t", tell)
	}
}

// readsBodies reports whether a line may be a body of HTTP.
func (g *grammar) readsBodies() bool { return g.known || g.spoken || !g.whole }

func isStatus(line []byte) bool { return bytes.HasPrefix(line, []byte("HTTP/1.")) }

// isJSON reports whether a line may be JSON, or one of its lines.
func isJSON(line []byte) bool {
	i := secrets.SkipBlanks(line, 0)
	return i < len(line) && (line[i] == '{' || line[i] == '[' || line[i] == '"')
}

// isForm reports whether a line begins as a form does (application/
// x-www-form-urlencoded): with a name and "=".
func isForm(line []byte) bool {
	for i, c := range line[:min(len(line), maxName)] {
		if c == '=' {
			return i > 0
		}
		if !isSchemeByte(c) && bytes.IndexByte([]byte("_.%[]+$*"), c) < 0 {
			return false
		}
	}
	return false
}

// field is the name of a field with a secret.
type field uint8

const (
	notSecret field = iota
	credentials
	cookie
	setCookie
	named // by isSecretName
)

var names = [...]struct {
	name string
	is   field
}{
	{"authorization", credentials}, {"proxy-authorization", credentials},
	{"authentication-info", named}, {"proxy-authentication-info", named},
	{"cookie", cookie}, {"cookie2", cookie}, {"set-cookie", setCookie}, {"set-cookie2", setCookie},
}

// readers tell the secrets in a value that begins at i.
var readers = [...]func(line []byte, i int, whole bool, tell *[]secrets.Span){credentials: readCredentials,
	cookie: readCookies, setCookie: readSetCookie,
	named: func(line []byte, i int, _ bool, tell *[]secrets.Span) { secrets.Rest(tell, line, i) }}

// fieldAt returns which field a line is, and where its value begins.
func fieldAt(line []byte) (field, int) {
	colon := bytes.IndexByte(line[:min(len(line), maxName)], ':')
	if colon < 0 {
		return notSecret, 0
	}
	name := bytes.TrimRight(line[:colon], " \t")
	for _, x := range names {
		if text.EqualFold(name, x.name) {
			return x.is, secrets.SkipBlanks(line, colon+1)
		}
	}
	if isWord(name) && isSecretName(name) {
		return named, secrets.SkipBlanks(line, colon+1)
	}
	return notSecret, 0
}

// isWord reports whether b may be the name of a header field.
func isWord(b []byte) bool {
	return len(b) > 0 && !bytes.ContainsFunc(b, func(r rune) bool { return r > 0x7f || !isSchemeByte(byte(r)) && r != '_' })
}

// maxScheme bounds the name of an authentication scheme.
const maxScheme = 32

// readCredentials: all but the scheme, which is a word that others follow
// (RFC 9110 §11.4), is secret.
func readCredentials(line []byte, i int, whole bool, tell *[]secrets.Span) {
	end := i
	for end < len(line) && isSchemeByte(line[end]) {
		end++
	}
	next := secrets.SkipBlanks(line, end)
	switch {
	case end == i || end-i > maxScheme || next == end && next < len(line):
		secrets.Rest(tell, line, i)
	case next < len(line):
		secrets.Rest(tell, line, next)
	case !isScheme(line[i:end], whole):
		secrets.Rest(tell, line, i)
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
		if text.EqualFold(word, s) {
			return true
		}
	}
	return false
}

// readCookies: of each pair the value is secret, or what has no name.
func readCookies(line []byte, i int, _ bool, tell *[]secrets.Span) {
	for i < len(line) {
		end := i + index(line[i:], ';')
		hidePair(line, i, end, tell)
		i = end + 1
	}
}

// hidePair hides the value of the pair in line[i:end].
func hidePair(line []byte, i, end int, tell *[]secrets.Span) {
	if at := bytes.IndexByte(line[i:end], '='); at >= 0 {
		i += at + 1
	}
	secrets.Rest(tell, line[:end], i)
}

// readSetCookie: the value of the first pair is secret; what follows are
// attributes, unless somebody joined several fields with commas.
func readSetCookie(line []byte, i int, _ bool, tell *[]secrets.Span) {
	end := i + index(line[i:], ';')
	hidePair(line, i, end, tell)
	for i = end + 1; i < len(line); i = end + 1 {
		i = secrets.SkipBlanks(line, i)
		end = i + index(line[i:], ';')
		comma := i + index(line[i:end], ',')
		if text.HasPrefixFold(line[i:end], "expires") && comma < end {
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

// Read implements secrets.Grammar.
func (g *grammar) Read(d dissect.Dir, line []byte, at secrets.Place) (x secrets.Effect) {
	torn := g.torn[d]
	g.torn[d] = at.Torn && mayBeValue(line)
	g.readPart(d, line)
	switch status := isStatus(line); {
	case len(line) == 0:
		if g.head[d] && d == dissect.ToClient {
			x.Switch, g.upgrade = g.upgrade, ""
		}
		g.head[d], g.secret[d] = false, false
	case secrets.IsBlank(line[0]):
		return x
	case status || bytes.Contains(line[max(0, len(line)-len(" HTTP/1.1")):], []byte(" HTTP/1.")),
		bytes.HasPrefix(line, []byte("PRI * HTTP/2")):
		g.head[d], g.secret[d], g.spoken, g.part[d] = true, false, true, noPart
		if !status {
			if bytes.HasPrefix(line, []byte("PRI * HTTP/2")) {
				x.Switch = "h2c"
			}
			g.connect, g.unsure = bytes.HasPrefix(line, []byte("CONNECT ")), false
			x.Tunnel = g.connect
		} else if g.upgrade = ""; (g.connect || g.unsure) && len(line) > 9 && line[9] == '2' {
			g.connect, x.Tunnel = false, true
		}
		g.switching = status && bytes.HasPrefix(line[min(len(line), 8):], []byte(" 101"))
	default:
		name, _ := fieldAt(line)
		g.secret[d] = name != notSecret
		if g.switching && d == dissect.ToClient && text.HasPrefixFold(line, "upgrade:") {
			g.upgrade = strings.ToLower(string(bytes.TrimSpace(line[len("upgrade:"):])))
		}
		x.Tunnel = g.connect && d == dissect.ToClient && at.Torn
		if torn && isField(line) { // the line before was one
			g.head[d] = true
			x.Blames, x.Blamed = true, d
		}
	}
	return x
}

// readPart follows the parts of multipart/form-data (RFC 7578).
func (g *grammar) readPart(d dissect.Dir, line []byte) {
	part := &g.part[d]
	switch name, ok := formField(line); {
	case ok && isSecretName(name):
		*part = inPartHead
	case ok, bytes.HasPrefix(line, []byte("--")):
		*part = noPart
	case *part == inPartHead && len(line) == 0:
		*part = inPartValue
	}
}

// mayBeValue reports whether a line may be the end of a field with a secret.
func mayBeValue(line []byte) bool {
	return !isStart(line) && !isField(line) && (bytes.IndexByte(line, '=') >= 0 || bytes.IndexByte(line, ' ') < 0)
}

// isStart reports whether a line looks like a start line: of HTTP, or of RTSP
// and others that are made like it.
func isStart(line []byte) bool {
	return isVersion(line[:secrets.SkipWord(line, 0)]) || isVersion(line[bytes.LastIndexByte(line, ' ')+1:])
}

// isVersion reports whether a word ends as HTTP/1.1 does.
func isVersion(word []byte) bool {
	n := len(word)
	return n > 4 && word[n-4] == '/' && '0' <= word[n-3] && word[n-3] <= '9' && word[n-2] == '.' &&
		'0' <= word[n-1] && word[n-1] <= '9'
}

// isField reports whether a line looks like a header field.
func isField(line []byte) bool {
	for i, c := range line {
		if c == ':' {
			return i > 0 && i+1 < len(line) && secrets.IsBlank(line[i+1])
		}
		if !isSchemeByte(c) {
			break
		}
	}
	return false
}

// Matters implements secrets.Grammar.
func (g *grammar) Matters(d dissect.Dir, begun []byte) bool {
	name, _ := fieldAt(begun)
	return g.secret[d] && len(begun) > 0 && secrets.IsBlank(begun[0]) || name != notSecret || isRequest(begun) ||
		isField(begun) || g.part[d] != noPart || g.readsBodies() && (isJSON(begun) || isForm(begun))
}

// isRequest reports whether a line begins as a request does: with a method.
func isRequest(begun []byte) bool {
	n := 0
	for n < len(begun) && 'A' <= begun[n] && begun[n] <= 'Z' {
		n++
	}
	return n >= 3 && n < len(begun) && begun[n] == ' '
}

// Begins implements secrets.Grammar.
func (g *grammar) Begins(_ dissect.Dir, b []byte) bool {
	return isRequest(b) || bytes.HasPrefix(b, []byte("HTTP/1."))
}

// Lose implements secrets.Grammar.
func (g *grammar) Lose(d dissect.Dir, _ bool) bool {
	g.unsure, g.whole = true, false
	return g.head[d]
}
