package message

import (
	"bytes"
	"encoding/base64"
)

// base64Value is the value of each digit (RFC 4648 §4), 64 for white space and
// 65 for what is not in the alphabet.
var base64Value = func() (t [256]byte) {
	for i := range t {
		t[i] = 65
	}
	for _, c := range " \t\r\n\v\f" {
		t[c] = 64
	}
	for i, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" {
		t[c] = byte(i)
	}
	return t
}()

// decoder undoes a transfer encoding. It is fed with pieces of any length.
type decoder struct {
	encoding Encoding
	notes    Notes
	bits     uint32 // base64: digits that do not make 3 bytes yet
	digits   int
	padded   bool
	held     []byte // quoted-printable: an escape or white space that may end a line
}

// append decodes b to dst.
func (d *decoder) append(dst, b []byte) []byte {
	switch d.encoding {
	case Base64:
		return d.base64(dst, b)
	case QuotedPrintable:
		return d.quoted(dst, b)
	}
	return append(dst, b...)
}

// end decodes what was held back.
func (d *decoder) end(dst []byte) []byte {
	switch d.encoding {
	case Base64:
		return d.endQuantum(dst)
	case QuotedPrintable:
		if len(d.held) > 0 && d.held[0] != '=' {
			dst = append(dst, d.held...)
		}
		d.held = d.held[:0]
	}
	return dst
}

// base64 reads lines of whole quanta with the library, all else by digits:
// what is not in the alphabet is passed over (RFC 2045 §6.8).
func (d *decoder) base64(dst, b []byte) []byte {
	line, _ := trimEnd(b)
	if d.digits == 0 && !d.padded && len(line)%4 == 0 && len(line) > 0 && line[len(line)-1] != '=' {
		n := len(dst)
		dst = append(dst, line...) // room
		if m, err := base64.StdEncoding.Decode(dst[n:], line); err == nil {
			return dst[:n+m]
		}
		dst = dst[:n]
	}
	for _, c := range b {
		v := base64Value[c]
		switch {
		case v < 64:
			if d.padded && d.digits == 0 {
				d.notes |= BadBase64
			}
			d.bits = d.bits<<6 | uint32(v)
			d.digits++
			if d.digits == 4 {
				dst = append(dst, byte(d.bits>>16), byte(d.bits>>8), byte(d.bits))
				d.digits = 0
			}
		case c == '=':
			dst = d.endQuantum(dst)
			d.padded = true
		case v > 64:
			d.notes |= BadBase64
		}
	}
	return dst
}

// endQuantum decodes the digits of a quantum that is not whole.
func (d *decoder) endQuantum(dst []byte) []byte {
	switch d.digits {
	case 1:
		d.notes |= BadBase64
	case 2:
		dst = append(dst, byte(d.bits>>4))
	case 3:
		dst = append(dst, byte(d.bits>>10), byte(d.bits>>2))
	}
	d.digits = 0
	return dst
}

// maxHeld is how much white space at the end of a line is waited for.
const maxHeld = 1 << 10

// quoted decodes RFC 2045 §6.7. What is no escape stays as it is.
func (d *decoder) quoted(dst, b []byte) []byte {
	for len(b) > 0 {
		if len(d.held) == 0 {
			n := bytes.IndexAny(b, "= \t")
			if n < 0 {
				return append(dst, b...)
			}
			dst = append(dst, b[:n]...)
			d.held = append(d.held, b[n])
			b = b[n+1:]
			continue
		}
		c := b[0]
		switch {
		case d.held[0] == '=':
			var used bool
			if dst, used = d.escape(dst, c); !used {
				continue
			}
		case c == ' ' || c == '\t':
			if len(d.held) == maxHeld {
				dst = append(dst, d.held...)
				d.held = d.held[:0]
			}
			d.held = append(d.held, c)
		case c == '\r' || c == '\n': // white space that a transport added
			d.held = d.held[:0]
			dst = append(dst, c)
		default:
			dst = append(dst, d.held...)
			d.held = d.held[:0]
			continue
		}
		b = b[1:]
	}
	return dst
}

// escape reads the next byte after an equals sign. used is false if the byte
// is to be read again, as text.
func (d *decoder) escape(dst []byte, c byte) (out []byte, used bool) {
	n := len(d.held)
	last := d.held[n-1]
	switch {
	case c == '\n' && (n == 1 || !isHex(last)), last == '\r': // soft line break; CR alone ends lines, too
		d.held = d.held[:0]
		return dst, c == '\n'
	case (n == 1 || last == ' ' || last == '\t') && (c == '\r' || c == ' ' || c == '\t') && n < maxHeld:
		d.held = append(d.held, c)
		return dst, true
	case n == 1 && isHex(c):
		d.held = append(d.held, c)
		return dst, true
	case n == 2 && isHex(last) && isHex(c):
		d.held = d.held[:0]
		return append(dst, unhex(last)<<4|unhex(c)), true
	}
	d.notes |= BadQuotedPrintable
	dst = append(dst, d.held...)
	d.held = d.held[:0]
	return dst, false
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	}
	return c - 'a' + 10
}
