package reassembly

import (
	"math/bits"

	"netsniff/capture"
)

// Totals is what the segments of a connection, or the datagrams of a UDP
// conversation, add up to.
type Totals struct {
	First, Last Mark
	IdleMax     capture.Stamp // longest time without a frame of either side
	Sent        [2]Volume     // by direction
	TCP         *TCPTotals    // nil unless TCP
}

// Volume is what one side sent.
type Volume struct {
	Frames    uint32
	Bytes     uint64        // of payload as the wire had it, those sent again as well
	Wire      uint64        // of whole frames
	FirstData capture.Stamp // of the first and the last frame with payload, valid iff Bytes is not 0
	LastData  capture.Stamp
}

// Datagram counts a UDP datagram.
func (t *Totals) Datagram(p *capture.Packet, d Dir) { t.count(p, d) }

// count takes what any frame adds.
func (t *Totals) count(p *capture.Packet, d Dir) {
	now := Mark{Frame: p.Frame, At: p.At}
	if t.First.Frame == 0 {
		t.First, t.Last = now, now
	}
	t.IdleMax = max(t.IdleMax, now.At-t.Last.At)
	t.Last = now
	v := &t.Sent[d]
	v.Frames++
	v.Wire += uint64(p.WireLen)
	if p.PayloadLen <= 0 {
		return
	}
	if v.Bytes == 0 {
		v.FirstData = p.At
	}
	v.Bytes += uint64(p.PayloadLen)
	v.LastData = p.At
}

// Duration is the time from the first frame to the last.
func (t *Totals) Duration() capture.Stamp { return t.Last.At - t.First.At }

// Throughput returns the payload bytes a second that were sent in direction
// d, from its first data to its last, those sent again as well: 0 if all came
// in one moment.
func (t *Totals) Throughput(d Dir) float64 { return t.Sent[d].rate(t.Sent[d].Bytes) }

// Goodput is Throughput with each byte counted once.
func (t *Totals) Goodput(d Dir) float64 {
	if t.TCP == nil {
		return t.Throughput(d)
	}
	return t.Sent[d].rate(t.TCP.Sides[d].Unique)
}

func (v *Volume) rate(bytes uint64) float64 {
	if bytes == 0 || v.LastData <= v.FirstData {
		return 0
	}
	return float64(bytes) / (float64(v.LastData-v.FirstData) / 1e9)
}

// TCPTotals is what only TCP has.
type TCPTotals struct {
	Sides        [2]Side // by the direction it sends in: Sides[ToServer] is the client
	Handshake    [2]Leg  // [ToServer]: SYN to SYN, ACK; [ToClient]: SYN, ACK to ACK
	Completeness Completeness
	Opened       Opening
	Closed       Closing
	ClosedBy     Dir  // who sent the first FIN, or the RST; valid unless StillOpen
	Spoke        bool // somebody sent data
	FirstSpeaker Dir  // who did so first, valid iff Spoke

	shaken    bool
	handshake *handshake // nil before and after it
	rtt       [2]*RTT
}

// Leg is a round trip from the capture point to one end. Known is false if it
// was not seen, or not without doubt.
type Leg struct {
	Time  capture.Stamp
	Known bool
}

// Side is one end of a TCP connection as a sender.
type Side struct {
	Unique          uint64 // bytes of payload, each counted once; what else was sent was sent again
	DataSegments    uint32 // segments with payload
	MaxInFlight     uint32 // most bytes that were sent and not acknowledged
	InitialBytes    uint32 // sent before any of it was acknowledged; 0 if the beginning was not seen
	InitialSegments uint32
	MaxSegment      uint32 // largest payload of a segment
	Oversized       uint32 // segments larger than the other side's MSS allows: the capture saw them before they were cut, or after they were joined
	FirstWindow     uint32 // receive window in bytes that it offered first, least and most
	MinWindow       uint32
	MaxWindow       uint32
	SYNs, FINs      uint32
	RSTs            uint32
	MSS             uint16 // as it offered in its SYN, 0: none seen
	Scale           int8   // window scale shift, ScaleUnknown or ScaleUnused
	SACKPermitted   bool
	HopLimit        uint8 // IPv4 TTL or IPv6 hop limit of its first segment
	HopLimitVaries  bool

	findings *[analyses]uint32 // nil: none so far
	seen     coverage
	acked    uint32 // highest number the other side acknowledged
	hasAcked bool
	doubted  bool // an acknowledgment was beyond what can be
	limits   limits
}

// analyses is how many kinds of findings there are.
const analyses = len(marks)

// Count returns in how many segments the analysis found one of a.
func (s *Side) Count(a Analysis) (n uint32) {
	for ; a != 0 && s.findings != nil; a &= a - 1 {
		n += s.findings[bits.TrailingZeros32(uint32(a))]
	}
	return n
}

// Missing returns how many bytes the other side acknowledged that were never
// captured.
func (s *Side) Missing() uint64 {
	if !s.hasAcked {
		return s.seen.missing(s.seen.first)
	}
	return s.seen.missing(s.acked)
}

// RTT returns the samples of the leg in direction d: from data that passed
// the capture point to its acknowledgment coming back.
func (t *TCPTotals) RTT(d Dir) RTT {
	if t.rtt[d] == nil {
		return RTT{}
	}
	return *t.rtt[d]
}

// Opening says how a connection began.
type Opening uint8

// Openings.
const (
	Midstream    Opening = iota // before the capture did
	Unanswered                  // a SYN without any answer
	Refused                     // a SYN answered with RST
	Established                 // SYN and SYN, ACK
	AnswerOnly                  // the SYN, ACK alone was captured
	openingCount = iota
)

var openingNames = [openingCount]string{"midstream", "unanswered", "refused", "established", "SYN not captured"}

func (o Opening) String() string { return openingNames[o] }

// Closing says how a connection ended.
type Closing uint8

// Closings.
const (
	StillOpen    Closing = iota // when the capture ended
	HalfClosed                  // one side sent FIN
	Finished                    // both sides sent FIN
	Reset                       // a RST before both sides had sent FIN
	closingCount = iota
)

var closingNames = [closingCount]string{"open", "half closed", "FIN", "RST"}

func (c Closing) String() string { return closingNames[c] }
