package reassembly

import "netsniff/capture"

// Dialogue takes both directions of a connection as what its two ends said to
// each other.
type Dialogue interface {
	// Data delivers the next bytes that d carried. They are borrowed until
	// return; m is the segment that brought them.
	Data(d Dir, b []byte, m Mark)
	// Gap tells that the next n bytes of d were sent but not captured. m is
	// the segment that showed it.
	Gap(d Dir, n uint32, m Mark)
}

// Duplex puts both directions of a connection in order: each by its sequence
// numbers, and to each other by their acknowledgments, as an answer comes
// after what it answers. The zero value is ready for the first segment.
type Duplex struct {
	streams [2]Stream
	senders [2]sender
	losses  StreamLosses // of streams that were begun anew
	out     outlet       // in here because a local one would escape
}

// sender is what is known of one end beside its bytes.
type sender struct {
	start    uint32 // the sequence number at which it begins, valid iff begun
	begun    bool
	bare     bool // it began without SYN and bytes: maybe with a keep-alive
	finished bool // a FIN of it was captured
	scale    int8 // of its windows, valid after a segment
	scaled   bool // its SYN was captured
}

// Add takes the next segment, in order of capture, and tells out what can be
// said now. A reset is no part of the conversation: its bytes say why
// (RFC 1122 §4.2.2.12), and its numbers may be made up.
func (x *Duplex) Add(p *capture.Packet, d Dir, out Dialogue) {
	x.out = outlet{to: out, now: Mark{Frame: p.Frame, At: p.At}}
	defer func() { x.out.to = nil }()
	if p.TCP.Flags&capture.RST != 0 {
		x.refuse(p.TCP.Seq, d)
		return
	}
	now, s, other := x.out.now, &x.senders[d], &x.streams[d.Reverse()]
	if p.TCP.Flags&capture.SYN != 0 {
		s.scale, s.scaled = scaleOption(p.TCP.Options), true
	} else if !s.scaled {
		s.scale = ScaleUnknown
	}
	other.Offer(p, s.scale)
	if p.TCP.Flags&capture.ACK != 0 {
		x.out.dir = d.Reverse()
		if other.Settle(p.TCP.Ack, p.At, &x.out) {
			x.out.unseen = other.unseen(p.TCP.Ack)
			x.out.awaited = other.awaited()
		}
	}
	x.out.dir = d
	seq := p.TCP.Seq
	if p.TCP.Flags&capture.SYN != 0 {
		seq++
	}
	x.begin(p, d, seq)
	if p.TCP.Flags&capture.FIN != 0 {
		s.finished = true
		x.streams[d].Finish(seq+uint32(p.PayloadLen), now)
	}
	x.streams[d].Add(seq, p.Payload, p.PayloadLen, now, &x.out)
}

// refuse forgets an acknowledgment of what d has not begun to send: one of an
// older connection, which a reset answers with its number (RFC 9293 §3.5.1).
func (x *Duplex) refuse(seq uint32, d Dir) {
	s := &x.streams[d]
	if s.acks.any && s.acks.last == seq && s.next == x.senders[d].start && seq != s.next {
		s.acks = acknowledgments{}
	}
}

// begin fixes where d begins: behind its SYN, else at the first segment.
func (x *Duplex) begin(p *capture.Packet, d Dir, seq uint32) {
	b, s := &x.senders[d], &x.streams[d]
	syn := p.TCP.Flags&capture.SYN != 0
	switch {
	case !b.begun:
		// An empty segment may ask whether the other side is still there, with the
		// number before those it has acknowledged (RFC 9293 §3.8.4).
		b.bare = !syn && p.PayloadLen == 0
		if b.bare && s.acks.any && s.acks.last == seq+1 {
			seq++
		}
		s.Start(seq)
	case syn && b.start != seq:
		// A SYN with another number is the true beginning, or a new one.
		s.End(&x.out)
		x.losses.Add(s.Losses)
		*s, b.finished, b.bare = Stream{limits: s.limits}, false, false
		s.Start(seq)
	case b.bare && seq == b.start+1 && s.next == b.start:
		s.next, b.bare = seq, false
	default:
		b.bare = b.bare && p.PayloadLen == 0
		return
	}
	b.start, b.begun = seq, true
}

// End tells out what still waits for others, in direction first and then in
// the other. m is the last segment.
func (x *Duplex) End(first Dir, m Mark, out Dialogue) {
	for _, d := range [...]Dir{first, first.Reverse()} {
		x.out = outlet{to: out, now: m, dir: d}
		x.streams[d].End(&x.out)
	}
	x.out.to = nil
}

// Lost returns how many bytes of d are known to have been sent behind all that
// was told: those before its FIN, or those the other side acknowledged. Where
// the other side has ended, the last of these numbers is a FIN that was not captured.
func (x *Duplex) Lost(d Dir) uint32 {
	s := &x.streams[d]
	if s.ends {
		return s.before(s.end)
	}
	if !s.acks.any {
		return 0
	}
	n := s.unseen(s.acks.last)
	if n > 0 && x.senders[d.Reverse()].finished {
		n--
	}
	return n
}

// Losses returns what both directions let go or did not believe so far.
func (x *Duplex) Losses() StreamLosses {
	n := x.losses
	n.Add(x.streams[ToServer].Losses)
	n.Add(x.streams[ToClient].Losses)
	return n
}

// Unseen returns how many bytes of the other direction the sender of segment m
// had received that were not told until then. It is known while m is told, and
// 0 otherwise.
func (x *Duplex) Unseen(m Mark) uint32 {
	if m != x.out.now {
		return 0
	}
	return x.out.unseen
}

// Awaited returns the sequence number of the first of these bytes.
func (x *Duplex) Awaited() uint32 { return x.out.awaited }

// Foreign returns how many of the last bytes of a segment are no part of what is
// told: those of a reset, those beyond a FIN, and all if no window allows its
// numbers. To be asked before Add.
func (x *Duplex) Foreign(p *capture.Packet, d Dir) int {
	if p.TCP.Flags&capture.RST != 0 {
		return len(p.Payload)
	}
	seq := p.TCP.Seq
	if p.TCP.Flags&capture.SYN != 0 {
		return 0
	}
	n := uint32(len(p.Payload))
	return int(seq + n - x.streams[d].foreign(seq, n, p.At))
}

// Ended reports whether a FIN says where d ends.
func (x *Duplex) Ended(d Dir) bool { return x.streams[d].ends }

// Seq returns the sequence number of the first byte of what is being told, or of
// a gap.
func (x *Duplex) Seq() uint32 { return x.out.seq }

// outlet gives one direction to a Dialogue.
type outlet struct {
	to  Dialogue
	dir Dir
	now Mark
	seq uint32 // of what is being told

	unseen  uint32 // of the other direction, by the sender of now
	awaited uint32 // the first of these
}

// Data implements Receiver.
func (o *outlet) Data(seq uint32, b []byte, m Mark) {
	o.seq = seq
	o.to.Data(o.dir, b, m)
}

// Gap implements Receiver.
func (o *outlet) Gap(seq, n uint32) {
	o.seq = seq
	o.to.Gap(o.dir, n, o.now)
}
