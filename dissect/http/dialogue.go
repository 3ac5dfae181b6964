package http

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// dialogue tells the exchanges of one connection, and what they carry.
type dialogue struct {
	session dissect.Session
	reader  reader
	drawer  *drawer
	heard   bool // a head was seen
	asked   bool // that of a request was
	gapped  bool // bytes are missing before
	ending  bool // the connection ends
	carried *carried
	kept    int64 // bytes of exchanges that have not been told
}

// carried is what a dialogue tells of content; nil before there is any.
type carried struct {
	piece   dissect.Piece
	objects [2]Object // of the bodies at work, by direction
	telling [2]bool   // the beginning of a body was told, but not its end
}

// open is an exchange that has not ended.
type open struct {
	exchange    dissect.Exchange
	transaction Transaction
	asked       bool   // the request has ended
	answered    bool   // so has the response
	forgotten   bool   // nobody waits for a response
	handed      bool   // to who reads it
	gave        string // media type of what the request gave to who reads it, "" if nothing
	kept        int64
}

func (x *open) clear() { *x = open{} }

func newDialogue(k dissect.Session) dissect.Dialogue {
	d := &dialogue{session: k, drawer: dissect.Shared[drawer](k.Conn())}
	d.reader.init(d, d.drawer, k.WantsContent(dissect.Objects))
	_, d.reader.whole = k.Established()
	return d
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	d.reader.streams[dir].waited = d.session.Waited()
	return d.reader.data(dir, b, m, d.session.Unseen())
}

// Gap implements dissect.Dialogue.
func (d *dialogue) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	d.gapped = true
	d.reader.gap(dir, n, m)
}

// End implements dissect.Dialogue.
func (d *dialogue) End(reassembly.Mark) {
	d.ending = true
	d.reader.end([2]bool{d.session.Finished(dissect.ToServer), d.session.Finished(dissect.ToClient)})
	for _, a := range d.reader.pairing.open {
		if a.doubt {
			a.x.exchange.Notes |= dissect.NoteGap
		}
		d.tell(a.x)
	}
}

// request implements sink.
func (d *dialogue) request(s *halfStream, r *Request, _ []byte, early bool) *open {
	d.heard, d.asked = true, true
	x := d.drawer.exchanges.take()
	x.transaction.Request, r.secure = r, d.session.Conn().Secured
	e := &x.exchange
	e.Method, e.Subject, e.Request = methodName(r.Method), r.subject(), s.opening
	if len(r.uri) > maxURI {
		dissect.Lost(d.session.Conn()).Beyond[dissect.LongURIs]++
	}
	var whole bool
	if e.Login, whole = r.login(); !whole {
		dissect.Lost(d.session.Conn()).Beyond[dissect.Credentials]++
	}
	if early {
		e.Notes |= dissect.NotePipelined
	}
	d.charge(x)
	d.begin(s, x, &e.Request)
	d.asks(x, s.mark)
	return x
}

// response implements sink.
func (d *dialogue) response(s *halfStream, r *Response, _ []byte, x *open, sure bool) {
	d.heard = true
	if r.Code/100 == 1 && r.Code != 101 {
		d.interim(s, x, r)
		return
	}
	switch {
	case x == nil:
		x = d.drawer.exchanges.take()
		x.asked = true
		x.exchange.Notes = d.alone()
	case !sure:
		x.exchange.Notes |= dissect.NoteUnsure
	}
	if !x.asked {
		x.exchange.Notes |= dissect.NoteEarly
	}
	x.transaction.Response = r
	e := &x.exchange
	e.Status, e.Outcome, e.Reply = statusText(r.Code), outcome(r.Code), s.opening
	if e.Login != nil {
		e.Login = judge(e.Login, r)
	}
	if r.tunnels() {
		e.Notes |= dissect.NoteUpgrade
	}
	d.charge(x)
	d.begin(s, x, &e.Reply)
}

// alone returns what to note of a response without a request.
func (d *dialogue) alone() dissect.Notes {
	if _, ok := d.session.Established(); !ok && !d.asked {
		return dissect.NoteMidstream
	}
	return dissect.NoteUnsure
}

func (d *dialogue) interim(s *halfStream, x *open, r *Response) {
	s.x, s.side = nil, nil
	if x != nil {
		t := &x.transaction
		if x.exchange.Notes |= dissect.NoteInterim; t.Interims == 0 {
			t.Interim, t.InterimCode = s.opening.First, r.Code
		}
		t.Interims++
	}
	d.drawer.keepResponse(r)
}

// begin has s read a message of x.
func (d *dialogue) begin(s *halfStream, x *open, side *dissect.Side) {
	s.x, s.side = x, side
	h := x.head(s)
	if h.Framing == NoBody || h.Framing == ByLength && h.Length == 0 {
		return
	}
	s.collect(d.session, h, x.target(s))
	if !d.reader.content {
		return
	}
	if d.carried == nil {
		d.carried = new(carried)
	}
	d.carried.objects[s.dir].set(x, s.asks)
	d.carried.telling[s.dir] = true
	d.tellPiece(s, dissect.Piece{First: true})
}

// target returns what the response that s reads answers, nil if that is not known
// or s reads a request.
func (x *open) target(s *halfStream) []byte {
	if s.asks || x.transaction.Request == nil {
		return nil
	}
	return x.transaction.Request.Target
}

// head returns the head of the message that s reads.
func (x *open) head(s *halfStream) *Head {
	if s.asks {
		return &x.transaction.Request.Head
	}
	return &x.transaction.Response.Head
}

// telling reports whether the body that s reads is being told.
func (d *dialogue) telling(s *halfStream) bool { return d.carried != nil && d.carried.telling[s.dir] }

func (d *dialogue) tellPiece(s *halfStream, p dissect.Piece) {
	c := d.carried
	c.piece = p
	c.piece.Dir, c.piece.Mark, c.piece.About = s.dir, s.mark, &c.objects[s.dir]
	d.session.Content(&c.piece)
}

// content implements sink.
func (d *dialogue) content(s *halfStream, b []byte) {
	if s.collected.read {
		s.add(b)
	}
	if !d.telling(s) {
		return
	}
	o := &d.carried.objects[s.dir]
	o.Undecoded = o.Encoding != "" && (s.decoder == nil || s.decoder.broken)
	d.tellPiece(s, dissect.Piece{Bytes: b})
}

// missing implements sink. Where chunks end in missing bytes nobody knows: all
// of them may be content.
func (d *dialogue) missing(s *halfStream, n, inBody int64, m reassembly.Mark) {
	if s.x == nil {
		return
	}
	s.x.exchange.Notes |= dissect.NoteGap
	s.torn = true
	if s.framing == ByChunks {
		inBody = n
	}
	if d.telling(s) && inBody > 0 {
		s.mark = m
		d.tellPiece(s, dissect.Piece{Missing: inBody})
	}
}

// end implements sink.
func (d *dialogue) end(s *halfStream, whole bool) {
	x := s.x
	if x == nil {
		return
	}
	if !whole && d.ending {
		x.exchange.Notes |= dissect.NoteCut
	}
	d.close(s, whole)
	if x.asked && (x.answered || x.forgotten) {
		d.tell(x)
	}
}

// close ends the side of an exchange that s reads.
func (d *dialogue) close(s *halfStream, whole bool) {
	x := s.x
	h := x.head(s)
	h.BodyWire, h.BodyLen, h.Decoded = s.wire, s.length, s.decoded
	if d.telling(s) {
		c := d.carried
		c.telling[s.dir], c.objects[s.dir].Damaged = false, s.damaged
		d.tellPiece(s, dissect.Piece{Last: true, Whole: whole})
	}
	s.handOver(d.session, x, whole, s.mark)
	s.x, s.side = nil, nil
	if s.asks {
		x.asked, x.transaction.RequestWhole = true, whole
	} else {
		x.answered, x.transaction.ResponseWhole = true, whole
	}
}

// lost implements sink.
func (d *dialogue) lost(x *open) {
	x.exchange.Notes |= dissect.NoteGap
	d.tell(x)
}

// tunnel implements sink.
func (d *dialogue) tunnel(to switched) {
	d.reader.over = true
	if to.protocol != nil {
		d.session.Switch(to.protocol, to.terms)
	} else {
		d.session.Redetect(to.port)
	}
}

// long implements sink.
func (d *dialogue) long(*halfStream, []byte) {}

// stray implements sink. What begins a connection and is no message is not
// HTTP; after a beginning that nobody saw, and after a method that nobody
// knows, a message is waited for.
func (d *dialogue) stray(_ *halfStream, b []byte) {
	first, _, _ := bytes.Cut(b, []byte("\n"))
	if _, ok := d.session.Established(); ok && !d.heard && !d.gapped && !bytes.Contains(first, []byte(" HTTP/1.")) {
		d.session.Reject()
	}
}

// tell tells x, which is not used any more.
func (d *dialogue) tell(x *open) {
	d.kept -= x.kept
	t := &x.transaction
	x.exchange.Detail = t
	if t.Multiplexed = d.session.Conn().Rare().Multiplexed; t.Multiplexed != nil && x.exchange.Reply.Seen() {
		called(&x.exchange, t.Multiplexed)
		if m := t.Multiplexed; m.Held.Bytes > 0 {
			t.Held = m.Held
		}
	}
	d.offer(x)
	d.session.Tell(&x.exchange)
	if t.Request != nil {
		d.drawer.keepRequest(t.Request)
	}
	if t.Response != nil {
		d.drawer.keepResponse(t.Response)
	}
	d.drawer.exchanges.put(x)
}
