package gtp

import "netsniff/dissect"

// Flags of the first byte (3GPP TS 29.281 §5.1): which of the fields behind the
// TEID mean something. All of them are there if one is.
const (
	flagNPDU      = 0x01
	flagSequence  = 0x02
	flagExtension = 0x04
)

// Types of extension headers (3GPP TS 29.281 §5.2.1).
const (
	extPort    = 0x40
	extSession = 0x85
	extPDCP    = 0xc0
)

var fields = []dissect.Field{
	{Name: "gtp.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Number(0, 1)},
	{Name: "gtp.flags.version", Title: "Version", Type: dissect.Uint, Get: dissect.Bits(0, 1, 5, 3)},
	{Name: "gtp.flags.payload", Title: "Protocol type", Type: dissect.Uint, Get: dissect.Bits(0, 1, 4, 1)},
	{Name: "gtp.flags.reserved", Title: "Reserved", Type: dissect.Uint, Get: dissect.Bits(0, 1, 3, 1)},
	{Name: "gtp.flags.e", Title: "Is Next Extension Header present?", Type: dissect.Bool, Get: dissect.Bits(0, 1, 2, 1)},
	{Name: "gtp.flags.s", Title: "Is Sequence Number present?", Type: dissect.Bool, Get: dissect.Bits(0, 1, 1, 1)},
	{Name: "gtp.flags.pn", Title: "Is N-PDU number present?", Type: dissect.Bool, Get: dissect.Bits(0, 1, 0, 1)},
	{Name: "gtp.message", Title: "Message Type", Type: dissect.Uint, Base: dissect.Hex2, Get: dissect.Number(1, 1)},
	{Name: "gtp.length", Title: "Length", Type: dissect.Uint, Get: dissect.Number(2, 2)},
	{Name: "gtp.teid", Title: "TEID", Type: dissect.Uint, Base: dissect.Hex8, Get: dissect.Number(4, 4)},
	{Name: "gtp.seq_number", Title: "Sequence number", Type: dissect.Uint, Base: dissect.Hex4,
		Get: optional(flagSequence, 8, 2)},
	{Name: "gtp.npdu_number", Title: "N-PDU Number", Type: dissect.Uint, Base: dissect.Hex2, Get: optional(flagNPDU, 10, 1)},
	{Name: "gtp.ext_hdr.next", Title: "Next extension header type", Type: dissect.Uint, Base: dissect.Hex2,
		Get: dissect.Both(optional(flagExtension, 11, 1), extensions(next))},
	{Name: "gtp.ext_hdr.length", Title: "Extension Header Length", Type: dissect.Uint, Get: extensions(length)},
	{Name: "gtp.ext_hdr.udp_port", Title: "UDP Port", Type: dissect.Uint, Get: extensions(content(extPort, 1, 2, 0, 16))},
	{Name: "gtp.ext_hdr.pdcp_sn", Title: "PDCP Sequence Number", Type: dissect.Uint,
		Get: extensions(content(extPDCP, 1, 2, 0, 16))},
	{Name: "gtp.ext_hdr.pdu_ses_con.pdu_type", Title: "PDU Type", Type: dissect.Uint,
		Get: extensions(content(extSession, 1, 1, 4, 4))},
	{Name: "gtp.ext_hdr.pdu_ses_con.qos_flow_id", Title: "QoS Flow Identifier (QFI)", Type: dissect.Uint,
		Get: extensions(content(extSession, 2, 1, 0, 6))},
}

var outline = dissect.Outline{
	Branches: []dissect.Branch{{Above: "gtp.flags", Below: []string{"gtp.flags.*"}}},
}

// optional returns the getter of a number that means something if a flag is set.
func optional(flag byte, off, n int) dissect.Getter {
	get := dissect.Number(off, n)
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if b := f.Headers.Bytes(l.Header); len(b) > 0 && b[0]&flag != 0 {
			get(f, l, v)
		}
	}
}

// extension is an extension header of type t with n bytes at off.
type extension struct {
	t      byte
	off, n int
}

// extensions returns the getter that asks each extension header for the place
// and the bits of its value.
func extensions(of func(extension) (off, n, shift, width int)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := f.Headers.Bytes(l.Header)
		b = b[:min(len(b), int(l.Header.Len))]
		if len(b) < 12 || b[0]&flagExtension == 0 {
			return
		}
		x := extension{t: b[11], off: 12}
		for x.t != 0 && x.off < len(b) {
			x.n = int(b[x.off]) * 4
			if x.n == 0 || x.off+x.n > len(b) {
				return
			}
			if off, n, shift, width := of(x); n > 0 {
				dissect.Bits(x.off+off, n, shift, width)(f, l, v)
			}
			x.t, x.off = b[x.off+x.n-1], x.off+x.n
		}
	}
}

func next(x extension) (off, n, shift, width int) { return x.n - 1, 1, 0, 8 }
func length(extension) (off, n, shift, width int) { return 0, 1, 0, 8 }

// content returns where extension headers of type t have a value.
func content(t byte, off, n, shift, width int) func(extension) (int, int, int, int) {
	return func(x extension) (int, int, int, int) {
		if x.t != t {
			return 0, 0, 0, 0
		}
		return off, n, shift, width
	}
}
