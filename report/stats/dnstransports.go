package stats

import (
	"netsniff/capture"
	"netsniff/dissect"
)

// DNSTransport names what brought the messages of a lookup: "UDP", "TCP over TLS",
// "HTTP/2 over TLS", "HTTP/3".
func DNSTransport(c *dissect.Conn) string {
	name, inHTTP := "TCP", c.Protocol != nil && c.Protocol.Name == "http"
	switch {
	case inHTTP && (carries(c, "http3") || carries(c, "quic")):
		return "HTTP/3" // QUIC has no other way than TLS
	case inHTTP && carries(c, "http2"):
		name = "HTTP/2"
	case inHTTP:
		name = "HTTP/1"
	case c.Transport == capture.ProtoUDP:
		name = "UDP"
	}
	if c.Secured {
		return name + " over TLS"
	}
	return name
}

// carries reports whether a protocol with a name carries c.
func carries(c *dissect.Conn, name string) bool {
	for c = c.Carrier; c != nil; c = c.Carrier {
		if c.Protocol != nil && c.Protocol.Name == name {
			return true
		}
	}
	return false
}
