package tunnel

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// L2TP is the Layer Two Tunneling Protocol, version 2
// (https://www.rfc-editor.org/rfc/rfc2661).
var L2TP = dissect.Protocol{
	Name:      "l2tp",
	Title:     "Layer 2 Tunneling Protocol",
	Column:    "L2TP",
	Headers:   []capture.Proto{capture.ProtoL2TP},
	NewHeader: dissect.HeaderRows(nil, appendL2TP),
	Fields: []dissect.Field{
		{Name: "l2tp.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(0, 2)},
		{Name: "l2tp.type", Title: "Type", Type: dissect.Uint, Get: dissect.Bits(0, 2, 15, 1)},
		{Name: "l2tp.length_bit", Title: "Length Bit", Type: dissect.Bool, Get: dissect.Bits(0, 2, 14, 1)},
		{Name: "l2tp.seq_bit", Title: "Sequence Bit", Type: dissect.Bool, Get: dissect.Bits(0, 2, 11, 1)},
		{Name: "l2tp.offset_bit", Title: "Offset bit", Type: dissect.Bool, Get: dissect.Bits(0, 2, 9, 1)},
		{Name: "l2tp.priority", Title: "Priority", Type: dissect.Bool, Get: dissect.Bits(0, 2, 8, 1)},
		{Name: "l2tp.version", Title: "Version", Type: dissect.Uint, Get: dissect.Bits(0, 2, 0, 4)},
		{Name: "l2tp.length", Title: "Length", Type: dissect.Uint, Get: l2tpField(func(x l2tpHeader) (off, n int) {
			return 2, 2 * x.has(l2tpLength)
		})},
		{Name: "l2tp.tunnel", Title: "Tunnel ID", Type: dissect.Uint,
			Get: l2tpField(func(x l2tpHeader) (off, n int) { return x.tunnelAt(), 2 })},
		{Name: "l2tp.session", Title: "Session ID", Type: dissect.Uint,
			Get: l2tpField(func(x l2tpHeader) (off, n int) { return x.tunnelAt() + 2, 2 })},
		{Name: "l2tp.Ns", Title: "Ns", Type: dissect.Uint, Get: l2tpField(func(x l2tpHeader) (off, n int) {
			return x.tunnelAt() + 4, 2 * x.has(l2tpSequence)
		})},
		{Name: "l2tp.Nr", Title: "Nr", Type: dissect.Uint, Get: l2tpField(func(x l2tpHeader) (off, n int) {
			return x.tunnelAt() + 6, 2 * x.has(l2tpSequence)
		})},
	},
	Outline: &dissect.Outline{Branches: []dissect.Branch{{Above: "l2tp.flags", Below: []string{
		"l2tp.type", "l2tp.length_bit", "l2tp.seq_bit", "l2tp.offset_bit", "l2tp.priority", "l2tp.version"}}}},
}

// Flags of the first two bytes (RFC 2661 §3.1).
const (
	l2tpControl  = 0x8000
	l2tpLength   = 0x4000
	l2tpSequence = 0x0800
)

// l2tpHeader is a message with its flags at least.
type l2tpHeader []byte

// has returns 1 if the flag is set, else 0.
func (x l2tpHeader) has(flag uint16) int {
	if binary.BigEndian.Uint16(x)&flag != 0 {
		return 1
	}
	return 0
}

// tunnelAt returns where the numbers of tunnel and session stand.
func (x l2tpHeader) tunnelAt() int { return 2 + 2*x.has(l2tpLength) }

// l2tpField returns the getter of a number of n bytes, which is not there if n
// is 0.
func l2tpField(where func(x l2tpHeader) (off, n int)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if b := f.Headers.Bytes(l.Header); len(b) >= 2 {
			if off, n := where(b); n > 0 {
				dissect.Number(off, n)(f, l, v)
			}
		}
	}
}

// l2tpMessages are the types of control messages (RFC 2661 §3.2, RFC 3573,
// RFC 4045).
var l2tpMessages = [...]string{
	1: "SCCRQ", 2: "SCCRP", 3: "SCCCN", 4: "StopCCN", 5: "Reserved", 6: "Hello", 7: "OCRQ", 8: "OCRP", 9: "OCCN",
	10: "ICRQ", 11: "ICRP", 12: "ICCN",
	13: "Reserved", 14: "CDN", 15: "WEN", 16: "SLI", 17: "MDMST", 18: "SRRQ", 19: "SRRP",
}

// appendL2TP appends the kind of a message and the tunnel it belongs to.
func appendL2TP(dst []byte, r *dissect.HeaderRow) []byte {
	x := l2tpHeader(r.Bytes)
	if len(x) < 2 || len(x) < x.tunnelAt()+4 {
		return text.AppendCut(dst, r.Frame.State)
	}
	at := x.tunnelAt()
	if x.has(l2tpControl) == 0 {
		dst = append(dst, "Data    Message            "...)
	} else {
		dst = append(x.appendType(append(dst, "Control Message - "...)), ' ')
	}
	dst = strconv.AppendUint(append(dst, "(tunnel id="...), uint64(binary.BigEndian.Uint16(x[at:])), 10)
	dst = strconv.AppendUint(append(dst, ", session id="...), uint64(binary.BigEndian.Uint16(x[at+2:])), 10)
	return text.AppendCut(append(dst, ')'), r.Frame.State)
}

// appendType appends what the first attribute of a control message says: its
// type (§4.4.1). A message without any is an acknowledgment alone.
func (x l2tpHeader) appendType(dst []byte) []byte {
	const valueAt, valueLen = 6, 2
	at := x.tunnelAt() + 4 + 4*x.has(l2tpSequence)
	if len(x) < at+valueAt+valueLen {
		return append(dst, "ZLB     "...)
	}
	t := binary.BigEndian.Uint16(x[at+valueAt:])
	if int(t) < len(l2tpMessages) && l2tpMessages[t] != "" {
		return append(dst, l2tpMessages[t]...)
	}
	return append(strconv.AppendUint(append(dst, "Unknown ("...), uint64(t), 10), ')')
}
