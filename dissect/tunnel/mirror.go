package tunnel

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// ERSPAN carries mirrored frames in GRE (draft-foschiano-erspan).
var ERSPAN = dissect.Protocol{
	Name:      "erspan",
	Title:     "Encapsulated Remote Switch Packet ANalysis",
	Column:    "ERSPAN",
	Headers:   []capture.Proto{capture.ProtoERSPAN},
	NewHeader: dissect.HeaderRows(nil, sameText("ERSPAN:")),
	Fields: []dissect.Field{
		{Name: "erspan.version", Title: "Version", Type: dissect.Uint, Get: mirrored(1, dissect.Bits(0, 2, 12, 4))},
		{Name: "erspan.vlan", Title: "Vlan", Type: dissect.Uint, Get: mirrored(1, dissect.Bits(0, 2, 0, 12))},
		{Name: "erspan.cos", Title: "COS", Type: dissect.Uint, Get: mirrored(1, dissect.Bits(2, 2, 13, 3))},
		{Name: "erspan.truncated", Title: "Truncated", Type: dissect.Uint, Get: mirrored(1, dissect.Bits(2, 2, 10, 1))},
		{Name: "erspan.spanid", Title: "SpanID", Type: dissect.Uint, Get: mirrored(1, dissect.Bits(2, 2, 0, 10))},
		{Name: "erspan.index", Title: "Index", Type: dissect.Uint,
			Get: func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
				if l.Header.Len == erspanII {
					dissect.Bits(4, 4, 0, 20)(f, l, v)
				}
			}},
		{Name: "erspan.timestamp", Title: "Timestamp", Type: dissect.Uint, Get: mirrored(erspanIII, dissect.Number(4, 4))},
		{Name: "erspan.sgt", Title: "Security Group Tag", Type: dissect.Uint,
			Get: mirrored(erspanIII, dissect.Number(8, 2))},
		{Name: "erspan.ft", Title: "Frame Type", Type: dissect.Uint, Get: mirrored(erspanIII, dissect.Bits(10, 2, 10, 5))},
		{Name: "erspan.direction", Title: "Direction", Type: dissect.Uint,
			Get: mirrored(erspanIII, dissect.Bits(10, 2, 3, 1))},
	},
}

// Lengths of ERSPAN's headers by type; type I has none.
const (
	erspanII  = 8
	erspanIII = 12
)

// mirrored returns a getter that reads headers of at least n bytes.
func mirrored(n uint16, get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if l.Header.Len >= n {
			get(f, l, v)
		}
	}
}

// TZSP carries frames that access points and routers mirror.
var TZSP = dissect.Protocol{
	Name:      "tzsp",
	Title:     "Tazmen Sniffer Protocol",
	Column:    "TZSP",
	Headers:   []capture.Proto{capture.ProtoTZSP},
	NewHeader: dissect.HeaderRows(tzspColumn, appendTZSP),
	Fields: []dissect.Field{
		{Name: "tzsp.version", Title: "Version", Type: dissect.Uint, Get: dissect.Number(0, 1)},
		{Name: "tzsp.type", Title: "Type", Type: dissect.Uint, Get: dissect.Number(1, 1)},
		{Name: "tzsp.encap", Title: "Encapsulation", Type: dissect.Uint, Get: dissect.Number(2, 2)},
	},
}

// tzspCarried names what TZSP carries.
var tzspCarried = map[uint16]string{
	1: "Ethernet", 2: "Token Ring", 4: "PPP", 5: "FDDI", 18: "IEEE 802.11", 119: "IEEE 802.11 with Prism headers",
	127: "IEEE 802.11 with AVS headers",
}

const tzspKeepAlive = 4 // the first type of packet that carries nothing

func tzspColumn(r *dissect.HeaderRow) string {
	if b := r.Bytes; r.Frame.State == capture.Decoded && b[1] < tzspKeepAlive &&
		tzspCarried[binary.BigEndian.Uint16(b[2:])] == "" {
		return "UNKNOWN"
	}
	return ""
}

func appendTZSP(dst []byte, r *dissect.HeaderRow) []byte {
	if len(r.Bytes) >= 4 {
		t := binary.BigEndian.Uint16(r.Bytes[2:])
		if name := tzspCarried[t]; name != "" {
			dst = append(dst, name...)
		} else {
			dst = strconv.AppendUint(append(dst, "TZSP_ENCAP = "...), uint64(t), 10)
		}
	}
	return text.AppendCut(dst, r.Frame.State)
}
