package dissect

import (
	"encoding/binary"

	"netsniff/capture"
)

// Space is a space of numbers in which headers name what they carry.
type Space uint8

// Number spaces.
const (
	EtherType   Space = iota + 1 // https://www.iana.org/assignments/ieee-802-numbers
	SAP                          // destination service access points of IEEE 802.2, individual
	SNAP                         // 24 bits of an organisation, then 16 of its own (IEEE 802 §9)
	IPProtocol                   // https://www.iana.org/assignments/protocol-numbers
	PPPProtocol                  // https://www.iana.org/assignments/ppp-numbers
)

// Kind is what a header says of the packet that it carries.
type Kind struct {
	Space  Space
	Number uint64
}

// A PacketDissector dissects packets that a header carries without ports. One
// instance sees all of a worker's.
type PacketDissector interface {
	// Packet emits the messages in b (borrowed until return), which was
	// f.PayloadLen bytes long on the wire, and reports whether b belongs to the
	// protocol; false gives the row to the header.
	Packet(f *Frame, b []byte) bool
}

// KindOf returns what the innermost header of p says of the payload, false if it
// says nothing or could not be read to its end.
func KindOf(p *capture.Packet) (Kind, bool) {
	h := p.Last()
	if h.Proto == capture.ProtoTCP || h.Proto == capture.ProtoUDP { // of nearly all frames
		return Kind{}, false
	}
	if p.State != capture.Decoded || p.PayloadLen == 0 || h.Len == 0 {
		return Kind{}, false
	}
	b := p.Headers.Bytes(h)[:h.Len]
	switch h.Proto {
	case capture.ProtoEthernet, capture.ProtoVLAN, capture.ProtoSLL, capture.ProtoVNTag, capture.ProtoETag, capture.ProtoCMD,
		capture.ProtoTTag, capture.ProtoCHDLC:
		return etherKind(b[len(b)-2:])
	case capture.ProtoSLL2:
		return etherKind(b)
	case capture.ProtoGRE, capture.ProtoGeneve:
		return etherKind(b[2:])
	case capture.ProtoLLC:
		return llcKind(b)
	case capture.ProtoPPP:
		return pppKind(b)
	case capture.ProtoIPv4:
		return Kind{IPProtocol, uint64(b[9])}, true
	case capture.ProtoIPv6:
		return Kind{IPProtocol, uint64(b[6])}, true
	case capture.ProtoIPv6HopByHop, capture.ProtoIPv6Routing, capture.ProtoIPv6Fragment, capture.ProtoIPv6DestOpts,
		capture.ProtoAH:
		return Kind{IPProtocol, uint64(b[0])}, true
	}
	return Kind{}, false
}

// firstEtherType is where EtherTypes begin; lower numbers are lengths.
const firstEtherType = 0x0600

func etherKind(b []byte) (Kind, bool) {
	t := binary.BigEndian.Uint16(b)
	return Kind{EtherType, uint64(t)}, t >= firstEtherType
}

// llcKind tells what an LLC header carries, if it carries information: by an
// organisation's number if it has SNAP, of which the one with zeros has EtherTypes
// (RFC 1042).
func llcKind(b []byte) (Kind, bool) {
	const snapLen, unnumbered, poll = 8, 0x03, 0x10
	if len(b) < 3 || b[2]&1 != 0 && b[2]&^poll != unnumbered {
		return Kind{}, false
	}
	if len(b) < snapLen {
		return Kind{SAP, uint64(b[0] &^ 1)}, true
	}
	oui := uint64(b[3])<<16 | uint64(binary.BigEndian.Uint16(b[4:]))
	if oui == 0 || oui == 0xf8 {
		return etherKind(b[6:])
	}
	return Kind{SNAP, oui<<16 | uint64(binary.BigEndian.Uint16(b[6:]))}, true
}

// pppKind tells what a PPP header carries: its last byte is odd, and the one
// before it even unless it was left out (RFC 1661 §2).
func pppKind(b []byte) (Kind, bool) {
	n := len(b)
	if n >= 2 && b[n-2]&1 == 0 {
		return Kind{PPPProtocol, uint64(binary.BigEndian.Uint16(b[n-2:]))}, true
	}
	return Kind{PPPProtocol, uint64(b[n-1])}, true
}

// PacketRow is the row of a packet whose text needs nothing of other frames.
type PacketRow struct {
	Frame *Frame
	Bytes []byte // as far as captured
	Wire  int    // their number on the wire

	info PacketInfo
}

// NewPacketRow returns the row of b, which is all that f carries.
func NewPacketRow(f *Frame, b []byte, info PacketInfo) PacketRow {
	return PacketRow{Frame: f, Bytes: b, Wire: f.PayloadLen, info: info}
}

// PacketInfo appends the Info text of a row.
type PacketInfo = func(dst []byte, r *PacketRow) []byte

// AppendInfo appends the text of the packet.
func (r *PacketRow) AppendInfo(dst []byte) []byte { return r.info(dst, r) }

// AppendFitting appends nothing if the packet has n bytes, else what is wrong.
func (r *PacketRow) AppendFitting(dst []byte, n int) []byte {
	switch {
	case len(r.Bytes) >= n:
		return dst
	case r.Wire >= n:
		return append(dst, "[Packet size limited during capture]"...)
	}
	return append(dst, "[Malformed Packet]"...)
}

// PacketRows returns what makes dissectors of such rows. column may be nil, and
// may return "" for the protocol's own.
func PacketRows(column func(b []byte) string, info PacketInfo) func() PacketDissector {
	return func() PacketDissector { return &packetRows{column: column, row: PacketRow{info: info}} }
}

type packetRows struct {
	column func(b []byte) string
	row    PacketRow
}

// Packet emits the row.
func (d *packetRows) Packet(f *Frame, b []byte) bool {
	r := &d.row
	r.Frame, r.Bytes, r.Wire = f, b, f.PayloadLen
	column := ""
	if d.column != nil {
		column = d.column(b)
	}
	f.Emit(Layer{Message: r, Column: column})
	return true
}
