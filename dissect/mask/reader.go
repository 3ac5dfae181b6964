package mask

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/secrets"
	"netsniff/reassembly"
)

// reader finds the secrets of one TCP connection.
type reader struct {
	search
	duplex reassembly.Duplex
	opener dissect.Dir
	last   reassembly.Mark

	secrets *[2]ranges
	holes   [2]holes
	grown   int // how many more secrets there are than before the last frame

	// Of a reader of what can be read only once: the frame that is being read,
	// and secrets of earlier ones.
	dir   dissect.Dir
	frame span
	late  uint64
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
	r := &reader{opener: d, secrets: new([2]ranges)}
	r.search = search{
		conn: c, detector: detector, eager: eager, whole: p.TCP.Flags&capture.SYN != 0,
		decision: c.Driver.(detect.Decided).Decision(), found: r.found,
	}
	r.listen(r.whole)
	return r
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
		r.hide(d, r.frame.to-int64(n), r.frame.to, nil)
		if r.duplex.Ended(d) {
			r.search.gap(d, int64(n))
		}
	}
	r.duplex.Add(p, d, r)
}

// end takes it that nothing more will come.
func (r *reader) end() {
	r.duplex.End(r.opener, r.last, r)
	r.search.end()
}

// seqOf returns the sequence number of the first byte of the payload.
func seqOf(p *capture.Packet) uint32 {
	if p.TCP.Flags&capture.SYN != 0 {
		return p.TCP.Seq + 1
	}
	return p.TCP.Seq
}

// found notes a secret.
func (r *reader) found(d dissect.Dir, from, to int64, by *secrets.Cover) {
	x := &r.secrets[d]
	if r.eager && r.passed(d, from, to) {
		r.late++
	}
	r.hide(d, from, to, by)
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
	r.data(d, b, pos)
}

// Gap implements reassembly.Dialogue.
func (r *reader) Gap(d dissect.Dir, n uint32, _ reassembly.Mark) {
	pos := r.secrets[d].at(r.duplex.Seq())
	r.begin(d, pos)
	r.holes[d].add(span{pos, pos + int64(n)})
	if r.search.gap(d, int64(n)) {
		r.hide(d, pos, pos+int64(n), nil)
	}
}

// awaited: the frame acknowledges n bytes of d that have not come yet.
func (r *reader) awaited(d dissect.Dir, n uint32) {
	pos := r.secrets[d].at(r.duplex.Awaited())
	r.holes[d].add(span{pos, pos + int64(n)})
	if r.awaits(d) {
		r.hide(d, pos, pos+int64(n), nil)
	}
}

// hide notes bytes that may come yet as secret.
func (r *reader) hide(d dissect.Dir, from, to int64, by *secrets.Cover) {
	if r.secrets[d].add(from, to, by) {
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
		if r.framed[d] {
			r.hide(d, a, e, nil) // nobody knows what stands in the frames around it
			continue
		}
		if n := r.detector.precedes(b[a-from : e-from]); n > 0 && int64(n) <= e-a {
			a += int64(n)
		}
		for _, p := range r.detector.protocols {
			part := scanner{protocol: p, grammar: p.Secrets(false), found: r.search.text}
			part.prompted, _ = part.grammar.(secrets.Prompted)
			part.streamed, _ = part.grammar.(secrets.Streamed)
			part.lines[d].torn = true
			part.data(d, b[a-from:e-from], a)
			part.begun(d)
		}
	}
}
