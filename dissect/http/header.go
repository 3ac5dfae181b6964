package http

import (
	"bytes"

	"netsniff/dissect/text"
)

// HeaderID names a header field that is looked for.
type HeaderID uint8

// Known header fields (RFC 9110, RFC 6265, RFC 6455, RFC 7540 §3.2.1).
const (
	HeaderOther HeaderID = iota
	HeaderAccept
	HeaderAcceptEncoding
	HeaderAcceptLanguage
	HeaderAuthorization
	HeaderCacheControl
	HeaderConnection
	HeaderContentEncoding
	HeaderContentLength
	HeaderContentType
	HeaderCookie
	HeaderDate
	HeaderHost
	HeaderHTTP2Settings
	HeaderLastModified
	HeaderLocation
	HeaderProxyAuthenticate
	HeaderProxyAuthorization
	HeaderReferer
	HeaderSecWebSocketAccept
	HeaderSecWebSocketExtensions
	HeaderSecWebSocketKey
	HeaderSecWebSocketProtocol
	HeaderSecWebSocketVersion
	HeaderServer
	HeaderSetCookie
	HeaderTransferEncoding
	HeaderUpgrade
	HeaderUserAgent
	HeaderWWWAuthenticate
	HeaderXForwardedFor

	// Those that follow have no field of their own (RFC 9110, RFC 9111, RFC 6266).
	HeaderAge
	HeaderContentDisposition
	HeaderContentRange
	HeaderETag
	HeaderExpires
	HeaderIfModifiedSince
	HeaderIfNoneMatch
	HeaderRange
	HeaderVia
	HeaderXCache
	headerCount

	fieldCount = HeaderAge
)

var headerNames = [headerCount]string{
	"", "accept", "accept-encoding", "accept-language", "authorization", "cache-control", "connection",
	"content-encoding", "content-length", "content-type", "cookie", "date", "host", "http2-settings",
	"last-modified", "location", "proxy-authenticate", "proxy-authorization", "referer",
	"sec-websocket-accept", "sec-websocket-extensions", "sec-websocket-key", "sec-websocket-protocol",
	"sec-websocket-version", "server", "set-cookie", "transfer-encoding", "upgrade", "user-agent",
	"www-authenticate", "x-forwarded-for", "age", "content-disposition", "content-range", "etag", "expires",
	"if-modified-since", "if-none-match", "range", "via", "x-cache",
}

// String returns the field's name in lower case, "" for HeaderOther.
func (h HeaderID) String() string {
	if h < headerCount {
		return headerNames[h]
	}
	return ""
}

// Header is one header field of a message. The slices are borrowed from it.
type Header struct {
	ID    HeaderID
	Name  []byte // as sent; without the colon
	Value []byte // without leading white space; of a folded field its first line
	Line  []byte // the whole field with its line end, folded lines included
	Off   int    // where Line begins in the message
}

// byFirst lists the known headers by the first letter of their names, so that
// most unknown ones cost no comparison.
var byFirst = func() (t [26][]HeaderID) {
	for id := HeaderOther + 1; id < headerCount; id++ {
		i := headerNames[id][0] - 'a'
		t[i] = append(t[i], id)
	}
	return t
}()

func headerID(name []byte) HeaderID {
	if len(name) == 0 {
		return HeaderOther
	}
	c := name[0] | 0x20 - 'a'
	if int(c) >= len(byFirst) {
		return HeaderOther
	}
	for _, id := range byFirst[c] {
		if text.EqualFold(name, headerNames[id]) {
			return id
		}
	}
	return HeaderOther
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

func trimBlanks(b []byte) []byte {
	for len(b) > 0 && isBlank(b[0]) {
		b = b[1:]
	}
	return b
}

func trimLeft(b []byte) []byte {
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	return b
}

func trim(b []byte) []byte {
	b = trimLeft(b)
	for len(b) > 0 && isSpace(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

// maxHeaders bounds the header fields kept of one message. Of those beyond,
// the ones with a meaning here are still looked at, up to maxBeyond; the last
// half of that is for those that say how the body ends.
const (
	maxHeaders = 512
	maxBeyond  = 64
)

// parseHeaders reads the header fields in head from pos on and appends them to
// dst, and beyond its limit to beyond those with a meaning here. Lines that are
// no fields are skipped with a note.
func parseHeaders(dst, beyond []Header, head []byte, pos int) (_, _ []Header, notes Notes) {
	for pos < len(head) {
		end, next, ok := line(head, pos, true)
		if !ok {
			end, next = len(head), len(head)
		}
		if end == pos {
			break
		}
		x, what := parseHeader(head, pos, end, next)
		notes |= what
		switch {
		case what&NoteFolded != 0:
			if n := len(dst); n > 0 && notes&NoteManyHeaders == 0 {
				dst[n-1].Line = head[dst[n-1].Off:next]
			}
		case x.Line == nil:
		case len(dst) < maxHeaders:
			dst = append(dst, x)
		default:
			notes |= NoteManyHeaders
			if len(beyond) < maxBeyond*x.ID.lateRoom()/(2*maxLateLines) {
				beyond = append(beyond, x)
			}
		}
		pos = next
	}
	return dst, beyond, notes
}

// parseHeader reads the header field in the line of head from pos to end, with
// the next line at next. Its Line is nil if it is none.
func parseHeader(head []byte, pos, end, next int) (x Header, notes Notes) {
	if isBlank(head[pos]) {
		return x, NoteFolded
	}
	colon := bytes.IndexByte(head[pos:end], ':')
	if colon < 0 {
		return x, NoteBadHeader
	}
	name := head[pos : pos+colon]
	if !isToken(name) {
		notes = NoteBadHeader
	}
	return Header{
		ID: headerID(name), Name: name, Value: trimBlanks(head[pos+colon+1 : end]), Line: head[pos:next], Off: pos,
	}, notes
}

// isToken reports whether b is a token (RFC 9110 §5.6.2).
func isToken(b []byte) bool {
	for _, c := range b {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case bytes.IndexByte([]byte("!#$%&'*+-.^_`|~"), c) >= 0:
		default:
			return false
		}
	}
	return len(b) > 0
}
