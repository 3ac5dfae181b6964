package http

import (
	"bytes"

	"netsniff/dissect"
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

// methods are the request methods that begin a request: RFC 9110 §9.3,
// RFC 5789, RFC 4918 §9, RFC 3253, RFC 5323, Exchange WebDAV, UPnP (GENA,
// SSDP) and RPC over HTTP. Any other word in front is not HTTP.
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

// classify says what line begins, and for requests with which method.
func classify(line []byte) (startKind, Method) {
	if bytes.HasPrefix(line, []byte("HTTP/")) || bytes.HasPrefix(line, []byte("ICY ")) {
		return startStatus, 0
	}
	word := line
	if i := bytes.IndexByte(line, ' '); i >= 0 {
		word = line[:i]
	}
	if len(word) < 3 || len(word) > len("BASELINE-CONTROL") {
		return startNone, 0
	}
	for i := range methods {
		if string(word) == methods[i].name {
			return startRequest, methods[i].kind
		}
	}
	return startNone, 0
}

// mayStart reports whether b, which has no line end yet, could grow into the
// first line of a message.
func mayStart(b []byte) bool {
	if i := bytes.IndexByte(b, ' '); i >= 0 {
		kind, _ := classify(b)
		return kind != startNone
	}
	if hasEither(b, "HTTP/") {
		return true
	}
	for i := range methods {
		if len(b) <= len(methods[i].name) && string(b) == methods[i].name[:len(b)] {
			return true
		}
	}
	return false
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
	n := dissect.LineBreak(b[pos:])
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
