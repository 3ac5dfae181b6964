package kerberos

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/pairing"
	"netsniff/dissect/sized"
	"netsniff/reassembly"
)

// newDialogue returns the dialogue of a connection or conversation.
func newDialogue(s dissect.Session) dissect.Dialogue {
	if s.Conn().Transport == capture.ProtoUDP && !s.Conn().Streams() {
		return pairing.New(readDatagram)(s)
	}
	return &dialogue{talk: s}
}

// format is that of messages in a stream.
var format = sized.Format{Head: markLen + 1, Length: recordLen, Keep: 64 << 10}

// dialogue tells the exchanges of one connection: one request after the other is answered.
type dialogue struct {
	talk    dissect.Session
	streams [2]sized.Stream
	open    dissect.Exchange
	waits   bool // open is a request without a reply
	lost    bool // bytes were, since a request
	message Message
	told    bool
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	s := &d.streams[dir]
	for at := 0; at < len(b); {
		record, n, ok := s.Next(&format, b[at:], m)
		at += n
		switch {
		case !ok && !d.told:
			d.talk.Reject()
			return len(b)
		case record != nil && d.message.read(record[markLen:]):
			d.told = true
			d.take(s.Side)
		}
	}
	return len(b)
}

// take takes a message.
func (d *dialogue) take(side dissect.Side) {
	p := d.message.pair()
	switch {
	case p.Lone:
	case !p.Reply:
		d.tell(0)
		d.open, d.waits, d.lost = dissect.Exchange{Protocol: &Protocol, Method: p.Method, Subject: p.Subject, Request: side}, true, false
	case d.waits:
		d.open.Reply, d.open.Status, d.open.Outcome = side, p.Status, p.Outcome
		notes := dissect.Notes(0)
		if d.lost {
			notes = dissect.NoteUnsure
		}
		d.tell(notes)
	}
}

// tell tells the request that waits.
func (d *dialogue) tell(notes dissect.Notes) {
	if d.waits {
		d.open.Notes |= notes
		d.talk.Tell(&d.open)
		d.open, d.waits = dissect.Exchange{}, false
	}
}

// Gap forgets what a message was cut off from.
func (d *dialogue) Gap(dir dissect.Dir, _ int64, _ reassembly.Mark) {
	d.streams[dir].Lose()
	d.lost = true
}

// End tells what stays unanswered.
func (d *dialogue) End(reassembly.Mark) { d.tell(dissect.NoteCut) }

// exchangeCost is what a request that waits costs, about.
const exchangeCost = 512

// Held implements dissect.Holder.
func (d *dialogue) Held() int64 {
	n := d.streams[0].Held() + d.streams[1].Held()
	if d.waits {
		n += exchangeCost
	}
	return n
}

// LetGo implements dissect.Holder.
func (d *dialogue) LetGo() {
	d.tell(0)
	d.streams[0].Lose()
	d.streams[1].Lose()
}
