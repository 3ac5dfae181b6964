package http

import (
	"bytes"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// maxURI bounds the bytes of a URI that is remembered for the reply.
const maxURI = 8 << 10

// numbering pairs requests with responses, for rows.
type numbering struct {
	unanswered []Answered  // requests without a final response, oldest first
	first      [1]Answered // what most lists are: they need no other room
	uri        []byte      // full URI of the newest request
	connect    string      // what the newest CONNECT asked for

	// Wireshark numbers exchanges by another rule: a response goes to the
	// newest request unless that has one, and then stands alone.
	turns         uint32
	last, earlier turn
}

// turn is a request with the first response after it; 0 where there is none.
type turn struct {
	request, response uint32
	at                capture.Stamp
}

// next returns the request that the next response answers.
func (x *numbering) next() Answered {
	if len(x.unanswered) == 0 {
		return Answered{}
	}
	return x.unanswered[0]
}

// forget drops all open requests but the newest: bytes were lost, and the
// replies to the others may be among them.
func (x *numbering) forget() {
	if n := len(x.unanswered); n > 1 {
		x.unanswered = append(x.unanswered[:0], x.unanswered[n-1])
	}
}

func (x *numbering) turn() {
	x.turns++
	x.earlier, x.last = x.last, turn{}
}

// request files a request that f completes.
func (x *numbering) request(f *dissect.Frame, r *Request) {
	r.Ordinal, r.secure = 0, f.Conn != nil && f.Conn.Secured
	if r.Kind != MethodNotify {
		x.turn()
		x.last.request, x.last.at = f.Frame, f.At
		r.Ordinal, r.Prev = x.turns, x.earlier.request
	}
	if x.unanswered == nil {
		x.unanswered = x.first[:0]
	}
	if len(x.unanswered) >= maxOpen {
		x.unanswered = append(x.unanswered[:0], x.unanswered[1:]...)
	}
	x.unanswered = append(x.unanswered, Answered{Frame: f.Frame, At: f.At, Kind: r.Kind})
	if r.Kind == MethodConnect {
		x.connect = string(r.Target)
	}
	r.uri = r.appendURI(r.uri[:0])
	if x.uri = x.uri[:0]; len(r.uri) <= maxURI {
		x.uri = append(x.uri, r.uri...)
	}
}

// response files a response that f completes.
func (x *numbering) response(f *dissect.Frame, r *Response) {
	if x.turns == 0 || x.last.response != 0 {
		x.turn()
	}
	r.Ordinal = x.turns
	r.PrevReq, r.PrevReply = x.earlier.request, x.earlier.response
	if r.RequestIn = x.last.request; r.RequestIn != 0 {
		r.Since = f.At - x.last.at
	}
	x.last.response = f.Frame
	if r.Code/100 != 1 && len(x.unanswered) > 0 {
		x.unanswered = append(x.unanswered[:0], x.unanswered[1:]...)
	}
	r.uri = append(r.uri[:0], x.uri...)
}

// appendURI appends the full URI of a request (RFC 9110 §7.1), nothing if it
// is not known.
func (r *Request) appendURI(dst []byte) []byte {
	target := untilNUL(r.Target)
	host, has := r.find(HeaderHost)
	if !has {
		return dst
	}
	if r.Kind == MethodConnect || text.HasPrefixFold(target, "http://") || text.HasPrefixFold(target, "https://") {
		return append(dst, target...)
	}
	dst = append(dst, r.scheme()...)
	dst = append(dst, trim(host)...)
	return append(dst, target...)
}

// scheme returns what the URI of a request begins with that does not say.
func (r *Request) scheme() string {
	if r.secure {
		return "https://"
	}
	return "http://"
}

// untilNUL cuts text where C programs woulx.
func untilNUL(b []byte) []byte {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		return b[:i]
	}
	return b
}
