// Package tcp describes the Transmission Control Protocol (RFC 9293): the
// rows of segments that carry no message and the tcp.* fields.
package tcp

import (
	"encoding/binary"

	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// Protocol is TCP.
var Protocol = dissect.Protocol{
	Name:      "tcp",
	Title:     "Transmission Control Protocol",
	Column:    "TCP",
	Headers:   []capture.Proto{capture.ProtoTCP},
	NewHeader: func() dissect.HeaderDissector { return new(dissector) },
	Findings:  findings,
	Fields:    slices.Concat(fields, segmentFields, analysisFields, optionFields),
	Outline:   &outline,
}

// MPTCP is Multipath TCP (RFC 8684), known by its option.
var MPTCP = dissect.Protocol{
	Name:   "mptcp",
	Title:  "Multipath Transmission Control Protocol",
	Column: "MPTCP",
	Found:  multipath,
}

func multipath(f *dissect.Frame) bool {
	return f.Transport == capture.ProtoTCP && reassembly.HasOption(f.TCP.Options, reassembly.OptionMultipath)
}

type dissector struct{ row row }

// Header emits the row of a segment without messages.
func (d *dissector) Header(f *dissect.Frame, _ capture.Header) {
	d.row.f = f
	l := f.Add()
	l.Message = &d.row
	if multipath(f) {
		l.Column = MPTCP.Column
	}
}

// row is the Info text of a bare segment.
type row struct{ f *dissect.Frame }

// AppendInfo appends ports, flags, relative numbers and options.
func (r *row) AppendInfo(dst []byte) []byte { return AppendRow(dst, r.f) }

// AppendRow appends what the row of f says if no message speaks for it.
func AppendRow(dst []byte, f *dissect.Frame) []byte {
	dst = capture.AppendUint(dst, uint64(f.SrcPort))
	dst = append(dst, " → "...)
	dst = capture.AppendUint(dst, uint64(f.DstPort))
	if f.Transport != capture.ProtoTCP {
		return text.AppendCut(appendBegun(dst, f), f.State)
	}
	s := f.Segment
	seq, ack, window := f.TCP.Seq, f.TCP.Ack, uint32(f.TCP.Window)
	words, bogus := bogusLength(f)
	switch {
	case s != nil:
		seq, ack, window = s.Seq, s.Ack, s.Window
	case bogus && f.Glimpse.Segment != nil:
		seq = f.Glimpse.Segment.Seq
	}
	dst = append(appendFlags(append(dst, " ["...), f.TCP.Flags), ']')
	dst = appendNumber(dst, " Seq=", seq)
	if f.TCP.Flags&capture.ACK != 0 {
		dst = appendNumber(dst, " Ack=", ack)
	}
	dst = appendNumber(dst, " Win=", window)
	if bogus {
		return appendBogusLength(dst, words)
	}
	if f.TCP.Flags&capture.URG != 0 {
		dst = appendNumber(dst, " Urg=", uint32(f.TCP.Urgent))
	}
	if s != nil {
		dst = appendNumber(dst, " Len=", uint32(s.Len))
	}
	dst, whole := appendOptions(dst, f)
	if !whole && f.State == capture.Malformed {
		return append(dst, "[Malformed Packet: length of contained item exceeds length of containing item]"...)
	}
	if f.CutShort {
		return text.AppendCut(dst, capture.Truncated)
	}
	return text.AppendCut(dst, f.State)
}

// appendBegun appends what is there of a header that is cut, if it goes on behind the ports up to the window. Its numbers
// are as they were sent: no connection counts them.
func appendBegun(dst []byte, f *dissect.Frame) []byte {
	const upToWindow = 16
	h := f.Last()
	b := f.Headers.Bytes(h)
	if h.Proto != capture.ProtoTCP || len(b) < upToWindow || h.Len < upToWindow {
		return dst
	}
	flags := capture.TCPFlags(binary.BigEndian.Uint16(b[12:]) & 0xfff)
	dst = appendNumber(append(appendFlags(append(dst, " ["...), flags), ']'), " Seq=", binary.BigEndian.Uint32(b[4:]))
	if flags&capture.ACK != 0 {
		dst = appendNumber(dst, " Ack=", binary.BigEndian.Uint32(b[8:]))
	}
	return appendNumber(dst, " Win=", uint32(binary.BigEndian.Uint16(b[14:])))
}

// bogusLength returns how many words of 32 bits the header says it has, and whether they are
// fewer than there are.
func bogusLength(f *dissect.Frame) (words byte, bogus bool) {
	if f.State != capture.Malformed || f.Last().Len > headerLength {
		return 0, false
	}
	words = f.Headers.Bytes(f.Last())[12] >> 4
	return words, words < headerLength/4
}

// appendBogusLength appends that the header has less than its least length.
func appendBogusLength(dst []byte, words byte) []byte {
	dst = appendNumber(dst, ", bogus TCP header length (", uint32(words)*4)
	return append(dst, ", must be at least 20)"...)
}

func appendNumber(dst []byte, label string, n uint32) []byte {
	return capture.AppendUint(append(dst, label...), uint64(n))
}

// flagNames lists the flags in the order in which a row shows them.
var flagNames = [...]struct {
	flag capture.TCPFlags
	name string
}{
	{capture.FIN, "FIN"}, {capture.SYN, "SYN"}, {capture.RST, "RST"}, {capture.PSH, "PSH"}, {capture.ACK, "ACK"},
	{capture.URG, "URG"}, {capture.ECE, "ECE"}, {capture.CWR, "CWR"}, {capture.AE, "AE"}, {reserved, "Reserved"},
}

// reserved are the bits that no standard gives a meaning.
const reserved capture.TCPFlags = 0xe00

func appendFlags(dst []byte, flags capture.TCPFlags) []byte {
	if flags == 0 {
		return append(dst, "<None>"...)
	}
	first := true
	for _, x := range &flagNames {
		if flags&x.flag == 0 {
			continue
		}
		if !first {
			dst = append(dst, ", "...)
		}
		dst, first = append(dst, x.name...), false
	}
	return dst
}
