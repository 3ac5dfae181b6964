// Package cdp dissects Cisco's Discovery Protocol
// (https://wiki.wireshark.org/CDP): switches and telephones tell what they are.
package cdp

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/dissect/tlv"
)

// Protocol is CDP.
var Protocol = dissect.Protocol{
	Name: "cdp", Title: "Cisco Discovery Protocol", Column: "CDP",
	Kinds:     []dissect.Kind{{Space: dissect.SNAP, Number: 0x00000c<<16 | 0x2000}},
	NewPacket: dissect.PacketRows(nil, appendInfo),
	Fields:    fields,
	Outline:   &outline,
}

var be = binary.BigEndian

// headLen is the length of version, time to live and checksum; elements follow.
const headLen = 4

var layout = tlv.Layout{Type: 2, Length: 2, Whole: true, Start: func([]byte) int { return headLen }}

// Type is the type of an element.
type Type uint16

// Types whose values are read.
const (
	DeviceID        Type = 0x0001
	Addresses       Type = 0x0002
	PortID          Type = 0x0003
	Capabilities    Type = 0x0004
	SoftwareVersion Type = 0x0005
	Platform        Type = 0x0006
	Domain          Type = 0x0009
	NativeVLAN      Type = 0x000a
	Duplex          Type = 0x000b
	VoiceReply      Type = 0x000e
	Consumption     Type = 0x0010
	Trust           Type = 0x0012
	Untrusted       Type = 0x0013
	SystemName      Type = 0x0014
	Management      Type = 0x0016
)

var typeNames = map[Type]string{
	DeviceID: "Device ID", Addresses: "Addresses", PortID: "Port ID", Capabilities: "Capabilities",
	SoftwareVersion: "Software version",
	Platform:        "Platform", 0x07: "IP Prefix/Gateway (used for ODR)", 0x08: "Protocol Hello",
	Domain:     "VTP Management Domain",
	NativeVLAN: "Native VLAN", Duplex: "Duplex", VoiceReply: "VoIP VLAN Reply", 0x0f: "VoIP VLAN Query",
	Consumption: "Power consumption",
	0x11:        "MTU", Trust: "Trust Bitmap", Untrusted: "Untrusted Port CoS", SystemName: "System Name",
	0x15:       "System Object ID",
	Management: "Management Address", 0x17: "Location", 0x18: "External Port-ID", 0x19: "Power Requested",
	0x1a: "Power Available",
	0x1b: "Port Unidirectional", 0x1d: "EnergyWise", 0x1f: "Spare PoE", 0x1000: "BSSID", 0x1001: "Serial number",
	0x1002: "SSID",
	0x1003: "Radio1 channel", 0x1006: "SNMP UDP port", 0x1007: "Web TCP port", 0x1008: "Source MAC address",
	0x1009: "Radio2 channel",
	0x100a: "Radio1 Operating mode", 0x100b: "Radio2 Operating mode", 0x100c: "Radio1 Radio mode",
	0x100d: "Radio2 Radio mode",
}

// String returns the name of the type.
func (t Type) String() string {
	if name := typeNames[t]; name != "" {
		return name
	}
	return "Unknown"
}

// appendInfo appends the device and the port that it sends from.
func appendInfo(dst []byte, r *dissect.PacketRow) []byte {
	if len(r.Bytes) < max(r.Wire, headLen) {
		return r.AppendFitting(dst, max(r.Wire, headLen))
	}
	end := headLen
	for e := range layout.All(r.Bytes, headLen) {
		end = e.Off + e.Head + e.Size
		switch Type(e.Type) {
		case DeviceID:
			dst = append(dst, "Device ID: "...)
		case PortID:
			dst = append(dst, "Port ID: "...)
		default:
			continue
		}
		dst = append(append(dst, e.Value...), "  "...)
	}
	if rest := r.Wire - end; rest != 0 && rest < 4 {
		return append(dst, "[Malformed Packet]"...)
	}
	return dst
}
