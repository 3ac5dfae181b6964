// Package hexdump prints bytes as tshark -x does: offset, sixteen bytes in
// hexadecimal, the same as ASCII.
package hexdump

import (
	"math/bits"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

const perLine = 16

// Text says how the text beside the bytes looks.
type Text uint8

// Looks of text.
const (
	Plain     Text = iota // as it is
	Delimited             // between bars
	NoText                // left out
)

// Options say what is printed, as --hexdump of tshark does.
type Options struct {
	FrameOnly bool // not the datagram and the message that a frame completes
	Text      Text
}

// Set reads one of all, frames, ascii, delimit and noascii; false if it is none.
func (o *Options) Set(word string) bool {
	switch word {
	case "all":
		o.FrameOnly = false
	case "frames":
		o.FrameOnly = true
	case "ascii":
		o.Text = Plain
	case "delimit":
		o.Text = Delimited
	case "noascii":
		o.Text = NoText
	default:
		return false
	}
	return true
}

// Words are those that Set takes.
func Words() []string { return []string{"all", "frames", "ascii", "delimit", "noascii"} }

// Frame appends the bytes of a frame and of the datagram and message that it
// completed, each under a title if there are several.
func (o Options) Frame(dst []byte, f *dissect.Frame) []byte {
	if o.FrameOnly {
		return o.Bytes(dst, f.Data)
	}
	several := f.Datagram(capture.BufferDatagram) != nil || f.Whole.Bytes != nil
	if several {
		dst = title(dst, "Frame", len(f.Data))
	}
	dst = o.Bytes(dst, f.Data)
	for b := capture.BufferDatagram; ; b++ {
		d, name := Datagram(f, b)
		if d == nil {
			break
		}
		dst = title(dst, name, len(d))
		dst = o.Bytes(dst, d)
	}
	if m := f.Whole.Bytes; m != nil {
		dst = o.Bytes(title(dst, "Reassembled TCP", len(m)), m)
	}
	return dst
}

// Datagram returns the datagram in buffer b and its name, nil if there is none.
func Datagram(f *dissect.Frame, b capture.Buffer) ([]byte, string) {
	if b > capture.BufferInner {
		return nil, ""
	}
	name := "Reassembled IPv4"
	for _, h := range f.All() {
		if h.Buffer == b-1 && h.Proto == capture.ProtoIPv6Fragment {
			name = "Reassembled IPv6"
		}
	}
	return f.Datagram(b), name
}

func title(dst []byte, name string, n int) []byte {
	dst = append(append(dst, name...), " ("...)
	dst = strconv.AppendInt(dst, int64(n), 10)
	return append(dst, " bytes):\n"...)
}

// Bytes appends the lines of b.
func (o Options) Bytes(dst, b []byte) []byte {
	digits := max(4, (bits.Len(uint(max(len(b), 1)-1))+3)/4)
	for off := 0; off < len(b); off += perLine {
		line := b[off:min(off+perLine, len(b))]
		dst = append(text.AppendHex(dst, uint64(off), digits), ' ')
		for i := range perLine {
			dst = append(dst, ' ')
			if i < len(line) {
				dst = text.AppendHex(dst, uint64(line[i]), 2)
			} else {
				dst = append(dst, "  "...)
			}
		}
		dst = append(dst, "   "...)
		if o.Text != NoText {
			dst = o.text(dst, line)
		}
		dst = append(dst, '\n')
	}
	return dst
}

// text appends a line as text.
func (o Options) text(dst, line []byte) []byte {
	if o.Text == Delimited {
		dst = append(dst, '|')
	}
	for _, c := range line {
		if c < 0x20 || c >= 0x7f {
			c = '.'
		}
		dst = append(dst, c)
	}
	if o.Text == Delimited {
		dst = append(dst, '|')
	}
	return dst
}
