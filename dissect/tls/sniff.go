package tls

import (
	"netsniff/dissect"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/record"
)

// sniff finds the protocol by a hello, by bytes that are whole records, or by
// Application Data that go on in another segment. On its ports everything may be of
// it: what a capture begins in the middle of.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from == dissect.FromDatagram {
		return dissect.No
	}
	if hello(b) {
		return dissect.Yes
	}
	for {
		h, ok := readHead(b)
		if !ok || len(b) < headSize || !h.plausible() {
			return dissect.Maybe
		}
		if size := headSize + h.Length; size < len(b) {
			b = b[size:]
		} else if size == len(b) || h.Type == record.ApplicationData && h.Version != handshake.TLS13 {
			return dissect.Yes
		} else {
			return dissect.Maybe
		}
	}
}

// hello reports whether b begins with what begins a connection.
func hello(b []byte) bool {
	if h, ok := readHead(b); ok && len(b) >= headSize+handshake.HeadSize {
		x, _ := handshake.ReadHead(b[headSize:])
		return h.Type == record.Handshake && h.Length >= handshake.HeadSize && x.Plausible() &&
			(x.Type == handshake.ClientHello || x.Type == handshake.ServerHello)
	}
	return ssl2Hello(b)
}
