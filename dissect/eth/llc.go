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
}

// snapHeadLen is an LLC header with SNAP.
const snapHeadLen = 8

// sapNames names the service access points
// (https://standards.ieee.org/products-programs/regauth/llc/).
var sapNames = map[byte]string{
	0x00: "NULL LSAP", 0x02: "LLC Sub-Layer Management", 0x04: "SNA Path Control", 0x06: "TCP/IP", 0x08: "SNA", 0x0c: "SNA",
	0x0e: "PROWAY (IEC955) Network Management and Initialization", 0x10: "NetWare (unofficial?)", 0x18: "Texas Instruments",
	0x42: "Spanning Tree BPDU", 0x4e: "EIA RS-511 Manufacturing Message Service", 0x7e: "ISO 8208 (X.25 over 802.2)",
	0x80: "XNS", 0x82: "BACnet", 0x86: "Nestar", 0x8e: "PROWAY (IEC955) Active Station List Maintenance",
	0x98: "ARP", 0xaa: "SNAP", 0xba: "Banyan Vines", 0xbc: "Banyan Vines", 0xe0: "NetWare", 0xf0: "NetBIOS",
	0xf4: "IBM Net Management", 0xf8: "Remote Program Load", 0xfa: "Ungermann-Bass", 0xfe: "ISO Network Layer", 0xff: "Global LSAP",
}

// Modifier bits of unnumbered control fields, without the poll/final bit.
var unnumberedNames = map[byte]string{
	0x00: "UI", 0x0c: "DM", 0x40: "DISC", 0x60: "UA", 0x6c: "SABME", 0x84: "FRMR", 0xac: "XID", 0xe0: "TEST",
}

var supervisoryNames = [4]string{"RR", "RNR", "REJ", "SREJ"}

// controlXID is the control field of an exchange of identification.
const controlXID = 0xac

type llcDissector struct{ row llcRow }

// Header emits the row of a frame whose access point nobody decodes.
func (d *llcDissector) Header(f *dissect.Frame, h capture.Header) {
	d.row = llcRow{f: f, b: f.Headers.Bytes(h), snap: h.Len == snapHeadLen}
	column := ""
	if b := d.row.b; len(b) >= 6 && d.row.xid() {
		column = "XID"
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
		dst = text.AppendHex(append(dst, "; SNAP, OUI 0x"...), uint64(b[3])<<16|uint64(binary.BigEndian.Uint16(b[4:])), 6)
		dst = append(append(append(dst, " ("...), ouiName(b[3:6])...), "), PID 0x"...)
		return text.AppendHex(dst, uint64(binary.BigEndian.Uint16(b[6:])), 4)
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
	dst = append(append(append(dst, 'I'), poll...), ", N(R)="...)
	dst = strconv.AppendUint(dst, uint64(b[3]>>1), 10)
	return strconv.AppendUint(append(dst, ", N(S)="...), uint64(b[2]>>1), 10), true
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

var llcFields = []dissect.Field{
	{Name: "llc.dsap", Title: "DSAP", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Number(0, 1)},
	{Name: "llc.dsap.ig", Title: "IG Bit", Type: dissect.Bool, Get: dissect.Bits(0, 1, 0, 1)},
	{Name: "llc.ssap", Title: "SSAP", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Number(1, 1)},
	{Name: "llc.ssap.cr", Title: "CR Bit", Type: dissect.Bool, Get: dissect.Bits(1, 1, 0, 1)},
	{Name: "llc.control", Title: "Control", Type: dissect.Uint, Base: dissect.Hex4, Get: getControl},
	{Name: "llc.oui", Title: "Organization Code", Type: dissect.Uint, Get: withSNAP(dissect.Number(3, 3))},
	{Name: "llc.type", Title: "Type", Type: dissect.Uint, Base: dissect.Hex4, Get: withSNAP(dissect.Number(6, 2))},
}

func getControl(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	b := f.Headers.Bytes(l.Header)
	switch {
	case len(b) >= 3 && b[2]&3 == 3:
		v.Uint(uint64(b[2])).At(int(l.Header.Off)+2, 1)
	case len(b) >= 4:
		v.Uint(uint64(b[3])<<8|uint64(b[2])).At(int(l.Header.Off)+2, 2)
	}
}

// withSNAP returns a getter that reads headers with SNAP.
func withSNAP(get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if l.Header.Len == snapHeadLen {
			get(f, l, v)
		}
	}
}
