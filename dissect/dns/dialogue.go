package dns

import (
	"slices"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// dialogue pairs queries with responses by their identifier, in any order.
type dialogue struct {
	talk   dissect.Session
	stream bool // messages have a length before them
	sure   bool // a port says that this is DNS
	open   []*pending
	names  int // bytes of the names in open

	answered []answered // a ring once it has maxAnswered entries
	eldest   int        // where it is written next
	inbound  [2]inbound
}

// pending is a query without a response, or with a response that goes on.
type pending struct {
	x      dissect.Exchange
	lookup *Lookup
	more   bool // a zone transfer has begun
	unsure bool // bytes of the responses were lost meanwhile
}

// Bounds of the queries of one conversation that wait for an answer.
const (
	maxOpen  = 1024
	patience = capture.Stamp(60e9) // in capture time; longer than resolvers wait
)

// newDialogue returns the reader of a conversation in unicast.
func newDialogue(k dissect.Session) dissect.Dialogue {
	c := k.Conn()
	if between(c, netBIOSPort) {
		k.Reject()
	}
	_, whole := k.Established()
	d := &dialogue{talk: k, stream: c.Streams(), sure: between(c, port)}
	for i := range d.inbound {
		d.inbound[i].lost = !whole
	}
	return d
}

// newSilence returns the reader of what is said to all: questions and answers
// go to a group and are no exchanges of the two.
func newSilence(dissect.Session) dissect.Dialogue { return silence{} }

type silence struct{}

func (silence) Data(_ dissect.Dir, b []byte, _ reassembly.Mark) int { return len(b) }
func (silence) Gap(dissect.Dir, int64, reassembly.Mark)             {}
func (silence) End(reassembly.Mark)                                 {}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	if d.stream {
		d.inbound[dir].read(b, m, d.message)
		return len(b)
	}
	if !d.sure && !credible(Packet{Bytes: b, WireLen: len(b)}, new(walk)) {
		d.talk.Reject()
		return len(b)
	}
	side := dissect.Side{}
	side.Add(len(b), m)
	d.message(b, side)
	return len(b)
}

// Gap implements dissect.Dialogue.
func (d *dialogue) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	if d.stream {
		d.inbound[dir].skip(n, m)
	}
	for i := range d.open {
		d.open[i].unsure = true
	}
}

// End implements dissect.Dialogue.
func (d *dialogue) End(reassembly.Mark) {
	for len(d.open) > 0 {
		d.tell(0)
	}
}

// message takes the next message b, which came as side says.
func (d *dialogue) message(b []byte, side dissect.Side) {
	p := Packet{Bytes: b, WireLen: int(side.Bytes)}
	h, ok := p.Header()
	if !ok {
		return
	}
	d.forget(side.First.At)
	if h.Flags.Has(FlagResponse) {
		d.response(p, h, side)
	} else {
		d.query(p, h, side)
	}
}

// pendingCost is what a query that waits costs beside its name.
const pendingCost = 512

// Held implements dissect.Holder.
func (d *dialogue) Held() int64 {
	return int64(len(d.open)*pendingCost + d.names + cap(d.inbound[0].bytes) + cap(d.inbound[1].bytes))
}

// LetGo implements dissect.Holder: queries are told as they are, and messages
// that have begun are given up.
func (d *dialogue) LetGo() {
	for len(d.open) > 0 {
		d.tell(0)
	}
	for i := range d.inbound {
		if x := &d.inbound[i]; len(x.bytes) > 0 || x.gone > 0 {
			*x = inbound{lost: true}
		}
	}
}

// forget tells the queries that nobody will answer any more.
func (d *dialogue) forget(now capture.Stamp) {
	for len(d.open) > 0 {
		if now-d.open[0].x.Request.Last.At <= patience {
			return
		}
		d.tell(0)
	}
}

func (d *dialogue) query(p Packet, h Header, side dissect.Side) {
	name, t, _ := p.question()
	for i := range d.open {
		if o := d.open[i]; o.lookup.ID == h.ID && o.lookup.Type == t && o.x.Subject == name && !o.more {
			o.lookup.Tries++
			o.x.Notes |= dissect.NoteResent
			o.x.Request.Join(side)
			return
		}
	}
	if len(d.open) >= maxOpen {
		dissect.Lost(d.talk.Conn()).Queries++
		d.tell(0)
	}
	l := &Lookup{ID: h.ID, Type: t, Tries: 1, First: side.First, Query: h.Flags}
	d.wait(&pending{lookup: l, x: dissect.Exchange{Method: methodOf(h, t), Subject: name, Request: side, Detail: l}})
}

func (d *dialogue) wait(o *pending) {
	d.open = append(d.open, o)
	d.names += len(o.x.Subject)
}

// methodOf names what a message asks: the type of its question, or what it
// does instead of asking.
func methodOf(h Header, t Type) string {
	if op := h.Flags.Opcode(); op != OpQuery {
		if s := op.String(); s != "" {
			return s
		}
		return "Opcode " + strconv.Itoa(int(op))
	}
	return t.String()
}

func (d *dialogue) response(p Packet, h Header, side dissect.Side) {
	name, t, asked := p.question()
	i := d.find(h.ID, name, t, asked)
	if i < 0 {
		// Without its query: of a capture that begins later, or sent again.
		l := &Lookup{ID: h.ID, Type: t, Contradicts: d.contradicts(h.ID, t, name, p.said(p.Rcode()))}
		d.wait(&pending{lookup: l,
			x: dissect.Exchange{Method: methodOf(h, t), Subject: name, Detail: l, Notes: dissect.NoteUnsure}})
		i = len(d.open) - 1
	} else if !d.stream {
		d.record(answered{h.ID, t, name, p.said(p.Rcode()), side.Last.At})
	}
	o := d.open[i]
	if o.x.Reply.Seen() {
		o.x.Reply.Join(side)
	} else {
		o.x.Reply = side
	}
	if o.lookup.read(p, h) {
		dissect.Lost(d.talk.Conn()).Beyond[dissect.Resources]++
	}
	if o.more = d.stream && goesOn(p, o); !o.more {
		d.tell(i)
	}
}

// find returns the index of the open query that a response answers, -1 if
// there is none. Only the first message of a zone transfer need repeat the question.
func (d *dialogue) find(id uint16, name string, t Type, asked bool) int {
	for i := range d.open {
		if o := d.open[i]; o.lookup.ID == id && (!asked || o.lookup.Type == t && equalNames(o.x.Subject, name)) {
			return i
		}
	}
	return -1
}

// equalNames compares names without regard to case (RFC 4343).
func equalNames(a, b string) bool {
	return len(a) == len(b) && text.EqualFold([]byte(a), b)
}

// goesOn reports whether further messages will answer the same query: those of
// a zone transfer, which ends with the record that it began with (RFC 5936
// §2.2).
func goesOn(p Packet, o *pending) bool {
	const ixfr, axfr = 251, 252
	if o.lookup.Type != ixfr && o.lookup.Type != axfr || o.lookup.Rcode != RcodeNoError {
		return false
	}
	last, it := Record{}, p.Records()
	for r := (Record{}); it.Next(&r); {
		if r.Section == Answer {
			last = r
		}
	}
	return last.Type != TypeSOA || !o.more && o.lookup.Records == 1
}

// tell tells the open query i and forgets it.
func (d *dialogue) tell(i int) {
	o := d.open[i]
	d.open = slices.Delete(d.open, i, i+1)
	d.names -= len(o.x.Subject)
	if o.unsure {
		o.x.Notes |= dissect.NoteUnsure
	}
	if o.x.Reply.Seen() {
		o.x.Status, o.x.Outcome = o.lookup.Rcode.Mnemonic(), outcomeOf(o.lookup.Rcode)
	}
	d.talk.Tell(&o.x)
}

func outcomeOf(r Rcode) dissect.Outcome {
	switch r {
	case RcodeNoError:
		return dissect.Succeeded
	case RcodeServerFail:
		return dissect.Failed
	}
	return dissect.Refused
}
