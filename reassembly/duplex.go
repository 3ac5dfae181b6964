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
	starts  [2]start
	out     outlet // in here because a local one would escape
}

// start is the sequence number at which a direction begins.
type start struct {
	seq   uint32
	known bool
}

// Add takes the next segment, in order of capture, and tells out what can be
// said now.
func (x *Duplex) Add(p *capture.Packet, d Dir, out Dialogue) {
	x.out = outlet{to: out, now: Mark{Frame: p.Frame, At: p.At}}
	if p.TCP.Flags&capture.ACK != 0 {
		x.out.dir = d.Reverse()
		s := &x.streams[x.out.dir]
		s.Settle(p.TCP.Ack, &x.out)
		x.out.unseen = s.before(p.TCP.Ack)
	}
	x.out.dir = d
	seq, syn := p.TCP.Seq, p.TCP.Flags&capture.SYN != 0
	if syn {
		seq++
	}
	s := &x.streams[d]
	if b := &x.starts[d]; !b.known || syn && b.seq != seq {
		// A SYN with another number is the true beginning, or a new one.
		s.End(&x.out)
		*b, *s = start{seq, true}, Stream{}
		s.Start(seq)
	}
	s.Add(seq, p.Payload, p.PayloadLen, x.out.now, &x.out)
	x.out.to = nil
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

// Unseen returns how many bytes of the other direction the sender of segment m
// had received that were not told until then. It is known while m is told, and
// 0 otherwise.
func (x *Duplex) Unseen(m Mark) uint32 {
	if m != x.out.now {
		return 0
	}
	return x.out.unseen
}

// Seq returns the sequence number of the first byte of what is being told, or of
// a gap.
func (x *Duplex) Seq() uint32 { return x.out.seq }

// Before returns how many bytes of d are missing between what was told and seq.
func (x *Duplex) Before(d Dir, seq uint32) uint32 { return x.streams[d].before(seq) }

// Begun reports whether anything of d has been told, or where it begins is
// known.
func (x *Duplex) Begun(d Dir) bool { return x.streams[d].started }

// outlet gives one direction to a Dialogue.
type outlet struct {
	to  Dialogue
	dir Dir
	now Mark
	seq uint32 // of what is being told

	unseen uint32 // of the other direction, by the sender of now
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
