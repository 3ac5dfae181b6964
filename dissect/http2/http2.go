// Package http2 dissects HTTP/2 (RFC 9113, https://www.rfc-editor.org/rfc/rfc9113) and
// its header compression (HPACK, RFC 7541): in TLS, by prior knowledge, and behind an
// upgrade from HTTP/1.
//
// Rows and fields are those of frames, as Wireshark has them. Exchanges are HTTP's: each
// stream is read as the message of HTTP/1 that says the same.
package http2

import (
	"bytes"

	"netsniff/dissect"
)

// Protocol is HTTP/2.
var Protocol = dissect.Protocol{
	Name: "http2", Title: "HyperText Transfer Protocol 2", Column: "HTTP2",
	ALPN:        []string{"h2", "h2c"},
	Sniff:       sniff,
	NewStream:   newStream,
	NewDialogue: newDialogue,
	Finder:      newFinder,
	Bears:       true,
	Findings:    findings,
	Fields:      fields,
	Outline:     &outline,
}

// preface is what a client begins a connection with (RFC 9113 §3.4).
const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

// sniff knows a client by its preface, and a server by the settings that he begins with.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	switch from {
	case dissect.FromDatagram:
		return dissect.No
	case dissect.FromClient:
		if bytes.HasPrefix(b, []byte(preface)) {
			return dissect.Yes
		}
	case dissect.FromServer:
		if opens(b) {
			return dissect.Yes
		}
	}
	if h, ok := readHead(b); ok && !h.plausible() {
		return dissect.No
	}
	return dissect.Maybe
}

// opens reports whether b begins with the first frame of a server, and ends where a
// frame ends or has the head of another.
func opens(b []byte) bool {
	h, ok := readHead(b)
	if !ok || h.Type != Settings || h.Stream != 0 || h.Flags != 0 || h.Length%settingSize != 0 || h.Length > 20*settingSize {
		return false
	}
	size := headSize + h.Length
	if size >= len(b) {
		return h.Length > 0 && size == len(b)
	}
	next, ok := readHead(b[size:])
	return !ok || next.plausible()
}
