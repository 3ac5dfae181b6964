package http2

import (
	"netsniff/dissect"
	"netsniff/dissect/http/retold"
	"netsniff/reassembly"
)

// dialogue reads the frames of a connection in order of sequence. Each of its streams is
// a stream within, in which the HTTP/1 stands that says the same: who reads that tells
// the exchange.
type dialogue struct {
	state
	session dissect.Session
	flows   [2]flow
	streams map[uint32]*open
	windows windows
	asked   uint32 // the highest of the streams that the client has opened
	told    retold.Connection
	strains retold.Strains
	part    []retold.Field
	fields  []Field
}

// flow is one direction.
type flow struct {
	begun  []byte // a frame that is not whole, or the head of one that passes
	data   Head   // the DATA frame that passes; Length is what is left of it
	pad    int    // bytes of padding at its end
	first  bool   // its first byte says how much padding there is
	length int    // of the DATA frame, whole
	lost   bool   // where a frame begins is not known
	plain  bool   // the preface is past
}

// maxKept bounds a frame that is kept until it is whole.
const maxKept = 1 << 20

func newDialogue(k dissect.Session) dissect.Dialogue {
	_, whole := k.Established()
	return &dialogue{session: k, streams: map[uint32]*open{}, windows: newWindows(whole),
		told: retold.Connection{Session: k, Name: "HTTP2", Version: "HTTP/2.0"}}
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	n, x := len(b), &d.flows[dir]
	for len(b) > 0 {
		switch {
		case x.data.Length > 0:
			b = d.pass(x, dir, b, m)
		case x.lost:
			b = b[skipped(b):]
			x.lost = len(b) == 0
		default:
			b = d.frame(x, dir, b, m)
		}
	}
	return n
}

// frame takes what b has of the next frame, and returns the rest.
func (d *dialogue) frame(x *flow, dir dissect.Dir, b []byte, m reassembly.Mark) []byte {
	if dir == dissect.ToServer && !x.plain {
		if rest, done := d.preface(x, b); !done {
			return rest
		} else if b = rest; len(b) == 0 {
			return nil
		}
	}
	if len(x.begun) < headSize {
		n := min(headSize-len(x.begun), len(b))
		x.begun, b = append(x.begun, b[:n]...), b[n:]
	}
	h, ok := readHead(x.begun)
	switch {
	case !ok:
		return nil
	case !d.believe(h, int(dir)) || h.Length > maxKept:
		d.lose(x, dir)
		return b
	case h.Type == Data:
		x.data, x.begun, x.pad, x.first, x.length = h, x.begun[:0], 0, h.has(flagPadded), h.Length
		d.windows.sends(d.streams[h.Stream], dir, m)
		if h.Length == 0 {
			d.ends(x, dir, m)
		}
		return b
	}
	n := min(headSize+h.Length-len(x.begun), len(b))
	x.begun, b = append(x.begun, b[:n]...), b[n:]
	if len(x.begun) == headSize+h.Length {
		d.take(h, dir, x.begun[headSize:], m)
		if x.begun = x.begun[:0]; cap(x.begun) > 1<<14 {
			x.begun = nil
		}
	}
	return b
}

// preface passes over the preface of a client, as far as b has it. done: it is past, or
// there is none.
func (d *dialogue) preface(x *flow, b []byte) (rest []byte, done bool) {
	at := len(x.begun)
	n := min(len(preface)-at, len(b))
	if string(b[:n]) != preface[at:at+n] {
		x.plain = true
		if at > 0 {
			d.lose(x, dissect.ToServer)
		}
		return b, true
	}
	if at+n < len(preface) {
		x.begun = append(x.begun, b[:n]...)
		return nil, false
	}
	x.plain, x.begun, d.sure[dissect.ToServer] = true, x.begun[:0], true
	return b[n:], true
}

// lose takes it that it is not known where the next frame begins.
func (d *dialogue) lose(x *flow, dir dissect.Dir) {
	d.windows.lose(d.streams)
	x.begun, x.data.Length, x.lost = nil, 0, true
	d.lost(int(dir))
}

// pass takes what b has of the DATA frame that passes, and returns the rest.
func (d *dialogue) pass(x *flow, dir dissect.Dir, b []byte, m reassembly.Mark) []byte {
	h := x.data
	n := min(h.Length, len(b))
	data, rest := b[:n], b[n:]
	if x.first {
		x.first, x.pad = false, int(data[0])
		data = data[1:]
	}
	x.data.Length -= n
	if over := x.pad - x.data.Length; over > 0 {
		data = data[:max(0, len(data)-over)]
	}
	if s := d.streams[h.Stream]; s != nil && len(data) > 0 {
		s.Data(dir, data, m)
	}
	if x.data.Length == 0 {
		d.ends(x, dir, m)
	}
	return rest
}

// ends takes it that a DATA frame is over.
func (d *dialogue) ends(x *flow, dir dissect.Dir, m reassembly.Mark) {
	h := x.data
	s := d.streams[h.Stream]
	h.Length = x.length
	d.windows.sent(s, dir, h, m)
	if s != nil && h.ends() {
		s.Ends(dir, m)
		d.settle(s, m)
	}
}

// take takes a whole frame other than DATA.
func (d *dialogue) take(h Head, dir dissect.Dir, payload []byte, m reassembly.Mark) {
	switch {
	case h.Type.carriesBlock():
		fields, began, id, whole, cut := d.headers(d.fields[:0], int(dir), h, payload)
		d.fields = fields
		if d.strains.Part(dir, h.Type != Continuation, m); cut && d.tables[dir].size > maxDecoded {
			d.strains.Bomb(m)
		}
		if !whole {
			return
		}
		if began.Type == PushPromise {
			dir = dissect.ToServer // the server says what the client would ask for
		}
		if d.closed(id, dir) {
			return // what comes after a reset
		}
		if s := d.stream(id, m); s != nil {
			s.Headers(dir, d.plain(fields), began.ends() || began.Type == PushPromise, m)
			d.settle(s, m)
		}
	case h.Type == WindowUpdate:
		d.grow(h, dir, payload, m)
	case h.Type == Settings:
		d.windows.settings(dir, payload)
	case h.Type == RSTStream:
		if s := d.streams[h.Stream]; s != nil {
			if dir == dissect.ToServer {
				d.strains.Resets(&s.Stream, m)
			}
			d.end(s, m)
		}
	}
}

// plain returns header fields without what only rows tell.
func (d *dialogue) plain(fields []Field) []retold.Field {
	d.part = d.part[:0]
	for i := range fields {
		f := &fields[i]
		d.part = append(d.part, retold.Field{Name: f.Name, Value: f.Value, Hidden: f.Hidden})
	}
	return d.part
}

// settle ends a stream on which both sides have said all.
func (d *dialogue) settle(s *open, m reassembly.Mark) {
	if s.Over() {
		d.end(s, m)
	}
}

func (d *dialogue) end(s *open, m reassembly.Mark) {
	delete(d.streams, s.Number)
	s.End(m)
}

// closed reports whether a response is on a stream on which all was said: its request was
// seen, if nothing was lost.
func (d *dialogue) closed(id uint32, dir dissect.Dir) bool {
	if dir == dissect.ToServer {
		d.asked = max(d.asked, id)
		return false
	}
	return d.windows.known && d.streams[id] == nil && id&1 == 1 && id <= d.asked
}

// stream returns a stream, which begins if it is new; nil if too many are open.
func (d *dialogue) stream(id uint32, m reassembly.Mark) *open {
	s := d.streams[id]
	if s == nil && len(d.streams) < maxStreams {
		s = &open{Stream: retold.Stream{Of: &d.told, Number: id}}
		d.streams[id] = s
		d.windows.begin(s, m.At)
		d.strains.Begins()
		s.Met.Stream, s.Met.Open = uint64(id), uint32(len(d.streams))
	}
	return s
}

// Gap implements dissect.Dialogue.
func (d *dialogue) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	x := &d.flows[dir]
	if x.plain = true; n < int64(x.data.Length) {
		x.first = false
		x.data.Length -= int(n)
		if s := d.streams[x.data.Stream]; s != nil {
			s.Gap(dir, n, m)
		}
		return
	}
	if s := d.streams[x.data.Stream]; s != nil && x.data.Length > 0 {
		s.Gap(dir, int64(x.data.Length), m)
	}
	d.lose(x, dir)
}

// End implements dissect.Dialogue.
func (d *dialogue) End(m reassembly.Mark) {
	for len(d.streams) > 0 { // in the order in which they began
		first := uint32(1<<32 - 1)
		for id := range d.streams {
			first = min(first, id)
		}
		d.end(d.streams[first], m)
	}
	d.strains.Tell(d.session)
}

// Held implements dissect.Holder.
func (d *dialogue) Held() int64 {
	n := int64(0)
	for i := range d.flows {
		n += int64(len(d.flows[i].begun) + len(d.blocks[i].bytes))
	}
	return n
}

// LetGo implements dissect.Holder.
func (d *dialogue) LetGo() {
	for i := range d.flows {
		if x := &d.flows[i]; len(x.begun)+len(d.blocks[i].bytes) > 0 {
			d.lose(x, dissect.Dir(i))
		}
	}
}
