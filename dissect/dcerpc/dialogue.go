package dcerpc

import (
	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/latest"
	"netsniff/dissect/windows"
	"netsniff/reassembly"
)

// maxPDU is the longest PDU.
const maxPDU = 1<<16 - 1

// dialogue tells the exchanges of one connection or pipe.
type dialogue struct {
	calls
	talk    dissect.Session
	streams [2]framed.Inbound
	waiting latest.Values[uint32, dissect.Exchange]
	message Message
	told    bool
}

func newDialogue(s dissect.Session) dissect.Dialogue {
	x := framed.Inbound{Length: func(_ dissect.Dir, b []byte) int { return pduLen(b) }, Keep: maxPDU}
	d := &dialogue{calls: newCalls(), talk: s, streams: [2]framed.Inbound{x, x}}
	d.waiting.Limit = maxCalls
	return d
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	if d.streams[dir].Read(dir, b, m, d.pdu) < 0 && !d.told {
		d.talk.Reject()
	}
	return len(b)
}

// pdu takes a PDU. One of which bytes are missing is not read.
func (d *dialogue) pdu(m *framed.Message) bool {
	if !m.Gap {
		d.told = true
		d.take(&d.message, m.Bytes, m.Side.Last.Frame, m.Side.Last.At)
		d.exchange(&d.message, m.Side)
	}
	return true
}

// exchange takes a fragment of a request or response, or what binds.
func (d *dialogue) exchange(m *Message, side dissect.Side) {
	x := d.waiting.Find(m.Call)
	switch {
	case m.Type == Request || isOffer(m.Type):
		if x != nil && m.Type == Request && !m.first() {
			x.Request.Join(side)
			return
		}
		d.ask(m, side)
	case !m.Type.answers() || x == nil:
	default:
		if x.Reply.Seen() {
			x.Reply.Join(side)
		} else {
			x.Reply = side
		}
		if !m.last() && m.Type == Response {
			return
		}
		m.answer(x)
		d.talk.Tell(x)
		d.waiting.Drop(m.Call)
	}
}

// ask has a request wait for its response.
func (d *dialogue) ask(m *Message, side dissect.Side) {
	x, forgot := d.waiting.Put(m.Call)
	if forgot {
		dissect.Lost(d.talk.Conn()).Asked++
		d.talk.Tell(x)
	}
	*x = dissect.Exchange{Protocol: &Protocol, Method: m.method(), Subject: m.subject(), Request: side}
	if m.Type == Request && !m.asked {
		x.Notes |= dissect.NoteMidstream // to which interface it is was said before
	}
}

// method returns what is called, or how a PDU is called that binds.
func (m *Message) method() string {
	if m.Type != Request {
		return m.Type.String()
	}
	return string(appendOperation(nil, m.known, m.Operation))
}

// subject returns the interface that a request is of, or the first that is bound.
func (m *Message) subject() (name string) {
	if m.Type == Request {
		return nameOf(m.known, m.bound[:], m.asked)
	}
	m.items(func(i int, x *item) {
		if i == 0 {
			name = nameOf(find(x.uuid, x.major), x.uuid, true)
		}
	})
	return name
}

func nameOf(known int, uuid []byte, asked bool) string {
	switch {
	case known > 0:
		return Interfaces[known-1].name()
	case asked:
		return string(uuid)
	}
	return ""
}

// answer notes what a response says.
func (m *Message) answer(x *dissect.Exchange) {
	x.Outcome = dissect.Succeeded
	switch m.Type {
	case Fault:
		x.Status, x.Outcome = string(m.appendFault(nil)[len(", status: "):]), dissect.Failed
	case BindNak:
		x.Status, x.Outcome = string(appendReason(nil, m.u16(headLen))), dissect.Refused
	case BindAck, AlterContextResp:
		x.Status, x.Outcome = m.accepted()
	default:
		x.Status, x.Outcome = m.returned()
	}
}

// accepted says what became of the contexts: the first that was accepted counts.
func (m *Message) accepted() (string, dissect.Outcome) {
	n, at := m.results()
	for range n {
		if len(m.bytes) >= at+resultLen && m.u16(at) == 0 {
			return outcomes[0], dissect.Succeeded
		}
		at += resultLen
	}
	return "Rejection", dissect.Refused
}

// returned says what a call returned.
func (m *Message) returned() (string, dissect.Outcome) {
	code, ok := m.result()
	switch {
	case !ok:
		return "OK", dissect.Succeeded
	case m.Interface().returns != errorCode:
		return string(windows.Status(code).Append(nil)), windows.Status(code).Outcome()
	case code == success:
		return windows.Error(code).String(), dissect.Succeeded
	}
	return string(windows.Error(code).Append(nil)), dissect.Refused
}

// Gap forgets what a PDU was cut off from.
func (d *dialogue) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	d.streams[dir].Skip(dir, n, m, d.pdu)
}

// End tells what stays unanswered.
func (d *dialogue) End(reassembly.Mark) {
	d.waiting.All(func(_ uint32, x *dissect.Exchange) {
		x.Notes |= dissect.NoteCut
		d.talk.Tell(x)
	})
	d.waiting.Clear()
}

// exchangeCost is what an exchange that waits costs, about.
const exchangeCost = 512

// Held implements dissect.Holder.
func (d *dialogue) Held() int64 {
	return int64(d.streams[0].Held()+d.streams[1].Held()) + d.kept() + int64(d.waiting.Len()*exchangeCost)
}

// LetGo implements dissect.Holder.
func (d *dialogue) LetGo() {
	d.End(reassembly.Mark{})
	d.streams[0].Abandon()
	d.streams[1].Abandon()
	d.forget()
}
