package filter

import (
	"bytes"
	"unicode/utf8"

	"netsniff/dissect"
	mime "netsniff/dissect/mail/message"
)

// decoded adds to the values of a header field of mail what a person reads
// there, where that is something else: encoded words (RFC 2047) and parameters
// (RFC 2231) decoded, other charsets as UTF-8. So imf.subject contains "作业"
// finds what Wireshark, which compares what was sent, does not.
//
// A relation that any value may keep (==, contains, matches, in) may be kept by
// either form; of != neither form may be equal, so that it stays the opposite
// of ==. With all, === and !== each form counts as a value of its own.
func (c *compiler) decoded(of lister) lister {
	n := c.slot()
	return func(f *dissect.Frame, s *Scratch) []dissect.Value {
		list := of(f, s)
		plain := true
		for i := range list {
			plain = plain && !encoded(list[i].B) && !inParameter(list[i].B)
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
			if inParameter(list[i].B) {
				out.Bytes([]byte(mime.DecodeParameters(string(list[i].B))))
			}
		}
		return out.List
	}
}

// encoded reports whether a value may be something else than it seems.
func encoded(b []byte) bool { return bytes.Contains(b, []byte("=?")) || !utf8.Valid(b) }

// inParameter reports whether a value may have parameters that are encoded or
// in pieces: "attachment; filename*0*=…".
func inParameter(b []byte) bool {
	return bytes.IndexByte(b, ';') >= 0 && (bytes.Contains(b, []byte("*=")) || bytes.Contains(b, []byte("*0")))
}

// asSent returns the values without what was decoded.
func (e *expr) asSent() lister {
	if e.sent != nil {
		return e.sent
	}
	return e.list
}
