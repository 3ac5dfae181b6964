package sip

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/head"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// Transaction is the Detail of an exchange: a request and its final response. Nothing of
// it changes any more.
type Transaction struct {
	CallID   string
	From, To string // addresses, without names: "sip:alice@example.com"
	InDialog bool   // it is within a dialog: To has a tag
	Dir      dissect.Dir
	Number   int64
	// Trying is the first response, Ringing the first that says that somebody is
	// alerted (180 to 189); the zero Mark if there was none.
	Trying, Ringing reassembly.Mark
	Code            uint16 // of the final response, 0 if none came
	Phrase          string // of it, and what Reason or Warning say
}

// AppendReply implements dissect.Replier.
func (t *Transaction) AppendReply(dst []byte) []byte { return append(dst, t.Phrase...) }

// Bounds of requests that wait for their responses.
const (
	maxPending  = 256
	patience    = capture.Stamp(5 * 60 * 1e9)
	pendingCost = 1 << 10
	maxText     = 256 // of an address, a phrase
)

// pending is a request without a final response.
type pending struct {
	key    uint64
	method id8
	x      dissect.Exchange
	t      *Transaction
}

// dialogue tells the transactions of one connection.
type dialogue struct {
	talk    dissect.Session
	open    []pending
	message Message
	streams [2]head.Stream
	told    bool
}

func newDialogue(s dissect.Session) dissect.Dialogue { return &dialogue{talk: s} }

// Data takes a datagram, or the next bytes of a stream.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	for len(d.open) > 0 && m.At-d.open[0].x.Request.Last.At > patience {
		d.tell(0)
	}
	if d.talk.Conn().Streams() {
		return d.stream(dir, b, m)
	}
	if s, ok := parseStart(startLine(b)); ok {
		var side dissect.Side
		side.Add(len(b), m)
		d.take(dir, b, s, side)
	}
	return len(b)
}

// take takes a message.
func (d *dialogue) take(dir dissect.Dir, b []byte, s start, side dissect.Side) {
	m := &d.message
	m.read(b, s)
	d.told = true
	m.contents.read(m.value(idContentType), m.Body)
	for i := range m.contents.n {
		if c := &m.contents.list[i]; c.kind == bodySDP && d.talk.ReadsContent(c.mediaType(), nil) {
			d.talk.Hand(&dissect.Content{Type: sdpType, Bytes: c.bytes, Whole: true, Dir: dir, About: m}, side.Last)
		}
	}
	call := m.CallID()
	if len(call) == 0 || m.cseq.wrong {
		return
	}
	key, method := keyOf(call), methodKey(m.cseq.method.text)
	if m.Request() {
		d.request(dir, m, key, method, side)
	} else {
		d.response(dir, m, key, method, side)
	}
}

func (d *dialogue) find(key uint64, number int64, method id8, dir dissect.Dir) int {
	for i := range d.open {
		if p := &d.open[i]; p.key == key && p.t.Number == number && p.method == method && p.t.Dir == dir {
			return i
		}
	}
	return -1
}

// request takes a request; ACK is answered by nobody.
func (d *dialogue) request(dir dissect.Dir, m *Message, key uint64, method id8, side dissect.Side) {
	if string(m.start.method) == "ACK" {
		return
	}
	if i := d.find(key, m.cseq.number, method, dir); i >= 0 {
		d.open[i].x.Notes |= dissect.NoteResent
		d.open[i].x.Request.Join(side)
		return
	}
	if len(d.open) == maxPending {
		dissect.Lost(d.talk.Conn()).Asked++
		d.tell(0)
	}
	t := &Transaction{CallID: text256(m.CallID()), Dir: dir, Number: m.cseq.number, From: m.address(idFrom),
		To: m.address(idTo)}
	m.contacts(idTo, func(c *contact) { t.InDialog = c.tag().there() })
	x := dissect.Exchange{Protocol: &Protocol, Method: text256(m.start.method), Subject: text256(m.start.uri),
		Request: side, Detail: t, Login: m.login()}
	d.open = append(d.open, pending{key: key, method: method, x: x, t: t})
}

// response takes a response.
func (d *dialogue) response(dir dissect.Dir, m *Message, key uint64, method id8, side dissect.Side) {
	i := d.find(key, m.cseq.number, method, 1-dir)
	if i < 0 {
		return
	}
	p := &d.open[i]
	if p.t.Trying == (reassembly.Mark{}) {
		p.t.Trying = side.First
	}
	if m.Code < 200 {
		p.x.Notes |= dissect.NoteInterim
		if m.Code/10 == 18 && p.t.Ringing == (reassembly.Mark{}) {
			p.t.Ringing = side.First
		}
		return
	}
	p.t.Code, p.t.Phrase = m.Code, m.reason()
	p.x.Reply, p.x.Status, p.x.Outcome = side, strconv.Itoa(int(m.Code)), outcomeOf(m.Code)
	d.tell(i)
}

// outcomeOf tells what a final response means (RFC 3261 §7.2).
func outcomeOf(code uint16) dissect.Outcome {
	switch code / 100 {
	case 2:
		return dissect.Succeeded
	case 3:
		return dissect.Redirected
	case 4, 6:
		return dissect.Refused
	}
	return dissect.Failed
}

// tell tells request i and forgets it.
func (d *dialogue) tell(i int) {
	d.talk.Tell(&d.open[i].x)
	d.open = append(d.open[:i], d.open[i+1:]...)
}

// text256 returns a text as it is shown, within its bound.
func text256(b []byte) string { return string(text.AppendText(nil, b[:min(len(b), maxText)])) }

// address returns the URI of From or To.
func (m *Message) address(x id) (s string) {
	m.contacts(x, func(c *contact) {
		if s == "" {
			s = text256(c.uri.whole.text)
		}
	})
	return s
}

// reason returns the phrase of a response, and what the server says beside it
// (RFC 3326, RFC 3261 §20.43).
func (m *Message) reason() string {
	s := text256(m.start.phrase)
	for _, x := range [...]id{idReason, idWarning} {
		if v := m.value(x); v != nil {
			s += " (" + text256(v) + ")"
		}
	}
	return s
}

// login returns who says to be in a request (RFC 7616), nil if it does not say.
func (m *Message) login() *dissect.Login {
	for _, x := range [...]id{idAuthorization, idProxyAuth} {
		f := m.field(x)
		if f == nil || !hasWord(f.Value, "Digest") {
			continue
		}
		params := partOf(f.Value, f.At, len("Digest"), len(f.Value))
		user, response := authParameter(params, "username"), authParameter(params, "response")
		return &dissect.Login{Mechanism: "Digest", User: text256(head.Unquoted(user.text)),
			Secret: text256(head.Unquoted(response.text)), Hashed: true}
	}
	return nil
}

// Gap forgets what a message was cut off from.
func (d *dialogue) Gap(dir dissect.Dir, _ int64, _ reassembly.Mark) { d.streams[dir].Lose() }

// End tells what stays unanswered.
func (d *dialogue) End(reassembly.Mark) {
	for len(d.open) > 0 {
		d.open[0].x.Notes |= dissect.NoteCut
		d.tell(0)
	}
}

// Held implements dissect.Holder.
func (d *dialogue) Held() int64 {
	return int64(len(d.open)*pendingCost) + d.streams[0].Held() + d.streams[1].Held()
}

// LetGo implements dissect.Holder.
func (d *dialogue) LetGo() {
	d.End(reassembly.Mark{})
	d.streams[0].Lose()
	d.streams[1].Lose()
}
