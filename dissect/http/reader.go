package http

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// reader reads both directions of a connection in sequence order and gives
// its sink what it finds: heads, and bodies with transfer and content codings
// taken off. It finds its feet after gaps and keeps track of which request the
// next response answers, as that decides where a response ends.
type reader struct {
	sink    sink
	drawer  *drawer
	content bool // bodies are wanted, not only their lengths
	whole   bool // the connection's beginning was seen
	streams [2]halfStream
	pairing pairing
	over    bool // the sink does not want what follows
}

// sink takes what a reader finds. Bytes are borrowed until return.
type sink interface {
	// request takes the head of a request, which it keeps or puts back, and the
	// same as it was sent, nil if long took it; early is set if its sender did not wait for the reply
	// to the one before. It returns the exchange that begins, nil if it does not
	// care.
	request(s *halfStream, r *Request, raw []byte, early bool) *open
	// response takes the head of a response, which it keeps or puts back. of is the exchange
	// of the request that it answers, nil if there is none; sure is set if
	// nothing that was lost could make it another's.
	response(s *halfStream, r *Response, raw []byte, of *open, sure bool)
	// long takes bytes of a head that is too long to be kept.
	long(s *halfStream, b []byte)
	// content takes the next bytes of the body of the message that s reads, if
	// they are wanted.
	content(s *halfStream, b []byte)
	// missing tells that n bytes were lost, as the segment m shows. The first
	// inBody of them belong to the body of the message that s reads.
	missing(s *halfStream, n, inBody int64, m reassembly.Mark)
	// end ends the message that s reads. whole is set if it came to its end.
	end(s *halfStream, whole bool)
	// tunnel ends HTTP on the connection: it has switched to another protocol, or
	// carries what nobody has named (CONNECT).
	tunnel(to switched)
	// stray takes bytes that belong to no message.
	stray(s *halfStream, b []byte)
	// lost takes an exchange that will not be answered any more.
	lost(x *open)
}

// switched says what a connection has switched to: the protocol's name (RFC 9110 §7.8),
// and of a WebSocket the extensions that were agreed on (RFC 6455 §9.1); or the port that
// CONNECT asked for, 0 if that is not known.
type switched struct {
	protocol, terms []byte
	port            uint16
}

func (r *reader) init(to sink, d *drawer, content bool) {
	r.sink, r.drawer, r.content = to, d, content
	for i := range r.streams {
		r.streams[i].r, r.streams[i].dir = r, dissect.Dir(i)
	}
}

// data takes the next bytes of a direction, those of one segment, and returns
// how many it took. unseen is how many bytes of the other direction their
// sender had received and nobody here has seen yet.
func (r *reader) data(d dissect.Dir, b []byte, m reassembly.Mark, unseen int64) int {
	s, other := &r.streams[d], &r.streams[d.Reverse()]
	s.mark, s.heard = m, other.offset+unseen
	other.known = max(other.known, s.heard)
	if s.offset == 0 && s.known > 0 && !r.whole { // the other side has heard more before
		s.offset = s.known
		r.lose(d)
	}
	s.synced = s.synced || s.offset == 0 && r.whole
	n := 0
	for n < len(b) && !r.over {
		k := s.read(b[n:])
		s.offset += int64(k)
		n += k
	}
	return n
}

// gap tells that the next n bytes of a direction are missing.
func (r *reader) gap(d dissect.Dir, n int64, m reassembly.Mark) {
	s := &r.streams[d]
	s.dropHead()
	s.offset += n
	s.skip(n, m)
}

// lose: somewhere in direction d, up to where it stands now, messages may have
// begun or ended that nobody saw.
func (r *reader) lose(d dissect.Dir) { r.pairing.lose(d, r.streams[d].offset) }

// answer returns the request that a response in direction d with the given
// code answers, and the exchanges that will have no answer any more. x is nil
// if there is none.
func (r *reader) answer(d dissect.Dir, code uint16) (a asked, sure bool) {
	p := &r.pairing
	p.asker = d.Reverse()
	i, sure := p.next()
	final := code/100 != 1 || code == 101
	switch {
	case i < 0 && final:
		p.orphan()
		return asked{}, false
	case i < 0:
		return asked{}, false
	case !final:
		return p.open[i], sure
	}
	for _, x := range p.open[:i] {
		r.sink.lost(x.x)
	}
	return p.answer(i, sure), sure
}

// tunnel: what follows are no messages any more.
func (r *reader) tunnel() {
	for i := range r.streams {
		s := &r.streams[i]
		if s.in == inBody {
			s.endBody(false)
		}
		s.in = inTunnel
		s.dropHead()
	}
}

// end ends both directions: finished says which of them the sender ended.
func (r *reader) end(finished [2]bool) {
	for _, d := range [...]dissect.Dir{dissect.ToClient, dissect.ToServer} {
		r.streams[d].finish(finished[d])
	}
}
