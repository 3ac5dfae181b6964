package http

import "netsniff/dissect"

// pairing knows which request the next response answers: replies come in the
// order of the requests (RFC 9112 §9.3.2). Where bytes were lost it says so,
// unless what the sender of a request had received by then is proof.
type pairing struct {
	asker     dissect.Dir // that requests go in
	open      []asked     // requests without a final response, oldest first
	beyond    int         // requests after those, which are not remembered
	pipelined bool        // the client sends requests before replies have come
	shaken    bool        // requests or replies were lost, and what follows may be shifted
	proved    bool        // a reply was found for a request since
	orphans   int         // replies without a request since the last one
	begun     bool        // there was a request
}

// asked is a request that waits for its response.
type asked struct {
	kind  Method
	after int64 // bytes of the other direction that its sender had received
	doubt bool  // its reply may have been among bytes that were lost
	late  bool  // requests may have been lost before it
	x     *open
}

// maxOpen bounds the requests of a connection that wait for their replies.
const maxOpen = 64

// ask files a request; busy is set if its sender did not wait for the reply to
// the one before. It returns false if there are too many.
func (p *pairing) ask(d dissect.Dir, a asked, busy bool) bool {
	p.asker = d
	switch {
	case busy:
		p.pipelined = true
	case len(p.open) == 0 && p.proved && !p.pipelined:
		p.shaken = false
	}
	if p.orphans > 0 && p.begun {
		p.shake()
	}
	p.begun, p.orphans = true, 0 // before the first, they answered what was not captured
	if len(p.open) >= maxOpen || p.beyond > 0 {
		p.beyond++
		return false
	}
	a.late = p.shaken
	p.open = append(p.open, a)
	return true
}

// waits reports whether there is a request that nobody can have answered yet.
func (p *pairing) waits() bool {
	n := len(p.open)
	return n > 0 && !p.open[n-1].doubt
}

func (p *pairing) shake() { p.shaken, p.proved, p.orphans = true, false, 0 }

// lose notes that messages in direction d may be lost, up to an offset in it.
func (p *pairing) lose(d dissect.Dir, upTo int64) {
	if d == p.asker {
		if p.orphans == 0 || p.pipelined {
			p.shake()
		}
		p.orphans = 0 // they answered what was lost
		return
	}
	if p.beyond > 0 {
		p.beyond = 0 // nobody knows how many of them were answered
		p.shake()
	}
	for i := range p.open {
		if a := &p.open[i]; a.after < upTo {
			a.doubt = true
		}
	}
}

// next returns which open request the next response answers, -1 if none, and
// whether nothing that was lost can make it another.
func (p *pairing) next() (i int, sure bool) {
	for i < len(p.open) && p.open[i].doubt {
		i++
	}
	switch {
	case len(p.open) == 0:
		return -1, false
	case i == len(p.open):
		// All of them may have been answered; if there is only one, it was not.
		return 0, i == 1 && !p.open[0].late
	}
	return i, !p.open[i].late && (i == 0 || !p.pipelined)
}

// answer takes out the open request i and those before it, which nobody will
// answer any more.
func (p *pairing) answer(i int, sure bool) asked {
	a := p.open[i]
	p.open = append(p.open[:0], p.open[i+1:]...)
	if p.proved = true; !sure {
		p.shaken = true
		for i := range p.open {
			p.open[i].late = true
		}
	}
	return a
}

// orphan notes a reply without a request.
func (p *pairing) orphan() {
	if p.beyond > 0 {
		p.beyond--
		return
	}
	p.orphans++
}
