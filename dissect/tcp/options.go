package tcp

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// optionFields are the tcp.options.* fields.
var optionFields = []dissect.Field{
	{Name: "tcp.options", Title: "TCP Options", Type: dissect.Octets, Get: getOptions},
	{Name: "tcp.option_kind", Title: "Kind", Type: dissect.Uint, Get: eachOption(func(kind byte, _ []byte, v *dissect.Values) { v.Uint(uint64(kind)) })},
	{Name: "tcp.option_len", Title: "Length", Type: dissect.Uint, Get: eachOption(func(kind byte, value []byte, v *dissect.Values) {
		if kind != reassembly.OptionNop {
			v.Uint(uint64(len(value) + 2))
		}
	})},
	{Name: "tcp.options.mss_val", Title: "MSS Value", Type: dissect.Uint, Get: option(reassembly.OptionMSS, 2, 0, 2)},
	{Name: "tcp.options.wscale.shift", Title: "Shift count", Type: dissect.Uint, Get: option(reassembly.OptionWindowScale, 1, 0, 1)},
	{Name: "tcp.options.wscale.multiplier", Title: "Multiplier", Type: dissect.Uint, Get: eachOption(getMultiplier)},
	{Name: "tcp.options.sack_perm", Title: "TCP SACK Permitted Option", Type: dissect.Label, Get: eachOption(func(kind byte, value []byte, v *dissect.Values) {
		if kind == reassembly.OptionSACKPermitted && len(value) == 0 {
			v.Mark()
		}
	})},
	{Name: "tcp.options.sack_le", Title: "TCP SACK Left Edge", Type: dissect.Uint, Get: edge(0)},
	{Name: "tcp.options.sack_re", Title: "TCP SACK Right Edge", Type: dissect.Uint, Get: edge(4)},
	{Name: "tcp.options.sack.count", Title: "TCP SACK Count", Type: dissect.Uint, Get: eachOption(func(kind byte, value []byte, v *dissect.Values) {
		if kind == reassembly.OptionSACK {
			v.Uint(uint64(len(value) / sackBlock))
		}
	})},
	{Name: "tcp.options.timestamp.tsval", Title: "Timestamp value", Type: dissect.Uint, Get: option(reassembly.OptionTimestamps, 8, 0, 4)},
	{Name: "tcp.options.timestamp.tsecr", Title: "Timestamp echo reply", Type: dissect.Uint, Get: option(reassembly.OptionTimestamps, 8, 4, 4)},
}

// sackBlock is the length of a block of the SACK option (RFC 2018 §3).
const sackBlock = 8

// optionBytes returns the options of a TCP header.
func optionBytes(f *dissect.Frame, l *dissect.Layer) []byte {
	b := f.Headers.Bytes(l.Header)
	if n := int(l.Header.Len); n > headerLength && n <= len(b) {
		return b[headerLength:n]
	}
	return nil
}

// headerLength is the length of a TCP header without options.
const headerLength = 20

func getOptions(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if b := optionBytes(f, l); len(b) > 0 {
		v.Bytes(b).At(int(l.Header.Off)+headerLength, len(b))
	}
}

// eachOption returns a getter that looks at every option in turn.
func eachOption(get func(kind byte, value []byte, v *dissect.Values)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		for b := optionBytes(f, l); ; {
			kind, value, rest, ok := reassembly.NextOption(b)
			if !ok {
				return
			}
			get(kind, value, v)
			b = rest
		}
	}
}

// option returns the getter of the n-byte number at offset off of an option
// whose value has the given length.
func option(want byte, length, off, n int) dissect.Getter {
	return eachOption(func(kind byte, value []byte, v *dissect.Values) {
		if kind != want || len(value) != length {
			return
		}
		var u uint64
		for _, b := range value[off : off+n] {
			u = u<<8 | uint64(b)
		}
		v.Uint(u)
	})
}

func getMultiplier(kind byte, value []byte, v *dissect.Values) {
	if kind == reassembly.OptionWindowScale && len(value) == 1 {
		v.Uint(1 << min(value[0], maxShift))
	}
}

// maxShift is the largest window scale (RFC 7323 §2.3).
const maxShift = 14

// edge returns the getter of one edge of every SACK block, relative where the
// connection's numbers are.
func edge(off int) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		var base uint32
		if analysed(f, l) {
			base = f.TCP.Ack - f.Segment.Ack
		}
		for b := optionBytes(f, l); ; {
			kind, value, rest, ok := reassembly.NextOption(b)
			if !ok {
				return
			}
			for ; kind == reassembly.OptionSACK && len(value) >= sackBlock; value = value[sackBlock:] {
				v.Uint(uint64(binary.BigEndian.Uint32(value[off:]) - base))
			}
			b = rest
		}
	}
}
