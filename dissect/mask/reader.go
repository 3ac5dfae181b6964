package mask

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/secrets"
	"netsniff/reassembly"
)

// reader finds the secrets of one connection.
type reader struct {
	conn     *dissect.Conn
	detector *Detector
	duplex   reassembly.Duplex
	scanners []*scanner
	opener   dissect.Dir
	opened   bool             // a SYN was seen
	decision *detect.Decision // what it carries
	tunnels  bool             // that is about what began within it, and the reader's own
	protocol *dissect.Protocol
	preceded [2]preceded // by what stands before the protocol
	opaque   bool        // it has secrets that cannot be found
	last     reassembly.Mark

	secrets *[2]ranges
	holes   [2]holes
	grown   int // how many more secrets there are than before the last frame

	// Of a reader of what can be read only once: the frame that is being read,
	// and secrets of earlier ones.
	eager bool
	dir   dissect.Dir
	frame span
	late  uint64
}

// preceded is what is known of the beginning of a direction.
type preceded struct {
	read dissect.Preceding
	over bool
}

// holes are bytes that were told to be missing. They may come nevertheless, if
// a capture has its frames in another order than the wire had.
type holes struct {
	list  []span
	begun bool
}

// Bounds of what is remembered of a connection.
const (
	maxHoles = 64
	maxKnown = 256 // secrets of a direction, if it is read only once
)

// newReader returns the reader of a connection that begins with p in
// direction d.
func newReader(detector *Detector, c *dissect.Conn, p *capture.Packet, d dissect.Dir, eager bool) *reader {
	r := &reader{conn: c, detector: detector, opener: d, eager: eager, secrets: new([2]ranges)}
	r.opened = p.TCP.Flags&capture.SYN != 0
	r.decision = c.Driver.(detect.Decided).Decision()
	r.listen(r.opened)
	return r
}

// listen has a connection whose protocol is not known read as all of them that
// it is not read as.
func (r *reader) listen(whole bool) {
	for _, p := range r.detector.protocols {
		if r.reads(p) == nil {
			r.scanners = append(r.scanners, r.scanner(p, whole))
		}
	}
}

// reads returns what reads the connection as p, nil if nothing does.
func (r *reader) reads(p *dissect.Protocol) *scanner {
	for _, s := range r.scanners {
		if s.protocol == p {
			return s
		}
	}
	return nil
}

func (r *reader) scanner(p *dissect.Protocol, whole bool) *scanner {
	s := &scanner{protocol: p, grammar: p.Secrets(whole), found: r.found, tunnel: r.tunnel, opaque: func() { r.opaque = true }, eager: r.eager}
	s.prompted, _ = s.grammar.(secrets.Prompted)
	s.streamed, _ = s.grammar.(secrets.Streamed)
	s.lines[0].torn, s.lines[1].torn = !r.opened, !r.opened
	return s
}

// tunnel: what follows in the connection may be any protocol (CONNECT).
func (r *reader) tunnel() {
	r.listen(true)
	r.decision, r.tunnels, r.protocol = detect.Anew(), true, nil
}

// precede takes what stands before the protocol, of which nothing is secret, and
// returns the bytes behind it. It is known here by its first bytes in sequence
// order, however they are cut.
func (r *reader) precede(d dissect.Dir, b []byte) []byte {
	x := &r.preceded[d]
	if x.over {
		return b
	}
	n := 0
	if n, x.over = x.read.Take(r.detector.precedes, b); !x.over {
		return b // it may be anything yet
	}
	if r.detector.precedes(x.read.Bytes) > 0 {
		r.scanners = nil
		r.listen(r.opened)
		r.decision, r.tunnels, r.protocol = new(detect.Decision), true, nil
	}
	x.read = dissect.Preceding{}
	return b[n:]
}

// add takes the next segment, before anything in it is overwritten.
func (r *reader) add(p *capture.Packet, d dissect.Dir) {
	r.last = reassembly.Mark{Frame: p.Frame, At: p.At}
	from := r.secrets[d].at(seqOf(p))
	r.dir, r.frame = d, span{from, from + int64(len(p.Payload))}
	r.grown = 0
	r.fill(p.Payload, d, from)
	if n := r.duplex.Foreign(p, d); n > 0 {
		// Nobody reads it, so nobody knows what it says.
		r.hide(d, r.frame.to-int64(n), r.frame.to)
		if r.duplex.Ended(d) {
			for _, s := range r.scanners {
				s.gap(d, int64(n))
			}
		}
	}
	r.duplex.Add(p, d, r)
}

// end takes it that nothing more will come.
func (r *reader) end() {
	r.duplex.End(r.opener, r.last, r)
	for _, s := range r.scanners {
		s.begun(dissect.ToServer)
		s.begun(dissect.ToClient)
	}
}

// seqOf returns the sequence number of the first byte of the payload.
func seqOf(p *capture.Packet) uint32 {
	if p.TCP.Flags&capture.SYN != 0 {
		return p.TCP.Seq + 1
	}
	return p.TCP.Seq
}

// found notes a secret.
func (r *reader) found(d dissect.Dir, from, to int64) {
	x := &r.secrets[d]
	if r.eager && r.passed(d, from, to) {
		r.late++
	}
	r.hide(d, from, to)
	if r.eager {
		x.forget(maxKnown)
	}
}

// passed reports whether a secret was in earlier frames and is not known yet.
func (r *reader) passed(d dissect.Dir, from, to int64) bool {
	x := &r.secrets[d]
	if d != r.dir {
		return !x.covers(from, to)
	}
	return !x.covers(from, min(to, r.frame.from)) || !x.covers(max(from, r.frame.to), to)
}

// Data implements reassembly.Dialogue.
func (r *reader) Data(d dissect.Dir, b []byte, m reassembly.Mark) {
	if n := r.duplex.Unseen(m); n > 0 {
		r.awaited(d.Reverse(), n)
	}
	pos := r.secrets[d].at(r.duplex.Seq())
	r.begin(d, pos)
	whole := len(b)
	b = r.precede(d, b)
	pos += int64(whole - len(b))
	if len(b) > 0 && r.tunnels {
		r.decision.Segment(r.detector.tunnels, r.conn, d, b)
	}
	r.decide()
	for _, s := range r.scanners {
		s.data(d, b, pos)
	}
}

// Gap implements reassembly.Dialogue.
func (r *reader) Gap(d dissect.Dir, n uint32, _ reassembly.Mark) {
	pos := r.secrets[d].at(r.duplex.Seq())
	r.begin(d, pos)
	r.holes[d].add(span{pos, pos + int64(n)})
	for _, s := range r.scanners {
		if s.gap(d, int64(n)) {
			r.hide(d, pos, pos+int64(n))
		}
	}
}

// awaited: the frame acknowledges n bytes of d that have not come yet.
func (r *reader) awaited(d dissect.Dir, n uint32) {
	pos := r.secrets[d].at(r.duplex.Awaited())
	r.holes[d].add(span{pos, pos + int64(n)})
	for _, s := range r.scanners {
		if s.late(d) {
			r.hide(d, pos, pos+int64(n))
		}
	}
}

// hide notes bytes that may come yet as secret.
func (r *reader) hide(d dissect.Dir, from, to int64) {
	if r.secrets[d].add(from, to) {
		r.grown++
	}
}

// begin notes where a direction begins: what lies before is a hole.
func (r *reader) begin(d dissect.Dir, pos int64) {
	if h := &r.holes[d]; !h.begun {
		h.begun = true
		h.add(span{-maxBefore, pos})
	}
}

func (h *holes) add(x span) {
	if n := len(h.list); n > 0 && h.list[n-1].from <= x.from && x.from <= h.list[n-1].to {
		h.list[n-1].to = max(h.list[n-1].to, x.to)
		return
	}
	if len(h.list) == maxHoles {
		h.list = h.list[:copy(h.list, h.list[1:])]
	}
	h.list = append(h.list, x)
}

// fill reads bytes that lie in a hole by themselves.
func (r *reader) fill(b []byte, d dissect.Dir, from int64) {
	for _, x := range r.holes[d].list {
		a, e := max(from, x.from), min(from+int64(len(b)), x.to)
		if a >= e {
			continue
		}
		if n := r.detector.precedes(b[a-from : e-from]); n > 0 && int64(n) <= e-a {
			a += int64(n)
		}
		for _, p := range r.detector.protocols {
			part := scanner{protocol: p, grammar: p.Secrets(false), found: r.found}
			part.prompted, _ = part.grammar.(secrets.Prompted)
			part.streamed, _ = part.grammar.(secrets.Streamed)
			part.lines[d].torn = true
			part.data(d, b[a-from:e-from], a)
			part.begun(d)
		}
	}
}

// decide has the connection read as the protocol that it was found to carry, if
// that has secrets; where tunnels can follow, as all others as well.
func (r *reader) decide() {
	p := r.decision.Protocol
	if p == nil || p == r.protocol || p.Secrets == nil {
		return
	}
	r.protocol = p
	s := r.reads(p)
	if s == nil {
		s = r.scanner(p, r.opened)
		r.scanners = append(r.scanners, s)
	}
	if !s.grammar.Known() {
		r.scanners = []*scanner{s}
	}
}
