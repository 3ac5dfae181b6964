// Package tunnel describes the headers that carry one network inside of
// another: generic routing encapsulation
// (https://www.rfc-editor.org/rfc/rfc2784,
// https://www.rfc-editor.org/rfc/rfc2890), VXLAN
// (https://www.rfc-editor.org/rfc/rfc7348) and its relatives, MPLS label stacks
// (https://www.rfc-editor.org/rfc/rfc3032), L2TP, what mirrors frames to an
// analyser, and the tags that stand between an Ethernet header and its payload.
package tunnel

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// GRE is generic routing encapsulation.
var GRE = dissect.Protocol{
	Name:      "gre",
	Title:     "Generic Routing Encapsulation",
	Column:    "GRE",
	Headers:   []capture.Proto{capture.ProtoGRE},
	NewHeader: dissect.HeaderRows(greColumn, appendGRE),
	Fields:    greFields,
	Outline:   &greOutline,
}

// VXLAN is the Virtual eXtensible Local Area Network.
var VXLAN = dissect.Protocol{
	Name:      "vxlan",
	Title:     "Virtual eXtensible Local Area Network",
	Column:    "VxLAN",
	Headers:   []capture.Proto{capture.ProtoVXLAN, capture.ProtoVXLANGPE},
	NewHeader: dissect.HeaderRows(nil, appendNothing),
	Fields:    vxlanFields,
	Outline:   &vxlanOutline,
}

// Geneve is generic network virtualization encapsulation
// (https://www.rfc-editor.org/rfc/rfc8926).
var Geneve = dissect.HeaderProtocol("geneve", "Generic Network Virtualization Encapsulation", "Geneve",
	capture.ProtoGeneve, appendNothing)

// Teredo carries IPv6 through NATs (https://www.rfc-editor.org/rfc/rfc4380).
var Teredo = dissect.HeaderProtocol("teredo", "Teredo IPv6 over UDP tunneling", "Teredo", capture.ProtoTeredo, appendNothing)

// CAPWAP is the data channel of wireless access points
// (https://www.rfc-editor.org/rfc/rfc5415).
var CAPWAP = dissect.HeaderProtocol("capwap.data", "Control And Provisioning of Wireless Access Points - Data",
	"CAPWAP-Data", capture.ProtoCAPWAP, appendNothing)

// PBB is the service tag of provider backbone bridges (IEEE 802.1ah).
var PBB = dissect.HeaderProtocol("ieee8021ah", "IEEE 802.1ah", "802.1AH", capture.ProtoPBB, appendNothing)

// FabricPath is Cisco's encapsulation of Ethernet between switches.
var FabricPath = dissect.HeaderProtocol("cfp", "Cisco FabricPath", "CFP", capture.ProtoFabricPath, appendNothing)

// MPLS is a stack of labels.
var MPLS = dissect.Protocol{
	Name:      "mpls",
	Title:     "MultiProtocol Label Switching Header",
	Column:    "MPLS",
	Headers:   []capture.Proto{capture.ProtoMPLS},
	NewHeader: dissect.HeaderRows(nil, appendMPLS),
	Fields:    mplsFields,
}

func appendNothing(dst []byte, r *dissect.HeaderRow) []byte {
	return text.AppendCut(dst, r.Frame.State)
}

func appendMPLS(dst []byte, r *dissect.HeaderRow) []byte {
	dst = append(dst, "MPLS Label Switched Packet"...)
	if r.Frame.State == capture.Decoded && int(r.Header.Len) == len(r.Bytes) {
		return text.AppendCut(dst, capture.Malformed) // labels on nothing
	}
	return text.AppendCut(dst, r.Frame.State)
}

// greTypes names the protocol types (https://www.iana.org/assignments/gre-parameters).
var greTypes = map[uint16]string{
	0x0000: "Possible GRE keepalive packet", 0x0800: "IP", 0x0806: "ARP", 0x6558: "Transparent Ethernet bridging",
	0x86dd: "IPv6",
	0x880b: "PPP", 0x8847: "MPLS label switched packet", 0x8848: "MPLS multicast label switched packet", 0x883e: "WCCP",
	0x88be: "ERSPAN",
	0x6400: "MIKROTIK EoIP",
}

func greColumn(r *dissect.HeaderRow) string {
	if len(r.Bytes) < 4 {
		return "IPv4" // too little to call it anything
	}
	return ""
}

func appendGRE(dst []byte, r *dissect.HeaderRow) []byte {
	b := r.Bytes
	if len(b) < 4 {
		return text.AppendCut(dst, r.Frame.State)
	}
	dst = append(dst, "Encapsulated "...)
	if t := binary.BigEndian.Uint16(b[2:]); greTypes[t] != "" {
		dst = append(dst, greTypes[t]...)
	} else {
		dst = text.AppendHex(append(dst, "0x"...), uint64(t), 4)
		dst = append(dst, " (unknown)"...)
	}
	return text.AppendCut(dst, r.Frame.State)
}
