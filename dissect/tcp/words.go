package tcp

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

var wordings = []dissect.Wording{
	{Field: "tcp.completeness", Say: func(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
		dst = append(append(append(dst, ": "...), reassembly.Completeness(v.U).String()...), " ("...)
		return append(strconv.AppendUint(dst, v.U, 10), ')')
	}},
	{Field: "tcp.seq", Say: relativeTo("    (relative sequence number)")},
	{Field: "tcp.nxtseq", Say: relativeTo("    (relative sequence number)")},
	{Field: "tcp.ack", Say: func(dst []byte, f *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
		dst = strconv.AppendUint(append(dst, ": "...), v.U, 10)
		if !analysed(f, l) || f.TCP.Flags&capture.ACK == 0 {
			return dst
		}
		return append(dst, "    (relative ack number)"...)
	}},
	{Field: "tcp.flags", Say: dissect.SayHex(3, setFlags), Bitless: true},
	{Field: "tcp.window_size_scalefactor", Say: dissect.SayOf(scaleNote)},
	{Field: "tcp.checksum", Say: dissect.SayUnverified(4)},
	{Field: "tcp.payload", Say: dissect.SayLength},
	{Field: "tcp.segment_data", Say: dissect.SayLength},
	{Field: "tcp.connection.syn", Say: serverPort},
	{Field: "tcp.connection.synack", Say: serverPort},
	{Field: "tcp.analysis.duplicate_ack",
		Say: func(dst []byte, f *dissect.Frame, _ *dissect.Layer, _ *dissect.Value) []byte {
			return append(strconv.AppendUint(append(dst, " (#"...), uint64(f.Segment.DupAck.Count), 10), ')')
		}},
	{Field: "tcp.options", Title: "Options", Say: sayOptions},
	{Field: "tcp.options.nop", Say: nothing},
	{Field: "tcp.options.md5", Say: nothing},
	{Field: "tcp.options.user_to", Say: nothing},
	{Field: "tcp.options.ao", Say: nothing},
	{Field: "tcp.options.eol", Say: nothing},
	{Field: "tcp.options.sack_perm", Say: nothing},
	{Field: "tcp.options.mss", Say: func(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
		return append(strconv.AppendUint(append(dst, ": "...), bigEndian(v.B[2:]), 10), " bytes"...)
	}},
	{Field: "tcp.options.wscale", Say: func(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
		dst = strconv.AppendUint(append(dst, ": "...), uint64(v.B[2]), 10)
		return append(strconv.AppendUint(append(dst, " (multiply by "...), 1<<min(v.B[2], maxShift), 10), ')')
	}},
	{Field: "tcp.options.timestamp", Say: func(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
		dst = strconv.AppendUint(append(dst, ": TSval "...), bigEndian(v.B[2:6]), 10)
		return strconv.AppendUint(append(dst, ", TSecr "...), bigEndian(v.B[6:]), 10)
	}},
	{Field: "tcp.options.sack", Say: sayBlocks},
	{Field: "tcp.options.sack_le", Title: "left edge", Say: sayEdge},
	{Field: "tcp.options.sack_re", Title: "right edge", Say: sayEdge},
	{Field: "tcp.segments", Say: func(dst []byte, f *dissect.Frame, _ *dissect.Layer, _ *dissect.Value) []byte {
		r := &f.Whole
		return dissect.AppendParts(dst, " Reassembled TCP Segments", r.Segments(), r.Len, func(i int) (uint32, int, int) {
			from, to := r.Part(i)
			return r.Frame(i), from, to
		})
	}},
	{Field: "tcp.segment", Say: func(dst []byte, f *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
		from, to := f.Whole.Part(int(v.F))
		return dissect.AppendPart(dst, uint32(v.U), from, to)
	}},
}

// experts are the findings: what opens and closes connections, and what the
// analysis says.
func experts() []dissect.Expert {
	list := []dissect.Expert{
		{Field: "tcp.connection.rst", Severity: dissect.Warning, Group: dissect.AboutSequence},
		{Field: "tcp.connection.fin_*", Severity: dissect.Notable, Group: dissect.AboutSequence},
		{Field: "tcp.connection.fin", Severity: dissect.Chat, Group: dissect.AboutSequence},
		{Field: "tcp.connection.s*", Severity: dissect.Chat, Group: dissect.AboutSequence},
		{Field: "tcp.analysis.duplicate_ack", Severity: dissect.Notable, Group: dissect.AboutSequence},
	}
	for _, x := range flagTitles {
		for i := range judgements {
			if j := &judgements[i]; j.flags == x.flags {
				list = append(list, dissect.Expert{Field: "tcp.analysis." + x.name, Severity: j.severity,
					Group: dissect.AboutSequence})
			}
		}
	}
	return list
}

func nothing(dst []byte, _ *dissect.Frame, _ *dissect.Layer, _ *dissect.Value) []byte { return dst }

func bigEndian(b []byte) (u uint64) {
	for _, x := range b {
		u = u<<8 | uint64(x)
	}
	return u
}

// relativeTo returns what says a number, and of those that count from the
// beginning of the connection that they do.
func relativeTo(note string) dissect.Sayer {
	return func(dst []byte, f *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
		dst = strconv.AppendUint(append(dst, ": "...), v.U, 10)
		if !analysed(f, l) {
			return dst
		}
		return append(dst, note...)
	}
}

// setFlags says which flags are set.
func setFlags(dst []byte, u uint64) []byte {
	return append(appendFlags(append(dst, " ("...), capture.TCPFlags(u)), ')')
}

func scaleNote(u uint64) string {
	switch int64(u) {
	case -1:
		return " (unknown)"
	case -2:
		return " (no window scaling used)"
	}
	return ""
}

func serverPort(dst []byte, f *dissect.Frame, l *dissect.Layer, _ *dissect.Value) []byte {
	b := f.Headers.Bytes(l.Header) // as far as the flags at least
	port := b[2:4]
	if capture.TCPFlags(b[13])&capture.ACK != 0 {
		port = b[:2]
	}
	return strconv.AppendUint(append(dst, ": server port "...), bigEndian(port), 10)
}

// optionWords are what the line of all options calls them.
var optionWords = map[byte]string{
	reassembly.OptionNop: "No-Operation (NOP)", reassembly.OptionMSS: "Maximum segment size",
	reassembly.OptionWindowScale:   "Window scale",
	reassembly.OptionSACKPermitted: "SACK permitted", reassembly.OptionSACK: "SACK",
	reassembly.OptionTimestamps: "Timestamps",
	reassembly.OptionEcho:       "Echo", reassembly.OptionEchoReply: "Echo reply", reassembly.OptionCC: "CC",
	reassembly.OptionCCNew:  "CC.NEW",
	reassembly.OptionCCEcho: "CC.ECHO", reassembly.OptionMD5: "TCP MD5 signature",
	reassembly.OptionQuickStart:  "Quick-Start",
	reassembly.OptionUserTimeout: "User Timeout", reassembly.OptionAuthentication: "TCP AO",
	reassembly.OptionMultipath: "Multipath TCP",
	reassembly.OptionFastOpen:  "TCP Fast Open", reassembly.OptionExperiment1: "Experimental",
	reassembly.OptionExperiment2: "Experimental",
}

func sayOptions(dst []byte, f *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	dst = strconv.AppendInt(append(dst, ": ("...), int64(len(v.B)), 10)
	dst = append(dst, " bytes)"...)
	w, at := walkOptions(f, l), 0
	for o, ok := w.next(); ok; o, ok = w.next() {
		word := optionWords[o.kind]
		if word == "" {
			word = "Unknown"
		}
		dst = append(append(dst, ", "...), word...)
		at = len(w.all) - len(w.rest)
	}
	for ; at < len(w.all) && w.all[at] == reassembly.OptionEnd; at++ {
		dst = append(dst, ", End of Option List (EOL)"...)
	}
	return dst
}

// sayBlocks says the edges of an option's blocks.
func sayBlocks(dst []byte, f *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	base := ackBase(f, l)
	for at := 2; at+sackBlock <= len(v.B); at += sackBlock {
		dst = strconv.AppendUint(append(dst, ' '), uint64(uint32(bigEndian(v.B[at:at+4]))-base), 10)
		dst = strconv.AppendUint(append(dst, '-'), uint64(uint32(bigEndian(v.B[at+4:at+8]))-base), 10)
	}
	return dst
}

func sayEdge(dst []byte, f *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	dst = strconv.AppendUint(append(dst, " = "...), v.U, 10)
	if analysed(f, l) {
		return append(dst, " (relative)"...)
	}
	return dst
}
