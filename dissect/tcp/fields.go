package tcp

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

var (
	srcPort = dissect.Number(0, 2)
	dstPort = dissect.Number(2, 2)
	rawSeq  = dissect.Number(4, 4)
	rawAck  = dissect.Number(8, 4)
)

// flag returns the getter of one header flag; shift counts from FIN.
func flag(shift int) dissect.Getter { return dissect.Bits(12, 2, shift, 1) }

// fields are TCP's own; those of the options and of the analysis follow in
// files of their own.
var fields = []dissect.Field{
	{Name: "tcp.srcport", Title: "Source Port", Type: dissect.Uint, Get: srcPort},
	{Name: "tcp.dstport", Title: "Destination Port", Type: dissect.Uint, Get: dstPort},
	{Name: "tcp.port", Title: "Source or Destination Port", Type: dissect.Uint, Get: dissect.Both(srcPort, dstPort)},
	{Name: "tcp.stream", Title: "Stream index", Type: dissect.Uint, Get: getStream},
	{Name: "tcp.completeness", Title: "Conversation completeness", Type: dissect.Uint,
		Get: glanced(func(s *reassembly.Segment) int64 { return int64(s.Completeness) })},
	{Name: "tcp.len", Title: "TCP Segment Len", Type: dissect.Uint,
		Get: number(func(f *dissect.Frame) int64 { return int64(f.Segment.Len) })},
	{Name: "tcp.seq", Title: "Sequence Number", Type: dissect.Uint,
		Get: relative(rawSeq, func(s *reassembly.Segment) uint32 { return s.Seq })},
	{Name: "tcp.seq_raw", Title: "Sequence Number (raw)", Type: dissect.Uint, Get: rawSeq},
	{Name: "tcp.nxtseq", Title: "Next Sequence Number", Type: dissect.Uint, Get: getNext},
	{Name: "tcp.ack", Title: "Acknowledgment Number", Type: dissect.Uint,
		Get: relative(rawAck, func(s *reassembly.Segment) uint32 { return s.Ack })},
	{Name: "tcp.ack_raw", Title: "Acknowledgment number (raw)", Type: dissect.Uint, Get: rawAck},
	{Name: "tcp.hdr_len", Title: "Header Length", Type: dissect.Uint, Get: getHeaderLength},
	{Name: "tcp.flags", Title: "Flags", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Bits(12, 2, 0, 12)},
	{Name: "tcp.flags.res", Title: "Reserved", Type: dissect.Bool, Get: dissect.Bits(12, 2, 9, 3)},
	{Name: "tcp.flags.ns", Title: "Nonce", Type: dissect.Bool, Get: flag(8)},
	{Name: "tcp.flags.ae", Title: "Accurate ECN", Type: dissect.Bool, Get: flag(8)},
	{Name: "tcp.flags.cwr", Title: "Congestion Window Reduced", Type: dissect.Bool, Get: flag(7)},
	{Name: "tcp.flags.ece", Title: "ECN-Echo", Type: dissect.Bool, Get: flag(6)},
	{Name: "tcp.flags.urg", Title: "Urgent", Type: dissect.Bool, Get: flag(5)},
	{Name: "tcp.flags.ack", Title: "Acknowledgment", Type: dissect.Bool, Get: flag(4)},
	{Name: "tcp.flags.push", Title: "Push", Type: dissect.Bool, Get: flag(3)},
	{Name: "tcp.flags.reset", Title: "Reset", Type: dissect.Bool, Get: flag(2)},
	{Name: "tcp.flags.syn", Title: "Syn", Type: dissect.Bool, Get: flag(1)},
	{Name: "tcp.flags.fin", Title: "Fin", Type: dissect.Bool, Get: flag(0)},
	{Name: "tcp.flags.str", Title: "TCP Flags", Type: dissect.String, Get: getFlagLetters},
	{Name: "tcp.window_size_value", Title: "Window", Type: dissect.Uint, Get: dissect.Number(14, 2)},
	{Name: "tcp.window_size", Title: "Calculated window size", Type: dissect.Uint,
		Get: relative(dissect.Number(14, 2), func(s *reassembly.Segment) uint32 { return s.Window })},
	{Name: "tcp.window_size_scalefactor", Title: "Window size scaling factor", Type: dissect.Int, Get: getScale},
	{Name: "tcp.checksum", Title: "Checksum", Type: dissect.Uint, Base: dissect.Hex4, Get: dissect.Number(16, 2)},
	{Name: "tcp.checksum.status", Title: "Checksum Status", Type: dissect.Uint, Base: dissect.Named,
		Names: dissect.ChecksumName, Get: dissect.Unverified(16)},
	{Name: "tcp.urgent_pointer", Title: "Urgent Pointer", Type: dissect.Uint, Get: dissect.Number(18, 2)},
	{Name: "tcp.payload", Title: "TCP payload", Type: dissect.Octets, Get: getPayload},
	{Name: "tcp.time_relative", Title: "Time since first frame in this TCP stream", Type: dissect.RelTime,
		Get: glanced(func(s *reassembly.Segment) int64 { return int64(s.Since) })},
	{Name: "tcp.time_delta", Title: "Time since previous frame in this TCP stream", Type: dissect.RelTime,
		Get: glanced(func(s *reassembly.Segment) int64 { return int64(s.Delta) })},
}

// analysed reports whether l is the segment that f.Segment describes: TCP
// headers quoted in ICMP errors are not.
func analysed(f *dissect.Frame, l *dissect.Layer) bool {
	return f.Segment != nil && l.Header == f.Last()
}

// getStream appends the number of the connection, also of one that an ICMP error
// quotes a segment of.
func getStream(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	for i := range f.Others {
		if o := &f.Others[i]; o.Header == l.Header {
			v.Int(int64(o.Stream))
			return
		}
	}
	switch {
	case analysed(f, l):
		v.Int(int64(f.Conn.ID))
	case view(f, l) != nil:
		v.Int(int64(f.Glimpse.Stream))
	}
}

// view returns what is known of l as a segment: all, or what a header that contradicts
// itself lets believe; nil of one that an ICMP error quotes.
func view(f *dissect.Frame, l *dissect.Layer) *reassembly.Segment {
	switch {
	case l.Header != f.Last():
		return nil
	case f.Segment != nil:
		return f.Segment
	}
	return f.Glimpse.Segment
}

// glanced returns the getter of a value that is known of headers that contradict
// themselves, too.
func glanced(get func(s *reassembly.Segment) int64) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if s := view(f, l); s != nil {
			v.Int(get(s))
		}
	}
}

// number returns the getter of a value that the analysis knows.
func number(get func(f *dissect.Frame) int64) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if analysed(f, l) {
			v.Int(get(f))
		}
	}
}

// relative returns the getter of a header number that the analysis turns into
// a more useful one; segments that were not analysed show the raw one. Its
// place is the raw field's.
func relative(raw dissect.Getter, get func(s *reassembly.Segment) uint32) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if analysed(f, l) {
			v.Uint(uint64(get(f.Segment)))
			return
		}
		from := len(v.List)
		raw(f, l, v)
		for i := range v.List[from:] {
			v.List[from+i].At(0, 0)
		}
	}
}

func getNext(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if !analysed(f, l) {
		return
	}
	next := f.Segment.Seq + uint32(f.Segment.Len)
	if f.TCP.Flags&(capture.SYN|capture.FIN) != 0 {
		next++
	}
	v.Uint(uint64(next))
}

func getHeaderLength(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if b := f.Headers.Bytes(l.Header); len(b) > 12 {
		v.Uint(uint64(b[12]>>4)*4).Masked(0xf0).At(int(l.Header.Off)+12, 1)
	}
}

func getScale(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	s := view(f, l)
	switch {
	case s == nil || f.TCP.Flags&capture.SYN != 0:
	case s.Scale >= 0:
		v.Int(1 << s.Scale)
	default:
		v.Int(int64(s.Scale)) // -1 unknown, -2 not used
	}
}

func getPayload(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if analysed(f, l) && len(f.Payload) > 0 {
		v.Bytes(f.Payload).At(int(l.Header.Off)+int(l.Header.Len), len(f.Payload))
	}
}

// getFlagLetters appends the flags as Wireshark draws them: a letter or a
// middle dot each, the reserved bits first.
func getFlagLetters(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if view(f, l) == nil {
		return
	}
	const letters = "RRRACEUAPRSF"
	var text [2 * len(letters)]byte
	b := text[:0]
	for i := range len(letters) {
		if f.TCP.Flags>>(len(letters)-1-i)&1 != 0 {
			b = append(b, letters[i])
		} else {
			b = append(b, "·"...)
		}
	}
	v.Text(string(b))
}
