package reassembly

import "netsniff/capture"

// Segment is what the analysis of one TCP segment found. It is reused.
type Segment struct {
	Seq, Ack uint32 // relative to the first sequence numbers seen
	Len      int    // payload bytes on the wire
	Window   uint32 // receive window in bytes, scaled where the scale is known
	Flags    Analysis
	DupAck   DupAck

	BytesInFlight int           // 0: not known
	AcksFrame     uint32        // frame whose data this segment acknowledges, 0: none
	AckRTT        capture.Stamp // ns since AcksFrame, valid iff AcksFrame is not 0
	InitialRTT    capture.Stamp // ns from SYN to the ACK that completed the handshake, 0: not seen
	Delta         capture.Stamp // ns since the previous segment of the connection
	Since         capture.Stamp // ns since the first segment of the connection
}

// DupAck numbers a duplicate acknowledgment.
type DupAck struct {
	Frame uint32 // the frame it duplicates
	Count uint32 // 1 for the first duplicate
}

// Analysis is a set of what Wireshark shows as [TCP …] before the Info text.
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

// TCP is the analysis state of one connection.
type TCP struct{}
