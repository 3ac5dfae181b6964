package tcp

import (
	"encoding/binary"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// optionFields are the tcp.options.* fields: every option as it stands in the
// header, and its parts.
var optionFields = []dissect.Field{
	{Name: "tcp.options", Title: "TCP Options", Type: dissect.Octets, Get: getOptions},
	whole("tcp.options.mss", "TCP Option - Maximum segment size", reassembly.OptionMSS, 2),
	whole("tcp.options.sack_perm", "TCP Option - SACK permitted", reassembly.OptionSACKPermitted, 0),
	whole("tcp.options.timestamp", "TCP Option - Timestamps", reassembly.OptionTimestamps, timestamps),
	whole("tcp.options.nop", "TCP Option - No-Operation (NOP)", reassembly.OptionNop, 0),
	whole("tcp.options.wscale", "TCP Option - Window scale", reassembly.OptionWindowScale, 1),
	whole("tcp.options.sack", "TCP Option - SACK", reassembly.OptionSACK, anyLength),
	{Name: "tcp.options.eol", Title: "TCP Option - End of Option List (EOL)", Type: dissect.Octets,
		Get: eachEnd(func(b []byte, off int, v *dissect.Values) { v.Bytes(b).At(off, 1) })},
	{Name: "tcp.option_kind", Title: "Kind", Type: dissect.Uint, Names: kindName,
		Get: dissect.Both(eachOption(func(o optionAt, v *dissect.Values) {
			v.Uint(uint64(o.kind)).At(o.off, 1)
		}), eachEnd(func(_ []byte, off int, v *dissect.Values) { v.Uint(reassembly.OptionEnd).At(off, 1) }))},
	{Name: "tcp.option_len", Title: "Length", Type: dissect.Uint, Get: eachOption(func(o optionAt, v *dissect.Values) {
		if o.kind != reassembly.OptionNop {
			v.Uint(uint64(len(o.value)+2)).At(o.off+1, 1)
		}
	})},
	{Name: "tcp.options.mss_val", Title: "MSS Value", Type: dissect.Uint, Get: option(reassembly.OptionMSS, 2, 0, 2)},
	{Name: "tcp.options.wscale.shift", Title: "Shift count", Type: dissect.Uint,
		Get: option(reassembly.OptionWindowScale, 1, 0, 1)},
	{Name: "tcp.options.wscale.multiplier", Title: "Multiplier", Type: dissect.Uint, Get: eachOption(getMultiplier)},
	{Name: "tcp.options.sack_le", Title: "TCP SACK Left Edge", Type: dissect.Uint, Get: edge(0)},
	{Name: "tcp.options.sack_re", Title: "TCP SACK Right Edge", Type: dissect.Uint, Get: edge(4)},
	{Name: "tcp.options.sack.count", Title: "TCP SACK Count", Type: dissect.Uint,
		Get: eachOption(func(o optionAt, v *dissect.Values) {
			if o.kind == reassembly.OptionSACK {
				v.Uint(uint64(len(o.value)/sackBlock)).At(o.off, o.len())
			}
		})},
	{Name: "tcp.options.sack.dsack_le", Title: "TCP D-SACK Left Edge", Type: dissect.Uint, Get: duplicateEdge(0)},
	{Name: "tcp.options.sack.dsack_re", Title: "TCP D-SACK Right Edge", Type: dissect.Uint, Get: duplicateEdge(4)},
	{Name: "tcp.options.sack.dsack", Title: "D-SACK Sequence", Type: dissect.Label,
		Get: duplicate(func(o optionAt, _ uint32, v *dissect.Values) {
			v.Mark().At(o.off+2, sackBlock)
		})},
	{Name: "tcp.options.tfo.request", Title: "Fast Open Cookie Request", Type: dissect.Label,
		Get: eachOption(func(o optionAt, v *dissect.Values) {
			if o.kind == reassembly.OptionFastOpen && len(o.value) == 0 {
				v.Mark().At(o.off, o.len())
			}
		})},
	{Name: "tcp.options.tfo.cookie", Title: "Fast Open Cookie", Type: dissect.Octets,
		Get: eachOption(func(o optionAt, v *dissect.Values) {
			if o.kind == reassembly.OptionFastOpen && len(o.value) > 0 {
				v.Bytes(o.value).At(o.off+2, len(o.value))
			}
		})},
	whole("tcp.options.echo", "TCP Option - Echo", reassembly.OptionEcho, 4),
	whole("tcp.options.echoreply", "TCP Option - Echo reply", reassembly.OptionEchoReply, 4),
	whole("tcp.options.cc", "TCP Option - CC", reassembly.OptionCC, 4),
	whole("tcp.options.ccnew", "TCP Option - CC.NEW", reassembly.OptionCCNew, 4),
	whole("tcp.options.ccecho", "TCP Option - CC.ECHO", reassembly.OptionCCEcho, 4),
	whole("tcp.options.md5", "TCP Option - TCP MD5 signature", reassembly.OptionMD5, anyLength),
	whole("tcp.options.qs", "TCP Option - Quick-Start", reassembly.OptionQuickStart, 6),
	whole("tcp.options.user_to", "TCP Option - User Timeout", reassembly.OptionUserTimeout, 2),
	whole("tcp.options.ao", "TCP Option - TCP AO", reassembly.OptionAuthentication, anyLength),
	{Name: "tcp.options.md5.digest", Title: "MD5 digest", Type: dissect.Octets,
		Get: eachOption(func(o optionAt, v *dissect.Values) {
			if o.kind == reassembly.OptionMD5 && len(o.value) > 0 {
				v.Bytes(o.value).At(o.off+2, len(o.value))
			}
		})},
	{Name: "tcp.options.user_to_val", Title: "User Timeout", Type: dissect.Uint,
		Get: eachOption(func(o optionAt, v *dissect.Values) {
			if o.kind == reassembly.OptionUserTimeout && len(o.value) == 2 {
				v.Uint(uint64(binary.BigEndian.Uint16(o.value))&userTimeout).At(o.off+2, 2)
			}
		})},
	{Name: "tcp.options.ao.keyid", Title: "AO KeyID", Type: dissect.Uint,
		Get: eachOption(func(o optionAt, v *dissect.Values) {
			if o.kind == reassembly.OptionAuthentication && len(o.value) > 0 {
				v.Uint(uint64(o.value[0])).At(o.off+2, 1)
			}
		})},
	{Name: "tcp.options.mptcp.subtype", Title: "Multipath TCP subtype", Type: dissect.Uint,
		Get: eachOption(func(o optionAt, v *dissect.Values) {
			if o.kind == reassembly.OptionMultipath && len(o.value) > 0 {
				v.Uint(uint64(o.value[0]>>4)).At(o.off+2, 1)
			}
		})},
	{Name: "tcp.options.timestamp.tsval", Title: "Timestamp value", Type: dissect.Uint,
		Get: option(reassembly.OptionTimestamps, timestamps, 0, 4)},
	{Name: "tcp.options.timestamp.tsecr", Title: "Timestamp echo reply", Type: dissect.Uint,
		Get: option(reassembly.OptionTimestamps, timestamps, 4, 4)},
}

// kindNames names the kinds of options (IANA registry of TCP parameters).
var kindNames = map[uint64]string{
	reassembly.OptionEnd: "End of Option List", reassembly.OptionNop: "No-Operation",
	reassembly.OptionMSS:         "Maximum Segment Size",
	reassembly.OptionWindowScale: "Window Scale", reassembly.OptionSACKPermitted: "SACK Permitted",
	reassembly.OptionSACK: "SACK",
	reassembly.OptionEcho: "Echo", reassembly.OptionEchoReply: "Echo Reply",
	reassembly.OptionTimestamps: "Time Stamp Option",
	reassembly.OptionCC:         "CC", reassembly.OptionCCNew: "CC.NEW", reassembly.OptionCCEcho: "CC.ECHO",
	reassembly.OptionMD5:        "MD5 Signature Option",
	reassembly.OptionQuickStart: "Quick-Start Response", reassembly.OptionUserTimeout: "User Timeout Option",
	reassembly.OptionAuthentication: "The TCP Authentication Option", reassembly.OptionMultipath: "Multipath TCP",
	reassembly.OptionFastOpen: "TCP Fast Open Cookie", reassembly.OptionAccurateECN0: "Accurate ECN Order 0",
	reassembly.OptionAccurateECN1: "Accurate ECN Order 1", reassembly.OptionExperiment1: "RFC3692-style Experiment 1",
	reassembly.OptionExperiment2: "RFC3692-style Experiment 2",
}

func kindName(u uint64) string { return kindNames[u] }

// timestamps is the length of the value of the Timestamps option (RFC 7323 §3.2).
const timestamps = 8

// sackBlock is the length of a block of the SACK option (RFC 2018 §3).
const sackBlock = 8

// optionBytes returns the options of a TCP header.
func optionBytes(f *dissect.Frame, l *dissect.Layer) []byte {
	b := f.Headers.Bytes(l.Header)
	if n := int(l.Header.Len); n > headerLength && n <= len(b) {
		return b[headerLength:n]
	}
	return nil
}

// headerLength is the length of a TCP header without options.
const headerLength = 20

func getOptions(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if b := optionBytes(f, l); len(b) > 0 {
		v.Bytes(b).At(int(l.Header.Off)+headerLength, len(b))
	}
}

// optionAt is an option at offset off of the header's buffer.
type optionAt struct {
	kind  byte
	value []byte
	off   int
}

// len returns the length of the option with its kind and length bytes.
func (o optionAt) len() int {
	if o.kind == reassembly.OptionNop {
		return 1
	}
	return len(o.value) + 2
}

// optionWalk goes through the options of a header.
type optionWalk struct {
	all, rest []byte
	base      int // of all in the header's buffer
}

func walkOptions(f *dissect.Frame, l *dissect.Layer) optionWalk {
	b := optionBytes(f, l)
	return optionWalk{b, b, int(l.Header.Off) + headerLength}
}

func (w *optionWalk) next() (o optionAt, ok bool) {
	at := w.base + len(w.all) - len(w.rest)
	kind, value, rest, ok := reassembly.NextOption(w.rest)
	w.rest = rest
	return optionAt{kind, value, at}, ok
}

// eachOption returns a getter that looks at every option in turn.
func eachOption(get func(o optionAt, v *dissect.Values)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		w := walkOptions(f, l)
		for o, ok := w.next(); ok; o, ok = w.next() {
			get(o, v)
		}
	}
}

// eachEnd returns a getter that looks at the zeros that end the options.
func eachEnd(get func(b []byte, off int, v *dissect.Values)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		w := walkOptions(f, l)
		at := 0
		for _, ok := w.next(); ok; _, ok = w.next() {
			at = len(w.all) - len(w.rest)
		}
		for ; at < len(w.all) && w.all[at] == reassembly.OptionEnd; at++ {
			get(w.all[at:at+1], w.base+at, v)
		}
	}
}

// anyLength stands for values of any length.
const anyLength = -1

// whole returns the field of the options of one kind as they stand in the
// header.
func whole(name, title string, want byte, length int) dissect.Field {
	get := func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		w := walkOptions(f, l)
		for o, ok := w.next(); ok; o, ok = w.next() {
			if from := o.off - w.base; o.kind == want && (length == anyLength || len(o.value) == length) {
				v.Bytes(w.all[from:from+o.len()]).At(o.off, o.len())
			}
		}
	}
	return dissect.Field{Name: name, Title: title, Type: dissect.Octets, Get: get}
}

// option returns the getter of the n-byte number at offset off of an option
// whose value has the given length.
func option(want byte, length, off, n int) dissect.Getter {
	return eachOption(func(o optionAt, v *dissect.Values) {
		if o.kind != want || len(o.value) != length {
			return
		}
		var u uint64
		for _, b := range o.value[off : off+n] {
			u = u<<8 | uint64(b)
		}
		v.Uint(u).At(o.off+2+off, n)
	})
}

func getMultiplier(o optionAt, v *dissect.Values) {
	if o.kind == reassembly.OptionWindowScale && len(o.value) == 1 {
		v.Uint(1<<min(o.value[0], maxShift)).At(o.off+2, 1)
	}
}

// maxShift is the largest window scale (RFC 7323 §2.3).
const maxShift = 14

// ackBase is what relative acknowledgment numbers count from.
func ackBase(f *dissect.Frame, l *dissect.Layer) uint32 {
	if analysed(f, l) {
		return f.TCP.Ack - f.Segment.Ack
	}
	return 0
}

// edge returns the getter of one edge of every SACK block, relative where the
// connection's numbers are.
func edge(off int) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		base := ackBase(f, l)
		w := walkOptions(f, l)
		for o, ok := w.next(); ok; o, ok = w.next() {
			for at := 0; o.kind == reassembly.OptionSACK && at+sackBlock <= len(o.value); at += sackBlock {
				v.Uint(uint64(binary.BigEndian.Uint32(o.value[at+off:])-base)).At(o.off+2+at+off, 4)
			}
		}
	}
}
