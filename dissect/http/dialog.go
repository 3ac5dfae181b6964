package http

import (
	"bytes"

	"netsniff/capture"
	"netsniff/dissect"
)

// maxURI bounds the bytes of a URI that is remembered for the reply.
const maxURI = 8 << 10

// dialog pairs requests with responses.
type dialog struct {
	unanswered []Answered // requests without a final response, oldest first
	uri        []byte     // full URI of the newest request

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
func (d *dialog) next() Answered {
	if len(d.unanswered) == 0 {
		return Answered{}
	}
	return d.unanswered[0]
}

// forget drops all open requests but the newest: bytes were lost, and the
// replies to the others may be among them.
func (d *dialog) forget() {
	if n := len(d.unanswered); n > 1 {
		d.unanswered = append(d.unanswered[:0], d.unanswered[n-1])
	}
}

func (d *dialog) turn() {
	d.turns++
	d.earlier, d.last = d.last, turn{}
}

// request files a request that f completes.
func (d *dialog) request(f *dissect.Frame, r *Request) {
	r.Ordinal = 0
	if r.Kind != MethodNotify {
		d.turn()
		d.last.request, d.last.at = f.Frame, f.At
		r.Ordinal, r.Prev = d.turns, d.earlier.request
	}
	if len(d.unanswered) >= maxOpen {
		d.unanswered = append(d.unanswered[:0], d.unanswered[1:]...)
	}
	d.unanswered = append(d.unanswered, Answered{Frame: f.Frame, At: f.At, Kind: r.Kind})
	r.uri = r.appendURI(r.uri[:0])
	if d.uri = d.uri[:0]; len(r.uri) <= maxURI {
		d.uri = append(d.uri, r.uri...)
	}
}

// response files a response that f completes.
func (d *dialog) response(f *dissect.Frame, r *Response) {
	if d.turns == 0 || d.last.response != 0 {
		d.turn()
	}
	r.Ordinal = d.turns
	r.PrevReq, r.PrevReply = d.earlier.request, d.earlier.response
	if r.RequestIn = d.last.request; r.RequestIn != 0 {
		r.Since = f.At - d.last.at
	}
	d.last.response = f.Frame
	if r.Code/100 != 1 && len(d.unanswered) > 0 {
		d.unanswered = append(d.unanswered[:0], d.unanswered[1:]...)
	}
	r.uri = append(r.uri[:0], d.uri...)
}

// appendURI appends the full URI of a request (RFC 9110 §7.1), nothing if it
// is not known.
func (r *Request) appendURI(dst []byte) []byte {
	target := untilNUL(r.Target)
	host, has := r.find(HeaderHost)
	if !has {
		return dst
	}
	if r.Kind == MethodConnect || dissect.HasPrefixFold(target, "http://") || dissect.HasPrefixFold(target, "https://") {
		return append(dst, target...)
	}
	dst = append(dst, "http://"...)
	dst = append(dst, trim(host)...)
	return append(dst, target...)
}

// untilNUL cuts text where C programs would.
func untilNUL(b []byte) []byte {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		return b[:i]
	}
	return b
}
