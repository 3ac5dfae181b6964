package websocket

import (
	"netsniff/dissect"
	"netsniff/reassembly"
)

// dialogue tells turns: what one side says until the other speaks is asked or answered,
// in whole messages. Control frames are exchanges of their own.
type dialogue struct {
	session dissect.Session
	flows   [2]flow
	turn    dissect.Exchange
	detail  Turn
	closing *closing
	pings   [2][]ping     // that wait, by the direction in which they went
	missed  dissect.Notes // of control frames from here on: some may have been lost
}

// Turn is the Detail of an exchange of messages: those of each side, and the bytes that
// they carry as they were sent, by direction.
type Turn struct {
	Messages [2]uint32
	Payload  [2]int64
}

// flow is one direction.
type flow struct {
	begun   []byte // a head that is not whole
	head    Head
	left    int64 // of the payload of the frame that has begun
	within  bool  // one has
	side    dissect.Side
	control []byte // what a control frame carries
	opcode  Opcode // of the message that goes on
	seek    bool   // bytes are missing: where a frame begins is not known
	lost    bool   // there was something else than a frame
}

// ping waits for its answer.
type ping struct {
	side dissect.Side
	text string
}

// closing is a Close frame that waits for that of the other side.
type closing struct {
	x   dissect.Exchange
	dir dissect.Dir
}

// maxPings bounds the pings of a side that wait.
const maxPings = 16

func newDialogue(k dissect.Session) dissect.Dialogue {
	d := &dialogue{session: k}
	if _, ok := k.Established(); !ok {
		d.unsure(dissect.NoteMidstream)
	}
	return d
}

// unsure notes what makes it doubtful what answers what is open.
func (d *dialogue) unsure(why dissect.Notes) {
	d.turn.Notes |= why
	d.missed |= why | dissect.NoteUnsure
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	n, x := len(b), &d.flows[dir]
	if x.seek && resumes(b, dir) {
		x.seek = false
	}
	for len(b) > 0 && !x.lost && !x.seek {
		if x.within {
			b = d.payload(x, dir, b, m)
		} else {
			b = d.head(x, dir, b, m)
		}
	}
	return n
}

// head takes what b has of the head of a frame, and returns the rest.
func (d *dialogue) head(x *flow, dir dissect.Dir, b []byte, m reassembly.Mark) []byte {
	for {
		h, ok := readHead(x.begun)
		if ok {
			x.begun = x.begun[:0]
			if !h.possible(dir) {
				*x = flow{lost: true}
				return nil
			}
			x.head, x.left, x.within, x.control = h, h.Length, h.Length > 0, x.control[:0]
			if !x.within {
				d.frame(x, dir)
			}
			return b
		}
		n := min(h.Size-len(x.begun), len(b))
		if n == 0 {
			return nil
		}
		x.side.Add(n, m)
		x.begun, b = append(x.begun, b[:n]...), b[n:]
	}
}

// payload takes what b has of the payload of a frame, and returns the rest.
func (d *dialogue) payload(x *flow, dir dissect.Dir, b []byte, m reassembly.Mark) []byte {
	n := int(min(x.left, int64(len(b))))
	if h := &x.head; h.Opcode.control() && len(x.control)+n <= maxControl {
		x.control = h.unmask(x.control, b[:n], h.Length-x.left)
	}
	x.side.Add(n, m)
	if x.left -= int64(n); x.left == 0 {
		x.within = false
		d.frame(x, dir)
	}
	return b[n:]
}

// lose takes it that it is not known where the next frame begins.
func (x *flow) lose() {
	*x = flow{begun: x.begun[:0], control: x.control[:0], seek: true, lost: x.lost}
}

// frame takes a frame that is whole.
func (d *dialogue) frame(x *flow, dir dissect.Dir) {
	side := x.side
	x.side = dissect.Side{}
	switch x.head.Opcode {
	case Ping:
		if len(d.pings[dir]) == maxPings {
			d.tellPing(dir, 0, dissect.Side{})
		}
		d.pings[dir] = append(d.pings[dir], ping{side, string(x.control)})
	case Pong:
		d.pong(dir.Reverse(), string(x.control), side)
	case Close:
		d.close(dir, x.control, side)
	default:
		d.message(x, dir, side)
	}
}

// message takes a frame of data.
func (d *dialogue) message(x *flow, dir dissect.Dir, side dissect.Side) {
	if x.head.Opcode != Continuation {
		x.opcode = x.head.Opcode
	}
	t := &d.turn
	if dir == dissect.ToServer && t.Reply.Seen() {
		d.tell()
	}
	of, word := &t.Request, &t.Method
	if dir == dissect.ToClient {
		if of, word = &t.Reply, &t.Status; !t.Request.Seen() {
			t.Notes |= dissect.NoteGreeting
		}
	}
	if of.Seen() {
		of.Join(side)
	} else {
		*of, *word = side, x.opcode.String()
	}
	d.detail.Payload[dir] += x.head.Length
	if x.head.Fin {
		d.detail.Messages[dir]++
	}
}

// tell tells the turn.
func (d *dialogue) tell() {
	t := &d.turn
	t.Detail, t.Outcome = &d.detail, dissect.Succeeded // a message need not be answered
	if t.Request.Seen() || t.Reply.Seen() {
		d.session.Tell(t)
	}
	d.turn, d.detail = dissect.Exchange{}, Turn{}
}

// pong takes the answer to a ping that went in a direction. Those before it are not
// answered any more (RFC 6455 §5.5.3).
func (d *dialogue) pong(dir dissect.Dir, text string, side dissect.Side) {
	for i := range d.pings[dir] {
		if d.pings[dir][i].text == text {
			d.tellPing(dir, i, side)
			return
		}
	}
}

// tellPing tells a ping that was answered by side, and those before it, which were not.
func (d *dialogue) tellPing(dir dissect.Dir, which int, side dissect.Side) {
	for i, p := range d.pings[dir][:which+1] {
		x := dissect.Exchange{Request: p.side, Method: Ping.String(), Notes: d.missed}
		if i == which && side.Seen() {
			if x.Reply, x.Status, x.Outcome = side, Pong.String(), dissect.Succeeded; p.text != "" {
				x.Notes = 0 // the text proves what it answers
			}
		}
		d.session.Tell(&x)
	}
	d.pings[dir] = append(d.pings[dir][:0], d.pings[dir][which+1:]...)
}

// close takes a Close frame.
func (d *dialogue) close(dir dissect.Dir, payload []byte, side dissect.Side) {
	status, reason, said := readClose(payload)
	if c := d.closing; c != nil {
		if c.dir == dir {
			return
		}
		c.x.Reply = side
		if c.x.Status = "Close"; said {
			c.x.Status = status.String()
		}
		d.tellClose()
		return
	}
	c := &closing{x: dissect.Exchange{Request: side, Method: "Close", Notes: d.missed}, dir: dir}
	if c.x.Subject = NoStatus.String(); said {
		c.x.Subject = status.String()
	}
	if len(reason) > 0 {
		c.x.Subject += ": " + string(reason)
	}
	c.x.Outcome = status.outcome()
	d.closing = c
}

// outcome says what the code means to the connection.
func (s Status) outcome() dissect.Outcome {
	switch peer, self := s.blames(); {
	case peer:
		return dissect.Refused
	case self:
		return dissect.Failed
	}
	return dissect.Succeeded
}

// tellClose tells the end of the connection, which answers what was said.
func (d *dialogue) tellClose() {
	d.tell()
	if !d.closing.x.Reply.Seen() {
		d.closing.x.Outcome = dissect.Unanswered
	}
	d.closing.x.Notes |= d.missed
	d.session.Tell(&d.closing.x)
	d.closing = nil
}

// Gap implements dissect.Dialogue.
func (d *dialogue) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	x := &d.flows[dir]
	d.unsure(dissect.NoteGap)
	if x.within && n < x.left && !x.head.Opcode.control() {
		x.left -= n
		x.side.Bytes += n
		return
	}
	x.lose()
}

// End implements dissect.Dialogue.
func (d *dialogue) End(reassembly.Mark) {
	d.tell()
	for dir := range d.pings {
		if n := len(d.pings[dir]); n > 0 {
			d.tellPing(dissect.Dir(dir), n-1, dissect.Side{})
		}
	}
	if d.closing != nil {
		d.tellClose()
	}
}
