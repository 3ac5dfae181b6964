package tcp

import (
	"encoding/binary"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

var outline = dissect.Outline{
	Summary: appendSummary,
	Branches: []dissect.Branch{
		{Above: "tcp.flags.syn", Below: []string{"tcp.connection.syn", "tcp.connection.synack"}},
		{Above: "tcp.flags.str", Below: []string{"tcp.connection.fin_*"}},
		{Above: "tcp.flags.fin", Below: []string{"tcp.connection.fin"}},
		{Above: "tcp.flags.reset", Below: []string{"tcp.connection.rst"}},
		{Above: "tcp.flags", Below: []string{"tcp.flags.*"}},
		{Above: "tcp.analysis.flags", Below: findingNames()},
		{Above: "tcp.analysis.duplicate_ack_frame", Below: []string{"tcp.analysis.duplicate_ack"}},
		{Above: "tcp.analysis", Below: []string{"tcp.analysis.*"}},
		{Above: "tcp.options.mss", Below: optionParts("tcp.options.mss_val")},
		{Above: "tcp.options.sack_perm", Below: optionParts()},
		{Above: "tcp.options.timestamp", Below: optionParts("tcp.options.timestamp.*")},
		{Above: "tcp.options.nop", Below: optionParts()},
		{Above: "tcp.options.eol", Below: optionParts()},
		{Above: "tcp.options.wscale", Below: optionParts("tcp.options.wscale.*")},
		{Above: "tcp.options.sack",
			Below: optionParts("tcp.options.sack_le", "tcp.options.sack_re", "tcp.options.sack.count",
				"tcp.options.sack.dsack*")},
		{Above: "tcp.options.md5", Below: optionParts("tcp.options.md5.*")},
		{Above: "tcp.options.user_to", Below: optionParts("tcp.options.user_to_*")},
		{Above: "tcp.options.ao", Below: optionParts("tcp.options.ao.*")},
		{Above: "tcp.options.tfo", Below: optionParts("tcp.options.tfo.*")},
		{Above: "tcp.options", Below: []string{"tcp.options.*", "tcp.option_kind", "tcp.option_len"}},
		{Above: "tcp.segments", Below: []string{"tcp.segment", "tcp.segment.*", "tcp.reassembled.*"}},
		{Above: "Timestamps", Title: "[Timestamps]", Below: []string{"tcp.time_relative", "tcp.time_delta"}},
	},
	Hidden: []string{"tcp.port", "tcp.flags.ns"},
	Apart:  []string{"tcp.flags.ns"},
	Computed: []string{
		"tcp.stream", "tcp.completeness", "tcp.completeness.*", "tcp.len", "tcp.nxtseq", "tcp.flags.str", "tcp.window_size",
		"tcp.window_size_scalefactor", "tcp.checksum.status", "tcp.options.wscale.multiplier", "tcp.time_relative",
		"tcp.time_delta",
		"tcp.analysis", "tcp.analysis.*", "tcp.segments", "tcp.segment", "tcp.segment.count", "tcp.reassembled.*",
		"tcp.connection.*",
		"tcp.options.sack.count", "tcp.pdu.size",
	},
	Beside: []string{"tcp.segments"},
	Whole:  []string{"tcp.segments", "tcp.segment"},
	Last: []string{"tcp.time_relative", "tcp.time_delta", "tcp.analysis", "tcp.analysis.acks_frame", "tcp.analysis.ack_rtt",
		"tcp.analysis.initial_rtt", "tcp.analysis.bytes_in_flight", "tcp.analysis.push_bytes_sent",
		"tcp.analysis.flags", "tcp.analysis.*", "tcp.payload", "tcp.pdu.size", "tcp.segment_data", "tcp.segments",
		"tcp.segment", "tcp.segment.count", "tcp.reassembled.*"},
	Units:    []dissect.Unit{{Field: "tcp.hdr_len", Name: "bytes"}},
	Wordings: wordings,
	Told:     []dissect.Told{{Name: "tcp.flags", Unless: saysMore}, {Name: "tcp.options.nop", Unless: hasUnusualOptions}},
	Experts:  experts(),
	Conditions: []dissect.Condition{
		{Holds: hasOptions, Fields: []string{"tcp.options", "tcp.options.timestamp*", "tcp.options.nop",
			"tcp.option_kind", "tcp.option_len"}},
		{Holds: hasUnusualOptions, Fields: unusualOptions()},
		{Holds: hasFindings, Fields: findingNames()[firstFinding:]},
		{Holds: completes, Fields: []string{"tcp.segments", "tcp.segment", "tcp.segment.count", "tcp.reassembled.*"}},
		{Holds: opensOrCloses, Fields: []string{"tcp.connection.*"}},
	},
}

func hasOptions(f *dissect.Frame, l *dissect.Layer) bool { return len(optionBytes(f, l)) > 0 }

// hasUnusualOptions reports whether there are options beside those that nearly
// every segment has.
func hasUnusualOptions(f *dissect.Frame, l *dissect.Layer) bool {
	w := walkOptions(f, l)
	for o, ok := w.next(); ok; o, ok = w.next() {
		if o.kind != reassembly.OptionNop && (o.kind != reassembly.OptionTimestamps || len(o.value) != timestamps) {
			return true
		}
	}
	return false
}

// unusualOptions are the fields of such options.
func unusualOptions() (names []string) {
	for _, x := range optionFields {
		switch {
		case x.Name == "tcp.options", x.Name == "tcp.options.nop", strings.HasPrefix(x.Name, "tcp.options.timestamp"):
		case strings.HasPrefix(x.Name, "tcp.options."):
			names = append(names, x.Name)
		}
	}
	return names
}

func hasFindings(f *dissect.Frame, l *dissect.Layer) bool {
	return f.Segment != nil && f.Segment.Flags != 0 && analysed(f, l)
}

func completes(f *dissect.Frame, l *dissect.Layer) bool {
	return f.Whole.Segments() > 0 && analysed(f, l)
}

func opensOrCloses(f *dissect.Frame, l *dissect.Layer) bool {
	b := f.Headers.Bytes(l.Header)
	return len(b) > 13 && capture.TCPFlags(b[13])&(capture.SYN|capture.FIN|capture.RST) != 0
}

// saysMore reports whether what is said of the flags is more or less than they say
// themselves.
func saysMore(f *dissect.Frame, l *dissect.Layer) bool { return !analysed(f, l) || opensOrCloses(f, l) }

// optionParts are the fields below an option.
func optionParts(own ...string) []string { return append(own, "tcp.option_kind", "tcp.option_len") }

// firstFinding is where the findings begin in findingNames.
const firstFinding = 2

// findingNames are the fields below tcp.analysis.flags: what one of the findings
// says of a timeout, and the findings.
func findingNames() []string {
	names := []string{"tcp.analysis.rto", "tcp.analysis.rto_frame"}
	for _, x := range flagTitles {
		names = append(names, "tcp.analysis."+x.name)
	}
	return names
}

// appendSummary appends ports, numbers and length.
func appendSummary(dst []byte, f *dissect.Frame, l *dissect.Layer) []byte {
	b := f.Headers.Bytes(l.Header)
	if len(b) < 4 {
		return dst
	}
	dst = appendNumber(dst, ", Src Port: ", uint32(binary.BigEndian.Uint16(b)))
	dst = appendNumber(dst, ", Dst Port: ", uint32(binary.BigEndian.Uint16(b[2:])))
	if !analysed(f, l) {
		return dst
	}
	dst = appendNumber(dst, ", Seq: ", f.Segment.Seq)
	if f.TCP.Flags&capture.ACK != 0 {
		dst = appendNumber(dst, ", Ack: ", f.Segment.Ack)
	}
	return appendNumber(dst, ", Len: ", uint32(f.Segment.Len))
}
