package http3

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/http/retold"
	"netsniff/dissect/secrets"
	"netsniff/reassembly"
)

// Dialogue reads the streams of one connection for exchanges. Each request is a stream
// within, in which the HTTP/1 stands that says the same: who reads that tells the exchange.
type Dialogue struct {
	state
	told    retold.Connection
	session dissect.Session
	strains retold.Strains
	streams map[uint64]*request
	asked   uint32 // of them, those that have requests
	fields  []Field
	part    []retold.Field
	kept    int64
	now     framing
	hides   bool     // only bodies may be shown, which the streams within hide the secrets of
	bodies  [][2]int // in what is read
}

// request is a stream that is read.
type request struct {
	id      uint64
	readers [2]reader
	told    retold.Stream
}

// framing is what is read of a stream.
type framing struct {
	r    *request
	from uint8
	mark reassembly.Mark
}

// NewDialogue returns a dialogue that opens its streams within a session.
func NewDialogue(session dissect.Session) *Dialogue {
	hides := dissect.Shared[dissect.Veiling](session.Conn()).Stream != nil
	return &Dialogue{hides: hides, session: session, streams: map[uint64]*request{},
		told: retold.Connection{Session: session, Name: "HTTP3", Version: "HTTP/3.0", Secured: true}}
}

// Number returns the number of the inner stream that tells the stream with an ID.
func Number(id uint64) uint32 { return uint32(id) + 1 }

// directions are those of what the client and the server send.
var directions = [2]dissect.Dir{dissect.ToServer, dissect.ToClient}

func (d *Dialogue) stream(id uint64) *request {
	s := d.streams[id]
	if s == nil {
		s = &request{id: id, readers: [2]reader{newReader(id), newReader(id)},
			told: retold.Stream{Of: &d.told, Number: Number(id)}}
		d.streams[id] = s
		if s.told.Met.Stream = id; id&unidirectional == 0 {
			d.asked++
			d.strains.Begins()
		}
		s.told.Met.Open = d.asked
	}
	return s
}

// Data takes the next bytes of a stream that an end sends (0 the client, 1 the server),
// which m brought. Borrowed until return, and overwritten where it may not be shown.
func (d *Dialogue) Data(id uint64, from uint8, b []byte, m reassembly.Mark) {
	s := d.stream(id)
	x := &s.readers[from]
	before := x.kept()
	d.now = framing{s, from, m}
	d.bodies = d.bodies[:0]
	x.read(b, d)
	if d.hides {
		hideAround(b, d.bodies)
	}
	d.kept += x.kept() - before
}

// hideAround overwrites b but for parts of it, in their order.
func hideAround(b []byte, parts [][2]int) {
	at := 0
	for _, p := range parts {
		secrets.Hide(b[at:p[0]])
		at = p[1]
	}
	secrets.Hide(b[at:])
}

// Waited takes it that an end waited for windows before the bytes of a stream that follow;
// known: that is sure.
func (d *Dialogue) Waited(id uint64, from uint8, w dissect.Waited, known bool) {
	met := &d.stream(id).told.Met
	met.Windows = known
	met.Waited[directions[from]].Stream += w.Stream
	met.Waited[directions[from]].Connection += w.Connection
	met.Waited[directions[from]].Opening += w.Opening
}

// Held takes it that n bytes of a reply, of those that follow, came at a time and waited so long
// for bytes before them.
func (d *Dialogue) Held(id uint64, n int, at, waited capture.Stamp) {
	d.stream(id).told.Met.Held.Add(n, at, waited)
}

// Gap takes it that n bytes of a stream will not come.
func (d *Dialogue) Gap(id uint64, from uint8, n int, m reassembly.Mark) {
	s := d.stream(id)
	x := &s.readers[from]
	before := x.kept()
	if body := x.gap(uint64(n)); body > 0 {
		s.told.Gap(directions[from], int64(body), m)
	}
	if x.kind == EncoderStream {
		d.tables[from].lose()
	}
	d.kept += x.kept() - before
}

// End takes it that an end sends no more on a stream. reset: it broke off.
func (d *Dialogue) End(id uint64, from uint8, reset bool, m reassembly.Mark) {
	s := d.streams[id]
	if s == nil {
		return
	}
	d.kept -= s.readers[from].kept()
	s.readers[from] = reader{lost: true}
	if reset {
		if from == 0 && id&unidirectional == 0 {
			d.strains.Resets(&s.told, m)
		}
		d.end(s, m)
		return
	}
	s.told.Ends(directions[from], m)
	if s.told.Over() || s.readers[0].lost && s.readers[1].lost || id&2 != 0 {
		d.end(s, m)
	}
}

func (d *Dialogue) end(s *request, m reassembly.Mark) {
	for i := range s.readers {
		d.kept -= s.readers[i].kept()
	}
	delete(d.streams, s.id)
	if s.id&unidirectional == 0 {
		d.asked--
	}
	s.told.End(m)
}

// Close ends the streams that are open, in the order in which they began.
func (d *Dialogue) Close(m reassembly.Mark) {
	for len(d.streams) > 0 {
		first := uint64(1<<64 - 1)
		for id := range d.streams {
			first = min(first, id)
		}
		d.end(d.streams[first], m)
	}
	d.strains.Tell(d.session)
}

// Kept returns how many bytes wait for the rest of their frames.
func (d *Dialogue) Kept() int64 { return d.kept + d.state.kept() }

// Forget gives them up.
func (d *Dialogue) Forget() {
	for _, s := range d.streams {
		s.readers[0].forget()
		s.readers[1].forget()
	}
	d.kept = 0
	d.state.forget()
}

func (d *Dialogue) opened(StreamType, int, int) {}

func (d *Dialogue) frame(h head, payload []byte, _ int) {
	d.settle(h, payload, d.now.from)
	if h.kind != Headers || payload == nil {
		return // what is pushed is not read as a request
	}
	s, from := d.now.r, d.now.from
	if s.readers[from].kind != requestStream {
		return
	}
	d.fields, _ = d.tables[from].decode(d.fields[:0], payload)
	d.part = d.part[:0]
	for i := range d.fields {
		f := &d.fields[i]
		d.part = append(d.part, retold.Field{Name: f.Name, Value: f.Value, Hidden: f.Hidden})
	}
	s.told.Headers(directions[from], d.part, false, d.now.mark)
}

func (d *Dialogue) data(h head, b []byte, off int, first, _ bool) {
	if off >= 0 && d.hides {
		if first {
			off += h.size
		}
		d.bodies = append(d.bodies, [2]int{off, off + len(b)})
	}
	if s, from := d.now.r, d.now.from; s.readers[from].kind == requestStream {
		s.told.Data(directions[from], b, d.now.mark)
	}
}

func (d *Dialogue) instructions(t StreamType, b []byte) { d.instruct(t, b, d.now.from) }
