package pop3

import (
	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/dissect/sasl"
	"netsniff/reassembly"
)

// Bounds of what is kept of a dialogue.
const (
	maxQueue      = 1024      // commands that wait for their reply
	maxReplyLines = 256       // of a reply that is no mail; more are counted
	maxReplyText  = 16 << 10  // bytes of them
	maxUIDs       = 10_000    // unique-ids that are known by their numbers
	maxTop        = 1_000_000 // lines: TOP with more is used as RETR
)

// dialogue reads one connection. Replies come in the order of commands
// (RFC 1939 §3, RFC 2449 §6.6), which wait for them in a queue; where bytes
// were lost, they are paired by what fits and told as unsure.
type dialogue struct {
	talk  *dissect.Talk
	lines [2]mail.Lines

	greeted   bool // the server's first words are past
	told      bool
	handed    bool // the connection was handed on
	lost      bool // of what the client sends only what is a command beyond doubt is taken for one
	unsure    bool // a reply may be that of another command
	pipelines bool // the client was seen not to wait for replies
	offered   bool // or it may not, as far as known

	queue   mail.Queue[awaiting]
	reading reading
	missed  int64    // bytes that are missing where a reply should begin
	orphan  bool     // the reply before was +OK to a command that was lost
	now     awaiting // whose reply is being read
	body    body

	name string // that USER told
	user string // who logged in
	auth authentication
	uids map[uint32]string // by message number
}

// reading says what the server's next bytes are.
type reading uint8

const (
	readStatus reading = iota
	readLines          // of a reply, up to a dot
	readMail           // up to a dot
)

// awaiting is a command that waits for its reply.
type awaiting struct {
	x      dissect.Exchange
	detail Exchange
	number uint32 // of the message that it is about
	login  *dissect.Login
}

// authentication follows AUTH (RFC 5034 §4).
type authentication struct {
	negotiation sasl.Negotiation
	open        bool // no final reply came yet: lines of the client are responses
	challenged  bool // the next one is for sure
	round       int
	notes       dissect.Notes // NoteGap: its command was lost
}

func newDialogue(k *dissect.Talk) dissect.Dialogue {
	_, whole := k.Established()
	return &dialogue{talk: k, greeted: !whole, lost: !whole, unsure: !whole, offered: true}
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	size := len(b)
	for len(b) > 0 && !d.handed {
		switch {
		case d.foreign(dir, b[0]):
			return size - len(b)
		case dir == dissect.ToServer:
			b = b[d.commands(b, m):]
		case d.reading != readStatus && d.body.fresh && d.interrupted(b[0]):
		case d.reading == readMail:
			b = b[d.mail(b, m):]
		case d.reading == readLines:
			b = b[d.replyLine(b, m):]
		default:
			b = b[d.status(b, m):]
		}
	}
	return size - len(b)
}

// foreign recognises TLS where a line should begin: STLS may have been lost.
func (d *dialogue) foreign(dir dissect.Dir, c byte) bool {
	const handshake = 0x16
	if c != handshake || dir == dissect.ToClient && d.reading != readStatus || len(d.lines[dir].Begun()) > 0 {
		return false
	}
	if !d.told {
		d.reject()
		return true
	}
	d.flush()
	d.handed = true
	d.talk.Upgrade(nil)
	return true
}

// reject says that this is not POP3.
func (d *dialogue) reject() {
	d.handed = true
	d.talk.Reject()
}

// Gap implements dissect.Dialogue.
func (d *dialogue) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	if dir == dissect.ToClient {
		d.serverGap(n, m)
		return
	}
	l := &d.lines[dissect.ToServer]
	if begun := l.Begun(); len(begun) > 0 && !d.lost && !d.auth.open {
		d.cutCommand(begun, dissect.NoteGap)
	}
	l.Drop()
	l.Side = dissect.Side{}
	d.lost, d.unsure, d.name = true, true, ""
	d.auth.negotiation.Gap()
	d.auth.challenged = false
}

// End implements dissect.Dialogue.
func (d *dialogue) End(m reassembly.Mark) {
	if d.handed {
		return
	}
	if d.reading != readStatus {
		d.now.x.Notes |= dissect.NoteCut
		d.endBody(false, m)
	}
	if begun := d.lines[dissect.ToServer].Begun(); len(begun) > 0 && !d.lost && !d.auth.open {
		d.cutCommand(begun, dissect.NoteCut)
	}
	d.flush()
}

// flush tells all that waits as unanswered.
func (d *dialogue) flush() {
	for d.queue.Len() > 0 {
		d.unanswered(0)
	}
}
