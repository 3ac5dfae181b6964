package http

import (
	"bytes"
	"strconv"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// Transaction is the Detail of an exchange of HTTP. It is borrowed until the
// exchange has been told, with all that it points to.
type Transaction struct {
	// Request is nil if only the response was seen, Response if there was none.
	// Of a head of more than 8 KiB only the fields with a HeaderID are known
	// beyond that.
	Request  *Request
	Response *Response
	// Interim is the first 1xx response to the request, of Interims in all.
	Interim     reassembly.Mark
	InterimCode uint16
	Interims    uint16
	// RequestWhole and ResponseWhole are set if the message came to its end, as
	// its framing marks it.
	RequestWhole, ResponseWhole bool
	// Held is what of the response waited for lost bytes before it.
	Held dissect.Held
	// Multiplexed is what it met that shares a connection with others; nil in HTTP/1.
	Multiplexed *dissect.Multiplexed
}

// AppendReply implements dissect.Replier: the reason phrase, or what a call of gRPC says.
func (t *Transaction) AppendReply(dst []byte) []byte {
	switch {
	case t.Response == nil:
		return dst
	case t.Multiplexed != nil && t.Multiplexed.Words != "":
		return append(dst, t.Multiplexed.Words...)
	}
	return append(dst, trim(t.Response.Phrase)...)
}

// Host returns the host and port that were asked, as sent: those of an
// absolute target or of the Host field (RFC 9110 §7.2); nil if unknown.
func (t *Transaction) Host() []byte {
	if t.Request == nil {
		return nil
	}
	target := t.Request.Target
	if t.Request.Kind == MethodConnect {
		return target
	}
	if i, ok := schemed(target); ok {
		host := target[i : i+authority(target[i:])]
		return host[bytes.LastIndexByte(host, '@')+1:]
	}
	return trim(t.Request.Value(HeaderHost))
}

// Persistent reports whether the connection may carry another exchange after
// this one (RFC 9112 §9.3).
func (t *Transaction) Persistent() bool {
	old := false
	for _, h := range t.heads() {
		if h == nil {
			continue
		}
		v, has := h.find(HeaderConnection)
		keeps := has && lists(v, "keep-alive")
		if has && lists(v, "close") || h.Framing == UntilClose {
			return false
		}
		old = old || !keeps && string(h.Version) == "HTTP/1.0"
	}
	return !old
}

func (t *Transaction) heads() (list [2]*Head) {
	if t.Request != nil {
		list[0] = &t.Request.Head
	}
	if t.Response != nil {
		list[1] = &t.Response.Head
	}
	return list
}

// lists reports whether a list of tokens has the given one, in any case.
func lists(list []byte, token string) bool {
	for rest, more := list, true; more; {
		var x []byte
		x, rest, more = bytes.Cut(rest, []byte(","))
		if text.EqualFold(trim(x), token) {
			return true
		}
	}
	return false
}

// Conditional reports whether the request asks for content only if it has
// changed (RFC 9110 §13.1).
func (t *Transaction) Conditional() bool {
	if t.Request == nil {
		return false
	}
	_, match := t.Request.find(HeaderIfNoneMatch)
	_, since := t.Request.find(HeaderIfModifiedSince)
	return match || since
}

// NextCookie returns the first name and value of a Cookie field, and the rest
// of it (RFC 6265 §4.2.1). Of a Set-Cookie field it is the cookie, and the
// rest are its attributes.
func NextCookie(field []byte) (name, value, rest []byte) {
	pair, rest, _ := bytes.Cut(field, []byte(";"))
	name, value, _ = bytes.Cut(pair, []byte("="))
	return trim(name), trim(value), trim(rest)
}

// ContentRange reads "bytes 0-499/1234" (RFC 9110 §14.4): where a range begins, and
// the length of all.
func ContentRange(s string) (from, total int64, ok bool) {
	unit, rest, _ := strings.Cut(strings.TrimSpace(s), " ")
	span, length, _ := strings.Cut(rest, "/")
	first, _, _ := strings.Cut(span, "-")
	from, err := strconv.ParseInt(strings.TrimSpace(first), 10, 64)
	total, wrong := strconv.ParseInt(strings.TrimSpace(length), 10, 64)
	return from, total, strings.EqualFold(unit, "bytes") && err == nil && wrong == nil && from >= 0 && from < total
}

// Object says what a body carries: Piece.About of content over HTTP. It is the
// same from First to Last and then used again.
type Object struct {
	Request     bool   // it is the body of a request
	Method      string // of the request, "" if that is not known
	URI         string // absolute if the host is known
	Host        string
	ContentType string // as sent
	Encoding    string // Content-Encoding, as sent
	Undecoded   bool   // from here on, or wholly, it is handed out with that coding
	Damaged     bool   // at Last: the coding was broken, and some content is not here
	FileName    string // of Content-Disposition, without regard to whether it is a safe one
	Status      uint16 // of the response; 0 for a request
	Length      int64  // Content-Length: bytes as sent; -1 if none was
	Range       string // Content-Range, as sent: it is only a part
}
