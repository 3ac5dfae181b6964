package ip

import "netsniff/dissect"

// optionRouterAlert is the type of the option that asks routers to look at the
// packet (RFC 2113 §2.1).
const optionRouterAlert = 148

// eachOption returns a getter that looks at every option of a header (RFC 791
// §3.1). do gets the option as far as it is there, at least its type, and where
// it stands.
func eachOption(do func(b []byte, at int, v *dissect.Values)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := f.Headers.Bytes(l.Header)
		b = b[:min(len(b), int(l.Header.Len))]
		for off := headLen4; off < len(b); {
			n := optionLen(b[off:])
			do(b[off:off+min(max(n, 1), len(b)-off)], int(l.Header.Off)+off, v)
			if n == 0 {
				return
			}
			off += n
		}
	}
}

// optionLen returns the length of the option at the start of b, 0 if nothing
// follows it.
func optionLen(b []byte) int {
	switch {
	case b[0] == 0: // end of options
		return 0
	case b[0] == 1: // no operation
		return 1
	case len(b) > 1 && b[1] >= 2:
		return int(b[1])
	}
	return 0
}

// optionType returns what appends width bits, shift from the lowest, of the
// type of an option.
func optionType(shift, width int) func(b []byte, at int, v *dissect.Values) {
	mask := byte(1<<width - 1)
	return func(b []byte, at int, v *dissect.Values) {
		x := v.Uint(uint64(b[0] >> shift & mask))
		if width < 8 {
			x.Masked(uint64(mask) << shift)
		}
		x.At(at, 1)
	}
}
