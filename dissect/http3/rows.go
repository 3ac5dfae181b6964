package http3

import "netsniff/dissect"

// Rows reads the streams of one connection for rows. The zero value is ready.
type Rows struct {
	state
	readers map[uint64]*[2]reader
	store   *store
	now     *Message
	from    uint8 // who sends what is read
	kept    int64
	veiling *dissect.Veiling
	bodies  map[uint64]dissect.Veil // by stream; nil: nothing is hidden
	queries queries
}

// state is what the streams of a connection have in common.
type state struct {
	tables [2]table // of header fields, by who sends them: the client's first
}

// store has the messages of a frame for all connections of a worker.
type store struct{ messages dissect.Recycled[Message] }

// NewRows returns a reader of a connection within c.
func NewRows(c *dissect.Conn) *Rows {
	r := &Rows{store: dissect.Shared[store](c), readers: map[uint64]*[2]reader{},
		veiling: dissect.Shared[dissect.Veiling](c), queries: queries{conn: c}}
	if r.veiling.Field != nil {
		r.tables[0].hide, r.tables[1].hide = r.veiling.Field, r.veiling.Field
		r.bodies = map[uint64]dissect.Veil{}
	}
	return r
}

// Data reads the next bytes of a stream that an end sends (0 the client, 1 the server),
// which f brought, and emits what they complete. b is borrowed until the frame has been
// reported.
func (r *Rows) Data(f *dissect.Frame, id uint64, from uint8, b []byte) {
	x := r.reader(id, from)
	m := r.store.messages.Next(f)
	*m = Message{Stream: id, Frames: m.Frames[:0], fields: m.fields[:0], table: &r.tables[from], bytes: b}
	r.now = m
	before := x.kept()
	r.from = from
	x.read(b, r)
	if r.bodies != nil {
		m.veil(x, b)
	}
	r.kept += x.kept() - before
	if !m.silent() {
		f.Emit(dissect.Layer{Protocol: &Protocol, Message: m, Bytes: b})
	}
	if len(r.queries.whole) > 0 {
		r.queries.hand(f, from)
	}
}

// Gap takes it that n bytes of a stream will not come.
func (r *Rows) Gap(id uint64, from uint8, n int) {
	x := r.reader(id, from)
	before := x.kept()
	if x.gap(uint64(n)); x.kind == EncoderStream {
		r.tables[from].lose()
	}
	r.kept += x.kept() - before
}

// Kept returns how many bytes wait for the rest of their frames.
func (r *Rows) Kept() int64 { return r.kept + r.state.kept() }

// Forget gives them up.
func (r *Rows) Forget() {
	for _, x := range r.readers {
		x[0].forget()
		x[1].forget()
	}
	r.kept = 0
	r.state.forget()
}

// End takes it that an end sends no more on a stream.
func (r *Rows) End(id uint64, from uint8) {
	if x := r.readers[id]; x != nil {
		r.kept -= x[from].kept()
		r.queries.end(stream{id, from})
		if x[from] = (reader{lost: true}); x[0].lost && x[1].lost || id&2 != 0 {
			delete(r.readers, id)
			delete(r.bodies, id)
		}
	}
}

func (r *Rows) reader(id uint64, from uint8) *reader {
	x := r.readers[id]
	if x == nil {
		x = &[2]reader{newReader(id), newReader(id)}
		r.readers[id] = x
	}
	return &x[from]
}

// opened implements framer.
func (r *Rows) opened(t StreamType, off, n int) {
	m := r.now
	m.Opens, m.Kind, m.Off, m.N = true, t, off, n
}

func (r *Rows) frame(h head, payload []byte, off int) {
	m := r.now
	m.Frames = append(m.Frames, Frame{Type: h.kind, Length: h.length, Payload: payload, Off: off, size: h.size})
	r.settle(h, payload, r.from)
	if h.kind == Headers && payload != nil && r.queries.wanted() {
		r.queries.head(stream{m.Stream, r.from}, m.section(&m.Frames[len(m.Frames)-1]))
	}
}

func (r *Rows) data(h head, b []byte, off int, first, last bool) {
	r.queries.data(stream{r.now.Stream, r.from}, b, last)
	if r.bodies != nil {
		r.body(r.now.Stream).Data(directions[r.from], b)
	}
	if !last {
		return
	}
	f := Frame{Type: h.kind, Length: h.length, Off: -1, size: h.size}
	if first {
		f.Payload, f.Off = b, off
	}
	r.now.Frames = append(r.now.Frames, f)
}

func (r *Rows) instructions(t StreamType, b []byte) { r.instruct(t, b, r.from) }

func (s *state) kept() int64 { return int64(len(s.tables[0].begun) + len(s.tables[1].begun)) }

func (s *state) forget() {
	for i := range s.tables {
		if len(s.tables[i].begun) > 0 {
			s.tables[i].lose()
		}
	}
}

// instruct takes bytes of an encoder stream.
func (s *state) instruct(t StreamType, b []byte, from uint8) {
	if t == EncoderStream {
		s.tables[from].instructions(b)
	}
}

// settle takes what SETTINGS say that others must know.
func (s *state) settle(h head, payload []byte, from uint8) {
	if h.kind != Settings {
		return
	}
	settings(payload, func(id Setting, value uint64, _, _, _ int) {
		if id == TableCapacity {
			s.tables[1-from].allow(value)
		}
	})
}

// settings calls take with each setting, and where its identifier stands and its value
// begins and ends.
func settings(b []byte, take func(id Setting, value uint64, at, middle, end int)) {
	for at := 0; at < len(b); {
		id, n := readVarint(b[at:])
		if n == 0 {
			return
		}
		value, m := readVarint(b[at+n:])
		if m == 0 {
			return
		}
		take(Setting(id), value, at, at+n, at+n+m)
		at += n + m
	}
}
