package http

import (
	"netsniff/dissect/text"
)

// pending is a message that is being read. It is what the dissector finds
// again when the next bytes have come.
type pending struct {
	partial  partial
	kind     startKind
	method   Method
	begun    bool   // skip is known
	skip     int    // bytes before the start line
	lines    cursor // over those of the head
	headLen  int
	tail     *headTail // of a head that is not kept whole
	kept     int       // bytes of that
	late     []byte    // fields with a meaning beyond them
	fed      int64     // bytes of the message that chunks, or tail, has seen
	handed   bool      // somebody reads the media type of its content
	keepAll  bool      // the row depends on the body as far as maxKept
	chunks   *chunks   // nil unless its body comes in chunks
	head     *Head     // nil until the head is complete, and while it is laid aside
	request  *Request
	response *Response

	aside bool     // its head was read and laid aside: it is read again when the body is there
	of    Answered // of a response that was
	turn  uint64   // when its head was read; see waiting
}

// store owns the messages of all connections of a worker. What was emitted is
// used again after its frame.
type store struct {
	mediaType     typeName // of the message at hand
	frame         uint32
	requests      pool[Request, *Request]
	responses     pool[Response, *Response]
	continuations pool[Continuation, *Continuation]
	pendings      pool[pending, *pending]
	chunks        pool[chunks, *chunks]
	waiting       waiting
}

// pool hands out values of one type and takes back what a frame is done with.
// What it hands out is the zero value but for the storage that clear keeps:
// nothing of one message can show in another.
type pool[T any, P clearable[T]] struct {
	free []*T
	used []*T
}

// clearable is a type of which a pool has values. clear makes one the zero
// value but for empty storage.
type clearable[T any] interface {
	*T
	clear()
}

func (p *pool[T, P]) take() *T {
	if n := len(p.free); n > 0 {
		x := p.free[n-1]
		p.free = p.free[:n-1]
		P(x).clear()
		return x
	}
	return new(T)
}

// put takes x back.
func (p *pool[T, P]) put(x *T) {
	if len(p.free) < maxFree {
		p.free = append(p.free, x)
	}
}

// recycle takes back what was used, unless it has grown out of proportion:
// what is kept must not depend on the worst that was ever sent.
func (p *pool[T, P]) recycle(large func(*T) bool) {
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

func (h *Head) clear() {
	*h = Head{
		Headers: h.Headers[:0], beyond: h.beyond[:0], Chunks: h.Chunks[:0],
		raw: h.raw[:0], body: h.body[:0], parts: h.parts[:0], auth: h.auth[:0],
	}
}

func (r *Request) clear() {
	r.Head.clear()
	*r = Request{Head: r.Head, uri: r.uri[:0]}
}

func (r *Response) clear() {
	r.Head.clear()
	*r = Response{Head: r.Head, uri: r.uri[:0]}
}

func (c *Continuation) clear() { *c = Continuation{} }

func (p *pending) clear() {
	*p = pending{partial: partial{p.partial.start[:0]}}
}

func (h *Head) large() bool {
	return cap(h.raw) > largeBytes || cap(h.body) > largeBytes || cap(h.parts) > largeBytes ||
		cap(h.Headers) > largeCount
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

// open makes the message of p from what is kept of its head, which has n bytes
// in all. next is the request that a response answers.
func (s *store) open(p *pending, raw []byte, n int, next Answered) {
	p.headLen = n
	if p.kind == startRequest {
		p.request = s.newRequest()
		p.request.parse(raw, p.skip, p.method)
		p.head = &p.request.Head
		p.extend()
		p.head.frame(false, false)
	} else {
		p.response = s.newResponse()
		p.response.parse(raw, p.skip)
		p.response.Of = next
		p.head = &p.response.Head
		p.extend()
		p.head.frame(true, p.response.bodiless())
	}
	if p.skip > 0 {
		p.head.Notes |= NoteLeadingCRLF
	}
	v, has := p.head.find(HeaderContentType)
	p.keepAll = p.tail == nil && has && text.HasPrefixFold(v, "multipart/")
	p.fed = int64(p.headLen)
	if p.head.Framing == ByChunks && p.chunks == nil {
		p.chunks = s.chunks.take()
	}
}

// extend adds to the head what is kept of fields beyond it.
func (p *pending) extend() {
	if p.tail != nil {
		p.head.extend(p.late)
	}
}

func (s *store) begin() *pending { return s.pendings.take() }

// end takes p back. Its message has been emitted and lives until the next
// frame.
func (s *store) end(p *pending) {
	if p.request != nil {
		s.requests.used = append(s.requests.used, p.request)
	}
	if p.response != nil {
		s.responses.used = append(s.responses.used, p.response)
	}
	if p.chunks != nil {
		if cap(p.chunks.sizes) <= largeCount {
			s.chunks.put(p.chunks)
		}
		p.chunks = nil
	}
	p.turn = 0
	if cap(p.partial.start) <= largeBytes {
		s.pendings.put(p)
	}
}
