package ldap

import (
	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/latest"
	"netsniff/dissect/ntlmssp"
	"netsniff/dissect/pairing"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// Bounds of what exchanges tell.
const (
	keptOf       = 64 << 10 // of a message, or of what a layer of SASL has
	maxText      = 256
	exchangeCost = 512
)

// dialogue tells the exchanges of one connection.
type dialogue struct {
	conversation
	talk    dissect.Session
	streams [2]framed.Inbound
	open    latest.Values[uint32, dissect.Exchange]
	message Message
	told    bool
	secured bool // the connection goes on in TLS
}

func newDialogue(s dissect.Session) dissect.Dialogue {
	x := framed.Inbound{Length: func(_ dissect.Dir, b []byte) int { return lengthOf(b) }, Keep: keptOf}
	d := &dialogue{conversation: newConversation(), talk: s, streams: [2]framed.Inbound{x, x}}
	d.open.Limit = maxRequests
	return d
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	n := d.streams[dir].Read(dir, b, m, d.whole)
	if n < 0 && !d.told {
		d.talk.Reject()
	}
	if d.secured {
		d.secured = false
		d.talk.Redetect(0)
		return n
	}
	return len(b)
}

// whole takes a message, or what a layer of SASL has, and returns false if the connection goes on in TLS.
func (d *dialogue) whole(m *framed.Message) bool {
	switch {
	case m.Gap:
	case m.Bytes[0] != 0:
		d.take(m.Bytes, m.Side)
	default:
		if w, ok := unwrap(m.Bytes[layerHead:]); ok {
			d.list(w.payload, m.Side)
		}
	}
	return !d.secured
}

// list takes the messages that stand behind each other in b.
func (d *dialogue) list(b []byte, side dissect.Side) {
	for len(b) > 0 {
		n := messageLen(b)
		if n <= 0 || n > len(b) {
			return
		}
		d.take(b[:n], side)
		b = b[n:]
	}
}

// take takes a message.
func (d *dialogue) take(b []byte, side dissect.Side) {
	m := &d.message
	if !m.read(b) || !m.tagged() {
		return
	}
	d.told = true
	d.conversation.take(m, side.Last.Frame, side.Last.At)
	if m.Operation.asks() {
		x, forgot := d.open.Put(m.ID)
		if forgot {
			dissect.Lost(d.talk.Conn()).Asked++
			d.talk.Tell(x)
		}
		*x = dissect.Exchange{Protocol: &Protocol, Method: m.Operation.String(), Subject: m.subject(), Request: side,
			Login: m.login()}
		return
	}
	x := d.open.Find(m.ID)
	if x == nil {
		return
	}
	if x.Reply.Seen() {
		x.Reply.Join(side)
	} else {
		x.Reply = side
	}
	if code, _, _, ok := m.result(); ok {
		x.Status, x.Outcome = string(appendResult(nil, code)), outcomeOf(code)
		if code == bindInProgress {
			x.Login = nil // it goes on
		}
		d.secured = m.secures
		d.talk.Tell(x)
		d.open.Drop(m.ID)
	}
}

// Result codes that are no failures (RFC 4511 appendix A).
const (
	compareFalse   = 5
	compareTrue    = 6
	referral       = 10
	bindInProgress = 14
	busy           = 51
	unavailable    = 52
	other          = 80
)

func outcomeOf(code int64) dissect.Outcome {
	switch code {
	case 0, compareFalse, compareTrue, bindInProgress:
		return dissect.Succeeded
	case referral:
		return dissect.Redirected
	case busy, unavailable, other:
		return dissect.Failed
	}
	return dissect.Refused
}

// subject returns what a request is about.
func (m *Message) subject() string {
	b, ok := m.name()
	if !ok {
		b = m.extension()
	}
	b = b[:min(len(b), maxText)]
	switch {
	case !ok:
		return string(appendOID(nil, b))
	case m.Operation == BindRequest || m.Operation == SearchRequest:
		return string(appendDN(nil, b))
	}
	return string(text.AppendText(nil, b))
}

// login returns who says to be in a bind, nil if nobody does.
func (m *Message) login() *dissect.Login {
	e, ok := m.authentication()
	name, _ := m.name()
	switch {
	case !ok || len(e.Body) == 0:
		return nil
	case m.security.Step == ntlmssp.Authenticate:
		return &dissect.Login{Mechanism: "NTLM", User: string(m.security.AppendAccount(nil)), Hashed: true}
	case m.security.Step != ntlmssp.None:
		return nil
	case e.Tag == simpleTag:
		return &dissect.Login{Mechanism: "simple", User: shown(name), Secret: string(e.Body[:min(len(e.Body), maxText)])}
	case e.Tag == saslTag:
		return &dissect.Login{Mechanism: shown(m.mechanism()), User: shown(name), Hashed: true}
	}
	return nil
}

func shown(b []byte) string { return string(text.AppendText(nil, b[:min(len(b), maxText)])) }

// Gap forgets what a message was cut off from.
func (d *dialogue) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	d.streams[dir].Skip(dir, n, m, d.whole)
}

// End tells what stays unanswered.
func (d *dialogue) End(reassembly.Mark) {
	d.open.All(func(_ uint32, x *dissect.Exchange) {
		x.Notes |= dissect.NoteCut
		d.talk.Tell(x)
	})
	d.open.Clear()
}

// Held implements dissect.Holder.
func (d *dialogue) Held() int64 {
	return int64(d.streams[0].Held()+d.streams[1].Held()) + d.kept() + int64(d.open.Len()*exchangeCost)
}

// LetGo implements dissect.Holder.
func (d *dialogue) LetGo() {
	d.End(reassembly.Mark{})
	d.streams[0].Abandon()
	d.streams[1].Abandon()
	d.forget()
}

// newDatagramDialogue pairs what datagrams have.
func newDatagramDialogue(s dissect.Session) dissect.Dialogue {
	return pairing.New(func(_ dissect.Dir, b []byte) (pairing.Message, bool) {
		var p pairing.Message
		var m Message
		for len(b) > 0 {
			n := messageLen(b)
			if n <= 0 || !m.read(b[:min(n, len(b))]) {
				return p, p.ID != pairing.Message{}.ID
			}
			p.ID = pairing.Number(uint64(m.ID) + 1)
			if m.Operation.asks() {
				p.Method, p.Subject = m.Operation.String(), m.subject()
			} else {
				p.Reply = true
			}
			if code, _, _, ok := m.result(); ok {
				p.Status, p.Outcome = string(appendResult(nil, code)), outcomeOf(code)
			}
			b = b[min(n, len(b)):]
		}
		return p, true
	})(s)
}
