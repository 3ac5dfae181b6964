package reassembly

import "strconv"

// Analysis is a set of findings about a segment: what Wireshark shows as
// [TCP …] in front of the Info text and as tcp.analysis.* fields.
type Analysis uint32

// Findings of the sequence analysis (Wireshark User's Guide §7.5).
const (
	Retransmission Analysis = 1 << iota
	FastRetransmission
	SpuriousRetransmission
	OutOfOrder
	LostSegment // previous segment not captured
	AckLostSegment
	DuplicateAck
	WindowUpdate
	WindowFull
	ZeroWindow
	ZeroWindowProbe
	ZeroWindowProbeAck
	KeepAlive
	KeepAliveAck
	ReusedPorts
)

// Resent is every finding that says: these bytes were sent before.
const Resent = Retransmission | FastRetransmission | SpuriousRetransmission

// marks lists the findings in the order in which a row shows them.
var marks = [...]struct {
	flag Analysis
	text string
}{
	{ZeroWindowProbeAck, "[TCP ZeroWindowProbeAck] "},
	{ZeroWindow, "[TCP ZeroWindow] "},
	{ZeroWindowProbe, "[TCP ZeroWindowProbe] "},
	{DuplicateAck, "[TCP Dup ACK "},
	{KeepAliveAck, "[TCP Keep-Alive ACK] "},
	{KeepAlive, "[TCP Keep-Alive] "},
	{WindowFull, "[TCP Window Full] "},
	{WindowUpdate, "[TCP Window Update] "},
	{AckLostSegment, "[TCP ACKed unseen segment] "},
	{LostSegment, "[TCP Previous segment not captured] "},
	{OutOfOrder, "[TCP Out-Of-Order] "},
	{FastRetransmission, "[TCP Fast Retransmission] "},
	{SpuriousRetransmission, "[TCP Spurious Retransmission] "},
	{Retransmission, "[TCP Retransmission] "},
	{ReusedPorts, "[TCP Port numbers reused] "},
}

// AppendMarks appends the findings as a row shows them, each with a space
// after it; nothing for an ordinary segment.
func (s *Segment) AppendMarks(dst []byte) []byte {
	if s.Flags == 0 {
		return dst
	}
	for _, m := range &marks {
		if s.Flags&m.flag == 0 {
			continue
		}
		dst = append(dst, m.text...)
		if m.flag == DuplicateAck {
			dst = strconv.AppendUint(dst, uint64(s.DupAck.Frame), 10)
			dst = append(dst, '#')
			dst = strconv.AppendUint(dst, uint64(s.DupAck.Count), 10)
			dst = append(dst, "] "...)
		}
	}
	return dst
}
