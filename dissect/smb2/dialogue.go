package smb2

import (
	"netsniff/dissect"
	"netsniff/dissect/latest"
	"netsniff/dissect/ntlmssp"
	"netsniff/dissect/windows"
	"netsniff/reassembly"
)

// Dialogue tells the exchanges of one connection.
type Dialogue struct {
	conversation
	talk    dissect.Session
	open    latest.Values[uint64, dissect.Exchange]
	message Message
	pipes   HeardPipes[fileID]
}

// maxAsked bounds the requests of a connection that wait for their responses.
const maxAsked = 256

// exchangeCost is what one that waits costs, about.
const exchangeCost = 512

// NewDialogue returns the dialogue of a connection.
func NewDialogue(s dissect.Session) *Dialogue {
	d := &Dialogue{conversation: newConversation(), talk: s, pipes: NewHeardPipes[fileID](s)}
	d.open.Limit = maxAsked
	return d
}

// Message takes what a packet of the session carries, wire bytes of which b is the
// beginning, and which side brought.
func (d *Dialogue) Message(dir dissect.Dir, b []byte, wire int, side dissect.Side) {
	m := &d.message
	for chained := false; ; chained = true {
		n := chainLen(b)
		m.read(b[:n], wire-(len(b)-n))
		m.chained = chained
		if m.Kind == Plain && len(m.Bytes) >= HeadLen {
			m.security = ntlmssp.Find(m.blob())
			d.take(m, side.Last.Frame, side.Last.At)
			d.exchange(m, side)
			d.carry(dir, m, side.Last)
		}
		if b = b[n:]; len(b) < HeadLen || !Is(b) {
			return
		}
		wire -= n
	}
}

// exchange takes a request, or the response to one.
func (d *Dialogue) exchange(m *Message, side dissect.Side) {
	if !m.IsResponse() {
		if m.Command == Cancel {
			return
		}
		x, forgot := d.open.Put(m.MessageID)
		if forgot {
			dissect.Lost(d.talk.Conn()).Asked++
			d.talk.Tell(x)
		}
		*x = dissect.Exchange{
			Protocol: &Protocol, Method: m.Command.String(), Subject: m.subject(), Request: side, Login: m.login(),
		}
		if id, ok := m.fileID(); ok && !m.named && id != same {
			x.Notes |= dissect.NoteMidstream // the file was opened before
		}
		return
	}
	x := d.open.Find(m.MessageID)
	switch {
	case x == nil:
		return
	case m.Status == windows.Pending:
		x.Notes |= dissect.NoteInterim
		return
	}
	if x.Subject == "" {
		x.Subject = m.subject()
	}
	x.Reply, x.Status, x.Outcome = side, string(m.Status.Append(nil)), m.Outcome()
	if m.Status == windows.MoreProcessing {
		x.Login = nil // it goes on
	}
	d.talk.Tell(x)
	d.open.Drop(m.MessageID)
}

// subject returns what a message is about: the file, else the tree.
func (m *Message) subject() string {
	switch {
	case m.named:
		return string(m.file)
	case m.Command == TreeConnect:
		return string(m.tree)
	}
	return ""
}

// login returns who says to be in a request, nil if it does not say.
func (m *Message) login() *dissect.Login {
	if m.security.Step != ntlmssp.Authenticate {
		return nil
	}
	return &dissect.Login{Mechanism: "NTLM", User: string(m.security.AppendAccount(nil)), Hashed: true}
}

// carry takes what is written to a pipe or read from one.
func (d *Dialogue) carry(dir dissect.Dir, m *Message, mark reassembly.Mark) {
	if m.closes() {
		d.pipes.Close(m.id, mark)
	} else if data, _ := m.data(); m.calls(data) {
		d.pipes.Data(m.id, dir, data, mark)
	}
}

// End tells what stays unanswered.
func (d *Dialogue) End(m reassembly.Mark) {
	d.pipes.End(m)
	d.open.All(func(_ uint64, x *dissect.Exchange) {
		x.Notes |= dissect.NoteCut
		d.talk.Tell(x)
	})
	d.open.Clear()
}

// Held returns how many bytes wait for something, about.
func (d *Dialogue) Held() int64 { return d.kept() + int64(d.open.Len()*exchangeCost) }

// LetGo forgets them.
func (d *Dialogue) LetGo() {
	d.open.All(func(_ uint64, x *dissect.Exchange) { d.talk.Tell(x) })
	d.open.Clear()
	d.forget()
}
