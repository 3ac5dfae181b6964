package tunnel

import (
	"encoding/binary"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// EtherIP is Ethernet over IP (https://www.rfc-editor.org/rfc/rfc3378).
var EtherIP = dissect.Protocol{
	Name:      "etherip",
	Title:     "Ethernet over IP",
	Column:    "ETHERIP",
	Headers:   []capture.Proto{capture.ProtoEtherIP},
	NewHeader: dissect.HeaderRows(nil, appendNothing),
	Fields: []dissect.Field{
		{Name: "etherip.ver", Title: "Version", Type: dissect.Uint, Get: dissect.Bits(0, 2, 12, 4)},
		{Name: "etherip.reserved", Title: "Reserved", Type: dissect.Uint, Base: dissect.Hex4,
			Get: dissect.Bits(0, 2, 0, 12)},
	},
}

// NSH is the network service header (https://www.rfc-editor.org/rfc/rfc8300).
var NSH = dissect.Protocol{
	Name:      "nsh",
	Title:     "Network Service Header",
	Column:    "NSH",
	Headers:   []capture.Proto{capture.ProtoNSH},
	NewHeader: dissect.HeaderRows(nil, sameText("Network Service Header")),
	Fields: []dissect.Field{
		{Name: "nsh.version", Title: "Version", Type: dissect.Uint, Get: dissect.Bits(0, 2, 14, 2)},
		{Name: "nsh.Obit", Title: "O Bit", Type: dissect.Uint, Get: dissect.Bits(0, 2, 13, 1)},
		{Name: "nsh.ttl", Title: "Time to live", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Bits(0, 2, 6, 6)},
		{Name: "nsh.length", Title: "Length", Type: dissect.Uint, Get: dissect.Bits(0, 2, 0, 6)},
		{Name: "nsh.mdtype", Title: "MD Type", Type: dissect.Uint, Get: dissect.Number(2, 1)},
		{Name: "nsh.nextproto", Title: "Next Protocol", Type: dissect.Uint, Get: dissect.Number(3, 1)},
		{Name: "nsh.spi", Title: "SPI", Type: dissect.Uint, Get: dissect.Number(4, 3)},
		{Name: "nsh.si", Title: "SI", Type: dissect.Uint, Get: dissect.Number(7, 1)},
	},
}

// LISP is the data plane of the Locator/ID Separation Protocol
// (https://www.rfc-editor.org/rfc/rfc9300).
var LISP = dissect.Protocol{
	Name:      "lisp-data",
	Title:     "Locator/ID Separation Protocol (Data)",
	Column:    "LISP",
	Headers:   []capture.Proto{capture.ProtoLISP},
	NewHeader: dissect.HeaderRows(nil, sameText("LISP Encapsulation Header")),
	Fields: []dissect.Field{
		{Name: "lisp-data.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Number(0, 1)},
		{Name: "lisp-data.flags.nonce", Title: "N bit (Nonce present)", Type: dissect.Bool, Get: dissect.Bits(0, 1, 7, 1)},
		{Name: "lisp-data.flags.lsb", Title: "L bit (Locator-Status-Bits field enabled)", Type: dissect.Bool,
			Get: dissect.Bits(0, 1, 6, 1)},
		{Name: "lisp-data.flags.enr", Title: "E bit (Echo-Nonce-Request)", Type: dissect.Bool,
			Get: dissect.Bits(0, 1, 5, 1)},
		{Name: "lisp-data.flags.mv", Title: "V bit (Map-Version present)", Type: dissect.Bool,
			Get: dissect.Bits(0, 1, 4, 1)},
		{Name: "lisp-data.flags.iid", Title: "I bit (Instance ID present)", Type: dissect.Bool,
			Get: dissect.Bits(0, 1, 3, 1)},
		{Name: "lisp-data.nonce", Title: "Nonce", Type: dissect.Uint, Get: lispFlagged(0x80, dissect.Number(1, 3))},
		{Name: "lisp-data.iid", Title: "Instance ID", Type: dissect.Uint, Get: lispFlagged(0x08, dissect.Number(4, 3))},
	},
	Outline: &dissect.Outline{Branches: []dissect.Branch{{Above: "lisp-data.flags", Below: []string{"lisp-data.flags.*"}}}},
}

// lispFlagged returns a getter that reads headers with a flag.
func lispFlagged(flag byte, get dissect.Getter) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if b := f.Headers.Bytes(l.Header); len(b) > 0 && b[0]&flag != 0 {
			get(f, l, v)
		}
	}
}

// AYIYA is Anything in Anything (draft-massar-v6ops-ayiya). Its rows without a
// packet are those of UDP.
var AYIYA = dissect.Protocol{
	Name:      "ayiya",
	Title:     "Anything in Anything Protocol",
	Column:    "AYIYA",
	Headers:   []capture.Proto{capture.ProtoAYIYA},
	NewHeader: dissect.HeaderRows(nil, appendAYIYA),
	Fields: []dissect.Field{
		{Name: "ayiya.idlen", Title: "Identity field length", Type: dissect.Uint, Base: dissect.Hex2,
			Get: func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
				if b := f.Headers.Bytes(l.Header); len(b) > 0 {
					v.Uint(1<<(b[0]>>4)).At(int(l.Header.Off), 1)
				}
			}},
		{Name: "ayiya.idtype", Title: "Identity field type", Type: dissect.Uint, Base: dissect.Hex2,
			Get: dissect.Bits(0, 1, 0, 4)},
		{Name: "ayiya.hashmethod", Title: "Hash method", Type: dissect.Uint, Base: dissect.Hex2,
			Get: dissect.Bits(1, 1, 0, 4)},
		{Name: "ayiya.authmethod", Title: "Authentication method", Type: dissect.Uint, Base: dissect.Hex2,
			Get: dissect.Bits(2, 1, 4, 4)},
		{Name: "ayiya.opcode", Title: "Operation Code", Type: dissect.Uint, Base: dissect.Hex2,
			Get: dissect.Bits(2, 1, 0, 4)},
		{Name: "ayiya.nextheader", Title: "Next Header", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Number(3, 1)},
	},
}

// sameText returns the info of a header that always says the same.
func sameText(s string) dissect.HeaderInfo {
	return func(dst []byte, r *dissect.HeaderRow) []byte {
		return text.AppendCut(append(dst, s...), r.Frame.State)
	}
}

// appendAYIYA appends what UDP says of a datagram without a packet: its ports
// and its length.
func appendAYIYA(dst []byte, r *dissect.HeaderRow) []byte {
	if h, ok := r.Frame.Find(capture.ProtoUDP); ok {
		b := r.Frame.Headers.Bytes(h)
		dst = strconv.AppendUint(dst, uint64(r.Frame.SrcPort), 10)
		dst = strconv.AppendUint(append(dst, " → "...), uint64(r.Frame.DstPort), 10)
		dst = strconv.AppendInt(append(dst, " Len="...), int64(binary.BigEndian.Uint16(b[4:]))-int64(h.Len), 10)
	}
	return text.AppendCut(dst, r.Frame.State)
}
