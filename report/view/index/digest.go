// Package index knows of every frame of a capture which protocols it has, between whom it
// went and on which stream: so that most filters are answered, or most frames passed by,
// without reading the capture again.
package index

import (
	"encoding/hex"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/registry"
	"netsniff/report/timeline"
)

// Format is the output format (-T) of rows with a digest in front of each, which only package
// view reads: a shape (registry.AppendShape), a tab, the values of kept fields, a tab.
const Format = "index"

// kept are the fields whose values a digest has, in this order: values with commas between
// them, behind each field a semicolon. Addresses and numbers are written in hexadecimal.
var kept = [...]string{"ip.src", "ip.dst", "ipv6.src", "ipv6.dst", "tcp.srcport", "tcp.dstport", "tcp.stream",
	"udp.srcport", "udp.dstport", "udp.stream"}

// Places in kept.
const (
	ipv4    = 0
	ipv6    = 2
	tcp     = 4
	udp     = 7
	perPort = 3 // fields of a transport: two ports, the stream
)

// Rows is a sink of rows with digests.
type Rows struct {
	Text *timeline.Text

	sources [len(kept)][]registry.Source
	values  dissect.Values
}

// NewRows returns a sink of rows.
func NewRows(r *registry.Registry, text *timeline.Text) *Rows {
	x := &Rows{Text: text}
	for i, name := range kept {
		x.sources[i] = r.Field(name)
	}
	return x
}

// Frame appends f's line.
func (x *Rows) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	n := len(dst)
	dst = append(registry.AppendShape(dst, f), '\t')
	if plain(f) {
		dst = appendPlain(dst, f)
	} else {
		dst = x.appendKept(dst, f)
	}
	dst, selected := x.Text.Frame(f, append(dst, '\t'))
	if !selected {
		dst = dst[:n]
	}
	return dst, selected
}

// plain reports whether f is a segment or datagram in the only IP packet of its frame.
func plain(f *dissect.Frame) bool {
	if f.Conn == nil || f.Transport != capture.ProtoTCP && f.Transport != capture.ProtoUDP || len(f.Others) > 0 {
		return false
	}
	packets := 0
	for _, h := range f.All() {
		if h.Proto == capture.ProtoIPv4 || h.Proto == capture.ProtoIPv6 {
			packets++
		}
	}
	return packets == 1
}

// appendPlain appends what appendKept does of a plain frame, in a quarter of the time.
func appendPlain(dst []byte, f *dissect.Frame) []byte {
	at, size := ipv4, 4
	if f.Src.Kind == capture.AddrIPv6 {
		at, size = ipv6, 16
	}
	dst = appendSemicolons(dst, at-ipv4)
	dst = append(hex.AppendEncode(dst, f.Src.B[:size]), ';')
	dst = append(hex.AppendEncode(dst, f.Dst.B[:size]), ';')
	next := tcp
	if f.Transport == capture.ProtoUDP {
		next = udp
	}
	dst = appendSemicolons(dst, next-at-2)
	for _, n := range [perPort]uint64{uint64(f.SrcPort), uint64(f.DstPort), uint64(f.Conn.ID)} {
		dst = append(strconv.AppendUint(dst, n, 16), ';')
	}
	return appendSemicolons(dst, len(kept)-next-perPort)
}

func appendSemicolons(dst []byte, n int) []byte { return append(dst, ";;;;;;;;;;"[:n]...) }

// appendKept appends the values of the kept fields.
func (x *Rows) appendKept(dst []byte, f *dissect.Frame) []byte {
	for i := range kept {
		x.values.Reset()
		for j := range x.sources[i] {
			x.sources[i][j].Collect(f, &x.values)
		}
		for j := range x.values.List {
			if j > 0 {
				dst = append(dst, ',')
			}
			if v := &x.values.List[j]; i < tcp {
				dst = hex.AppendEncode(dst, v.B)
			} else {
				dst = strconv.AppendUint(dst, v.U, 16)
			}
		}
		dst = append(dst, ';')
	}
	return dst
}
