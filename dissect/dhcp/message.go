package dhcp

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect/text"
)

// Type is the type of a DHCP message (RFC 2132 §9.6,
// https://www.iana.org/assignments/bootp-dhcp-parameters).
type Type uint8

// Message types.
const (
	Discover Type = iota + 1
	Offer
	Request
	Decline
	ACK
	NAK
	Release
	Inform
)

var typeNames = [...]string{
	"", "Discover", "Offer", "Request", "Decline", "ACK", "NAK", "Release", "Inform",
	"Force Renew", "Lease query", "Lease Unassigned", "Lease Unknown", "Lease Active", "Bulk Lease Query",
	"Lease Query Done", "Active LeaseQuery", "Lease Query Status", "TLS",
}

// String returns the name of the type, "" of one that was not assigned.
func (t Type) String() string {
	if int(t) < len(typeNames) {
		return typeNames[t]
	}
	return ""
}

// Message is a message of DHCP, or of BOOTP if Type is 0. Borrowed until the frame
// has been reported.
type Message struct {
	Type  Type
	Bytes []byte
	Wire  int // its length on the wire

	ends          bool // it comes to its end as it should
	cutBeforeType bool
}

// read reads the message b, of which the wire had so many bytes.
func (m *Message) read(b []byte, wire int) {
	*m = Message{Bytes: b, Wire: wire, cutBeforeType: true}
	if start(b) != optionAt || len(b) < optionAt {
		return
	}
	for e := range layout.All(b, optionAt) {
		if e.Type == optionMessageType && m.Type == 0 && len(e.Value) > 0 {
			m.Type, m.cutBeforeType = Type(e.Value[0]), false
		}
		m.ends = e.Type == layout.End
	}
}

// XID returns the transaction identifier; 0 if it was cut.
func (m *Message) XID() uint32 {
	if len(m.Bytes) < xidAt+4 {
		return 0
	}
	return binary.BigEndian.Uint32(m.Bytes[xidAt:])
}

// AppendInfo appends "DHCP Offer    - Transaction ID 0x1234abcd".
func (m *Message) AppendInfo(dst []byte) []byte {
	if m.Type != 0 {
		dst = m.appendType(dst)
		dst = strconv.AppendUint(append(dst, " - Transaction ID 0x"...), uint64(m.XID()), 16)
	} else if len(m.Bytes) > 0 {
		dst = m.appendOp(dst)
	}
	if !m.ends && (m.Type == 0 || m.Wire > len(m.Bytes) || m.broken()) {
		dst = text.AppendShort(dst, len(m.Bytes), m.Wire)
	}
	return dst
}

// appendType appends the type in a column as wide as the longest of RFC 2131.
func (m *Message) appendType(dst []byte) []byte {
	const width = len("Discover")
	dst = append(dst, "DHCP "...)
	name := m.Type.String()
	if name == "" {
		dst = text.AppendHex(append(dst, "Unknown Message Type (0x"...), uint64(m.Type), 2)
		return append(dst, ')')
	}
	dst = append(dst, name...)
	for n := len(name); n < width; n++ {
		dst = append(dst, ' ')
	}
	return dst
}

// appendOp appends what a message of BOOTP is.
func (m *Message) appendOp(dst []byte) []byte {
	b := m.Bytes
	switch op := b[opAt]; {
	case op == bootReply:
		return append(dst, "Boot Reply"...)
	case op != bootRequest:
		dst = text.AppendHex(append(dst, "Unknown BOOTP message type ("...), uint64(op), 1)
		return append(dst, ')')
	case len(b) < chaddrAt+16:
		return dst
	}
	dst = append(dst, "Boot Request from "...)
	n := min(int(b[hlenAt]), 16)
	hw := b[chaddrAt : chaddrAt+n]
	switch {
	case n == 0:
		return append(dst, "<No address>"...)
	case n == 6 && b[htypeAt] == hardwareEthernet:
		dst = append(appendEther(dst, hw), " ("...)
		return append(appendEther(dst, hw), ')')
	}
	for _, c := range hw {
		dst = text.AppendHex(dst, uint64(c), 2)
	}
	return dst
}

func appendEther(dst, b []byte) []byte {
	for i, c := range b {
		if i > 0 {
			dst = append(dst, ':')
		}
		dst = text.AppendHex(dst, uint64(c), 2)
	}
	return dst
}

// broken reports whether an option says that it is longer than what is left.
func (m *Message) broken() bool {
	end := optionAt
	for e := range layout.All(m.Bytes, optionAt) {
		if e.Cut() {
			return true
		}
		end = e.Off + e.Head + e.Size
	}
	return end < len(m.Bytes) && end > optionAt && m.Bytes[end-1] != 255 && !m.ends
}
