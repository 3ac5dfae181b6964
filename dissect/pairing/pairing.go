// Package pairing is the dialogue of protocols whose requests and replies are messages
// that name what they belong together by, a transaction identifier: datagrams, or
// messages in a stream (NewStream), which may belong together by their order as well.
package pairing

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Message is what a dialogue has to know of a datagram.
type Message struct {
	ID      [16]byte // the same in a request and what answers it
	Reply   bool
	Lone    bool   // nothing answers it
	Joins   bool   // in a stream: more of the request before it
	More    bool   // of a reply: more of it follows
	Hands   bool   // in a stream: another protocol begins behind it
	Method  string // of a request: what it asks
	Subject string // of a request: about what
	Status  string // of a reply: what it says
	Outcome dissect.Outcome
	Login   *dissect.Login // who logs in by the request
	// Says is what the message says by itself, whoever answers it: it is told as an
	// Event that is about it. nil: nothing.
	Says any
	// Detail becomes the exchange's if it is set; that of the reply comes after
	// that of the request.
	Detail any
}

// Timed is a Detail that takes when the request and the reply passed the capture
// point.
type Timed interface {
	Timed(request, reply capture.Stamp)
}

// Number returns the identifier that is a number.
func Number(n uint64) (id [16]byte) {
	for i := range 8 {
		id[i] = byte(n >> (8 * i))
	}
	return id
}

// Reader reads a datagram of a direction; false: it is not of the protocol.
type Reader = func(d dissect.Dir, b []byte) (Message, bool)

// New returns what makes dialogues of a protocol with read.
func New(read Reader) func(dissect.Session) dissect.Dialogue {
	return func(s dissect.Session) dissect.Dialogue { return &dialogue{talk: s, read: read} }
}

// Bounds of the requests of a conversation that wait.
const (
	maxOpen  = 256
	patience = capture.Stamp(60e9) // in capture time
)

type dialogue struct {
	talk dissect.Session
	read Reader
	open []pending

	stream bool // messages are not sent again, and servers may take their time
	astray bool // in a stream: messages were lost, so that their order proves nothing
	owed   int  // replies to come of requests that were told as unanswered
}

// pending is a request without a reply.
type pending struct {
	id  [16]byte
	dir dissect.Dir
	x   dissect.Exchange
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	for len(d.open) > 0 && m.At-d.open[0].x.Request.Last.At > patience {
		d.tell(0)
	}
	msg, ok := d.read(dir, b)
	if !ok {
		d.talk.Reject()
		return len(b)
	}
	if msg.Says != nil {
		d.talk.Event(&dissect.Event{Dir: dir, Mark: m, About: msg.Says})
	}
	side := dissect.Side{}
	side.Add(len(b), m)
	switch {
	case msg.Reply:
		d.reply(dir, &msg, side)
	case !msg.Lone && !isGroup(d.talk.Conn().Server.Addr):
		d.request(dir, &msg, side)
	}
	return len(b)
}

// isGroup reports whether an address is that of many hosts, who answer in
// conversations of their own.
func isGroup(a capture.Addr) bool {
	switch a.Kind {
	case capture.AddrIPv4:
		return a.B[0]>>4 == 14 || a.B[3] == 255
	case capture.AddrIPv6:
		return a.B[0] == 0xff
	}
	return false
}

func (d *dialogue) find(id [16]byte, dir dissect.Dir) int {
	for i := range d.open {
		if o := &d.open[i]; o.id == id && o.dir == dir {
			return i
		}
	}
	return -1
}

func (d *dialogue) request(dir dissect.Dir, m *Message, side dissect.Side) {
	if i := d.find(m.ID, dir); !d.stream && i >= 0 && d.open[i].x.Method == m.Method {
		d.open[i].x.Notes |= dissect.NoteResent
		d.open[i].x.Request.Join(side)
		return
	}
	if len(d.open) == maxOpen {
		dissect.Lost(d.talk.Conn()).Asked++
		d.owed++
		d.tell(0)
	}
	notes := dissect.Notes(0)
	if d.astray && m.ID == ([16]byte{}) {
		notes = dissect.NoteUnsure
	}
	d.open = append(d.open, pending{id: m.ID, dir: dir, x: dissect.Exchange{
		Method: m.Method, Subject: m.Subject, Request: side, Login: m.Login, Notes: notes, Detail: m.Detail,
	}})
}

func (d *dialogue) reply(dir dissect.Dir, m *Message, side dissect.Side) {
	ordered := d.stream && m.ID == ([16]byte{})
	if ordered && d.owed > 0 {
		if !m.More {
			d.owed--
		}
		return
	}
	i := d.find(m.ID, 1-dir)
	if i < 0 {
		return
	}
	x := &d.open[i].x
	if x.Reply.Seen() {
		x.Reply.Join(side)
	} else {
		x.Reply = side
	}
	if x.Outcome <= m.Outcome && (m.Status != "" || !m.More) {
		x.Outcome = m.Outcome
		if m.Status != "" {
			x.Status = m.Status
		}
	}
	if m.Detail != nil {
		x.Detail = m.Detail
	}
	if t, ok := m.Detail.(Timed); ok {
		t.Timed(x.Request.Last.At, x.Reply.First.At)
	}
	if m.More {
		return
	}
	d.tell(i)
}

// tell tells request i and forgets it.
func (d *dialogue) tell(i int) {
	d.talk.Tell(&d.open[i].x)
	d.open = append(d.open[:i], d.open[i+1:]...)
}

// Gap has nothing to forget: datagrams stand for themselves.
func (d *dialogue) Gap(dissect.Dir, int64, reassembly.Mark) {}

// End tells what stays unanswered, or whose reply goes on.
func (d *dialogue) End(reassembly.Mark) {
	for len(d.open) > 0 {
		if x := &d.open[0].x; x.Reply.Seen() {
			x.Notes |= dissect.NoteCut
		}
		d.tell(0)
	}
}

// pendingCost is what a request that waits costs, about.
const pendingCost = 512

// Held implements dissect.Holder.
func (d *dialogue) Held() int64 { return int64(len(d.open) * pendingCost) }

// LetGo implements dissect.Holder: requests are told as they are.
func (d *dialogue) LetGo() { d.End(reassembly.Mark{}) }
