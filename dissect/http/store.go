package http

import "netsniff/dissect"

// pending is a message that is being read. It is what the dissector finds
// again when the next bytes have come.
type pending struct {
	partial  partial
	kind     startKind
	method   Method
	skip     int // bytes before the start line
	scan     int // where the next header line begins
	headLen  int
	fed      int64 // bytes of the message that chunks has seen
	keepAll  bool  // the row depends on the body as far as maxKept
	chunks   chunks
	head     *Head // nil until the head is complete
	request  *Request
	response *Response
}

// store owns the messages of all connections of a worker. What was emitted is
// used again after its frame.
type store struct {
	frame         uint32
	requests      pool[Request]
	responses     pool[Response]
	continuations pool[Continuation]
	pendings      []*pending
}

// pool hands out values of one type and takes back what a frame is done with.
type pool[T any] struct {
	free []*T
	used []*T
}

func (p *pool[T]) take() *T {
	if n := len(p.free); n > 0 {
		x := p.free[n-1]
		p.free = p.free[:n-1]
		return x
	}
	return new(T)
}

// put takes x back.
func (p *pool[T]) put(x *T) {
	if len(p.free) < maxFree {
		p.free = append(p.free, x)
	}
}

// recycle takes back what was used, unless it has grown out of proportion:
// what is kept must not depend on the worst that was ever sent.
func (p *pool[T]) recycle(large func(*T) bool) {
	if len(p.used) == 0 {
		return
	}
	for _, x := range p.used {
		if len(p.free) < maxFree && !large(x) {
			p.free = append(p.free, x)
		}
	}
	clear(p.used)
	p.used = p.used[:0]
}

const (
	maxFree    = 64       // messages kept for use again
	largeBytes = 16 << 10 // of a message that is not kept
	largeCount = 64       // header fields of such a message
)

func (h *Head) large() bool {
	return cap(h.raw) > largeBytes || cap(h.body) > largeBytes || cap(h.parts) > largeBytes || cap(h.Headers) > largeCount
}

func largeRequest(r *Request) bool         { return r.large() }
func largeResponse(r *Response) bool       { return r.large() }
func largeContinuation(*Continuation) bool { return false }

// recycle takes back the messages of earlier frames.
func (s *store) recycle(frame uint32) {
	if s.frame == frame {
		return
	}
	s.frame = frame
	s.requests.recycle(largeRequest)
	s.responses.recycle(largeResponse)
	s.continuations.recycle(largeContinuation)
}

func (s *store) newRequest() *Request   { return s.requests.take() }
func (s *store) newResponse() *Response { return s.responses.take() }

func (s *store) newContinuation() *Continuation {
	c := s.continuations.take()
	s.continuations.used = append(s.continuations.used, c)
	return c
}

// open makes the message of p from its head. next is the request that a
// response answers.
func (s *store) open(p *pending, raw []byte, next Answered) {
	p.headLen = len(raw)
	if p.kind == startRequest {
		p.request = s.newRequest()
		p.request.parse(raw, p.skip, p.method)
		p.head = &p.request.Head
		p.head.frame(false, false)
	} else {
		p.response = s.newResponse()
		p.response.parse(raw, p.skip)
		p.response.Of = next
		p.head = &p.response.Head
		p.head.frame(true, p.response.bodiless())
	}
	if p.skip > 0 {
		p.head.Notes |= NoteLeadingCRLF
	}
	v, has := p.head.find(HeaderContentType)
	p.keepAll = has && dissect.HasPrefixFold(v, "multipart/")
	p.fed = int64(p.headLen)
}

func (s *store) begin() *pending {
	if n := len(s.pendings); n > 0 {
		p := s.pendings[n-1]
		s.pendings = s.pendings[:n-1]
		return p
	}
	return new(pending)
}

// end takes p back. Its message has been emitted and lives until the next
// frame.
func (s *store) end(p *pending) {
	if p.request != nil {
		s.requests.used = append(s.requests.used, p.request)
	}
	if p.response != nil {
		s.responses.used = append(s.responses.used, p.response)
	}
	if cap(p.partial.start) > largeBytes || len(s.pendings) >= maxFree {
		return
	}
	sizes, start := p.chunks.sizes[:0], p.partial.start[:0]
	p.kind, p.method, p.skip, p.scan, p.headLen, p.fed, p.keepAll = 0, 0, 0, 0, 0, 0, false
	p.head, p.request, p.response = nil, nil, nil
	p.partial.start = start
	p.chunks.restart(sizes)
	s.pendings = append(s.pendings, p)
}
