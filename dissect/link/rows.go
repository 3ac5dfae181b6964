package link

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
)

// firstType is where EtherTypes start.
const firstType = 1536

// PacketType tells whom a cooked frame was for.
type PacketType uint16

var packetTypes = [...]string{"Unicast to us", "Broadcast", "Multicast", "Unicast to another host", "Sent by us"}

// String returns the type in words.
func (t PacketType) String() string {
	if int(t) < len(packetTypes) {
		return packetTypes[t]
	}
	return "Unknown (" + strconv.Itoa(int(t)) + ")"
}

// sllColumn returns the type of a cooked frame.
func sllColumn(names *typeNames, r *row) string {
	off, n := 14, 16
	if r.h.Proto == capture.ProtoSLL2 {
		off, n = 0, 20
	}
	if len(r.b) < n {
		return " " // Wireshark leaves the column empty
	}
	if t := binary.BigEndian.Uint16(r.b[off:]); t >= firstType {
		return names.name(t)
	}
	return ""
}

// appendSLL appends whom the frame was for.
func appendSLL(dst []byte, r *row) []byte {
	switch {
	case r.h.Proto == capture.ProtoSLL && len(r.b) >= 16:
		return append(dst, PacketType(binary.BigEndian.Uint16(r.b)).String()...)
	case r.h.Proto == capture.ProtoSLL2 && len(r.b) >= 20:
		return append(dst, PacketType(r.b[10]).String()...)
	}
	return dissect.AppendCut(dst, r.f.State)
}

// tunneled reports whether the bytes that should be an IP packet came out of a
// tunnel.
func (r *row) tunneled() bool { return r.h.Off != 0 || r.h.Buffer != capture.BufferFrame }

func rawColumn(_ *typeNames, r *row) string {
	if r.tunneled() {
		return "IP"
	}
	return ""
}

// appendRaw appends that there is no packet.
func appendRaw(dst []byte, r *row) []byte {
	if r.tunneled() {
		version := uint64(0)
		if len(r.b) > 0 {
			version = uint64(r.b[0] >> 4)
		}
		dst = strconv.AppendUint(append(dst, "Bogus IP version ("...), version, 10)
		return append(dst, ')')
	}
	dst = append(dst, "Raw packet data"...)
	if len(r.b) < 2 {
		return dissect.AppendCut(dst, capture.Malformed)
	}
	return dst
}

// pppProtocol returns the protocol number of a frame, false if it is cut.
func pppProtocol(b []byte) (uint16, bool) {
	if len(b) >= 2 && b[0] == 0xff && b[1] == 0x03 {
		b = b[2:]
	}
	switch {
	case len(b) >= 1 && b[0]&1 == 1:
		return uint16(b[0]), true
	case len(b) >= 2:
		return binary.BigEndian.Uint16(b), true
	}
	return 0, false
}

// controlProtocols are the PPP protocols that negotiate; their packets look
// alike (RFC 1661 §5).
var controlProtocols = map[uint16]string{
	0x8021: "PPP IPCP", 0x8057: "PPP IPV6CP", 0x80fd: "PPP CCP", 0xc021: "PPP LCP",
}

var controlCodes = [...]string{
	1: "Configuration Request", 2: "Configuration Ack", 3: "Configuration Nak", 4: "Configuration Reject",
	5: "Termination Request", 6: "Termination Ack", 7: "Code Reject", 8: "Protocol Reject", 9: "Echo Request",
	10: "Echo Reply", 11: "Discard Request", 12: "Identification", 13: "Time Remaining",
}

func pppColumn(names *typeNames, r *row) string {
	t, ok := pppProtocol(r.b)
	if !ok {
		return ""
	}
	if name := controlProtocols[t]; name != "" {
		return name
	}
	return names.name(t)
}

// appendPPP appends the code of a control packet or the unknown protocol.
func appendPPP(dst []byte, r *row) []byte {
	t, ok := pppProtocol(r.b)
	if !ok {
		return dissect.AppendCut(dst, r.f.State)
	}
	if controlProtocols[t] != "" && len(r.f.Payload) > 0 {
		code := r.f.Payload[0]
		if int(code) < len(controlCodes) && controlCodes[code] != "" {
			return append(dst, controlCodes[code]...)
		}
		dst = dissect.AppendHex(append(dst, "Unknown (0x"...), uint64(code), 2)
		return append(dst, ')')
	}
	dst = dissect.AppendHex(append(dst, "PPP Unknown (0x"...), uint64(t), 4)
	return append(dst, ')')
}

// discoveryCodes are the packets of PPPoE's first stage (RFC 2516 §5).
var discoveryCodes = map[byte]string{
	0x07: "Active Discovery Offer (PADO)", 0x09: "Active Discovery Initiation (PADI)",
	0x0a: "Active Discovery Session-Grant (PADG)", 0x0b: "Active Discovery Session-Credit Response (PADC)",
	0x0c: "Active Discovery Quality (PADQ)", 0x19: "Active Discovery Request (PADR)",
	0x65: "Active Discovery Session-confirmation (PADS)", 0xa7: "Active Discovery Terminate (PADT)",
}

func pppoeColumn(_ *typeNames, r *row) string {
	if len(r.b) >= 2 && r.b[1] != 0 {
		return "PPPoED"
	}
	return ""
}

// appendPPPoE appends the code of a discovery packet.
func appendPPPoE(dst []byte, r *row) []byte {
	if len(r.b) < 6 {
		return dissect.AppendCut(dst, r.f.State)
	}
	if code := r.b[1]; code != 0 {
		if name := discoveryCodes[code]; name != "" {
			return append(dst, name...)
		}
		return append(dst, "Unknown"...)
	}
	return dissect.AppendCut(dst, r.f.State)
}

func chdlcColumn(names *typeNames, r *row) string {
	if len(r.b) < 4 {
		return ""
	}
	return names.name(binary.BigEndian.Uint16(r.b[2:]))
}
