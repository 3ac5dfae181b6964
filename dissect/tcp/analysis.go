package tcp

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// analysisFields are the tcp.analysis.* fields.
var analysisFields = append(flagFields(), []dissect.Field{
	{Name: "tcp.analysis", Title: "SEQ/ACK analysis", Type: dissect.Label, Get: mark(hasAnalysis)},
	{Name: "tcp.analysis.flags", Title: "TCP Analysis Flags", Type: dissect.Label,
		Get: mark(func(s *reassembly.Segment) bool { return s.Flags != 0 })},
	{Name: "tcp.analysis.duplicate_ack_num", Title: "Duplicate ACK #", Type: dissect.Uint,
		Get: known(func(s *reassembly.Segment) int64 { return int64(s.DupAck.Count) })},
	{Name: "tcp.analysis.duplicate_ack_frame", Title: "Duplicate to the ACK in frame", Type: dissect.FrameNum,
		Get: getDuplicateFrame},
	{Name: "tcp.analysis.acks_frame", Title: "This is an ACK to the segment in frame", Type: dissect.FrameNum,
		Get: known(func(s *reassembly.Segment) int64 { return int64(s.AcksFrame) })},
	{Name: "tcp.analysis.ack_rtt", Title: "The RTT to ACK the segment was", Type: dissect.RelTime,
		Get: known(func(s *reassembly.Segment) int64 { return int64(s.AckRTT) })},
	{Name: "tcp.analysis.initial_rtt", Title: "iRTT", Type: dissect.RelTime, Get: known(getInitialRTT)},
	{Name: "tcp.analysis.bytes_in_flight", Title: "Bytes in flight", Type: dissect.Uint,
		Get: known(func(s *reassembly.Segment) int64 { return int64(s.BytesInFlight) })},
	{Name: "tcp.analysis.push_bytes_sent", Title: "Bytes sent since last PSH flag", Type: dissect.Uint,
		Get: known(func(s *reassembly.Segment) int64 { return int64(s.PushBytesSent) })},
	{Name: "tcp.analysis.rto", Title: "The RTO for this segment was", Type: dissect.RelTime, Get: getRTO},
	{Name: "tcp.analysis.rto_frame", Title: "RTO based on delta from frame", Type: dissect.FrameNum,
		Get: known(func(s *reassembly.Segment) int64 { return int64(s.RTOFrame) })},
}...)

// flagTitles are the analysis flags as fields.
var flagTitles = [...]struct {
	name, title string
	flags       reassembly.Analysis // any of them
}{
	{"retransmission", "This frame is a (suspected) retransmission", reassembly.Resent},
	{"fast_retransmission", "This frame is a (suspected) fast retransmission", reassembly.FastRetransmission},
	{"spurious_retransmission", "This frame is a (suspected) spurious retransmission", reassembly.SpuriousRetransmission},
	{"out_of_order", "This frame is a (suspected) out-of-order segment", reassembly.OutOfOrder},
	{"reused_ports", "A new tcp session is started with the same ports as an earlier session in this trace",
		reassembly.ReusedPorts},
	{"lost_segment", "Previous segment(s) not captured (common at capture start)", reassembly.LostSegment},
	{"ack_lost_segment", "ACKed segment that wasn't captured (common at capture start)", reassembly.AckLostSegment},
	{"duplicate_ack", "Duplicate ACK", reassembly.DuplicateAck},
	{"window_update", "TCP window update", reassembly.WindowUpdate},
	{"window_full", "TCP window specified by the receiver is now completely full", reassembly.WindowFull},
	{"zero_window", "TCP Zero Window segment", reassembly.ZeroWindow},
	{"zero_window_probe", "TCP Zero Window Probe", reassembly.ZeroWindowProbe},
	{"zero_window_probe_ack", "ACK to a TCP Zero Window Probe", reassembly.ZeroWindowProbeAck},
	{"keep_alive", "TCP keep-alive segment", reassembly.KeepAlive},
	{"keep_alive_ack", "ACK to a TCP keep-alive segment", reassembly.KeepAliveAck},
}

func flagFields() []dissect.Field {
	fields := make([]dissect.Field, 0, len(flagTitles))
	for _, x := range flagTitles {
		fields = append(fields, dissect.Field{
			Name:  "tcp.analysis." + x.name,
			Title: x.title,
			Type:  dissect.Label,
			Get:   mark(func(s *reassembly.Segment) bool { return s.Flags&x.flags != 0 }),
		})
	}
	return fields
}

func hasAnalysis(s *reassembly.Segment) bool {
	return s.Flags != 0 || s.AcksFrame != 0 || s.Measured
}

// mark returns the getter of a field that is there or not.
func mark(is func(s *reassembly.Segment) bool) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if analysed(f, l) && is(f.Segment) {
			v.Uint(1)
		}
	}
}

// known returns the getter of a number that is 0 when it is not known.
func known(get func(s *reassembly.Segment) int64) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if !analysed(f, l) {
			return
		}
		if n := get(f.Segment); n != 0 {
			v.Int(n)
		}
	}
}

// getInitialRTT: as other analyzers do, only segments that say something else
// about the connection repeat it.
func getInitialRTT(s *reassembly.Segment) int64 {
	if !hasAnalysis(s) {
		return 0
	}
	return int64(s.InitialRTT)
}

// getDuplicateFrame: 0 is a duplicate of what no frame said.
func getDuplicateFrame(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if analysed(f, l) && f.Segment.Flags&reassembly.DuplicateAck != 0 {
		v.Int(int64(f.Segment.DupAck.Frame))
	}
}

func getRTO(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if analysed(f, l) && f.Segment.RTOFrame != 0 {
		v.Int(int64(f.Segment.RTO))
	}
}
