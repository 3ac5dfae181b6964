package http

import (
	"bytes"

	"netsniff/dissect/text"
)

// frame decides how the body of a message ends (RFC 9112 §6.3). bodiless is
// set for responses that never have a body: 1xx, 204, 304, and replies to HEAD
// and CONNECT.
func (h *Head) frame(response, bodiless bool) {
	h.Length, h.loose = -1, -1
	te, chunked := false, false
	for _, list := range [...][]Header{h.Headers, h.beyond} {
		for i := range list {
			switch x := &list[i]; x.ID {
			case HeaderContentLength:
				h.contentLength(x.Value)
			case HeaderTransferEncoding:
				is, known := transferCoding(x.Value)
				if te, chunked = true, chunked || is; !known {
					h.Notes |= NoteUnknownCoding
				}
			}
		}
	}
	if te && h.Length >= 0 {
		h.Notes |= NoteLengthAndTE
	}
	switch {
	case bodiless:
		h.Framing = NoBody
	case chunked:
		h.Framing = ByChunks
	case h.Length >= 0:
		h.Framing = ByLength
	case response:
		h.Framing = UntilClose
	default:
		h.Framing = NoBody
	}
}

// contentLength notes what a Content-Length field says.
func (h *Head) contentLength(value []byte) {
	n, exact := contentLength(value)
	if !exact {
		h.loose = n
		return
	}
	if h.Length >= 0 && h.Length != n {
		h.Notes |= NoteLengthsDiffer
	}
	h.Length = n
}

// contentLength reads a Content-Length value: digits, with white space around
// and a plus sign let pass, or a list of the same number again and again (RFC
// 9112 §6.3). exact is false if it is anything else; n is then the number it
// begins with, -1 if none or too large.
func contentLength(b []byte) (n int64, exact bool) {
	first, rest, more := bytes.Cut(b, []byte(","))
	n, exact = parseLength(first)
	for more && exact {
		first, rest, more = bytes.Cut(rest, []byte(","))
		again, same := parseLength(first)
		exact = same && again == n
	}
	return n, exact
}

// parseLength reads one number of a Content-Length value.
func parseLength(b []byte) (n int64, exact bool) {
	b = trim(b)
	if len(b) > 1 && b[0] == '+' {
		b = b[1:]
	}
	if len(b) == 0 || !isDigit(b[0]) {
		return -1, false
	}
	for _, c := range b {
		if !isDigit(c) {
			return n, false
		}
		if n > (1<<62)/10 {
			return -1, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// transferCoding looks at a Transfer-Encoding value. A list counts as chunked
// if chunked comes last after codings that exist, as it must, or first, as
// sloppy senders have it.
func transferCoding(v []byte) (chunked, known bool) {
	if text.HasPrefixFold(v, "chunked") {
		return true, true
	}
	for rest := v; ; {
		coding := rest
		i := bytes.IndexByte(rest, ',')
		if i >= 0 {
			coding = rest[:i]
		}
		coding = trimBlanks(coding)
		for len(coding) > 0 && isBlank(coding[len(coding)-1]) {
			coding = coding[:len(coding)-1]
		}
		if i < 0 && text.EqualFold(coding, "chunked") {
			return true, true
		}
		if !isCoding(coding) {
			return false, false
		}
		if i < 0 {
			return false, true
		}
		rest = rest[i+1:]
	}
}

// isCoding reports whether b names a transfer coding other than chunked (RFC
// 9112 §7.2), or identity, which RFC 2616 had.
func isCoding(b []byte) bool {
	for _, name := range [...]string{"gzip", "x-gzip", "deflate", "compress", "x-compress", "identity"} {
		if text.EqualFold(b, name) {
			return true
		}
	}
	return false
}
