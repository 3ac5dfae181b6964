// Package http dissects HTTP/1.x: requests, responses, and what stands in
// their place when the start of a message was not captured.
//
// Messages and their framing: RFC 9112 (https://www.rfc-editor.org/rfc/rfc9112).
// Methods, status codes and header fields: RFC 9110
// (https://www.rfc-editor.org/rfc/rfc9110), WebDAV: RFC 4918
// (https://www.rfc-editor.org/rfc/rfc4918), cookies: RFC 6265
// (https://www.rfc-editor.org/rfc/rfc6265).
//
// Bodies are counted, not kept, unless the text of the row depends on them.
package http

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/http/secret"
)

// Protocol is HTTP/1.x over TCP.
var Protocol = dissect.Protocol{
	Name:        "http",
	Title:       "Hypertext Transfer Protocol",
	Column:      "HTTP",
	Secured:     []uint16{443, 8443},
	ALPN:        []string{"http/1.1", "http/1.0"},
	TCP:         []uint16{80, 3128, 3132, 5985, 8080, 8088, 11371, 1900, 2869, 2710},
	Sniff:       sniff,
	NewStream:   newStream,
	NewDialogue: newDialogue,
	Secrets:     secret.NewGrammar,
	Findings:    findings,
	Bears:       true,
	Fields:      fields,
	Outline:     &outline,
}

// maxSniffLine bounds the request line that a client on an unknown port may
// send before it is taken for something else.
const maxSniffLine = 8 << 10

// sniff wants a whole start line that names HTTP/1: a method alone is a word
// that other protocols use too.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram {
		return dissect.No
	}
	b = bytes.TrimPrefix(b, []byte("\r\n"))
	eol := bytes.IndexByte(b, '\n')
	line := b
	if eol >= 0 {
		line = bytes.TrimSuffix(b[:eol], []byte("\r"))
	}
	switch start, _ := classify(line); {
	case start == startStatus && bytes.HasPrefix(line, []byte("HTTP/1.")):
		if len(line) >= len("HTTP/1.1 200") {
			return dissect.Yes
		}
	case start == startRequest && bytes.Contains(line, []byte(" HTTP/1.")):
		if eol >= 0 {
			return dissect.Yes
		}
	case bytes.HasPrefix(line, []byte("PRI * HTTP/2")): // the preface of HTTP/2
		return dissect.No
	case start == startNone && eol >= 0:
		return dissect.No
	}
	if eol < 0 && (len(b) > maxSniffLine || len(b) > 0 && !mayBeText(b[0])) {
		return dissect.No
	}
	return dissect.Maybe
}
