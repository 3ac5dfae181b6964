package mask

import (
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/secrets"
)

// search finds the secrets in what two ends say to each other, in sequence order: of a TCP
// connection or a stream within one.
type search struct {
	conn     *dissect.Conn
	detector *Detector
	scanners []*scanner
	whole    bool             // its beginning was seen
	eager    bool             // secrets are told as they come
	decision *detect.Decision // what it carries
	tunnels  bool             // that is about what began within it, and the search's own
	protocol *dissect.Protocol
	preceded [2]preceded    // by what stands before the protocol
	finder   secrets.Finder // of the frames that it is made of, nil if it is not
	framed   [2]bool        // by direction: frames have begun
	found    func(d dissect.Dir, from, to int64, by *secrets.Cover)
}

// preceded is what is known of the beginning of a direction.
type preceded struct {
	read dissect.Preceding
	over bool
}

// text tells that text is secret.
func (s *search) text(d dissect.Dir, from, to int64) { s.found(d, from, to, nil) }

// Found implements secrets.Host.
func (s *search) Found(d dissect.Dir, from, to int64, by *secrets.Cover) { s.found(d, from, to, by) }

// Eager implements secrets.Host.
func (s *search) Eager() bool { return s.eager }

// Lines implements secrets.Host.
func (s *search) Lines(g secrets.Grammar, found func(d dissect.Dir, from, to int64)) secrets.Lines {
	return &textLines{scanner{grammar: g, found: found, eager: s.eager}}
}

// textLines implements secrets.Lines.
type textLines struct{ scanner }

// Data implements secrets.Lines.
func (t *textLines) Data(d dissect.Dir, b []byte, at int64) { t.data(d, b, at) }

// End implements secrets.Lines.
func (t *textLines) End(d dissect.Dir) {
	t.begun(d)
	t.lines[d] = line{}
}

// listen has a connection whose protocol is not known read as all of them that
// it is not read as.
func (s *search) listen(whole bool) {
	for _, p := range s.detector.protocols {
		if s.reads(p) == nil {
			s.scanners = append(s.scanners, s.scanner(p, whole))
		}
	}
}

// reads returns what reads the connection as p, nil if nothing does.
func (s *search) reads(p *dissect.Protocol) *scanner {
	for _, x := range s.scanners {
		if x.protocol == p {
			return x
		}
	}
	return nil
}

func (s *search) scanner(p *dissect.Protocol, whole bool) *scanner {
	x := &scanner{protocol: p, grammar: p.Secrets(whole), found: s.text, tunnel: s.tunnel, switched: s.switched,
		eager: s.eager}
	x.prompted, _ = x.grammar.(secrets.Prompted)
	x.streamed, _ = x.grammar.(secrets.Streamed)
	x.lines[0].torn, x.lines[1].torn = !s.whole, !s.whole
	return x
}

// tunnel: what follows in the connection may be any protocol (CONNECT).
func (s *search) tunnel() {
	s.listen(true)
	s.decision, s.tunnels, s.protocol = detect.Anew(), true, nil
}

// switched has what follows read as the protocol that its ends call by a name, and reports
// whether that is made of frames.
func (s *search) switched(name string) bool {
	p := s.detector.tunnels.Named([]byte(name))
	if p == nil || p.Finder == nil {
		return false
	}
	s.frames(p)
	return true
}

// frames has what follows read as frames of p.
func (s *search) frames(p *dissect.Protocol) {
	s.finder, s.framed, s.protocol = p.Finder(s), [2]bool{true, true}, p
}

// data takes the next bytes of d, which are at a position. Borrowed until return.
func (s *search) data(d dissect.Dir, b []byte, pos int64) {
	if s.framed[d] {
		s.finder.Data(d, b, pos)
		return
	}
	whole := len(b)
	b = s.precede(d, b)
	pos += int64(whole - len(b))
	if len(b) > 0 && s.tunnels {
		s.decision.Segment(s.detector.tunnels, s.conn, d, b)
	}
	s.decide()
	taken := 0
	for _, x := range s.scanners {
		if n := x.data(d, b, pos); x.over {
			taken = n
			break
		}
	}
	if s.framed[d] {
		s.scanners = nil
		s.finder.Data(d, b[taken:], pos+int64(taken))
	}
}

// precede takes what stands before the protocol, of which nothing is secret, and
// returns the bytes behind it. It is known here by its first bytes in sequence
// order, however they are cut.
func (s *search) precede(d dissect.Dir, b []byte) []byte {
	x := &s.preceded[d]
	if x.over {
		return b
	}
	n := 0
	if n, x.over = x.read.Take(s.detector.precedes, b); !x.over {
		return b // it may be anything yet
	}
	if s.detector.precedes(x.read.Bytes) > 0 {
		s.scanners = nil
		s.listen(s.whole)
		s.decision, s.tunnels, s.protocol = new(detect.Decision), true, nil
	}
	x.read = dissect.Preceding{}
	return b[n:]
}

// decide has the connection read as the protocol that it was found to carry, if
// that has secrets; where tunnels can follow, as all others as well.
func (s *search) decide() {
	p := s.decision.Protocol
	switch {
	case p == nil || p == s.protocol:
		return
	case p.Finder != nil:
		s.frames(p)
		return
	case p.Secures:
		s.protocol, s.scanners = p, nil // what it says is no text
		return
	case p.Secrets == nil:
		return
	}
	s.protocol = p
	x := s.reads(p)
	if x == nil {
		x = s.scanner(p, s.whole)
		s.scanners = append(s.scanners, x)
	}
	if !x.grammar.Known() {
		s.scanners = []*scanner{x}
	}
}

// gap tells that n bytes of d are missing. It returns whether a secret may be in them that
// cannot be told from what they say.
func (s *search) gap(d dissect.Dir, n int64) (hides bool) {
	if s.framed[d] {
		s.finder.Gap(d, n)
		return false
	}
	for _, x := range s.scanners {
		hides = x.gap(d, n) || hides
	}
	return hides
}

// awaits tells that bytes of d were sent that have not come yet, and returns whether they
// may be a secret.
func (s *search) awaits(d dissect.Dir) (hides bool) {
	for _, x := range s.scanners {
		hides = x.late(d) || hides
	}
	return hides
}

// end takes it that nothing more will come.
func (s *search) end() {
	for _, x := range s.scanners {
		x.begun(dissect.ToServer)
		x.begun(dissect.ToClient)
	}
	if s.finder != nil {
		s.finder.End()
	}
}
