// Package socks dissects SOCKS 4, 4a and 5 (https://www.openssh.com/txt/socks4.protocol,
// https://www.openssh.com/txt/socks4a.protocol, https://www.rfc-editor.org/rfc/rfc1928,
// https://www.rfc-editor.org/rfc/rfc1929, https://www.rfc-editor.org/rfc/rfc1961). What runs
// through the proxy is dissected as what it is.
package socks

import (
	"netsniff/capture"
	"netsniff/dissect"
)

// Protocol is SOCKS.
var Protocol = dissect.Protocol{
	Name: "socks", Title: "Socks Protocol", Column: "Socks",
	TCP:         []uint16{1080},
	Sniff:       sniff,
	NewStream:   newDissector,
	NewDatagram: newRelay,
	Announces:   true,
	NewDialogue: newDialogue,
	Secrets:     newGrammar,
	PacketParts: eachPart,
	Fields:      fields,
	Outline:     &outline,
}

// sniff refuses what cannot begin a conversation through a proxy. Nothing of it is sure enough to find it on other
// ports: three bytes are a whole greeting.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	switch {
	case len(b) == 0:
		return dissect.No
	case from == dissect.FromDatagram && len(b) > 3 && be.Uint16(b) == 0, // where a reply said that they come
		from == dissect.FromClient && (b[0] == 4 || b[0] == 5),
		from == dissect.FromServer && (b[0] == 0 || b[0] == 5 || b[0] == 1):
		return dissect.Maybe
	}
	return dissect.No
}

// Command is what the proxy is asked for (RFC 1928 §4).
type Command uint8

// Commands.
const (
	Connect      Command = 1
	Bind         Command = 2
	UDPAssociate Command = 3
)

var commandNames = map[Command]string{Connect: "Connect", Bind: "Bind", UDPAssociate: "UdpAssociate", 128: "Ping",
	129: "Traceroute"}

// String returns Wireshark's word for the command.
func (c Command) String() string {
	if s := commandNames[c]; s != "" {
		return s
	}
	return "Unknown"
}

// Kind is which message of a conversation it is.
type Kind uint8

// Kinds. Those of version 4 come first.
const (
	Request4 Kind = iota
	Reply4
	Methods // the methods of authentication that the client offers
	Choice  // the one that the server takes
	UserRequest
	UserReply
	GSSRequest
	GSSReply
	Request5
	Reply5
	BindReply // the second one to Bind: who has connected
	Datagram  // one that the proxy passes on
)

var kindNames = [...]string{
	"Version: 4 Connect to server request", "Version: 4 Connect Response", "Version: 5 Connect to server request",
	"Version: 5 Connect to server response", "Version: 5 User authentication request",
	"Version: 5 User authentication reply",
	"Version: 5 GSSAPI authentication request", "Version: 5 GSSAPI authentication reply", "Version: 5 Command Request - ",
	"Version: 5 Command Response - ", "Version: 5 Command Response: Bind remote host info",
	"Version: 5 UDP Associated packet",
}

// String returns what rows begin with.
func (k Kind) String() string { return kindNames[k] }

// Methods of authentication (RFC 1928 §3).
const (
	noAuthentication = 0x00
	gssAPI           = 0x01
	userPassword     = 0x02
	noMethod         = 0xff
)

// place is where a part of a message stands: n bytes at off, none if n is 0.
type place struct{ off, n int }

// Message is one message. Borrowed until the frame has been reported.
type Message struct {
	Kind    Kind
	Bytes   []byte
	Command Command // of requests and replies: what was asked for

	address, port          place
	name                   place // of the host, without its length
	user, password, opaque place // without their lengths
}

// AppendInfo appends "Version: 5 Command Request - Connect".
func (m *Message) AppendInfo(dst []byte) []byte {
	dst = append(dst, m.Kind.String()...)
	if m.Kind == Request5 || m.Kind == Reply5 {
		dst = append(dst, m.Command.String()...)
	}
	return dst
}

func (m *Message) at(p place) []byte { return m.Bytes[p.off : p.off+p.n] }

// target returns the host and the port that the message names; the host is a name or an
// address in its usual form.
func (m *Message) target() (host string, port uint16) {
	if m.port.n == 2 {
		port = be.Uint16(m.at(m.port))
	}
	if m.name.n > 0 {
		return string(m.at(m.name)), port
	}
	a, _ := m.endpoint()
	return a.String(), port
}

// endpoint returns the address that the message names, and false if it is a name.
func (m *Message) endpoint() (a capture.Addr, ok bool) {
	switch m.address.n {
	case 4:
		a.Kind = capture.AddrIPv4
	case 16:
		a.Kind = capture.AddrIPv6
	default:
		return a, false
	}
	copy(a.B[:], m.at(m.address))
	return a, true
}

// Succeeded reports whether a reply says that it was done.
func (m *Message) Succeeded() bool {
	switch m.Kind {
	case Reply4:
		return m.Bytes[1] == 90
	case Reply5, BindReply, UserReply:
		return m.Bytes[1] == 0
	case Choice:
		return m.Bytes[1] != noMethod
	}
	return true
}

// resultNames are those of a reply's second byte, of version 4 from 90 on.
var resultNames = map[uint64]string{
	0: "Succeeded", 1: "General SOCKS server failure", 2: "Connection not allowed by ruleset", 3: "Network unreachable",
	4: "Host unreachable",
	5: "Connection refused", 6: "TTL expired", 7: "Command not supported", 8: "Address type not supported",
	90: "Granted", 91: "Rejected or Failed", 92: "Rejected because SOCKS server cannot connect to identd on the client",
	93: "Rejected because the client program and identd report different user-ids",
}

func resultName(n uint64) string { return resultNames[n] }
