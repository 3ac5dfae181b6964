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

// marks lists the findings in the order in which a row shows them, and what they are called
// in tables.
var marks = [...]struct {
	flag Analysis
	text string
	name string
}{
	{ZeroWindowProbeAck, "[TCP ZeroWindowProbeAck] ", "zero window probe ACK"},
	{ZeroWindow, "[TCP ZeroWindow] ", "zero window"},
	{ZeroWindowProbe, "[TCP ZeroWindowProbe] ", "zero window probe"},
	{DuplicateAck, "[TCP Dup ACK ", "duplicate ACK"},
	{KeepAliveAck, "[TCP Keep-Alive ACK] ", "keep-alive ACK"},
	{KeepAlive, "[TCP Keep-Alive] ", "keep-alive"},
	{WindowFull, "[TCP Window Full] ", "window full"},
	{WindowUpdate, "[TCP Window Update] ", "window update"},
	{AckLostSegment, "[TCP ACKed unseen segment] ", "ACKed unseen segment"},
	{LostSegment, "[TCP Previous segment not captured] ", "previous segment not captured"},
	{OutOfOrder, "[TCP Out-Of-Order] ", "out of order"},
	{FastRetransmission, "[TCP Fast Retransmission] ", "fast retransmission"},
	{SpuriousRetransmission, "[TCP Spurious Retransmission] ", "spurious retransmission"},
	{Retransmission, "[TCP Retransmission] ", "retransmission"},
	{ReusedPorts, "[TCP Port numbers reused] ", "port numbers reused"},
}

// String returns the findings in words, such as "duplicate ACK, zero window"; "" if there are
// none.
func (a Analysis) String() string {
	var b []byte
	for _, m := range &marks {
		if a&m.flag == 0 {
			continue
		}
		if len(b) > 0 {
			b = append(b, ", "...)
		}
		b = append(b, m.name...)
	}
	return string(b)
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
