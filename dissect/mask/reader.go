package mask

import (
	"bytes"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/http"
	"netsniff/dissect/imap"
	"netsniff/dissect/pop3"
	"netsniff/dissect/smtp"
	"netsniff/reassembly"
)

// reader finds the secrets of one connection.
type reader struct {
	conn     *dissect.Conn
	duplex   reassembly.Duplex
	scanners []*scanner
	opener   dissect.Dir
	opened   bool // a SYN was seen
	settled  bool // the protocol is known by its bytes
	tries    uint8
	last     reassembly.Mark

	secrets *[2]ranges
	holes   [2]holes
	grown   int // how many more secrets there are than before the last frame

	// Of a reader of what can be read only once: the frame that is being read,
	// and secrets of earlier ones.
	eager bool
	dir   dissect.Dir
	frame span
	ack   uint32
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
	maxTries = 6   // segments by whose bytes the protocol is recognised
	maxKnown = 256 // secrets of a direction, if it is read only once
)

// spoken are the protocols that have secrets.
var spoken = [...]struct {
	protocol *dissect.Protocol
	grammar  func(unsure bool) grammar
}{
	{&smtp.Protocol, func(unsure bool) grammar { return &commands{smtp: true, unsure: unsure} }},
	{&pop3.Protocol, func(unsure bool) grammar { return &commands{pop: true, unsure: unsure} }},
	{&imap.Protocol, func(unsure bool) grammar { return &tagged{known: true, unsure: unsure} }},
	{&http.Protocol, func(unsure bool) grammar { return &fields{unsure: unsure} }},
}

// newReader returns the reader of a connection that begins with p in
// direction d.
func newReader(c *dissect.Conn, p *capture.Packet, d dissect.Dir, eager bool) *reader {
	r := &reader{conn: c, opener: d, eager: eager, secrets: new([2]ranges)}
	r.opened = p.TCP.Flags&capture.SYN != 0
	for i := range spoken {
		if hasPort(spoken[i].protocol, p.SrcPort) || hasPort(spoken[i].protocol, p.DstPort) {
			r.speak(spoken[i].grammar(!r.opened))
			if _, web := r.scanners[0].grammar.(*fields); web && !r.opened {
				r.tunnel()
			}
			return r
		}
	}
	r.listen()
	return r
}

func hasPort(p *dissect.Protocol, port uint16) bool {
	for _, n := range p.TCP {
		if n == port {
			return true
		}
	}
	return false
}

// speak has the connection read as one protocol from now on.
func (r *reader) speak(g grammar) { r.scanners = []*scanner{r.scanner(g)} }

// listen has a connection whose protocol is not known read as all of them.
func (r *reader) listen() {
	r.scanners = []*scanner{r.scanner(&commands{unsure: !r.opened}), r.scanner(&tagged{unsure: true}), r.scanner(&fields{})}
}

func (r *reader) scanner(g grammar) *scanner {
	s := &scanner{grammar: g, found: r.found, tunnel: r.tunnel, eager: r.eager}
	s.lines[0].torn, s.lines[1].torn = !r.opened, !r.opened
	return s
}

// tunnel: what follows in the connection may be any protocol (CONNECT).
func (r *reader) tunnel() {
	if len(r.scanners) == 1 {
		r.scanners = append(r.scanners, r.scanner(&commands{}), r.scanner(&tagged{unsure: true}))
	}
	r.settled, r.tries = false, 0
}

// add takes the next segment, before anything in it is overwritten.
func (r *reader) add(p *capture.Packet, d dissect.Dir) {
	r.last = reassembly.Mark{Frame: p.Frame, At: p.At}
	from := r.secrets[d].at(seqOf(p))
	r.dir, r.ack, r.frame = d, p.TCP.Ack, span{from, from + int64(len(p.Payload))}
	r.grown = 0
	r.fill(p.Payload, d, from)
	r.duplex.Add(p, d, r)
}

// end takes it that nothing more will come.
func (r *reader) end() { r.duplex.End(r.opener, r.last, r) }

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
	if !r.settled && r.tries < maxTries {
		r.recognise(d, b)
	}
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
	pos := r.secrets[d].at(r.ack - n)
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
		for _, g := range [...]grammar{&commands{unsure: true}, &tagged{unsure: true}, &fields{}} {
			part := scanner{grammar: g, found: r.found}
			part.lines[d].torn = true
			part.data(d, b[a-from:e-from], a)
			part.begun(d)
		}
	}
}

// recognise finds out which protocol b, which somebody said first or after
// something that told nothing, is of.
func (r *reader) recognise(d dissect.Dir, b []byte) {
	r.tries++
	from := dissect.FromClient
	if d == dissect.ToClient {
		from = dissect.FromServer
	}
	for i := range spoken {
		if spoken[i].protocol.Sniff(from, b) != dissect.Yes || bytes.HasPrefix(b, []byte("CONNECT ")) {
			continue
		}
		r.settled = true
		g := spoken[i].grammar(!r.opened)
		for _, s := range r.scanners {
			if s.speaks(g) {
				r.scanners = []*scanner{s}
				return
			}
		}
		r.speak(g)
		return
	}
}

// speaks reports whether s reads what g is for, and nothing else.
func (s *scanner) speaks(g grammar) bool {
	switch g := g.(type) {
	case *commands:
		x, ok := s.grammar.(*commands)
		return ok && x.smtp == g.smtp && x.pop == g.pop
	case *tagged:
		x, ok := s.grammar.(*tagged)
		return ok && x.known
	}
	_, ok := s.grammar.(*fields)
	return ok
}
