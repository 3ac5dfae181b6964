package tcp

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// judgements are the findings of the analysis, in the order in which they are
// told: the more special one first.
var judgements = [...]struct {
	flags    reassembly.Analysis // any of them
	severity dissect.Severity
	text     string
}{
	{reassembly.FastRetransmission, dissect.Notable, "This frame is a (suspected) fast retransmission"},
	{reassembly.SpuriousRetransmission, dissect.Notable, "This frame is a (suspected) spurious retransmission"},
	{reassembly.Resent, dissect.Notable, "This frame is a (suspected) retransmission"},
	{reassembly.OutOfOrder, dissect.Warning, "This frame is a (suspected) out-of-order segment"},
	{reassembly.ReusedPorts, dissect.Notable,
		"A new tcp session is started with the same ports as an earlier session in this trace"},
	{reassembly.LostSegment, dissect.Warning, "Previous segment(s) not captured (common at capture start)"},
	{reassembly.AckLostSegment, dissect.Warning, "ACKed segment that wasn't captured (common at capture start)"},
	{reassembly.WindowUpdate, dissect.Chat, "TCP window update"},
	{reassembly.WindowFull, dissect.Warning, "TCP window specified by the receiver is now completely full"},
	{reassembly.KeepAlive, dissect.Notable, "TCP keep-alive segment"},
	{reassembly.KeepAliveAck, dissect.Notable, "ACK to a TCP keep-alive segment"},
	{reassembly.ZeroWindowProbe, dissect.Notable, "TCP Zero Window Probe"},
	{reassembly.ZeroWindow, dissect.Warning, "TCP Zero Window segment"},
	{reassembly.ZeroWindowProbeAck, dissect.Notable, "ACK to a TCP Zero Window Probe"},
}

// findings says what a segment does to its connection and what the analysis
// found.
func findings(f *dissect.Frame, l *dissect.Layer, x *dissect.Findings) {
	if !analysed(f, l) {
		return
	}
	s := f.Segment
	connection(f, x)
	w := walkOptions(f, l)
	for o, ok := w.next(); ok; o, ok = w.next() {
		if duplicates(o, f.TCP.Ack) {
			x.Say(dissect.Warning, dissect.AboutSequence, "D-SACK Sequence")
		}
	}
	for i := range judgements {
		if j := &judgements[i]; s.Flags&j.flags != 0 {
			x.Say(j.severity, dissect.AboutSequence, j.text)
		}
	}
	if s.Flags&reassembly.DuplicateAck != 0 {
		b := append(x.Begin(), "Duplicate ACK (#"...)
		b = strconv.AppendUint(b, uint64(s.DupAck.Count), 10)
		x.Add(dissect.Notable, dissect.AboutSequence, append(b, ')'))
	}
}

// connection says what opens and closes the connection.
func connection(f *dissect.Frame, x *dissect.Findings) {
	flags := f.TCP.Flags
	switch flags & (capture.SYN | capture.ACK) {
	case capture.SYN:
		b := append(x.Begin(), "Connection establish request (SYN): server port "...)
		x.Add(dissect.Chat, dissect.AboutSequence, strconv.AppendUint(b, uint64(f.DstPort), 10))
	case capture.SYN | capture.ACK:
		b := append(x.Begin(), "Connection establish acknowledge (SYN+ACK): server port "...)
		x.Add(dissect.Chat, dissect.AboutSequence, strconv.AppendUint(b, uint64(f.SrcPort), 10))
	}
	if flags&capture.RST != 0 {
		x.Say(dissect.Warning, dissect.AboutSequence, "Connection reset (RST)")
	}
	if flags&capture.FIN == 0 {
		return
	}
	x.Say(dissect.Chat, dissect.AboutSequence, "Connection finish (FIN)")
	if f.Segment.Completeness&reassembly.SeenFIN == 0 {
		x.Say(dissect.Notable, dissect.AboutSequence, "This frame initiates the connection closing")
	} else {
		x.Say(dissect.Notable, dissect.AboutSequence, "This frame undergoes the connection closing")
	}
}
