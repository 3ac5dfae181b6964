package smb

import (
	"netsniff/dissect"
	"netsniff/dissect/latest"
	"netsniff/dissect/ntlmssp"
	"netsniff/dissect/smb2"
	"netsniff/dissect/windows"
	"netsniff/reassembly"
)

// Dialogue tells the exchanges of one connection.
type Dialogue struct {
	conversation
	talk    dissect.Session
	open    latest.Values[uint32, dissect.Exchange]
	message Message
	pipes   smb2.HeardPipes[uint16]
}

// exchangeCost is what an exchange that waits costs, about.
const exchangeCost = 512

// NewDialogue returns the dialogue of a connection.
func NewDialogue(s dissect.Session) *Dialogue {
	d := &Dialogue{conversation: newConversation(), talk: s, pipes: smb2.NewHeardPipes[uint16](s)}
	d.open.Limit = maxRequests
	return d
}

// Message takes what a packet of the session carries, wire bytes of which b is the beginning, and which side brought.
func (d *Dialogue) Message(dir dissect.Dir, b []byte, wire int, side dissect.Side) {
	m := &d.message
	if m.read(b, wire); len(b) < headLen {
		return
	}
	m.security = ntlmssp.Find(m.security.Bytes)
	d.take(m, side.Last.Frame, side.Last.At)
	d.exchange(m, side)
	data := m.carried()
	switch {
	case m.IsResponse() && m.Command == Close && m.known && m.error() == 0:
		d.pipes.Close(m.about.file, side.Last)
	case len(data) > 0 && m.known && (m.about.transacts() || smb2.IsCall(data)):
		d.pipes.Data(m.about.file, dir, data, side.Last)
	}
}

// exchange takes a request, or the response to one.
func (d *Dialogue) exchange(m *Message, side dissect.Side) {
	if !m.IsResponse() {
		if m.Command == NTCancel {
			return
		}
		x, forgot := d.open.Put(m.number())
		if forgot {
			dissect.Lost(d.talk.Conn()).Asked++
			d.talk.Tell(x)
		}
		*x = dissect.Exchange{Protocol: &Protocol, Method: m.Command.String(), Subject: m.subject(), Request: side,
			Login: m.login()}
		return
	}
	x := d.open.Find(m.number())
	if x == nil || x.Method != m.Command.String() {
		return
	}
	x.Reply, x.Outcome = side, dissect.Succeeded
	x.Status = string(m.appendStatus(nil))
	switch status := windows.Status(m.error()); {
	case m.flags2&ntStatuses != 0:
		if x.Outcome = status.Outcome(); status == windows.MoreProcessing {
			x.Login = nil // it goes on
		}
	case status != 0:
		x.Outcome = dissect.Refused
	}
	d.talk.Tell(x)
	d.open.Drop(m.number())
}

// appendStatus appends the name of the status.
func (m *Message) appendStatus(dst []byte) []byte {
	if m.error() == 0 {
		return windows.Success.Append(dst)
	}
	return m.appendError(dst)
}

// subject returns the name that a request is about.
func (m *Message) subject() (name string) {
	for _, x := range m.blocks() {
		switch x.command {
		case TreeConnectAndX:
			name = string(m.appendString(nil, x, int(x.u16(6))))
		case NTCreateAndX, OpenAndX:
			name = string(m.appendString(nil, x, 0))
		case Open, Delete, QueryInformation, CreateDirectory, DeleteDirectory, CheckDirectory, Rename:
			name = string(m.appendString(nil, x, 1))
		case Transaction2:
			if b := m.appendTransaction2(nil, x); len(b) > 2 {
				name = string(b[2:])
			}
		}
	}
	return name
}

// login returns who says to be in a request, nil if it does not say.
func (m *Message) login() (l *dissect.Login) {
	if m.security.Step == ntlmssp.Authenticate {
		return &dissect.Login{Mechanism: "NTLM", User: string(m.security.AppendAccount(nil)), Hashed: true}
	}
	for _, x := range m.blocks() {
		if name, domain, ok := m.user(x); ok && len(name) > 0 {
			l = &dissect.Login{Mechanism: "NTLM",
				User: string(m.appendText(append(m.appendText(nil, domain), '\\'), name)), Hashed: true}
		}
	}
	return l
}

// End tells what stays unanswered.
func (d *Dialogue) End(m reassembly.Mark) {
	d.pipes.End(m)
	d.open.All(func(_ uint32, x *dissect.Exchange) {
		x.Notes |= dissect.NoteCut
		d.talk.Tell(x)
	})
	d.open.Clear()
}

// Held returns how many bytes wait for something, about.
func (d *Dialogue) Held() int64 { return d.kept() + int64(d.open.Len()*exchangeCost) }

// LetGo forgets them.
func (d *Dialogue) LetGo() {
	d.open.All(func(_ uint32, x *dissect.Exchange) { d.talk.Tell(x) })
	d.open.Clear()
	d.forget()
}
