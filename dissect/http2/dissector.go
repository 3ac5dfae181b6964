package http2

import (
	"netsniff/dissect"
	"netsniff/dissect/allowance"
	"netsniff/dissect/http/dnsquery"
)

// dissector is the state of one connection.
type dissector struct {
	*store
	state
	conn    *dissect.Conn
	streams map[uint32]*stream // that are open
	account allowance.Account
	held    int64 // bytes that bodies keep
}

// store has the messages of a frame for all connections of a worker.
type store struct {
	frame  uint32
	list   []*Message
	used   int
	fields []Field

	allowance allowance.Allowance
}

// Bounds of what is kept for the next frame.
const (
	maxSpare       = 64
	maxSpareFields = 4096
)

func newStream(c *dissect.Conn) dissect.StreamDissector {
	d := &dissector{store: dissect.Shared[store](c), conn: c, streams: map[uint32]*stream{}}
	d.allowance.Limit = maxHeld
	return d
}

// Gap implements dissect.StreamDissector.
func (d *dissector) Gap(dir dissect.Dir, _ int64) { d.lost(int(dir)) }

// Dissect reads one frame.
func (d *dissector) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	if in.Dir == dissect.ToServer && (b[0] == preface[0]) {
		if n := min(len(b), len(preface)); string(b[:n]) == preface[:n] {
			if n < len(preface) && !in.Last {
				return dissect.More(len(preface) - n)
			}
			m := d.message(f)
			m.Preface, d.sure[in.Dir] = true, true
			f.Emit(dissect.Layer{Message: m})
			return dissect.Done(n)
		}
	}
	h, ok := readHead(b)
	switch {
	case !ok && in.Last:
		return dissect.Done(len(b))
	case !ok:
		return dissect.More(headSize - len(b))
	case !d.believe(h, int(in.Dir)):
		return d.sync(in)
	}
	size := headSize + h.Length
	if missing := size - len(b) - in.Elided; missing > 0 && !in.Last {
		v := dissect.More(missing)
		if x := d.streams[h.Stream]; h.Type == Data && (x == nil || !x.keeps(d.conn, in.Dir)) {
			return v.Keeping(headSize + 1)
		}
		return v
	}
	used := min(size-in.Elided, len(b))
	d.take(f, in.Dir, h, b[headSize:used])
	return dissect.Done(used)
}

// sync goes on where a frame may begin, in what is no frame: its beginning was lost. All
// that is in the header tables is unknown from there.
func (d *dissector) sync(in *dissect.Input) dissect.Verdict {
	d.lost(int(in.Dir))
	return dissect.Done(skipped(in.Bytes))
}

// skipped returns how many bytes stand before the first place in b where two frames may
// follow each other or one ends with b.
func skipped(b []byte) int {
	for at := 1; at+headSize <= len(b); at++ {
		h, _ := readHead(b[at:])
		if !h.plausible() || frameTypes[h.Type] == "" {
			continue
		}
		end := at + headSize + h.Length
		if end == len(b) {
			return at
		} else if end < len(b) {
			if x, whole := readHead(b[end:]); whole && x.plausible() {
				return at
			}
		}
	}
	return len(b)
}

// take reads a frame.
func (d *dissector) take(f *dissect.Frame, dir dissect.Dir, h Head, payload []byte) {
	m := d.message(f)
	m.Head, m.Payload = h, payload
	m.Padding = h.padded(payload)
	switch {
	case h.Type.carriesBlock():
		from := len(d.fields)
		var began Head
		var stream uint32
		d.fields, began, stream, m.Whole, m.Cut = d.headers(d.fields, int(dir), h, payload)
		m.Fields = d.fields[from:len(d.fields):len(d.fields)]
		if m.Whole {
			m.resized = d.tables[dir].resized
		}
		if m.Whole && h.Type != Continuation {
			m.at = headSize + m.before() + m.ahead()
		}
		if m.Whole && began.Type == Headers {
			d.takeHead(f, m, began, stream, dir)
		}
	case h.Type == Data:
		d.takeData(f, m, dir)
		return
	case h.Type == RSTStream:
		if s := d.streams[h.Stream]; s != nil {
			d.drop(h.Stream)
			s.close(f, dissect.ToClient)
		}
	}
	f.Emit(dissect.Layer{Message: m, Column: m.column()})
	if d.hand(f, m); m.Whole {
		d.asks(f, m, dir)
	}
}

// takeHead takes a header block that is whole: a head, or trailers.
func (d *dissector) takeHead(f *dissect.Frame, m *Message, began Head, id uint32, dir dissect.Dir) {
	s := d.stream(id)
	if code := find(m.Fields, ":status"); !s.begun[dir] && (len(code) != 3 || code[0] != '1') {
		s.head(d.conn, dir, m.Fields)
	}
	s.clock(f, m, dir, began)
	if began.ends() {
		d.end(m, s, id, dir)
		s.close(f, dir)
	}
}

// takeData takes a DATA frame: the layer itself, and what reads the body as it comes.
func (d *dissector) takeData(f *dissect.Frame, m *Message, dir dissect.Dir) {
	s := d.stream(m.Stream)
	if s.inner == nil {
		b, wanted := &s.bodies[dir], d.conn.Wanted()
		before := b.held()
		b.add(f, m.Head, m.Payload, wanted || s.keeps(d.conn, dir), wanted)
		d.charge(b.held() - before)
	}
	s.clock(f, m, dir, m.Head)
	if m.ends() {
		d.end(m, s, m.Stream, dir)
	}
	f.Emit(dissect.Layer{Message: m, Column: m.column()})
	if s.inner != nil {
		part := f.SegmentOf
		if data, _ := m.unpadded(m.Payload); len(m.Payload) == m.Length {
			s.inner.Feed(f, dir, data)
		} else {
			s.inner.Gap(f, dir, int64(m.Length))
		}
		f.SegmentOf = part // the row, as Wireshark's, says nothing of what goes on in the next frame
	}
	d.hand(f, m)
	if m.ends() {
		s.close(f, dir)
	}
}

// hand gives the content that the frame completes to who reads its media type.
func (d *dissector) hand(f *dissect.Frame, m *Message) {
	c := &m.content
	if c.media == "" || c.size == 0 || !d.conn.ReadsContent([]byte(c.media), nil) {
		return
	}
	if b, ok := c.decode(); ok {
		d.conn.Hand(f, &dissect.Content{Type: c.media, Bytes: b, Whole: true, Dir: c.dir, About: m})
	}
}

// asks gives the DNS message that the URI of a request asks with to who reads such.
func (d *dissector) asks(f *dissect.Frame, m *Message, dir dissect.Dir) {
	if dir != dissect.ToServer {
		return
	}
	if b := dnsquery.Of([]byte(find(m.Fields, ":path"))); b != nil && d.conn.ReadsContent([]byte(dnsquery.Type), nil) {
		d.conn.Hand(f, &dissect.Content{Type: dnsquery.Type, Bytes: b, Whole: true, Dir: dir, About: m})
	}
}

// stream returns what is known of a stream.
func (d *dissector) stream(id uint32) *stream {
	s := d.streams[id]
	if s == nil {
		if len(d.streams) >= maxStreams {
			clear(d.streams)
			d.charge(-d.held)
		}
		s = new(stream)
		d.streams[id] = s
	}
	return s
}

// end has m complete the body of a direction, if there is one.
func (d *dissector) end(m *Message, s *stream, id uint32, dir dissect.Dir) {
	if b := &s.bodies[dir]; b.size > 0 {
		m.Media = s.of.Media[dir]
		m.content = content{body: *b, media: m.Media, dir: dir}
		d.charge(-b.held())
		*b = body{}
	}
	if dir == dissect.ToClient {
		d.drop(id)
	}
}

// drop forgets a stream on which all was said.
func (d *dissector) drop(id uint32) {
	if s := d.streams[id]; s != nil {
		d.charge(-s.bodies[0].held() - s.bodies[1].held())
		delete(d.streams, id)
	}
}

// message returns an empty message that lives until the next frame.
func (s *store) message(f *dissect.Frame) *Message {
	if s.frame != f.Frame {
		s.frame, s.used = f.Frame, 0
		if s.fields = s.fields[:0]; cap(s.fields) > maxSpareFields {
			s.fields = nil
		}
		clear(s.fields[:cap(s.fields)]) // strings of frames before
		if len(s.list) > maxSpare {
			s.list = append([]*Message(nil), s.list[:maxSpare]...)
		}
	}
	if s.used == len(s.list) {
		s.list = append(s.list, new(Message))
	}
	m := s.list[s.used]
	s.used++
	*m = Message{}
	return m
}
