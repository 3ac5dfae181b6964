package http

import (
	"bytes"

	"netsniff/dissect/http/coding"
	"netsniff/dissect/mail"
)

// read fills an empty h from a copy of raw, the head as sent with skip bytes
// before its start line.
func (h *Head) read(raw []byte, skip int) {
	h.Length, h.raw = -1, append(h.raw, raw...)
	end, next, ok := line(h.raw, skip, true)
	if !ok {
		end, next = len(h.raw), len(h.raw)
	}
	h.Start = h.raw[skip:end]
	h.Headers, h.beyond, h.Notes = parseHeaders(h.Headers, h.beyond, h.raw, next)
}

// extend adds fields beyond a head that is not kept whole: how the body ends
// may be said there. late is borrowed until the message has been framed.
func (h *Head) extend(late []byte) {
	h.short, h.Notes = true, h.Notes|NoteManyHeaders
	h.beyond, _, _ = parseHeaders(h.beyond, nil, late, 0)
}

// parse reads the head of an empty r. Its request line is method, target and
// version with one space between them (RFC 9112 §3).
func (r *Request) parse(raw []byte, skip int, kind Method) {
	r.read(raw, skip)
	r.Kind = kind
	var rest []byte
	r.Method, rest = word(r.Start)
	r.Target, r.Version = word(rest)
	for i := range r.Headers {
		if id := r.Headers[i].ID; id == HeaderAuthorization || id == HeaderProxyAuthorization {
			r.auth = appendAuth(r.auth, r.Headers[i].Value)
		}
	}
}

// parse reads the head of an empty r. Its status line is version, code and
// phrase (RFC 9112 §4). Codes of the wrong length count as far as their first
// three characters are digits.
func (r *Response) parse(raw []byte, skip int) {
	r.read(raw, skip)
	var code, rest []byte
	r.Version, rest = word(r.Start)
	code, rest = word(skipSpaces(rest))
	if len(code) >= 3 {
		for _, c := range trimLeft(code[:3]) {
			if c < '0' || c > '9' {
				break
			}
			r.Code = r.Code*10 + uint16(c-'0')
		}
		r.Phrase = skipSpaces(rest)
	}
	for i := range r.Headers {
		if id := r.Headers[i].ID; id == HeaderWWWAuthenticate || id == HeaderProxyAuthenticate {
			r.auth = appendAuth(r.auth, r.Headers[i].Value)
		}
	}
}

// bodiless reports whether a response never has a body (RFC 9110 §6.4.1).
func (r *Response) bodiless() bool {
	switch {
	case r.Code/100 == 1, r.Code == 204, r.Code == 304, r.Of.Kind == MethodHead:
		return true
	}
	return r.tunnels()
}

// tunnels reports whether HTTP ends with the response (RFC 9110 §9.3.6, §15.2.2).
func (r *Response) tunnels() bool {
	return r.Code == 101 || r.Of.Kind == MethodConnect && r.Code/100 == 2
}

// word splits b at its first space.
func word(b []byte) (first, rest []byte) {
	if i := bytes.IndexByte(b, ' '); i >= 0 {
		return b[:i], b[i+1:]
	}
	return b, nil
}

func skipSpaces(b []byte) []byte {
	for len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	return b
}

// find returns the value of the last field with the given name and whether
// there is one.
func (h *Head) find(id HeaderID) ([]byte, bool) {
	for _, list := range [...][]Header{h.beyond, h.Headers} {
		for i := len(list) - 1; i >= 0; i-- {
			if list[i].ID == id {
				return list[i].Value, true
			}
		}
	}
	return nil, false
}

// data returns how many bytes of the body are nobody's.
func (h *Head) data() int64 {
	if h.opaque {
		return h.BodyLen
	}
	return 0
}

// maxBody bounds the bytes of one body that are decoded for its row.
const maxBody = 1 << 20

// describe decides what the row says of a body that begins with b, and reports
// whether it tells all parts.
func (h *Head) describe(b []byte) (all bool) {
	h.undone = undone{}
	h.media.kind, h.media.info, h.column, h.opaque = mediaNone, "", "", false
	if h.BodyLen == 0 || h.Framing == ByChunks && h.Notes&(NoteEndedEarly|NoteBadChunk) != 0 {
		return true
	}
	contentType, has := h.find(HeaderContentType)
	size := h.BodyLen
	switch coding.Parse(h.find(HeaderContentEncoding)) {
	case coding.Unknown, coding.Zstd: // as Wireshark
		h.opaque = true
		return true
	case coding.Brotli:
		b = nil // nobody here can read it: its type must do
	case coding.Flate:
		n := len(h.body)
		var damaged bool
		h.body, damaged = coding.Inflate(h.body, coding.Deflated(b), inflateLimit(contentType))
		b = h.body[n:]
		if size = int64(len(b)); damaged {
			h.Notes |= NoteBadEncoding
		}
		if size == 0 {
			h.opaque = damaged
			return true
		}
	}
	h.column = h.media.set(contentType, has, b, size)
	h.opaque = h.media.opaque()
	if h.media.kind == mediaMultipart {
		if len(boundary(contentType)) > 0 {
			h.multi = mail.Multipart{Type: contentType, Body: b}
		}
		p := partsTold{said: h.parts}
		h.column = p.tell(contentType, b, 0)
		h.parts = p.said
		return !p.cut
	}
	return true
}
