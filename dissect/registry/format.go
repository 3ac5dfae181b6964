package registry

import (
	"encoding/hex"
	"math/bits"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// AppendValue appends one value of f as Wireshark prints it in a column of
// fields: truth values as 1 or 0, durations in seconds with nine digits, bytes
// as pairs of hexadecimal digits. Of the control characters in text only those
// with a letter of their own are escaped, as Wireshark does; who writes to a
// terminal takes care of the others.
func AppendValue(dst []byte, f *dissect.Field, v *dissect.Value) []byte {
	switch f.Type {
	case dissect.Bool:
		return append(dst, '0'+byte(min(v.U, 1)))
	case dissect.Uint:
		return appendUint(dst, f.Base, v.U)
	case dissect.FrameNum:
		return strconv.AppendUint(dst, v.U, 10)
	case dissect.Int:
		return strconv.AppendInt(dst, int64(v.U), 10)
	case dissect.Double:
		return strconv.AppendFloat(dst, v.F, 'g', -1, 64)
	case dissect.Label:
		if v.B == nil {
			return append(dst, '1')
		}
		return appendText(dst, v.B)
	case dissect.String:
		if f.Body && !utf8.Valid(whole(v.B)) { // what reads as characters in it is chance
			return appendASCII(dst, v.B)
		}
		return appendText(dst, v.B)
	case dissect.IPv4, dissect.IPv6, dissect.Ether:
		return appendAddress(dst, f.Type, v.B)
	case dissect.AbsTime:
		if v.U == dissect.NoTime {
			return append(dst, "NULL"...)
		}
		return appendTime(dst, capture.Stamp(v.U))
	case dissect.RelTime:
		return capture.Stamp(v.U).AppendSeconds(dst, 9)
	}
	return appendHex(dst, v.B)
}

func appendUint(dst []byte, base dissect.Base, n uint64) []byte {
	switch base {
	case dissect.Hex1, dissect.Hex2, dissect.Hex3, dissect.Hex4, dissect.Hex5, dissect.Hex6, dissect.Hex8,
		dissect.Hex16:
		digits := [...]int{dissect.Hex1: 1, dissect.Hex2: 2, dissect.Hex3: 3, dissect.Hex4: 4, dissect.Hex5: 5,
			dissect.Hex6: 6, dissect.Hex8: 8, dissect.Hex16: 16}[base]
		return appendHexNumber(append(dst, '0', 'x'), n, digits)
	case dissect.Oct:
		if n != 0 {
			dst = append(dst, '0')
		}
		return strconv.AppendUint(dst, n, 8)
	}
	return strconv.AppendUint(dst, n, 10)
}

// appendHexNumber appends n with at least the given number of digits.
func appendHexNumber(dst []byte, n uint64, digits int) []byte {
	digits = max(digits, (bits.Len64(n)+3)/4)
	from := len(dst)
	dst = slices.Grow(dst, digits)[:from+digits]
	for i := from + digits - 1; i >= from; i-- {
		dst[i] = hexDigits[n&15]
		n >>= 4
	}
	return dst
}

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

// appendTime appends a date and time of the machine's zone with nine digits of
// the second, "Jan _2, 2006 15:04:05.000000000 MST". Every frame has one, and
// package time reads the layout each time: this takes a third of it.
func appendTime(dst []byte, at capture.Stamp) []byte {
	t := at.Time().In(time.Local)
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	zone, _ := t.Zone()
	if zone == "" || year < 1000 || year > 9999 {
		return t.AppendFormat(dst, "Jan _2, 2006 15:04:05.000000000 MST")
	}
	dst = append(dst, months[3*(month-1):3*month]...)
	tens := byte(' ')
	if day >= 10 {
		tens = '0' + byte(day/10)
	}
	dst = append(dst, ' ', tens, '0'+byte(day%10), ',', ' ')
	dst = append(strconv.AppendUint(dst, uint64(year), 10), ' ')
	dst = appendTwo(appendTwo(appendTwo(dst, hour, ':'), minute, ':'), second, '.')
	dst = capture.AppendFraction(dst[:len(dst)-1], t.Nanosecond(), 9)
	return append(append(dst, ' '), zone...)
}

// appendTwo appends a number of two digits and what follows it.
func appendTwo(dst []byte, n int, after byte) []byte {
	return append(dst, '0'+byte(n/10), '0'+byte(n%10), after)
}

func appendAddress(dst []byte, t dissect.Type, b []byte) []byte {
	switch {
	case t == dissect.IPv4 && len(b) == 4:
		return capture.AppendIPv4(dst, b)
	case t == dissect.IPv6 && len(b) == 16:
		return capture.Addr{Kind: capture.AddrIPv6, B: [16]byte(b)}.Append(dst)
	}
	return capture.AppendEther(dst, b)
}

func appendHex(dst, b []byte) []byte {
	return hex.AppendEncode(dst, b)
}

const hexDigits = "0123456789abcdef"

// textEscapes pairs a control character with its letter.
const textEscapes = "\bb\tt\nn\ff\rr"

// appendText appends text with escapes for the characters that would break a
// line or column. Bytes that are not UTF-8 become replacement characters.
func appendText(dst, b []byte) []byte {
	plain := text.Plain(b)
	dst = append(dst, b[:plain]...)
	for b = b[plain:]; len(b) > 0; {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			dst = utf8.AppendRune(dst, r)
		default:
			dst = appendCharacter(dst, b[:n])
		}
		b = b[n:]
	}
	return dst
}

// whole returns b without the part of a character that it may end with, as what is kept of a long body does.
func whole(b []byte) []byte {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if last := b[len(b)-n:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				return b[:len(b)-n]
			}
			break
		}
	}
	return b
}

// appendASCII does so with text of which each byte that is not ASCII becomes a replacement character.
func appendASCII(dst, b []byte) []byte {
	for len(b) > 0 {
		plain := text.Plain(b)
		if dst, b = append(dst, b[:plain]...), b[plain:]; len(b) == 0 {
			break
		}
		if b[0] >= utf8.RuneSelf {
			dst = utf8.AppendRune(dst, utf8.RuneError)
		} else {
			dst = appendCharacter(dst, b[:1])
		}
		b = b[1:]
	}
	return dst
}

// appendCharacter appends a character, or the escape that it has.
func appendCharacter(dst, c []byte) []byte {
	for i := 0; i < len(textEscapes); i += 2 {
		if textEscapes[i] == c[0] {
			return append(dst, '\\', textEscapes[i+1])
		}
	}
	return append(dst, c...)
}
