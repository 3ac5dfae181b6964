package follow

import (
	"encoding/base64"
	"fmt"
	"strconv"
)

// yamlPrinter writes what PyYAML reads as peers and packets, as tshark does: a
// packet that stands for missing bytes has no time, and a text in place of the
// bytes; times have the precision of a float, which is what readers make of
// them.
type yamlPrinter struct{ missing []byte }

func (y *yamlPrinter) head(dst []byte, t *title) []byte {
	dst = append(dst, "peers:\n"...)
	for i, e := range t.pair {
		dst = fmt.Appendf(dst, "  - peer: %d\n    host: %s\n    port: %d\n", i, e.Addr, e.Port)
	}
	return append(dst, "packets:\n"...)
}

func (y *yamlPrinter) tail(dst []byte) []byte { return dst }

// lineBytes is how many bytes make a line of 76 base64 digits (RFC 2045).
const lineBytes = 57

func (y *yamlPrinter) part(dst []byte, p *part) []byte {
	var b []byte
	b, y.missing = content(y.missing, p)
	at := p.At
	if p.missing > 0 {
		at = 0
	}
	dst = append(dst, "  - packet: "...)
	dst = strconv.AppendUint(dst, uint64(p.Frame), 10)
	dst = append(dst, "\n    peer: "...)
	dst = append(dst, '0'+p.peer)
	dst = append(dst, "\n    timestamp: "...)
	dst = strconv.AppendFloat(dst, float64(at/1e9)+float64(at%1e9)/1e9, 'f', 9, 64)
	dst = append(dst, "\n    data: !!binary |\n"...)
	for len(b) > 0 {
		n := min(lineBytes, len(b))
		dst = append(dst, "      "...)
		dst = append(base64.StdEncoding.AppendEncode(dst, b[:n]), '\n')
		b = b[n:]
	}
	return dst
}
