package reassembly

import "netsniff/capture"

// Segment is what the analysis of one TCP segment found. It is reused.
type Segment struct {
	Seq, Ack uint32 // relative to the first sequence numbers seen; Ack as in the header without the flag
	Len      int    // payload bytes on the wire
	Window   uint32 // receive window in bytes, scaled where the scale is known
	Scale    int8   // window scale shift, ScaleUnknown or ScaleUnused
	Flags    Analysis
	DupAck   DupAck

	Measured      bool          // the sequence space told something, though maybe no finding or number
	BytesInFlight int           // 0: not known or none
	PushBytesSent int           // bytes since the last PSH, those sent again as well; 0: not known
	AcksFrame     uint32        // frame whose data this segment acknowledges, 0: none
	AckRTT        capture.Stamp // ns since AcksFrame, valid iff AcksFrame is not 0
	InitialRTT    capture.Stamp // ns from SYN to the ACK that completed the handshake, 0: not seen
	RTO           capture.Stamp // ns since RTOFrame, valid iff that is not 0
	RTOFrame      uint32        // of a retransmission, the oldest frame not acknowledged; 0: none
	Delta         capture.Stamp // ns since the previous segment of the connection
	Since         capture.Stamp // ns since the first segment of the connection
	Completeness  Completeness  // before this segment
	Implausible   bool          // it acknowledges what no window allows; with totals only
	Merged        bool          // too many wait for their acknowledgment: the two oldest were taken as one
	Unfilled      bool          // too many holes wait to be filled: the oldest was taken as lost
	Holes         int32         // how many gaps there are more with it; negative if it came to fill some
}

// Window scale shifts that are no shift.
const (
	ScaleUnknown int8 = -1 // the handshake was not seen
	ScaleUnused  int8 = -2 // a SYN without the option: windows are not scaled
)

// DupAck numbers a duplicate acknowledgment.
type DupAck struct {
	Frame uint32 // the frame it duplicates, 0: acknowledges nothing, as no frame before it
	Count uint32 // 1 for the first duplicate
}

// Completeness tells which parts of a connection's life were seen, as
// Wireshark's tcp.completeness.
type Completeness uint8

// Parts of a connection's life.
const (
	SeenSYN Completeness = 1 << iota
	SeenSYNACK
	SeenACK
	SeenData
	SeenFIN
	SeenRST
)

// String returns Wireshark's words for a connection's life so far, such as
// "Complete, WITH_DATA".
func (c Completeness) String() string {
	const opened = SeenSYN | SeenSYNACK | SeenACK
	switch closed := c&(SeenFIN|SeenRST) != 0; {
	case c == SeenSYN:
		return "Incomplete, SYN_SENT"
	case c == SeenSYN|SeenSYNACK:
		return "Incomplete, CLIENT_ESTABLISHED"
	case c&opened != opened:
		return "Incomplete"
	case closed && c&SeenData != 0:
		return "Complete, WITH_DATA"
	case closed:
		return "Complete, NO_DATA"
	case c&SeenData != 0:
		return "Incomplete, DATA"
	}
	return "Incomplete, ESTABLISHED"
}
