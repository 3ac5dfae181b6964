package reassembly

import "netsniff/capture"

// TCP is the sequence analysis of one connection. The zero value is not
// ready: use NewTCP.
type TCP struct {
	flows [2]flow // by Dir of the sender

	firstAt, lastAt capture.Stamp
	syn             capture.Stamp // of the last SYN; once that is answered, the first round trip
	totals          *Totals       // nil: nobody asked
	spare           *Spare        // nil: it shares its lists with nobody
	frames          uint32
	opening         opening
	seen            Completeness
	ending          ending
}

// opening is how far the handshake of a connection has come.
type opening uint8

const (
	unopened    opening = iota // no SYN was seen
	synSent                    // TCP.syn is its time
	synAnswered                // TCP.syn is how long that took
)

// initialRTT returns the first round trip, 0 if it was not seen.
func (t *TCP) initialRTT() capture.Stamp {
	if t.opening != synAnswered {
		return 0
	}
	return t.syn
}

// NewTCP returns the analysis of a connection without segments.
func NewTCP() TCP {
	var t TCP
	t.Begin()
	return t
}

// Begin makes a zero TCP the analysis of a connection without segments.
func (t *TCP) Begin() { t.flows[0].scale, t.flows[1].scale = ScaleUnknown, ScaleUnknown }

// Share has the connection take lists from x and give them back.
func (t *TCP) Share(x *Spare) { t.spare = x }

// waiting returns the segments of f that wait for their acknowledgment, to be added to.
func (t *TCP) waiting(f *flow) *sentList {
	if f.sent == nil {
		f.sent = t.spare.take()
	}
	return f.sent
}

// settle gives back the list of f if nothing waits on it any more.
func (t *TCP) settle(f *flow) {
	if f.sent != nil && t.spare != nil && f.sent.oldest() == nil {
		t.spare.give(f.sent)
		f.sent = nil
	}
}

// Analyze takes the next segment of the connection, in order of capture, and
// refills s with what it finds. reused says that the segment opened a
// connection between ports that another one had used.
func (t *TCP) Analyze(p *capture.Packet, d Dir, reused bool, s *Segment) {
	*s = Segment{}
	s.Len = p.PayloadLen
	if reused {
		s.Flags |= ReusedPorts
		t.seen = SeenSYN
	}
	f, r := &t.flows[d], &t.flows[d.Reverse()]
	t.clock(p, s)
	t.rebase(p, f, r, s)
	var h heading
	h.seq, h.ack, h.flags, h.options, h.window = p.TCP.Seq, p.TCP.Ack, p.TCP.Flags, p.TCP.Options, p.TCP.Window
	h.len, h.at, h.frame, h.cut = uint32(p.PayloadLen), p.At, p.Frame, p.State == capture.Truncated
	if p.TCP.Flags&SYNFINRST == 0 {
		h.plain = true
	}
	t.judge(&h, f, r, s)
	t.handshake(&h)
	s.Scale = f.scale
	s.Window = uint32(h.window)
	if h.flags&capture.SYN == 0 {
		s.Window = f.scaled(s.Window)
	}
	if t.totals != nil {
		t.arrive(&h, d, s)
	}
	s.Holes = f.holes(&h, s)
	t.remember(&h, f, r, s)
	if h.flags&capture.FIN != 0 || t.ending != 0 {
		t.end(&h, d)
	}
	s.InitialRTT = t.initialRTT()
	s.Completeness = t.seen
	t.complete(&h, reused)
	if t.totals != nil {
		t.account(p, &h, d, s)
	}
}

// Glance takes of the next segment, whose header contradicts itself, what can be
// believed all the same: when it came, its flags and the scale of windows. Of s
// nothing else is filled in but Seq, which nothing later is compared with.
func (t *TCP) Glance(p *capture.Packet, d Dir, reused bool, s *Segment) {
	*s = Segment{}
	if reused {
		t.seen = SeenSYN
	}
	f, r := &t.flows[d], &t.flows[d.Reverse()]
	t.clock(p, s)
	h := heading{flags: p.TCP.Flags, options: p.TCP.Options, cut: true, at: p.At}
	t.handshake(&h)
	s.Scale, s.Completeness = f.scale, t.seen
	switch {
	case h.flags&capture.SYN != 0:
	case f.hasBase:
		s.Seq = p.TCP.Seq - f.base
	default:
		s.Seq = 1
	}
	if h.flags&(capture.SYN|capture.RST) == capture.SYN {
		h.agree(f, r)
	}
	t.complete(&h, reused)
}

// SYNFINRST are the flags that most findings exclude.
const SYNFINRST = capture.SYN | capture.FIN | capture.RST

// heading is what the rules need of a segment's header.
type heading struct {
	seq, ack uint32
	len      uint32 // payload bytes on the wire
	window   uint16
	flags    capture.TCPFlags
	options  []byte // borrowed
	cut      bool   // the snap length cut the options
	plain    bool   // none of SYN, FIN, RST
	at       capture.Stamp
	frame    uint32
	fresh    uint32 // sequence numbers not seen before; valid with totals only
	resent   bool   // some were seen before; valid with totals only
}

// end returns the sequence number after the segment; SYN and FIN count one.
func (h *heading) end() uint32 {
	n := h.seq + h.len
	if h.flags&(capture.SYN|capture.FIN) != 0 {
		n++
	}
	return n
}

func (t *TCP) clock(p *capture.Packet, s *Segment) {
	if t.frames == 0 {
		t.firstAt, t.lastAt = p.At, p.At
	}
	t.frames++
	s.Delta, s.Since = p.At-t.lastAt, p.At-t.firstAt
	t.lastAt = p.At
}

// rebase fixes the sequence numbers that are shown as 0 and fills in the
// relative ones.
func (t *TCP) rebase(p *capture.Packet, f, r *flow, s *Segment) {
	seq, ack := p.TCP.Seq, p.TCP.Ack
	syn, acks := p.TCP.Flags&capture.SYN != 0, p.TCP.Flags&capture.ACK != 0
	switch {
	case syn && f.hasBase && f.base != seq:
		// A SYN, ACK with another initial sequence number stays in the
		// connection, as the client may have been recorded elsewhere.
		if acks {
			s.Flags |= ReusedPorts
		}
		f.base, t.waiting(f).shuffled = seq, true
	case syn:
		f.base, f.hasBase = seq, true
	case !f.hasBase:
		f.base, f.hasBase = seq-1, true
	}
	if acks && !r.hasBase {
		r.base, r.hasBase = ack-1, true
	}
	s.Seq, s.Ack = seq-f.base, ack
	if acks {
		s.Ack -= r.base
	}
}

// handshake follows the connection's life and its first round trip: from the
// last SYN to the first segment after it that is no SYN and acknowledges.
func (t *TCP) handshake(h *heading) {
	switch {
	case h.flags.Has(capture.SYN | capture.ACK):
	case t.opening == synAnswered:
	case h.flags&capture.SYN != 0:
		t.syn, t.opening = h.at, synSent
	case h.flags&capture.ACK != 0 && t.opening == synSent && h.at != t.syn:
		t.syn, t.opening = h.at-t.syn, synAnswered
	}
}

// complete notes which part of the connection's life a segment is. Of the
// first segment only a SYN counts: a connection joined late has no beginning.
func (t *TCP) complete(h *heading, reused bool) {
	syn, acks := h.flags&capture.SYN != 0, h.flags&capture.ACK != 0
	first := t.frames == 1
	switch {
	case syn && !acks:
		t.seen |= SeenSYN
		if first && h.len > 0 && !reused {
			t.seen |= SeenData
		}
	case first:
	case syn:
		t.seen |= SeenSYNACK
	case acks && h.len > 0:
		t.seen |= SeenData
	case acks:
		t.seen |= SeenACK
	}
	if first {
		return
	}
	if acks && h.flags&capture.FIN != 0 {
		t.seen |= SeenFIN
	}
	if h.flags&capture.RST != 0 {
		t.seen |= SeenRST
	}
}
