package follow

import (
	"net/netip"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
)

// Protocol is what a stream is read as.
type Protocol uint8

// Protocols that can be followed.
const (
	TCP Protocol = iota
	UDP
	HTTP // over TCP
	TLS  // what it carries, decrypted
	// WebSocket is the messages of one.
	WebSocket
	QUIC  // a stream of it
	HTTP2 // a stream of it, as the messages of HTTP/1 that say the same
	HTTP3 // the same
)

var protocolNames = [...]string{"tcp", "udp", "http", "tls", "websocket", "quic", "http2", "http3"}

func (p Protocol) String() string { return name(protocolNames[:], uint8(p)) }

// ParseProtocol returns the protocol called s.
func ParseProtocol(s string) (Protocol, bool) {
	i, ok := index(protocolNames[:], s)
	return Protocol(i), ok
}

// Protocols lists the names of the protocols.
func Protocols() []string { return protocolNames[:] }

// Transport returns what carries p.
func (p Protocol) Transport() capture.Proto {
	if p == UDP || p == QUIC || p == HTTP3 {
		return capture.ProtoUDP
	}
	return capture.ProtoTCP
}

// Within reports whether p is a stream within a connection.
func (p Protocol) Within() bool { return p == QUIC || p == HTTP2 || p == HTTP3 }

// In reports whether a stream that begins with the protocol of a name may have p in it.
func (p Protocol) In(name string) bool {
	return name == p.String() || name == "tls" && (p == HTTP || p == WebSocket || p == HTTP2) || name == "quic" && p == HTTP3
}

// Mode is how a stream is shown.
type Mode uint8

// Modes; all but JSON are those of tshark.
const (
	ASCII Mode = iota // text, with dots for what is none
	Hex               // offsets, hex and text
	Raw               // a line of hex digits per part
	YAML
	JSON
)

var modeNames = [...]string{"ascii", "hex", "raw", "yaml", "json"}

func (m Mode) String() string { return name(modeNames[:], uint8(m)) }

// ParseMode returns the mode called s.
func ParseMode(s string) (Mode, bool) {
	i, ok := index(modeNames[:], s)
	return Mode(i), ok
}

// Modes lists the names of the modes.
func Modes() []string { return modeNames[:] }

// Side is whose bytes are shown.
type Side uint8

// Sides.
const (
	BothSides Side = iota
	ClientSide
	ServerSide
)

var sideNames = [...]string{"both", "client", "server"}

func (s Side) String() string { return name(sideNames[:], uint8(s)) }

// ParseSide returns the side called s.
func ParseSide(s string) (Side, bool) {
	i, ok := index(sideNames[:], s)
	return Side(i), ok
}

// Sides lists the names of the sides.
func Sides() []string { return sideNames[:] }

func name(names []string, i uint8) string {
	if int(i) < len(names) {
		return names[i]
	}
	return "unknown"
}

func index(names []string, s string) (int, bool) {
	for i, x := range names {
		if x == s {
			return i, true
		}
	}
	return 0, false
}

// Target tells which stream is meant: one by its number, or all that there
// were between two endpoints, in turn.
type Target struct {
	Number uint32 // Wireshark's tcp.stream or udp.stream
	Paired bool   // Pair counts, not Number
	Pair   [2]dissect.Endpoint
	// Stream is the one within it that is meant, if Inside is set; else the first.
	Inside bool
	Stream uint64
}

// ParseTarget reads a stream number or ADDRESS:PORT-ADDRESS:PORT, and the number of a
// stream within it behind a dot if p has such.
func ParseTarget(s string, p Protocol) (t Target, ok bool) {
	if i := strings.LastIndexByte(s, '.'); i >= 0 && p.Within() && !strings.Contains(s[i:], ":") {
		id, err := strconv.ParseUint(s[i+1:], 10, 62)
		if t, ok = parseTarget(s[:i]); err == nil && ok {
			t.Inside, t.Stream = true, id
			return t, true
		}
	}
	return parseTarget(s)
}

func parseTarget(s string) (Target, bool) {
	if n, err := strconv.ParseUint(s, 10, 32); err == nil {
		return Target{Number: uint32(n)}, true
	}
	a, b, found := strings.Cut(s, "-")
	x, okA := ParseEndpoint(a)
	y, okB := ParseEndpoint(b)
	return Target{Paired: true, Pair: [2]dissect.Endpoint{x, y}}, found && okA && okB
}

// ParseEndpoint reads ADDRESS:PORT. An IPv6 address may stand in brackets.
func ParseEndpoint(s string) (dissect.Endpoint, bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return dissect.Endpoint{}, false
	}
	host := s[:i]
	if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		host = host[1 : len(host)-1]
	}
	port, err := strconv.ParseUint(s[i+1:], 10, 16)
	addr, wrong := netip.ParseAddr(host)
	if err != nil || wrong != nil || addr.Zone() != "" {
		return dissect.Endpoint{}, false
	}
	e := dissect.Endpoint{Port: uint16(port), Addr: capture.Addr{Kind: capture.AddrIPv6}}
	if addr.Is4() {
		e.Addr.Kind = capture.AddrIPv4
	}
	copy(e.Addr.B[:], addr.AsSlice())
	return e, true
}

// Is reports whether c is meant.
func (t *Target) Is(c *dissect.Conn) bool {
	if !t.Paired {
		return c.ID == t.Number
	}
	return c.Client == t.Pair[0] && c.Server == t.Pair[1] || c.Client == t.Pair[1] && c.Server == t.Pair[0]
}

// streamFields are those that tell the streams of protocols apart.
var streamFields = map[Protocol]string{QUIC: "quic.stream.stream_id", HTTP2: "http2.streamid",
	HTTP3: "quic.stream.stream_id"}

// appendFilter appends the display filter that selects the target's frames.
func (t *Target) appendFilter(dst []byte, p Protocol) []byte {
	transport := p.Transport().String()
	if !t.Paired {
		dst = append(append(dst, transport...), ".stream eq "...)
		dst = strconv.AppendUint(dst, uint64(t.Number), 10)
		if field := streamFields[p]; field != "" && t.Inside {
			dst = append(append(append(dst, " and "...), field...), " eq "...)
			dst = strconv.AppendUint(dst, t.Stream, 10)
		}
		return dst
	}
	for i := range t.Pair {
		if i > 0 {
			dst = append(dst, " or "...)
		}
		dst = append(dst, "(("...)
		dst = appendEnd(dst, t.Pair[i], "src", transport)
		dst = append(dst, ") and ("...)
		dst = appendEnd(dst, t.Pair[1-i], "dst", transport)
		dst = append(dst, "))"...)
	}
	return dst
}

func appendEnd(dst []byte, e dissect.Endpoint, side, transport string) []byte {
	if e.Addr.Kind == capture.AddrIPv6 {
		dst = append(dst, "ipv6."...)
	} else {
		dst = append(dst, "ip."...)
	}
	dst = append(append(dst, side...), " eq "...)
	dst = e.Addr.Append(dst)
	dst = append(append(dst, " and "...), transport...)
	dst = append(append(append(dst, '.'), side...), "port eq "...)
	return strconv.AppendUint(dst, uint64(e.Port), 10)
}
