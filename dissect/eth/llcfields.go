package eth

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
)

var llcFields = []dissect.Field{
	{Name: "llc.dsap", Title: "DSAP", Type: dissect.Uint, Base: dissect.Hex2, Names: sapName, Get: dissect.Number(0, 1)},
	{Name: "llc.dsap.sap", Title: "SAP", Type: dissect.Uint, Base: dissect.Named, Names: individualName,
		Get: dissect.Bits(0, 1, 1, 7)},
	{Name: "llc.dsap.ig", Title: "IG Bit", Type: dissect.Bool, Names: groupName, Get: dissect.Bits(0, 1, 0, 1)},
	{Name: "llc.ssap", Title: "SSAP", Type: dissect.Uint, Base: dissect.Hex2, Names: sapName, Get: dissect.Number(1, 1)},
	{Name: "llc.ssap.sap", Title: "SAP", Type: dissect.Uint, Base: dissect.Named, Names: individualName,
		Get: dissect.Bits(1, 1, 1, 7)},
	{Name: "llc.ssap.cr", Title: "CR Bit", Type: dissect.Bool, Names: responseName, Get: dissect.Bits(1, 1, 0, 1)},
	{Name: "llc.control", Title: "Control", Type: dissect.Uint, Base: dissect.Hex4, Get: getControl},
	{Name: "llc.control.n_r", Title: "N(R)", Type: dissect.Uint, Get: control(0xfe00, numbered)},
	{Name: "llc.control.n_s", Title: "N(S)", Type: dissect.Uint, Get: control(0x00fe, information)},
	{Name: "llc.control.p", Title: "Poll", Type: dissect.Bool, Get: getPoll(0)},
	{Name: "llc.control.f", Title: "Final", Type: dissect.Bool, Get: getPoll(1)},
	{Name: "llc.control.s_ftype", Title: "Supervisory frame type", Type: dissect.Uint, Base: dissect.Hex4,
		Names: supervisoryName, Get: control(0x000c, supervisory)},
	{Name: "llc.control.u_modifier_cmd", Title: "Command", Type: dissect.Uint, Base: dissect.Hex2, Names: commandName,
		Get: modifier(0)},
	{Name: "llc.control.u_modifier_resp", Title: "Response", Type: dissect.Uint, Base: dissect.Hex2, Names: answerName,
		Get: modifier(1)},
	{Name: "llc.control.ftype", Title: "Frame type", Type: dissect.Uint, Base: dissect.Hex2, Names: formatName,
		Get: getFormat},
	{Name: "llc.oui", Title: "Organization Code", Type: dissect.Uint, Get: withSNAP(dissect.Number(3, 3))},
	{Name: "llc.type", Title: "Type", Type: dissect.Uint, Base: dissect.Hex4, Names: dissect.EtherTypeName,
		Get: ofOUI(dissect.Number(6, 2), 0, 0xf8)},
	{Name: "llc.cisco_pid", Title: "PID", Type: dissect.Uint, Base: dissect.Hex4, Names: ciscoName,
		Get: ofOUI(dissect.Number(6, 2), ciscoOUI)},
	{Name: "llc.wlccp_pid", Title: "PID", Type: dissect.Uint, Base: dissect.Hex4, Names: wlccpName,
		Get: ofOUI(dissect.Number(6, 2), aironetOUI)},
	{Name: "llc.extreme_pid", Title: "PID", Type: dissect.Uint, Base: dissect.Hex4, Names: extremeName,
		Get: ofOUI(dissect.Number(6, 2), extremeOUI)},
	{Name: "llc.pid", Title: "Protocol ID", Type: dissect.Uint, Base: dissect.Hex4, Get: getPID},
}

// Organisations whose protocol numbers have a field of their own.
const (
	ciscoOUI   = 0x00000c
	aironetOUI = 0x004096
	extremeOUI = 0x00e02b
)

var llcOutline = dissect.Outline{
	Branches: []dissect.Branch{
		{Above: "llc.dsap", Below: []string{"llc.dsap.*"}},
		{Above: "llc.ssap", Below: []string{"llc.ssap.*"}},
		{Above: "llc.control", Below: []string{"llc.control.*"}},
	},
	Wordings: []dissect.Wording{{Field: "llc.control", Title: "Control field", Say: sayControl},
		{Field: "llc.oui", Say: sayOUI}},
}

func sapName(u uint64) string {
	if name := sapNames[byte(u)]; name != "" {
		return name
	}
	switch u {
	case 0x01:
		return sapNames[0]
	case 0x7f:
		return "ISO 802.2"
	}
	return "Unknown"
}

func individualName(u uint64) string {
	if name := sapNames[byte(u)<<1]; name != "" {
		return name
	}
	return "Unknown"
}

func groupName(u uint64) string    { return [...]string{"Individual", "Group"}[u&1] }
func responseName(u uint64) string { return [...]string{"Command", "Response"}[u&1] }

func supervisoryName(u uint64) string {
	return [...]string{"Receiver ready", "Receiver not ready", "Reject", "Selective reject"}[u&3]
}

func formatName(u uint64) string {
	switch u {
	case unnumbered:
		return "Unnumbered frame"
	case supervisory:
		return "Supervisory frame"
	}
	return "Information frame"
}

// modifierNames are the words for the modifier bits of unnumbered frames (IEEE
// 802.2 §5.4), as commands and, where that differs, as responses.
var modifierNames = map[uint64][2]string{
	0x00: {"Unnumbered Information"}, 0x01: {"Set Initialization Mode", "Request Initialization Mode"},
	0x03: {"Set Asynchronous Response Mode", "Disconnected mode"}, 0x08: {"Unnumbered Poll"},
	0x0b: {"Set Asynchronous Balanced Mode"},
	0x10: {"Disconnect", "Request Disconnect"}, 0x13: {"Set Asynchronous Response Mode Extended"},
	0x18: {"Unnumbered Acknowledge"},
	0x1b: {"Set Asynchronous Balanced Mode Extended"}, 0x20: {"Set Normal Response Mode"}, 0x21: {"Frame reject"},
	0x23: {"Reset"},
	0x2b: {"Exchange identification"}, 0x31: {"Configure"}, 0x33: {"Set Normal Response Mode Extended"}, 0x38: {"Test"},
	0x3b: {"Beacon"},
}

func commandName(u uint64) string {
	if names, ok := modifierNames[u]; ok {
		return names[0]
	}
	return "Unknown"
}

func answerName(u uint64) string {
	if names := modifierNames[u]; names[1] != "" {
		return names[1]
	}
	return commandName(u)
}

var ciscoNames = map[uint64]string{
	0x0102: "DRIP", 0x0104: "PAgP", 0x0105: "MLS Hello", 0x0108: "RLQ BPDUs (request)", 0x0109: "RLQ BPDUs (response)",
	0x010b: "PVSTP+",
	0x010c: "VLAN Bridge", 0x0111: "UDLD", 0x0139: "MCP", 0x2000: "CDP", 0x2001: "CGMP", 0x2003: "VTP", 0x2004: "DTP",
	0x200a: "STP Uplink Fast",
}

func ciscoName(u uint64) string   { return named(ciscoNames[u]) }
func wlccpName(u uint64) string   { return named(map[uint64]string{0x00: "WLCCP"}[u]) }
func extremeName(u uint64) string { return named(map[uint64]string{0xbb: "EDP"}[u]) }

func named(s string) string {
	if s == "" {
		return "Unknown"
	}
	return s
}

// Formats of the control field, its lowest bits.
const (
	information = 0 // one bit, the next is a number's
	supervisory = 1
	unnumbered  = 3
	numbered    = -1 // either of the former
)

// format returns the format of the control field in b, and the field if it has
// two bytes.
func format(b []byte) (kind int, field uint64, ok bool) {
	switch {
	case len(b) >= 3 && b[2]&3 == unnumbered:
		return unnumbered, uint64(b[2]), true
	case len(b) < 4:
		return 0, 0, false
	case b[2]&1 == 0:
		return information, uint64(b[3])<<8 | uint64(b[2]), true
	}
	return supervisory, uint64(b[3])<<8 | uint64(b[2]), true
}

func getControl(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if kind, u, ok := format(f.Headers.Bytes(l.Header)); ok {
		v.Uint(u).At(int(l.Header.Off)+2, controlLen(kind))
	}
}

func controlLen(kind int) int {
	if kind == unnumbered {
		return 1
	}
	return 2
}

// control returns the getter of bits of a control field of two bytes, if it has the
// format that is wanted. They are told without their place: its lower byte is the
// first.
func control(mask uint64, want int) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		kind, u, ok := format(f.Headers.Bytes(l.Header))
		if !ok || kind == unnumbered || want != numbered && kind != want {
			return
		}
		v.Uint(u&mask/(mask&-mask)).At(int(l.Header.Off)+2, 2)
	}
}

// getPoll returns the getter of the bit by which a command polls and a response
// is final, if it is set.
func getPoll(response byte) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := f.Headers.Bytes(l.Header)
		kind, u, ok := format(b)
		if !ok || kind != information && b[1]&1 != response || kind == information && response == 1 {
			return
		}
		mask := uint64(0x100)
		if kind == unnumbered {
			mask = 0x10
		}
		if u&mask != 0 {
			x := v.Uint(1)
			x.At(int(l.Header.Off)+2, controlLen(kind))
			if kind == unnumbered {
				x.Masked(mask)
			}
		}
	}
}

func modifier(response byte) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := f.Headers.Bytes(l.Header)
		if kind, u, ok := format(b); ok && kind == unnumbered && b[1]&1 == response {
			v.Uint(u&0xec>>2).Masked(0xec).At(int(l.Header.Off)+2, 1)
		}
	}
}

func getFormat(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	kind, _, ok := format(f.Headers.Bytes(l.Header))
	if !ok {
		return
	}
	x := v.Uint(uint64(kind))
	x.At(int(l.Header.Off)+2, controlLen(kind))
	if kind == unnumbered {
		x.Masked(unnumbered)
	}
}

// sayControl says the control field as the row does, and its number.
func sayControl(dst []byte, f *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	r := llcRow{f: f, b: f.Headers.Bytes(l.Header)}
	dst, _ = r.appendControl(append(dst, ": "...))
	dst = append(dst, " (0x"...)
	for i := 2*int(v.Len) - 1; i >= 0; i-- {
		dst = append(dst, "0123456789ABCDEF"[v.U>>(4*i)&15])
	}
	return append(dst, ')')
}

func sayOUI(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
	oui := []byte{byte(v.U >> 16), byte(v.U >> 8), byte(v.U)}
	dst = capture.AppendEther(append(dst, ": "...), oui)
	if name := ouiName(oui); name != "Unknown" {
		dst = append(append(append(dst, " ("...), name...), ')')
	}
	return dst
}

// withSNAP returns a getter that reads headers with SNAP.
func withSNAP(get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if l.Header.Len == snapHeadLen {
			get(f, l, v)
		}
	}
}

// ofOUI returns a getter that reads headers with SNAP of some organisations.
func ofOUI(get dissect.Getter, list ...uint32) dissect.Getter {
	return withSNAP(func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		oui := organisation(f, l)
		for _, x := range list {
			if x == oui {
				get(f, l, v)
			}
		}
	})
}

func organisation(f *dissect.Frame, l *dissect.Layer) uint32 {
	b := f.Headers.Bytes(l.Header)
	return uint32(b[3])<<16 | uint32(binary.BigEndian.Uint16(b[4:]))
}

// getPID appends the protocol number of the other organisations.
func getPID(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if l.Header.Len != snapHeadLen {
		return
	}
	switch organisation(f, l) {
	case 0, 0xf8, ciscoOUI, aironetOUI, extremeOUI:
		return
	}
	dissect.Number(6, 2)(f, l, v)
}
