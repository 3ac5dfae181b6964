package link

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
	"netsniff/dissect/tlv"
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
func sllColumn(r *dissect.HeaderRow) string {
	off, n := 14, 16
	if r.Header.Proto == capture.ProtoSLL2 {
		off, n = 0, 20
	}
	if len(r.Bytes) < n {
		return " " // Wireshark leaves the column empty
	}
	if t := binary.BigEndian.Uint16(r.Bytes[off:]); t >= firstType {
		return r.Types.Of(t)
	}
	return ""
}

// appendSLL appends whom the frame was for.
func appendSLL(dst []byte, r *dissect.HeaderRow) []byte {
	switch {
	case r.Header.Proto == capture.ProtoSLL && len(r.Bytes) >= 16:
		return append(dst, PacketType(binary.BigEndian.Uint16(r.Bytes)).String()...)
	case r.Header.Proto == capture.ProtoSLL2 && len(r.Bytes) >= 20:
		return append(dst, PacketType(r.Bytes[10]).String()...)
	}
	return text.AppendCut(dst, r.Frame.State)
}

// tunneled reports whether the bytes that should be an IP packet came out of a
// tunnel.
func tunneled(r *dissect.HeaderRow) bool {
	return r.Header.Off != 0 || r.Header.Buffer != capture.BufferFrame
}

func rawColumn(r *dissect.HeaderRow) string {
	if tunneled(r) {
		return "IP"
	}
	return ""
}

// appendRaw appends that there is no packet.
func appendRaw(dst []byte, r *dissect.HeaderRow) []byte {
	if tunneled(r) {
		version := uint64(0)
		if len(r.Bytes) > 0 {
			version = uint64(r.Bytes[0] >> 4)
		}
		dst = strconv.AppendUint(append(dst, "Bogus IP version ("...), version, 10)
		return append(dst, ')')
	}
	dst = append(dst, "Raw packet data"...)
	if len(r.Bytes) < 2 {
		return text.AppendCut(dst, capture.Malformed)
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

func pppColumn(r *dissect.HeaderRow) string {
	t, ok := pppProtocol(r.Bytes)
	if !ok {
		return ""
	}
	return r.Types.Of(t)
}

// appendPPP appends the protocol that nobody reads.
func appendPPP(dst []byte, r *dissect.HeaderRow) []byte {
	t, ok := pppProtocol(r.Bytes)
	if !ok {
		return text.AppendCut(dst, r.Frame.State)
	}
	dst = text.AppendHex(append(dst, "PPP Unknown (0x"...), uint64(t), 4)
	return append(dst, ')')
}

// discoveryCodes are the packets of PPPoE's first stage (RFC 2516 §5).
var discoveryCodes = map[byte]string{
	0x07: "Active Discovery Offer (PADO)", 0x09: "Active Discovery Initiation (PADI)",
	0x0a: "Active Discovery Session-Grant (PADG)", 0x0b: "Active Discovery Session-Credit Response (PADC)",
	0x0c: "Active Discovery Quality (PADQ)", 0x19: "Active Discovery Request (PADR)",
	0x65: "Active Discovery Session-confirmation (PADS)", 0xa7: "Active Discovery Terminate (PADT)",
}

func pppoeColumn(r *dissect.HeaderRow) string {
	if len(r.Bytes) >= 2 && r.Bytes[1] != 0 {
		return "PPPoED"
	}
	return ""
}

// appendPPPoE appends the code of a discovery packet.
func appendPPPoE(dst []byte, r *dissect.HeaderRow) []byte {
	if len(r.Bytes) < 6 {
		return text.AppendCut(dst, r.Frame.State)
	}
	if code := r.Bytes[1]; code != 0 {
		if name := discoveryCodes[code]; name != "" {
			return appendConcentrator(append(dst, name...), r)
		}
		return append(dst, "Unknown"...)
	}
	return text.AppendCut(dst, r.Frame.State)
}

// Tags of discovery (RFC 2516 appendix A).
const (
	tagEnd          = 0x0000
	tagConcentrator = 0x0102
)

var discoveryTags = tlv.Layout{Type: 2, Length: 2}

// appendConcentrator appends the name of the access concentrator, where the
// packet tells it.
func appendConcentrator(dst []byte, r *dissect.HeaderRow) []byte {
	for e := range discoveryTags.All(r.Frame.Payload, 0) {
		switch {
		case e.Type == tagEnd || e.Cut():
			return dst
		case e.Type == tagConcentrator:
			dst = append(append(append(dst, " AC-Name='"...), e.Value...), '\'')
		}
	}
	return dst
}

func chdlcColumn(r *dissect.HeaderRow) string {
	if len(r.Bytes) < 4 {
		return ""
	}
	return r.Types.Of(binary.BigEndian.Uint16(r.Bytes[2:]))
}
