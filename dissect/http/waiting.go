package http

import "netsniff/dissect"

// waiting are the messages of a worker whose heads have been read and whose
// bodies are still to come. A head takes several times what was sent of it, and
// most bodies either go on at once or never: so beyond maxWaiting those that
// have waited longest lay theirs aside, and read it again where the body ends.
type waiting struct {
	ring  [maxWaiting]waitingHead
	turns uint64
}

// maxWaiting is how many heads of bodies to come are kept as they were read.
const maxWaiting = 128

// waitingHead is a message in the ring; it is there no more if its turn is another.
type waitingHead struct {
	p    *pending
	turn uint64
}

// wait notes that the body of p is still to come.
func (s *store) wait(p *pending) {
	if p.turn != 0 || p.tail != nil || p.head == nil {
		return
	}
	w := &s.waiting
	at := &w.ring[w.turns%maxWaiting]
	if at.p != nil && at.p.turn == at.turn {
		s.layAside(at.p)
	}
	w.turns++
	p.turn = w.turns
	*at = waitingHead{p, p.turn}
}

// layAside gives the head of p back. The engine keeps the bytes of it.
func (s *store) layAside(p *pending) {
	if p.response != nil {
		p.of = p.response.Of
		if !largeResponse(p.response) {
			s.responses.put(p.response)
		}
	} else if !largeRequest(p.request) {
		s.requests.put(p.request)
	}
	p.head, p.request, p.response = nil, nil, nil
	p.aside, p.turn = true, 0
}

// takeUp reads the head of p again.
func (s *store) takeUp(p *pending, in *dissect.Input) {
	fed := p.fed
	s.open(p, in.Bytes[:min(p.headLen, len(in.Bytes))], p.headLen, p.of)
	p.fed, p.aside = fed, false
}
