package http

import (
	"bytes"

	"netsniff/dissect/text"
)

// startKind says what a first line begins.
type startKind uint8

const (
	startNone startKind = iota
	startRequest
	startStatus
)

// Method is what sets a request method apart from others: how its message or
// the reply is framed, or how it is counted.
type Method uint8

// Methods with a meaning for framing; all others are MethodOther.
const (
	MethodOther Method = iota
	MethodGet
	MethodHead
	MethodPost
	MethodPut
	MethodConnect
	MethodNotify // NOTIFY, SUBSCRIBE and UNSUBSCRIBE of UPnP events: not counted as requests
)

var methodNames = [...]string{"other", "GET", "HEAD", "POST", "PUT", "CONNECT", "NOTIFY"}

func (m Method) String() string {
	if int(m) < len(methodNames) {
		return methodNames[m]
	}
	return "unknown"
}

// methods are request methods that are known by name: RFC 9110 §9.3,
// RFC 5789, RFC 4918 §9, RFC 3253, RFC 5323, Exchange WebDAV, UPnP (GENA,
// SSDP) and RPC over HTTP. A line that begins with one is a request line
// whatever follows. Any other token may be a method, too (RFC 9110 §9.1), if
// the whole line is a request line.
var methods = [...]struct {
	name string
	kind Method
}{
	{"GET", MethodGet}, {"POST", MethodPost}, {"HEAD", MethodHead}, {"PUT", MethodPut},
	{"CONNECT", MethodConnect}, {"OPTIONS", 0}, {"DELETE", 0}, {"PATCH", 0}, {"TRACE", 0},
	{"NOTIFY", MethodNotify}, {"SUBSCRIBE", MethodNotify}, {"UNSUBSCRIBE", MethodNotify}, {"M-SEARCH", 0},
	{"PROPFIND", 0}, {"PROPPATCH", 0}, {"MKCOL", 0}, {"COPY", 0}, {"MOVE", 0}, {"LOCK", 0}, {"UNLOCK", 0},
	{"REPORT", 0}, {"SEARCH", 0}, {"CHECKOUT", 0}, {"CHECKIN", 0}, {"UNCHECKOUT", 0}, {"MKWORKSPACE", 0},
	{"UPDATE", 0}, {"LABEL", 0}, {"MERGE", 0}, {"BASELINE-CONTROL", 0}, {"MKACTIVITY", 0}, {"VERSION-CONTROL", 0},
	{"BCOPY", 0}, {"BDELETE", 0}, {"BMOVE", 0}, {"BPROPFIND", 0}, {"BPROPPATCH", 0}, {"POLL", 0},
	{"RPC_CONNECT", 0}, {"RPC_IN_DATA", 0}, {"RPC_OUT_DATA", 0}, {"CCM_POST", 0}, {"SSTP_DUPLEX_POST", 0},
}

// maxMethod bounds a method that is not among those.
const maxMethod = 64

// classify says what line begins, and for requests with which method.
func classify(line []byte) (startKind, Method) {
	if bytes.HasPrefix(line, []byte("HTTP/")) || bytes.HasPrefix(line, []byte("ICY ")) {
		return startStatus, 0
	}
	method, rest := word(line)
	if kind, ok := knownMethod(method); ok {
		return startRequest, kind
	}
	if len(method) <= maxMethod && isToken(method) && endsRequestLine(rest) {
		return startRequest, MethodOther
	}
	return startNone, 0
}

func knownMethod(name []byte) (Method, bool) {
	if len(name) < 3 || len(name) > len("BASELINE-CONTROL") {
		return 0, false
	}
	for i := range methods {
		if string(name) == methods[i].name {
			return methods[i].kind, true
		}
	}
	return 0, false
}

// endsRequestLine reports whether b is what RFC 9112 §3 wants behind a method:
// a target without blanks, a space and "HTTP/1.1" with any digits.
func endsRequestLine(b []byte) bool {
	target, version := word(b)
	return len(target) > 0 && printable(target) && len(version) == len("HTTP/1.1") && string(version[:5]) == "HTTP/" &&
		isDigit(version[5]) && version[6] == '.' && isDigit(version[7])
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// printable reports whether b has no blanks and control characters.
func printable(b []byte) bool {
	return bytes.IndexFunc(b, func(c rune) bool { return c <= ' ' || c == 0x7f }) < 0
}

// mayStart reports whether b, which has no line end yet, could grow into the
// first line of a message. It looks at the front of b only.
func mayStart(b []byte) bool {
	if mayStartKnown(b) {
		return true
	}
	i := bytes.IndexByte(b[:min(len(b), maxMethod+1)], ' ')
	if i < 0 {
		return len(b) <= maxMethod && isToken(b)
	}
	target, version := word(b[i+1 : min(len(b), 2*maxMethod)])
	return isToken(b[:i]) && printable(target) && hasEither(version, "HTTP/")
}

// mayStartKnown is mayStart where a message need not begin: any word may be a
// method, but one that is known hardly stands there by chance.
func mayStartKnown(b []byte) bool {
	if hasEither(b, "HTTP/") || hasEither(b, "ICY ") {
		return true
	}
	if i := bytes.IndexByte(b[:min(len(b), maxMethod)], ' '); i >= 0 {
		_, known := knownMethod(b[:i])
		return known
	}
	for i := range methods {
		if len(b) <= len(methods[i].name) && string(b) == methods[i].name[:len(b)] {
			return true
		}
	}
	return false
}

// begins reports whether b begins with the first line of a message, or with
// what may become one.
func begins(b []byte) bool {
	end, _, ok := line(b, 0, false)
	if !ok {
		return mayStart(b)
	}
	kind, _ := classify(b[:end])
	return kind != startNone
}

// hasEither reports whether one of b and s begins with the other.
func hasEither(b []byte, s string) bool {
	n := min(len(b), len(s))
	return string(b[:n]) == s[:n]
}

// line finds the end of the line that begins at pos: CRLF, LF, or a CR that
// something else follows. A CR at the very end may be half of a CRLF; it ends
// the line only if final is set.
func line(b []byte, pos int, final bool) (end, next int, ok bool) {
	n := text.LineBreak(b[pos:])
	if n < 0 {
		return 0, 0, false
	}
	switch end = pos + n; {
	case b[end] == '\n':
		return end, end + 1, true
	case end+1 == len(b):
		return end, len(b), final
	case b[end+1] == '\n':
		return end, end + 2, true
	default:
		return end, end + 1, true
	}
}
