package eth

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
)

var outline = dissect.Outline{
	Summary: appendSummary,
	Branches: []dissect.Branch{
		{Above: "eth.dst", Below: []string{"eth.dst_resolved", "eth.dst.*", "eth.addr", "eth.addr_resolved",
			"eth.addr.oui", "eth.addr.oui_resolved", "eth.lg", "eth.ig"}},
		{Above: "eth.trailer", Below: []string{"eth.padding_bad"}},
		{Above: "eth.src", Below: []string{"eth.src_not_group", "eth.src_resolved", "eth.src.*", "eth.addr",
			"eth.addr_resolved", "eth.addr.oui", "eth.addr.oui_resolved", "eth.lg", "eth.ig"}},
	},
	Hidden: []string{
		"eth.addr_resolved", "eth.addr.oui*", "eth.lg", "eth.ig",
		"eth.dst_resolved", "eth.dst.oui*", "eth.src_resolved", "eth.src.oui*",
	},
	Computed: []string{"eth.fcs.status"},
	Wordings: wordings,
	Conditions: []dissect.Condition{{Holds: hasEnding,
		Fields: []string{"eth.padding", "eth.padding_bad", "eth.trailer", "eth.fcs", "eth.fcs.status"}}},
	Told: []dissect.Told{{Name: "eth", Unless: hasEnding}},
	Experts: []dissect.Expert{
		{Field: "eth.src_not_group", Severity: dissect.Warning, Group: dissect.AboutProtocol},
		{Field: "eth.padding_bad", Severity: dissect.Notable, Group: dissect.AboutProtocol},
	},
}

// hasEnding reports whether the frame goes on behind what it carries.
func hasEnding(f *dissect.Frame, l *dissect.Layer) bool {
	next, ok := inside(f, l)
	return ok && next < l.Header.End
}

// appendSummary appends the kind of frame and its addresses.
func appendSummary(dst []byte, f *dissect.Frame, l *dissect.Layer) []byte {
	b := f.Headers.Bytes(l.Header)
	if len(b) < 14 {
		return dst
	}
	if binary.BigEndian.Uint16(b[12:]) >= typeStart {
		dst = append(dst, " II"...)
	}
	dst = capture.AppendEther(append(dst, ", Src: "...), b[6:12])
	return capture.AppendEther(append(dst, ", Dst: "...), b[:6])
}

var vlanOutline = dissect.Outline{Summary: appendTag, Told: []dissect.Told{{Name: "vlan"}}}

// appendTag appends the parts of the tag.
func appendTag(dst []byte, f *dissect.Frame, l *dissect.Layer) []byte {
	b := f.Headers.Bytes(l.Header)
	if len(b) < 2 {
		return dst
	}
	tag := uint64(binary.BigEndian.Uint16(b))
	dst = strconv.AppendUint(append(dst, ", PRI: "...), tag>>13, 10)
	dst = strconv.AppendUint(append(dst, ", DEI: "...), tag>>12&1, 10)
	return strconv.AppendUint(append(dst, ", ID: "...), tag&0xfff, 10)
}
