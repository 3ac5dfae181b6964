package pairing

import (
	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/reassembly"
)

// A StreamReader reads the messages of one connection.
type StreamReader interface {
	// Length is framed.Length.
	Length(d dissect.Dir, b []byte) int
	// Read reads a message; false: it is not of the protocol.
	Read(m *framed.Message) (Message, bool)
}

// keep is how many bytes of a message a StreamReader is shown.
const keep = 16 << 10

// NewStream returns what makes dialogues of a protocol over a stream, with a reader for
// each connection. Messages whose ID is zero are answered in the order in which they
// come.
func NewStream(newReader func(dissect.Session) StreamReader) func(dissect.Session) dissect.Dialogue {
	return func(s dissect.Session) dissect.Dialogue {
		_, whole := s.Established()
		d := &stream{dialogue: dialogue{talk: s, stream: true, astray: !whole}, reader: newReader(s)}
		for i := range d.inbound {
			d.inbound[i] = framed.Inbound{Length: d.reader.Length, Keep: keep, Lost: !whole}
		}
		return d
	}
}

type stream struct {
	dialogue
	reader  StreamReader
	inbound [2]framed.Inbound
	foreign bool // what was read last is not of the protocol
	handed  bool // another protocol begins behind it
}

// Data implements dissect.Dialogue.
func (d *stream) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	if d.talk.Unseen() > 0 {
		d.astray = true
	}
	n := d.inbound[dir].Read(dir, b, m, d.take)
	switch {
	case n < 0 || d.foreign:
		if !d.astray {
			d.talk.Reject()
		}
		d.astray, d.foreign = true, false
		return len(b)
	case d.handed:
		d.handed = false
		d.talk.Redetect(0)
		return n
	}
	return len(b)
}

// take takes a message, and returns whether another may follow.
func (d *stream) take(m *framed.Message) bool {
	msg, ok := d.reader.Read(m)
	if ok && msg.Says != nil {
		d.talk.Event(&dissect.Event{Dir: m.Dir, Mark: m.Side.Last, About: msg.Says})
	}
	switch {
	case !ok:
		d.foreign = true
	case msg.Reply:
		d.reply(m.Dir, &msg, m.Side)
	case msg.Joins:
		if i := len(d.open) - 1; i >= 0 && d.open[i].id == msg.ID && d.open[i].dir == m.Dir && !d.open[i].x.Reply.Seen() {
			d.join(&d.open[i].x, &msg, m.Side)
			break
		}
		fallthrough
	case !msg.Lone:
		d.request(m.Dir, &msg, m.Side)
	}
	if m.Gap && len(d.open) > 0 {
		d.open[len(d.open)-1].x.Notes |= dissect.NoteGap
	}
	d.handed = msg.Hands
	return ok && !msg.Hands
}

// join takes a message for more of the request x.
func (d *stream) join(x *dissect.Exchange, m *Message, side dissect.Side) {
	x.Request.Join(side)
	if m.Subject != "" {
		x.Subject = m.Subject
	}
	if x.Method == "" {
		x.Method = m.Method
	}
	if m.Login != nil {
		x.Login = m.Login
	}
}

// Gap implements dissect.Dialogue: a message that is lost may have been a request or
// what answered one.
func (d *stream) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	if !d.inbound[dir].Skip(dir, n, m, d.take) {
		d.astray = true
		for i := range d.open {
			d.open[i].x.Notes |= dissect.NoteUnsure
		}
	}
}

// Held implements dissect.Holder.
func (d *stream) Held() int64 {
	return d.dialogue.Held() + int64(d.inbound[0].Held()+d.inbound[1].Held())
}

// LetGo implements dissect.Holder: requests are told as they are, messages that have
// begun are given up.
func (d *stream) LetGo() {
	d.dialogue.LetGo()
	d.astray = true
	for i := range d.inbound {
		if d.inbound[i].Begun() {
			d.inbound[i].Abandon()
		}
	}
}
