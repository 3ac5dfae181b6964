package stats

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
)

// unreachable remarks an error of ICMP or ICMPv6 that says that a packet did not
// arrive. It concerns who sent what is quoted.
func unreachable(f *dissect.Frame) (e event, ok bool) {
	if f.Transport != capture.ProtoICMP && f.Transport != capture.ProtoICMPv6 {
		return e, false
	}
	b := f.Headers.Bytes(f.Last())
	if len(b) < 8 {
		return e, false
	}
	text, mtu := unreachables[f.Transport == capture.ProtoICMPv6][[2]byte(b)], 0
	switch {
	case f.Transport == capture.ProtoICMP && b[0] == 3 && b[1] == 4: // RFC 1191 §4
		text, mtu = tooBig, int(binary.BigEndian.Uint16(b[6:]))
	case f.Transport == capture.ProtoICMPv6 && b[0] == 2: // RFC 4443 §3.2
		text, mtu = tooBig, int(binary.BigEndian.Uint32(b[4:]))
	}
	if text == "" {
		return e, false
	}
	e = event{key: findingKey{kind: hostUnreachable, cause: text, client: f.Dst, server: f.Src}, at: markOf(f), words: text}
	list := f.Quoted()
	port := ""
	if len(list) > 0 {
		port = quotedPort(f, list[len(list)-1])
	}
	switch {
	case mtu > 0:
		e.key.kind, e.key.cause, e.words, e.what = pathMTU, "", "", "MTU "+strconv.Itoa(mtu)
	case text == portClosed:
		e.key.kind, e.key.cause, e.words, e.what = udpPortUnreachable, "", "", port // traceroute tries many ports
	default:
		e.what = quotedTarget(f, list, port)
	}
	return e, true
}

// quotedPort returns the transport and the port that a quoted packet went to.
func quotedPort(f *dissect.Frame, h capture.Header) string {
	b := f.Headers.Bytes(h)
	if h.Proto != capture.ProtoUDP && h.Proto != capture.ProtoTCP || len(b) < 4 {
		return ""
	}
	name := "UDP "
	if h.Proto == capture.ProtoTCP {
		name = "TCP "
	}
	return name + strconv.Itoa(int(binary.BigEndian.Uint16(b[2:])))
}

// quotedTarget returns where a quoted packet went.
func quotedTarget(f *dissect.Frame, list []capture.Header, port string) string {
	for _, h := range list {
		b := f.Headers.Bytes(h)
		var to capture.Addr
		switch {
		case h.Proto == capture.ProtoIPv4 && len(b) >= 20:
			to = address(capture.AddrIPv4, b[16:20])
		case h.Proto == capture.ProtoIPv6 && len(b) >= 40:
			to = address(capture.AddrIPv6, b[24:40])
		default:
			continue
		}
		if port == "" {
			return "to " + to.String()
		}
		return "to " + to.String() + " " + port
	}
	return ""
}

const (
	portClosed = "port unreachable"
	tooBig     = "packet too big"
)

// unreachables are the errors by type and code, by whether they are ICMPv6 (RFC 792,
// RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1, RFC 4443 §3.1).
var unreachables = map[bool]map[[2]byte]string{
	false: {
		{3, 0}: "network unreachable", {3, 1}: "host unreachable", {3, 2}: "protocol unreachable", {3, 3}: portClosed,
		{3, 5}: "source route failed", {3, 6}: "network unknown", {3, 7}: "host unknown", {3, 8}: "source host isolated",
		{3, 9}: "network administratively prohibited", {3, 10}: "host administratively prohibited",
		{3, 11}: "network unreachable for this type of service", {3, 12}: "host unreachable for this type of service",
		{3, 13}: "communication administratively prohibited", {3, 14}: "host precedence violation",
		{3, 15}: "precedence cutoff",
	},
	true: {
		{1, 0}: "no route to destination", {1, 1}: "communication administratively prohibited",
		{1, 2}: "beyond scope of source address",
		{1, 3}: "address unreachable", {1, 4}: portClosed, {1, 5}: "source address failed policy", {1, 6}: "route rejected",
	},
}
