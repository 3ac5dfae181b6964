package dissect

import (
	"netsniff/capture"
	"netsniff/reassembly"
)

// Conn is one TCP connection or UDP conversation.
type Conn struct {
	ID             uint32 // Wireshark's tcp.stream or udp.stream
	Transport      capture.Proto
	Client, Server Endpoint
	Protocol       *Protocol       // what it was found to carry, nil while unknown
	TCP            *reassembly.TCP // sequence analysis, nil for UDP

	stream   StreamDissector
	datagram DatagramDissector
	next     *Protocol
	upgraded bool
}

// Endpoint is an address with a port.
type Endpoint struct {
	Addr capture.Addr
	Port uint16
}

// Upgrade hands the rest of the connection to another protocol from the next
// message on (STARTTLS, CONNECT, 101). A nil protocol means bytes that nobody
// here dissects.
func (c *Conn) Upgrade(p *Protocol) { c.next, c.upgraded = p, true }
