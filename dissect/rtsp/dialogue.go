package rtsp

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/head"
	"netsniff/dissect/lines"
	"netsniff/dissect/rtp"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// Bounds of requests that wait for their responses.
const (
	maxPending  = 64
	pendingCost = 1 << 10
	maxText     = 256 // of what is told of a message
)

// dialogue tells the exchanges of one connection, has the media expected that it sets
// up, and follows those that it carries.
type dialogue struct {
	talk    dissect.Session
	media   negotiation
	open    []pending
	message Message
	streams [2]head.Stream
	*rtp.Tracker
	told bool
}

// pending is a request without a response.
type pending struct {
	sequence string // CSeq
	dir      dissect.Dir
	x        dissect.Exchange
}

// Reply is the Detail of an exchange: what the response says beside its status.
type Reply struct{ Phrase string }

// AppendReply implements dissect.Replier.
func (r *Reply) AppendReply(dst []byte) []byte { return append(dst, r.Phrase...) }

func newDialogue(s dissect.Session) dissect.Dialogue {
	return &dialogue{talk: s, media: negotiation{expect: s.Expect}, Tracker: rtp.NewTracker(s)}
}

// format is that of messages and of interleaved data.
var format = head.Format{
	Begins: func(line []byte) bool {
		_, ok := parseStart(line)
		return ok
	},
	BodyLength: func(b []byte) int {
		var m Message
		m.read(b, start{})
		return m.bodyLength()
	},
	Magic: magic, Framed: framedLen,
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	s := &d.streams[dir]
	for at := 0; at < len(b); {
		message, n, ok := s.Next(&format, b[at:], m)
		at += n
		switch {
		case !ok && !d.told:
			d.talk.Reject()
			return len(b)
		case message == nil:
		case message[0] == magic:
			d.framed(dir, message, m)
		default:
			d.take(dir, message, s.Side)
		}
	}
	return len(b)
}

// framed takes interleaved data.
func (d *dialogue) framed(dir dissect.Dir, b []byte, m reassembly.Mark) {
	switch c := d.media.channels[b[1]]; {
	case c.setup == nil:
	case c.control:
		d.Control(dir, b[framedLen:], m)
	default:
		d.Packet(dir, b[framedLen:], c.setup, m)
	}
}

// take takes a message.
func (d *dialogue) take(dir dissect.Dir, b []byte, side dissect.Side) {
	m := &d.message
	s, _ := parseStart(lines.TrimLineEnd(b[:lines.LineEnd(b)]))
	m.read(b, s)
	m.take(b)
	d.told = true
	d.media.take(d.talk.Conn(), dir, m, side.Last.Frame)
	if m.describes() && d.talk.ReadsContent([]byte(sdpType), nil) {
		d.talk.Hand(&dissect.Content{Type: sdpType, Bytes: m.Body, Whole: true, Dir: dir, About: m}, side.Last)
	}
	sequence := shown(m.Find("cseq"))
	if m.Request() {
		if len(d.open) == maxPending {
			dissect.Lost(d.talk.Conn()).Asked++
			d.tell(0)
		}
		d.open = append(d.open, pending{sequence, dir, dissect.Exchange{
			Protocol: &Protocol, Method: shown(s.method), Subject: shown(s.url), Request: side, Login: m.login(),
		}})
		return
	}
	for i := range d.open {
		if p := &d.open[i]; p.sequence == sequence && p.dir != dir {
			p.x.Reply, p.x.Status, p.x.Outcome = side, strconv.Itoa(int(s.code)), outcomeOf(s.code)
			p.x.Detail = &Reply{phrase(m.Start)}
			d.tell(i)
			return
		}
	}
}

// phrase returns what stands behind the code of a response.
func phrase(line []byte) string {
	for range 2 {
		i := 0
		for i < len(line) && line[i] != ' ' {
			i++
		}
		line = line[min(i+1, len(line)):]
	}
	return shown(line)
}

func shown(b []byte) string { return string(text.AppendText(nil, b[:min(len(b), maxText)])) }

// login returns who says to be in a request (RFC 7826 §19.1), nil if it does not say.
func (m *Message) login() *dissect.Login {
	v := m.Find("authorization")
	const digest = "Digest "
	if !text.HasPrefixFold(v, digest) {
		return nil
	}
	l := &dissect.Login{Mechanism: "Digest", Hashed: true}
	for item := range head.Items(v[len(digest):]) {
		switch name, value := head.Pair(item); {
		case text.EqualFold(name, "username"):
			l.User = shown(head.Unquoted(value))
		case text.EqualFold(name, "response"):
			l.Secret = shown(head.Unquoted(value))
		}
	}
	return l
}

// outcomeOf tells what a status means (RFC 7826 §17).
func outcomeOf(code uint16) dissect.Outcome {
	switch code / 100 {
	case 1, 2:
		return dissect.Succeeded
	case 3:
		return dissect.Redirected
	case 4:
		return dissect.Refused
	}
	return dissect.Failed
}

func (d *dialogue) tell(i int) {
	d.talk.Tell(&d.open[i].x)
	d.open = append(d.open[:i], d.open[i+1:]...)
}

// Gap forgets what a message was cut off from.
func (d *dialogue) Gap(dir dissect.Dir, _ int64, _ reassembly.Mark) { d.streams[dir].Lose() }

// End tells what stays unanswered, and the streams.
func (d *dialogue) End(m reassembly.Mark) {
	for len(d.open) > 0 {
		d.open[0].x.Notes |= dissect.NoteCut
		d.tell(0)
	}
	d.Tracker.End(m)
}

// Held implements dissect.Holder.
func (d *dialogue) Held() int64 {
	return int64(len(d.open)*pendingCost) + d.streams[0].Held() + d.streams[1].Held() + d.Tracker.Held()
}

// LetGo implements dissect.Holder.
func (d *dialogue) LetGo() {
	for len(d.open) > 0 {
		d.tell(0)
	}
	d.streams[0].Lose()
	d.streams[1].Lose()
	d.Tracker.LetGo()
}
