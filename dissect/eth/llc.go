package eth

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// LLC is logical link control with the subnetwork access protocol
// (https://www.rfc-editor.org/rfc/rfc1042).
var LLC = dissect.Protocol{
	Name:      "llc",
	Title:     "Logical-Link Control",
	Column:    "LLC",
	Headers:   []capture.Proto{capture.ProtoLLC},
	NewHeader: func() dissect.HeaderDissector { return new(llcDissector) },
	Fields:    llcFields,
	Outline:   &llcOutline,
}

// snapHeadLen is an LLC header with SNAP.
const snapHeadLen = 8

// sapNames names the service access points
// (https://standards.ieee.org/products-programs/regauth/llc/).
var sapNames = map[byte]string{
	0x00: "NULL LSAP", 0x02: "LLC Sub-Layer Management", 0x04: "SNA Path Control", 0x06: "TCP/IP", 0x08: "SNA", 0x0c: "SNA",
	0x0e: "PROWAY (IEC955) Network Management and Initialization", 0x10: "NetWare (unofficial?)", 0x18: "Texas Instruments",
	0x14: "ISO Network Layer (OSLAN 1)", 0x20: "ISO Network Layer (unofficial?)", 0x34: "ISO Network Layer (unofficial?)",
	0x42: "Spanning Tree BPDU", 0x4e: "EIA RS-511 Manufacturing Message Service", 0x54: "ISO Network Layer (OSLAN 2)",
	0x7e: "ISO 8208 (X.25 over 802.2)",
	0x80: "XNS", 0x82: "BACnet", 0x86: "Nestar", 0x8e: "PROWAY (IEC955) Active Station List Maintenance",
	0x98: "ARP", 0xaa: "SNAP", 0xb4: "HP JetDirect Printer", 0xba: "Banyan Vines", 0xbc: "Banyan Vines",
	0xe0: "NetWare", 0xf0: "NetBIOS",
	0xf4: "IBM Net Management", 0xf8: "HP Extended LLC", 0xfa: "Ungermann-Bass", 0xfc: "Remote Program Load",
	0xfe: "ISO Network Layer", 0xff: "Global LSAP",
}

// Modifier bits of unnumbered control fields, without the poll/final bit.
var unnumberedNames = map[byte]string{
	0x00: "UI", 0x0c: "DM", 0x40: "DISC", 0x60: "UA", 0x6c: "SABME", 0x84: "FRMR", 0x8c: "RESET", 0xac: "XID", 0xe0: "TEST",
}

var supervisoryNames = [4]string{"RR", "RNR", "REJ", "SREJ"}

// controlXID is the control field of an exchange of identification.
const controlXID = 0xac

// wlccp is the organisation and number of Cisco's protocol between access points.
var wlccp = [5]byte{0x00, 0x40, 0x96, 0x00, 0x00}

type llcDissector struct{ row llcRow }

// Header emits the row of a frame whose access point nobody decodes.
func (d *llcDissector) Header(f *dissect.Frame, h capture.Header) {
	d.row = llcRow{f: f, b: f.Headers.Bytes(h), snap: h.Len == snapHeadLen}
	column := ""
	switch b := d.row.b; {
	case len(b) >= 6 && d.row.xid():
		column = "XID"
	case d.row.snap && [5]byte(b[3:]) == wlccp:
		column = "WLCCP"
	}
	f.Emit(dissect.Layer{Message: &d.row, Column: column})
}

// llcRow is the Info text of an LLC header.
type llcRow struct {
	f    *dissect.Frame
	b    []byte
	snap bool
}

// xid reports whether the frame is an XID in the basic format of IEEE 802.2
// §5.4.1.1.2.
func (r *llcRow) xid() bool { return r.b[2]&^0x10 == controlXID|3 && r.b[3] == 0x81 }

// AppendInfo appends control field and access points.
func (r *llcRow) AppendInfo(dst []byte) []byte {
	b := r.b
	if len(b) < 3 {
		return text.AppendCut(dst, r.f.State)
	}
	if len(b) >= 6 && r.xid() {
		dst = append(dst, "Basic Format; Type 1 LLC (Class I LLC); Window Size "...)
		return strconv.AppendUint(dst, uint64(b[5]>>1), 10)
	}
	var ok bool
	if dst, ok = r.appendControl(dst); !ok {
		return text.AppendCut(dst, capture.Malformed)
	}
	if r.snap {
		dst = appendOUI(append(dst, "; SNAP, OUI 0x"...), b[3:6])
		dst = append(append(append(dst, " ("...), ouiName(b[3:6])...), "), PID 0x"...)
		return text.AppendHex(dst, uint64(binary.BigEndian.Uint16(b[6:])), 4)
	}
	if r.f.State == capture.Malformed && b[0]&^1 == 0xaa && b[1]&^1 == 0xaa {
		return text.AppendCut(dst, r.f.State)
	}
	dst = appendSAP(append(dst, "; DSAP "...), b[0])
	dst = append(dst, [...]string{" Individual", " Group"}[b[0]&1]...)
	dst = appendSAP(append(dst, ", SSAP "...), b[1])
	return append(dst, [...]string{" Command", " Response"}[b[1]&1]...)
}

// appendControl appends the control field (IEEE 802.2 §5.3); it is false if
// the field is not there to its end.
func (r *llcRow) appendControl(dst []byte) ([]byte, bool) {
	b := r.b
	if b[2]&3 == 3 {
		dst = append(dst, 'U')
		if b[2]&0x10 != 0 {
			dst = append(dst, [...]string{" P", " F"}[b[1]&1]...)
		}
		name := unnumberedNames[b[2]&^0x13]
		if name == "" {
			name = "Unknown"
		}
		return append(append(dst, ", func="...), name...), true
	}
	if len(b) < 4 {
		return dst, false
	}
	poll := ""
	if b[3]&1 != 0 {
		poll = [...]string{" P", " F"}[b[1]&1]
	}
	if b[2]&3 == 1 {
		dst = append(append(append(dst, 'S'), poll...), ", func="...)
		dst = append(dst, supervisoryNames[b[2]>>2&3]...)
		return strconv.AppendUint(append(dst, ", N(R)="...), uint64(b[3]>>1), 10), true
	}
	if poll != "" {
		poll = " P" // whoever sends information asks
	}
	dst = append(append(append(dst, 'I'), poll...), ", N(R)="...)
	dst = strconv.AppendUint(dst, uint64(b[3]>>1), 10)
	return strconv.AppendUint(append(dst, ", N(S)="...), uint64(b[2]>>1), 10), true
}

// appendOUI appends the six digits of an organisation, upper case.
func appendOUI(dst, oui []byte) []byte {
	for _, x := range oui {
		dst = append(dst, "0123456789ABCDEF"[x>>4], "0123456789ABCDEF"[x&15])
	}
	return dst
}

func appendSAP(dst []byte, sap byte) []byte {
	if name := sapNames[sap&^1]; name != "" {
		return append(dst, name...)
	}
	return text.AppendHex(append(dst, "0x"...), uint64(sap&^1), 2)
}

// ouiName names the organisations whose protocol numbers are met without a
// decoder.
func ouiName(oui []byte) string {
	switch uint32(oui[0])<<16 | uint32(binary.BigEndian.Uint16(oui[1:])) {
	case 0:
		return "Officially Xerox, but 0:0:0:0:0:0 is more common"
	case 0x00000c, 0x004096:
		return "Cisco Systems, Inc"
	case 0x0080c2:
		return "IEEE 802.1"
	}
	return "Unknown"
}
