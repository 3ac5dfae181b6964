package http

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/reassembly"
)

const (
	maxStart = 64 << 10  // bytes waited through for the end of a first line
	maxHead  = 256 << 10 // bytes waited through for the end of a head
	maxMore  = 1 << 30   // bytes asked for at once
	maxKept  = 3 << 20   // bytes kept of a body that the row tells the parts of; the engine gives up at 4 MiB
)

// dissector reads both directions of one connection.
type dissector struct {
	seen bool // a start line was seen: what is none now may continue a message
	told bool // a whole message was: what is no start line now continues one
	numbering
	*store
}

func newStream(c *dissect.Conn) dissect.StreamDissector {
	return &dissector{store: dissect.Shared[store](c)}
}

// Gap makes the dissector forget which requests are open: a reply may be among
// the bytes that are lost.
func (d *dissector) Gap(dissect.Dir, int64) { d.forget() }

// preface is what a client of HTTP/2 begins with, whatever was said before (RFC 9113 §3.4).
var preface = []byte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")

// Dissect reads one request, response or continuation.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	d.recycle(f.Frame)
	if f.Segment != nil && f.Segment.Flags&reassembly.LostSegment != 0 && !in.Again {
		d.forget()
	}
	p, _ := in.Memo.(*pending)
	if p == nil && in.Dir == dissect.ToServer && f.Conn != nil && bytes.HasPrefix(in.Bytes, preface) {
		f.Conn.Redetect() // the reply that switched was lost
		return dissect.Reject()
	}
	if p == nil {
		p = d.begin()
	}
	v, ready := dissect.Verdict{}, true
	switch {
	case p.aside:
		d.takeUp(p, in)
	case p.head == nil:
		v, ready = d.readHead(f, in, p)
	}
	if ready {
		v = d.readBody(f, in, p)
	}
	if v.Need == dissect.Complete || v.Need == dissect.NotMine {
		in.Memo = nil
		d.end(p)
	} else {
		in.Memo = p
		d.wait(p)
	}
	return v
}

// readHead reads the start line and finds the end of the header section. ready
// is set when the message's head is complete and parsed.
func (d *dissector) readHead(f *dissect.Frame, in *dissect.Input, p *pending) (v dissect.Verdict, ready bool) {
	b := in.Bytes
	cut := in.Last && !in.Again
	if p.tail != nil {
		return d.readTail(in, p)
	}
	if p.kind == startNone {
		if v, ok := d.readStart(f, p, b, cut); !ok {
			return v, false
		}
	}
	for {
		start := p.lines.start
		end, ok := p.lines.next(b)
		if !ok {
			break
		}
		if end == start {
			d.begins(f, p, b[:p.lines.start], p.lines.start)
			return v, true
		}
	}
	switch {
	case cut:
		d.begins(f, p, b, len(b))
		return v, true
	case len(b) >= maxHead:
		p.tail, p.kept, p.fed = new(headTail), p.lines.start, int64(p.lines.start)
		return d.readTail(in, p)
	}
	return dissect.MoreSegment().Saying(&p.partial), false
}

// readStart reads the first line. ok is false if it is not complete, or none.
func (d *dissector) readStart(f *dissect.Frame, p *pending, b []byte, cut bool) (v dissect.Verdict, ok bool) {
	if !p.begun {
		p.begun = true
		if n := leading(b); n < len(b) && begins(b[n:]) {
			p.skip, p.lines.start = n, n
		}
	}
	end, ok := p.lines.next(b)
	if last := len(b) - 1; !ok && !cut && b[last] == '\r' && last >= p.skip {
		end, ok = last, true // the CR may be half of a line end that is found again
	}
	if !ok && !cut && len(b) < maxStart && mayBeText(b[p.skip]) {
		return dissect.MoreSegment(), false
	}
	if ok {
		p.kind, p.method = classify(b[p.skip:end])
	}
	if p.kind == startNone {
		return d.continuation(f, b, cut), false
	}
	d.seen = true
	p.partial.start = append(p.partial.start[:0], b[p.skip:end]...)
	return v, true
}

// readTail reads through a head of which only the beginning is kept.
func (d *dissector) readTail(in *dissect.Input, p *pending) (v dissect.Verdict, ready bool) {
	at := int(p.fed - int64(in.Elided))
	if at < 0 || at > len(in.Bytes) {
		return dissect.Reject(), false
	}
	var n int
	p.late, n, ready = p.tail.read(p.late, in.Bytes[at:])
	if p.fed += int64(n); ready || p.fed > maxHeadLen || in.Last {
		d.open(p, in.Bytes[:p.kept], int(p.fed), d.next())
		return v, true
	}
	return dissect.MoreSegment().Keeping(p.kept).Saying(&p.partial), false
}

// begins makes the message of p, and finds out whether somebody reads what it
// carries.
func (d *dissector) begins(f *dissect.Frame, p *pending, raw []byte, n int) {
	d.open(p, raw, n, d.next())
	var asked []byte
	if p.response != nil {
		asked = d.uri
	}
	if t := d.mediaType.of(p.head); (len(t) > 0 || len(asked) > 0) && f.Conn != nil {
		p.handed = f.Conn.ReadsContent(t, asked)
	}
}

// mayBeText reports whether a line may begin with c: nobody waits for the end
// of a line in bytes that are none.
func mayBeText(c byte) bool { return isPrintable(c) || isSpace(c) }

func isPrintable(c byte) bool { return ' ' <= c && c < 0x7f }

// cutShort reports whether the captured bytes b may begin a line that was not
// captured to its end.
func cutShort(b []byte) bool { return len(b) == 1 || mayBeText(b[0]) && b[0] != '\f' && b[0] != '\v' }

// continuation takes bytes without a start line: they belong to a message
// whose beginning is missing. Before any start line was seen they are not HTTP,
// unless the snap length cut the line: TCP's row says so, and if the line begins
// as one of HTTP's, what follows is HTTP. While bytes are missing of each message,
// TCP's row says more.
func (d *dissector) continuation(f *dissect.Frame, b []byte, cut bool) dissect.Verdict {
	cut = cut && cutShort(b)
	if !d.seen {
		if cut {
			f.CutShort = true
			kind, _ := classify(b[leading(b):])
			d.seen = kind != startNone
			d.told = d.seen
			return dissect.Done(len(b))
		}
		return dissect.Reject()
	}
	if !d.told {
		return dissect.Done(len(b))
	}
	c := d.newContinuation()
	c.Len, c.Cut = len(b), cut
	f.Emit(dissect.Layer{Message: c, Data: int64(len(b))})
	return dissect.Done(len(b))
}

// readBody reads what follows the head, as far as it is there, and emits the
// message when it is complete.
func (d *dissector) readBody(f *dissect.Frame, in *dissect.Input, p *pending) dissect.Verdict {
	h := p.head
	total := int64(len(in.Bytes) + in.Elided)
	have := total - int64(p.headLen)
	switch h.Framing {
	case ByChunks:
		return d.readChunks(f, in, p)
	case ByLength:
		if have < h.Length && !in.Last {
			return p.keeping(dissect.More(int(min(h.Length-have, maxMore))))
		}
		if have < h.Length {
			h.Notes |= NoteEndedEarly
		}
		have = min(have, h.Length)
	case UntilClose:
		if !in.Last {
			return p.keeping(dissect.ToClose())
		}
		if h.loose >= 0 {
			have = min(have, h.loose)
		}
	case NoBody:
		have = h.stray(in.Bytes[p.bodyAt(in):])
	}
	h.BodyWire, h.BodyLen = have, have
	used := int64(p.headLen) + have - int64(in.Elided)
	if in.Elided > 0 && used < int64(in.ElidedAt) {
		used = int64(len(in.Bytes)) // the body's end is not kept: nothing after it can be told apart
	}
	at := p.bodyAt(in)
	body := in.Bytes[at:max(int(used), at)]
	switch {
	case p.tail != nil && in.Elided > 0:
		body = nil
	case in.Elided > 0:
		body = in.Bytes[at:max(in.ElidedAt, at)]
	}
	d.finish(f, in, p, body)
	return dissect.Done(int(used))
}

// stray counts the body bytes of a message that should have none (a 304 that
// names the length of what it does not send) but comes with some.
func (h *Head) stray(rest []byte) int64 {
	if h.Length <= 0 || len(rest) == 0 || hasEither(rest, "HTTP/") {
		return 0
	}
	return min(h.Length, int64(len(rest)))
}

func (d *dissector) readChunks(f *dissect.Frame, in *dissect.Input, p *pending) dissect.Verdict {
	h := p.head
	at := int(p.fed - int64(in.Elided))
	if at < 0 || at > len(in.Bytes) {
		return dissect.Reject()
	}
	n := p.chunks.feed(in.Bytes[at:])
	p.fed += int64(n)
	if p.chunks.state < chunkDone && !p.chunks.over() && !in.Last {
		return p.keeping(dissect.MoreSegment())
	}
	used := at + n
	switch {
	case p.chunks.state == chunkDone, p.chunks.over():
	case p.chunks.state == chunkNone:
		used = len(in.Bytes)
		h.Notes |= NoteLooseChunk
	case p.chunks.state == chunkBad:
		used = len(in.Bytes)
		h.Notes |= NoteBadChunk
	default:
		h.Notes |= NoteEndedEarly
	}
	if p.chunks.loose {
		h.Notes |= NoteLooseChunk
	}
	h.BodyWire, h.BodyLen = p.chunks.wire, p.chunks.decoded
	if len(p.chunks.sizes) > maxChunkList && f.Conn != nil {
		dissect.Lost(f.Conn).Beyond[dissect.Chunks]++
	}
	h.Chunks = append(h.Chunks[:0], p.chunks.sizes[:min(len(p.chunks.sizes), maxChunkList)]...)
	body := p.chunks.prefix[:min(p.chunks.decoded, prefixLen)]
	if p.keepAll {
		kept := in.Bytes[p.headLen:used]
		if in.Elided > 0 {
			kept = in.Bytes[p.headLen:in.ElidedAt]
		}
		h.body = dechunk(h.body[:0], kept, maxBody)
		body = h.body
	}
	d.finish(f, in, p, body)
	return dissect.Done(used)
}

// bodyAt returns where in the bytes that are kept the body begins, or what is
// kept of it.
func (p *pending) bodyAt(in *dissect.Input) int {
	if in.ElidedAt < p.headLen {
		return max(p.headLen-in.Elided, in.ElidedAt)
	}
	return p.headLen
}

// keeping says which bytes of a message that needs more are worth keeping.
func (p *pending) keeping(v dissect.Verdict) dissect.Verdict {
	n := p.headLen + prefixLen
	switch {
	case p.tail != nil:
		n = p.kept
	case p.keepAll, p.handed:
		n = p.headLen + maxKept
	}
	return v.Keeping(n).Saying(&p.partial)
}

// finish emits the message of p. body is its beginning as far as kept.
func (d *dissector) finish(f *dissect.Frame, in *dissect.Input, p *pending, body []byte) {
	h := p.head
	d.told = true
	if in.Last && !in.Again {
		h.Notes |= NoteCut
	}
	if !h.describe(body) && f.Conn != nil {
		dissect.Lost(f.Conn).Beyond[dissect.BodyParts]++
	}
	if h.Notes&NoteManyHeaders != 0 && f.Conn != nil {
		dissect.Lost(f.Conn).Heads++
	}
	if p.request != nil {
		if len(d.unanswered) >= maxOpen && f.Conn != nil {
			dissect.Lost(f.Conn).Requests++
		}
		d.request(f, p.request)
		f.Emit(dissect.Layer{Message: p.request, Column: h.column, Own: p.headLen, Data: h.data()})
		h.emitParts(f)
		if p.handed && in.Elided == 0 {
			h.hand(f, in.Dir, p.request, nil, in.Bytes)
		}
		p.request.asks(f, in.Dir)
		return
	}
	r := p.response
	d.response(f, r)
	f.Emit(dissect.Layer{Message: r, Column: h.column, Own: p.headLen, Data: h.data()})
	h.emitParts(f)
	if p.handed && in.Elided == 0 {
		h.hand(f, in.Dir, r, r.uri, in.Bytes)
	}
	switch {
	case f.Conn == nil:
	case r.Code == 101:
		f.Conn.Switch(trim(r.Value(HeaderUpgrade)), r.Value(HeaderSecWebSocketExtensions))
	case r.tunnels():
		t := readTunnel(d.connect)
		f.Conn.RedetectAt(t.port)
		f.Conn.Surround(dissect.Layer{Protocol: &Protocol, Message: t, Bytes: []byte{}, Quiet: true})
	}
}
