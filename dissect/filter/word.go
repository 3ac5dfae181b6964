package filter

import (
	"bytes"
	"unicode/utf8"

	"netsniff/dissect"
	mime "netsniff/dissect/mail/message"
)

// decoded adds to the values of a header field of mail what a person reads
// there, where that is something else: encoded words decoded (RFC 2047), other
// charsets as UTF-8. So imf.subject contains "作业" finds what Wireshark, which
// compares what was sent, does not.
func (c *compiler) decoded(of lister) lister {
	n := c.slot()
	return func(f *dissect.Frame, s *Scratch) []dissect.Value {
		list := of(f, s)
		plain := true
		for i := range list {
			plain = plain && !encoded(list[i].B)
		}
		if plain {
			return list
		}
		out := &s.slots[n].values
		out.Reset()
		out.List = append(out.List, list...)
		for i := range list {
			if encoded(list[i].B) {
				text, _ := mime.DecodeHeader(string(list[i].B), "")
				out.Bytes([]byte(text))
			}
		}
		return out.List
	}
}

// encoded reports whether a value may be something else than it seems.
func encoded(b []byte) bool { return bytes.Contains(b, []byte("=?")) || !utf8.Valid(b) }

// asSent returns the values without what was decoded.
func (e *expr) asSent() lister {
	if e.sent != nil {
		return e.sent
	}
	return e.list
}
