// Package eapol dissects EAP over LANs (IEEE 802.1X §11), with the keys of IEEE
// 802.11 (§12.7), and the Extensible Authentication Protocol
// (https://www.rfc-editor.org/rfc/rfc3748).
package eapol

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Protocol is EAPOL.
var Protocol = dissect.Protocol{
	Name: "eapol", Title: "802.1X Authentication", Column: "EAPOL",
	Kinds:     []dissect.Kind{{Space: dissect.EtherType, Number: 0x888e}, {Space: dissect.EtherType, Number: 0x88c7}},
	NewPacket: func() dissect.PacketDissector { return new(dissector) }, PacketSecrets: tellEAPOL,
	Fields: []dissect.Field{
		{Name: "eapol.version", Title: "Version", Type: dissect.Uint, Names: versionName, Get: dissect.Number(0, 1)},
		{Name: "eapol.type", Title: "Type", Type: dissect.Uint, Names: typeName, Get: dissect.Number(1, 1)},
		{Name: "eapol.len", Title: "Length", Type: dissect.Uint, Get: dissect.Number(2, 2)},
		{Name: "eapol.keydes.type", Title: "Key Descriptor Type", Type: dissect.Uint, Names: descriptorName,
			Get: key(dissect.Number(4, 1))},
		{Name: "wlan_rsna_eapol.keydes.msgnr", Title: "Message number", Type: dissect.Uint, Get: getMessage},
		{Name: "wlan_rsna_eapol.keydes.key_info", Title: "Key Information", Type: dissect.Uint, Base: dissect.Hex4,
			Get: wireless(dissect.Number(infoAt, 2))},
		{Name: "wlan_rsna_eapol.keydes.key_info.keydes_version", Title: "Key Descriptor Version", Type: dissect.Uint,
			Get: wireless(dissect.Bits(infoAt, 2, 0, 3))},
		{Name: "wlan_rsna_eapol.keydes.key_info.key_type", Title: "Key Type", Type: dissect.Bool, Names: pairName,
			Get: wireless(dissect.Bits(infoAt, 2, 3, 1))},
		{Name: "wlan_rsna_eapol.keydes.key_info.install", Title: "Install", Type: dissect.Bool,
			Get: wireless(dissect.Bits(infoAt, 2, 6, 1))},
		{Name: "wlan_rsna_eapol.keydes.key_info.key_ack", Title: "Key ACK", Type: dissect.Bool,
			Get: wireless(dissect.Bits(infoAt, 2, 7, 1))},
		{Name: "wlan_rsna_eapol.keydes.key_info.key_mic", Title: "Key MIC", Type: dissect.Bool,
			Get: wireless(dissect.Bits(infoAt, 2, 8, 1))},
		{Name: "wlan_rsna_eapol.keydes.key_info.secure", Title: "Secure", Type: dissect.Bool,
			Get: wireless(dissect.Bits(infoAt, 2, 9, 1))},
		{Name: "wlan_rsna_eapol.keydes.key_info.encrypted_key_data", Title: "Encrypted Key Data", Type: dissect.Bool,
			Get: wireless(dissect.Bits(infoAt, 2, 12, 1))},
		{Name: "eapol.keydes.key_len", Title: "Key Length", Type: dissect.Uint, Get: wireless(dissect.Number(7, 2))},
		{Name: "eapol.keydes.replay_counter", Title: "Replay Counter", Type: dissect.Uint,
			Get: wireless(dissect.Number(9, 8))},
		{Name: "wlan_rsna_eapol.keydes.nonce", Title: "WPA Key Nonce", Type: dissect.Octets,
			Get: wireless(dissect.Part(17, 32))},
		{Name: "eapol.keydes.key_iv", Title: "Key IV", Type: dissect.Octets, Get: wireless(dissect.Part(49, 16))},
		{Name: "wlan_rsna_eapol.keydes.rsc", Title: "WPA Key RSC", Type: dissect.Octets, Get: wireless(dissect.Part(65, 8))},
		{Name: "wlan_rsna_eapol.keydes.id", Title: "WPA Key ID", Type: dissect.Octets, Get: wireless(dissect.Part(73, 8))},
		{Name: "wlan_rsna_eapol.keydes.mic", Title: "WPA Key MIC", Type: dissect.Octets,
			Get: wireless(dissect.Part(81, 16))},
		{Name: "wlan_rsna_eapol.keydes.data_len", Title: "WPA Key Data Length", Type: dissect.Uint,
			Get: wireless(dissect.Number(lengthAt, 2))},
	},
	Outline: &dissect.Outline{
		Branches: []dissect.Branch{{Above: "wlan_rsna_eapol.keydes.key_info",
			Below: []string{"wlan_rsna_eapol.keydes.key_info.*"}}},
		Computed: []string{"wlan_rsna_eapol.keydes.msgnr"},
	},
}

var be = binary.BigEndian

// Types of packets (IEEE 802.1X table 11-3).
const (
	packetEAP = 0
	packetKey = 3

	headLen  = 4
	infoAt   = 5
	lengthAt = 97
	keyLen   = 99 // of a packet with a key of IEEE 802.11, without its data

	descriptorRSN = 2
	descriptorWPA = 254

	flagPairwise = 0x0008
	flagAck      = 0x0080
	flagMIC      = 0x0100
)

var typeNames = [...]string{"EAP Packet", "Start", "Logoff", "Key", "Encapsulated ASF Alert"}

func typeName(u uint64) string {
	if u < uint64(len(typeNames)) {
		return typeNames[u]
	}
	return "Unknown"
}

func versionName(u uint64) string {
	switch u {
	case 1:
		return "802.1X-2001"
	case 2:
		return "802.1X-2004"
	case 3:
		return "802.1X-2010"
	}
	return "Unknown"
}

func descriptorName(u uint64) string {
	switch u {
	case 1:
		return "RC4 Descriptor"
	case descriptorRSN:
		return "EAPOL RSN Key"
	case descriptorWPA:
		return "EAPOL WPA Key"
	}
	return "Unknown"
}

func pairName(u uint64) string { return [...]string{"Group Key", "Pairwise Key"}[u&1] }

func isKey(b []byte) bool { return len(b) > headLen && b[1] == packetKey }

// isWireless reports whether b has a key of IEEE 802.11 with all but its data.
func isWireless(b []byte) bool {
	return isKey(b) && len(b) >= keyLen && (b[headLen] == descriptorRSN || b[headLen] == descriptorWPA)
}

func key(get dissect.Getter) dissect.Getter      { return only(isKey, get) }
func wireless(get dissect.Getter) dissect.Getter { return only(isWireless, get) }

func only(holds func(b []byte) bool, get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if holds(l.Bytes) {
			get(f, l, v)
		}
	}
}

// message returns which message of the four-way or of the group key handshake b
// is (IEEE 802.11-2020 §12.7.6, §12.7.7).
func message(b []byte) (n uint64, group bool) {
	info := be.Uint16(b[infoAt:])
	asks, data := info&flagAck != 0, be.Uint16(b[lengthAt:]) != 0
	switch {
	case info&flagPairwise == 0 && asks:
		return 1, true
	case info&flagPairwise == 0:
		return 2, true
	case asks && info&flagMIC == 0:
		return 1, false
	case asks:
		return 3, false
	case data:
		return 2, false
	}
	return 4, false
}

func getMessage(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if isWireless(l.Bytes) {
		n, _ := message(l.Bytes)
		v.Uint(n)
	}
}

type dissector struct{ row, eap dissect.PacketRow }

// Packet emits a packet, and what it carries of EAP.
func (d *dissector) Packet(f *dissect.Frame, b []byte) bool {
	d.row = dissect.NewPacketRow(f, b, appendInfo)
	if len(b) < headLen || b[1] != packetEAP {
		f.Emit(dissect.Layer{Message: &d.row})
		return true
	}
	f.Emit(dissect.Layer{Message: &d.row, Quiet: true})
	d.eap = dissect.NewPacketRow(f, b[headLen:], appendEAP)
	d.eap.Wire -= headLen
	f.Emit(dissect.Layer{Message: &d.eap, Protocol: &EAP, Bytes: b[headLen:]})
	return true
}

// appendInfo appends the type, and of keys which message of their handshake
// they are.
func appendInfo(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	if len(b) < 2 {
		return r.AppendFitting(dst, 2)
	}
	if name := typeName(uint64(b[1])); name != "Unknown" {
		dst = append(dst, name...)
	} else {
		dst = append(text.AppendHex(append(dst, "Unknown Type (0x"...), uint64(b[1]), 2), ')')
	}
	switch {
	case b[1] != packetKey:
		return r.AppendFitting(dst, headLen)
	case isKey(b) && b[headLen] != descriptorRSN && b[headLen] != descriptorWPA:
		return dst
	case !isWireless(b):
		return r.AppendFitting(dst, keyLen)
	}
	n, group := message(b)
	if group {
		return append(append(append(dst, " (Group Message "...), byte('0'+n)), " of 2)"...)
	}
	return append(append(append(dst, " (Message "...), byte('0'+n)), " of 4)"...)
}
