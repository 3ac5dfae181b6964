package follow

import (
	"encoding/hex"
	"strconv"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// part is a piece of a stream: bytes, or the number of those missing.
type part struct {
	reassembly.Mark
	peer    uint8 // 0: who sent the first frame of the stream
	bytes   []byte
	missing uint32
}

// title is what the head of the output says.
type title struct {
	*Options
	seen   bool
	pair   [2]dissect.Endpoint
	client uint8 // the peer that is the client
}

// printer writes one format.
type printer interface {
	head(dst []byte, t *title) []byte
	part(dst []byte, p *part) []byte
	tail(dst []byte) []byte
}

func newPrinter(o *Options) printer {
	switch o.Mode {
	case YAML:
		return new(yamlPrinter)
	case JSON:
		return new(jsonPrinter)
	}
	return &textPrinter{mode: o.Mode, terminal: o.Terminal}
}

// textPrinter writes ascii, hex and raw. The lines of the second peer begin
// with a tab.
type textPrinter struct {
	mode     Mode
	terminal bool      // see Options.Terminal
	offset   [2]uint64 // of the next byte, by peer
	missing  []byte
}

const rule = "===================================================================\n"

func (t *textPrinter) head(dst []byte, x *title) []byte {
	dst = append(dst, "\n"+rule+"Follow: "...)
	dst = append(append(dst, x.Protocol.String()...), ',')
	dst = append(append(dst, t.mode.String()...), "\nFilter: "...)
	dst = x.Target.appendFilter(dst, x.Protocol)
	for i, e := range x.pair {
		dst = append(dst, "\nNode "...)
		dst = append(dst, '0'+byte(i), ':', ' ')
		dst = append(dst, e.String()...)
	}
	return append(dst, '\n')
}

func (t *textPrinter) tail(dst []byte) []byte { return append(dst, rule...) }

// content returns the bytes of p, or the text that stands for missing ones.
// It ends with a zero byte, as tshark counts and shows it.
func content(scratch []byte, p *part) (bytes, kept []byte) {
	if p.missing == 0 {
		return p.bytes, scratch
	}
	scratch = append(scratch[:0], '[')
	scratch = strconv.AppendUint(scratch, uint64(p.missing), 10)
	scratch = append(scratch, " bytes missing in capture file]\x00"...)
	return scratch, scratch
}

func (t *textPrinter) part(dst []byte, p *part) []byte {
	var b []byte
	b, t.missing = content(t.missing, p)
	switch t.mode {
	case Hex:
		return t.hexLines(dst, p.peer, b)
	case Raw:
		dst = indent(dst, p.peer)
		return append(hex.AppendEncode(dst, b), '\n')
	}
	dst = indent(dst, p.peer)
	dst = append(strconv.AppendInt(dst, int64(len(b)), 10), '\n')
	for i, c := range b {
		ends := c == '\n' || c == '\r' && (!t.terminal || i+1 < len(b) && b[i+1] == '\n')
		dst = append(dst, visible(c, ends))
	}
	return append(dst, '\n')
}

func indent(dst []byte, peer uint8) []byte {
	if peer == 1 {
		dst = append(dst, '\t')
	}
	return dst
}

// visible returns c if it is printable ASCII or let pass, else a dot.
func visible(c byte, pass bool) byte {
	if pass || ' ' <= c && c < 0x7f {
		return c
	}
	return '.'
}

// hexLines appends lines of 16 bytes: the offset in the peer's content, hex
// digits and text.
func (t *textPrinter) hexLines(dst []byte, peer uint8, b []byte) []byte {
	const digits = "0123456789ABCDEF"
	for len(b) > 0 {
		line := b[:min(16, len(b))]
		b = b[len(line):]
		dst = indent(dst, peer)
		for shift := 28; shift >= 0; shift -= 4 {
			dst = append(dst, digits[t.offset[peer]>>shift&15])
		}
		dst = append(dst, ' ')
		for i := range 16 {
			if i%8 == 0 {
				dst = append(dst, ' ')
			}
			if i >= len(line) {
				dst = append(dst, "   "...)
				continue
			}
			dst = append(hex.AppendEncode(dst, line[i:i+1]), ' ')
		}
		dst = append(dst, ' ')
		for i, c := range line {
			if i == 8 {
				dst = append(dst, ' ')
			}
			dst = append(dst, visible(c, false))
		}
		if n := len(line); n != 8 && line[n-1] == ' ' {
			dst = dst[:len(dst)-1] // tshark cuts one blank at the end of a line
		}
		dst = append(dst, '\n')
		t.offset[peer] += uint64(len(line))
	}
	return dst
}
