package quic

import (
	"slices"

	"netsniff/dissect"
)

var fields = slices.Concat([]dissect.Field{
	{Name: "quic.connection.number", Title: "Connection Number", Type: dissect.Uint, Body: true,
		Get: packets(func(m *Message, v *dissect.Values) {
			if m.Counted && m.First && !m.unknown() {
				v.Uint(uint64(m.Ordinal))
			}
		})},
	{Name: "quic.packet_length", Title: "Packet Length", Type: dissect.Uint,
		Get: packets(func(m *Message, v *dissect.Values) { v.Uint(uint64(m.End)) })},
	{Name: "quic.header_form", Title: "Header Form", Type: dissect.Uint, Names: formName, Get: dissect.Bits(0, 1, 7, 1)},
	{Name: "quic.vn.unused", Title: "Unused", Type: dissect.Uint, Base: dissect.Hex2,
		Get: first(0x7f, ofTypes(VersionNegotiation))},
	{Name: "quic.fixed_bit", Title: "Fixed Bit", Type: dissect.Bool, Get: first(fixedBit, notNegotiation)},
	{Name: "quic.spin_bit", Title: "Spin Bit", Type: dissect.Bool, Get: first(spinBit, (*Message).short)},
	{Name: "quic.short.reserved", Title: "Reserved", Type: dissect.Uint, Get: first(0x18, numbered(OneRTT))},
	{Name: "quic.key_phase", Title: "Key Phase Bit", Type: dissect.Bool, Get: first(phaseBit, numbered(OneRTT))},
	{Name: "quic.long.packet_type", Title: "Packet Type", Type: dissect.Uint, Names: typeName(0),
		Get: first(0x30, func(m *Message) bool { return notNegotiation(m) && m.Long() && !m.Version.second() })},
	{Name: "quic.long.packet_type_v2", Title: "Packet Type", Type: dissect.Uint, Names: typeName(3),
		Get: first(0x30, func(m *Message) bool { return notNegotiation(m) && m.Long() && m.Version.second() })},
	{Name: "quic.long.reserved", Title: "Reserved", Type: dissect.Uint,
		Get: first(0x0c, numbered(Initial, Handshake, ZeroRTT))},
	{Name: "quic.packet_number_length", Title: "Packet Number Length", Type: dissect.Uint, Names: sizeName,
		Get: first(0x03, numbered(Initial, Handshake, ZeroRTT, OneRTT))},
	{Name: "quic.version", Title: "Version", Type: dissect.Uint, Base: dissect.Hex8, Names: versionName,
		Get: packets(func(m *Message, v *dissect.Values) {
			if m.Long() {
				v.Uint(uint64(m.Version)).At(versionAt, 4)
			}
		})},
	{Name: "quic.dcil", Title: "Destination Connection ID Length", Type: dissect.Uint,
		Get: packets(func(m *Message, v *dissect.Values) {
			if m.Long() {
				v.Uint(uint64(len(m.DCID))).At(idsAt, 1)
			}
		})},
	{Name: "quic.dcid", Title: "Destination Connection ID", Type: dissect.Octets,
		Get: packets(func(m *Message, v *dissect.Values) {
			at := 1
			if m.Long() {
				at = idsAt + 1
			}
			if len(m.DCID) > 0 {
				v.Bytes(m.DCID).At(at, len(m.DCID))
			}
		})},
	{Name: "quic.scil", Title: "Source Connection ID Length", Type: dissect.Uint,
		Get: packets(func(m *Message, v *dissect.Values) {
			if m.Long() {
				v.Uint(uint64(len(m.SCID))).At(m.scidAt-1, 1)
			}
		})},
	{Name: "quic.scid", Title: "Source Connection ID", Type: dissect.Octets,
		Get: packets(func(m *Message, v *dissect.Values) {
			if len(m.SCID) > 0 {
				v.Bytes(m.SCID).At(m.scidAt, len(m.SCID))
			}
		})},
	{Name: "quic.token_length", Title: "Token Length", Type: dissect.Uint, Get: packets(func(m *Message, v *dissect.Values) {
		if m.Type == Initial {
			v.Uint(uint64(len(m.Token))).At(m.tokenAt-m.tokenSize, m.tokenSize)
		}
	})},
	{Name: "quic.token", Title: "Token", Type: dissect.Octets, Get: packets(func(m *Message, v *dissect.Values) {
		if m.Type == Initial && len(m.Token) > 0 {
			v.Bytes(m.Token).At(m.tokenAt, len(m.Token))
		}
	})},
	{Name: "quic.length", Title: "Length", Type: dissect.Uint, Get: packets(func(m *Message, v *dissect.Values) {
		if m.Long() && m.protected() {
			v.Uint(uint64(m.Length)).At(m.lengthAt, m.lengthSize)
		}
	})},
	{Name: "quic.packet_number", Title: "Packet Number", Type: dissect.Uint,
		Get: packets(func(m *Message, v *dissect.Values) {
			if m.Numbered {
				v.Uint(m.Number).At(m.NumberAt, m.NumberSize)
			}
		})},
	{Name: "quic.payload", Title: "Payload", Type: dissect.Octets, Get: payload(true)},
	{Name: "quic.protected_payload", Title: "Protected Payload", Type: dissect.Octets, Get: payload(false)},
	{Name: "quic.remaining_payload", Title: "Remaining Payload", Type: dissect.Octets,
		Get: packets(func(m *Message, v *dissect.Values) {
			if m.protected() && !m.Numbered && !m.Resets && m.NumberAt < m.End {
				v.Bytes(m.Wire[m.NumberAt:]).At(m.NumberAt, m.End-m.NumberAt)
			}
		})},
	{Name: "quic.retry_token", Title: "Retry Token", Type: dissect.Octets, Get: packets(func(m *Message, v *dissect.Values) {
		if m.Type == Retry {
			v.Bytes(m.Token).At(m.tokenAt, len(m.Token))
		}
	})},
	{Name: "quic.retry_integrity_tag", Title: "Retry Integrity Tag", Type: dissect.Octets,
		Get: packets(func(m *Message, v *dissect.Values) {
			if m.Type == Retry {
				v.Bytes(m.Wire[m.End-retryTag:]).At(m.End-retryTag, retryTag)
			}
		})},
	{Name: "quic.supported_version", Title: "Supported Version", Type: dissect.Uint, Base: dissect.Hex8,
		Names: versionName, Get: packets(func(m *Message, v *dissect.Values) {
			for at := 0; at+4 <= len(m.Versions); at += 4 {
				v.Uint(uint64(be.Uint32(m.Versions[at:]))).At(m.NumberAt+at, 4)
			}
		})},
	{Name: "quic.short", Title: "QUIC Short Header", Type: dissect.Label, Get: packets(func(m *Message, v *dissect.Values) {
		if m.short() {
			v.Mark().At(0, m.NumberAt+m.NumberSize)
		}
	})},
}, frameFields, resetFields, expertFields)

func formName(u uint64) string {
	if u == 1 {
		return "Long Header"
	}
	return "Short Header"
}

func versionName(u uint64) string { return Version(u).String() }

// typeName returns names of the types of packets as they are numbered from a version on.
func typeName(shift uint64) func(uint64) string {
	return func(u uint64) string { return PacketType((u + shift) & 3).String() }
}

func sizeName(u uint64) string {
	if u == 0 {
		return "1 bytes"
	}
	return string('0'+byte(u+1)) + " bytes"
}

func packets(get func(*Message, *dissect.Values)) dissect.Getter { return dissect.Of(get) }

// ofTypes returns what tells packets of some types.
func ofTypes(types ...PacketType) func(*Message) bool {
	return func(m *Message) bool {
		for _, t := range types {
			if m.Type == t {
				return true
			}
		}
		return false
	}
}

// numbered returns what tells those of some types whose protected bits are known.
func numbered(types ...PacketType) func(*Message) bool {
	of := ofTypes(types...)
	return func(m *Message) bool { return m.Numbered && of(m) }
}

func notNegotiation(m *Message) bool { return m.Type != VersionNegotiation }

// first returns the getter of bits of the first byte of packets for which holds is true.
func first(mask byte, holds func(*Message) bool) dissect.Getter {
	shift := 0
	for mask>>shift&1 == 0 {
		shift++
	}
	return packets(func(m *Message, v *dissect.Values) {
		if holds(m) {
			v.Uint(uint64(m.Bytes[0]&mask>>shift)).Masked(uint64(mask)).At(0, 1)
		}
	})
}

// payload returns that of what is encrypted behind the number, as it came.
func payload(long bool) dissect.Getter {
	return packets(func(m *Message, v *dissect.Values) {
		if at := m.NumberAt + m.NumberSize; m.Numbered && m.Long() == long && at < len(m.Wire) {
			v.Bytes(m.Wire[at:]) // frames stand there without protection
		}
	})
}
