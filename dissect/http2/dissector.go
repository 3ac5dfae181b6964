package http2

import "netsniff/dissect"

// dissector is the state of one connection.
type dissector struct {
	*store
	state
	conn   *dissect.Conn
	bodies map[uint32]*[2]body // of streams that are open
}

// body is what is known of what a stream carries in a direction.
type body struct {
	media string
	size  int64
}

// maxStreams bounds the streams whose bodies are known by type.
const maxStreams = 1024

// store has the messages of a frame for all connections of a worker.
type store struct {
	frame  uint32
	list   []*Message
	used   int
	fields []Field
}

// Bounds of what is kept for the next frame.
const (
	maxSpare       = 64
	maxSpareFields = 4096
)

func newStream(c *dissect.Conn) dissect.StreamDissector {
	return &dissector{store: dissect.Shared[store](c), conn: c, bodies: map[uint32]*[2]body{}}
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
			m.Preface = true
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
	case !h.plausible():
		return d.sync(in)
	}
	size := headSize + h.Length
	if missing := size - len(b) - in.Elided; missing > 0 && !in.Last {
		v := dissect.More(missing)
		if h.Type == Data {
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
	m.Head, m.Payload, m.secure = h, payload, d.conn.Secured
	_, m.Padding = h.unpadded(payload)
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
			if s := d.body(stream, dir); s.media == "" {
				s.media = mediaType(m.Fields)
			}
			if began.ends() {
				m.Media = d.end(stream, dir)
			}
		}
	case h.Type == Data:
		s := d.body(h.Stream, dir)
		if s.size += int64(h.Length); h.ends() {
			m.Media = d.end(h.Stream, dir)
		}
	case h.Type == RSTStream:
		delete(d.bodies, h.Stream)
	}
	f.Emit(dissect.Layer{Message: m, Column: m.column()})
}

// body returns what is known of what a stream carries in a direction.
func (d *dissector) body(stream uint32, dir dissect.Dir) *body {
	x := d.bodies[stream]
	if x == nil {
		if len(d.bodies) >= maxStreams {
			clear(d.bodies)
		}
		x = new([2]body)
		d.bodies[stream] = x
	}
	return &x[dir]
}

// end returns the type of the body that ends, "" if there was none.
func (d *dissector) end(stream uint32, dir dissect.Dir) (media string) {
	if s := d.body(stream, dir); s.size > 0 {
		media = s.media
	}
	if dir == dissect.ToClient {
		delete(d.bodies, stream)
	}
	return media
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
