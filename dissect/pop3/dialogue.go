package pop3

import (
	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/reassembly"
)

// Bounds of what is kept of a dialogue.
const (
	maxQueue = 1024      // commands that wait for their reply
	maxUIDs  = 10_000    // unique-ids that are known by their numbers
	maxTop   = 1_000_000 // lines: TOP with more is used as RETR
)

// dialogue reads one connection. Replies come in the order of commands
// (RFC 1939 §3, RFC 2449 §6.6), which wait for them in a queue; where bytes
// were lost, they are paired by what fits and told as unsure.
type dialogue struct {
	lines.Connection

	greeted   bool // the server's first words are past
	lost      bool // of what the client sends only what is a command beyond doubt is taken for one
	unsure    bool // a reply may be that of another command
	pipelines bool // the client was seen not to wait for replies
	offered   bool // or it may not, as far as known

	queue   lines.Queue[pending]
	reading reading
	missed  int64   // bytes that are missing where a reply should begin
	orphan  bool    // the reply before was +OK to a command that was lost
	now     pending // whose reply is being read
	body    body

	name string // that USER told
	user string // who logged in
	auth lines.Authentication
	uids map[uint32]string // by message number
}

// reading says what the server's next bytes are.
type reading uint8

const (
	readStatus reading = iota
	readLines          // of a reply, up to a dot
	readMail           // up to a dot
)

// pending is a command that waits for its reply.
type pending struct {
	x      dissect.Exchange
	detail Exchange
	number uint32 // of the message that it is about
	login  *dissect.Login
}

func newDialogue(k dissect.Session) dissect.Dialogue {
	_, whole := k.Established()
	return &dialogue{Connection: lines.Connection{Session: k}, greeted: !whole ||
		k.Conn().Continues, lost: !whole, unsure: !whole, offered: true}
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	size := len(b)
	for len(b) > 0 && !d.Handed {
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
	if dir == dissect.ToClient && d.reading != readStatus || !d.BeginsTLS(dir, c) {
		return false
	}
	if d.Told {
		if n := d.queue.Len(); n > 0 && d.queue.At(n-1).detail.Verb == STLS {
			d.queue.At(n - 1).x.Notes |= dissect.NoteUpgrade // its reply was lost
		}
		d.flush()
		d.HandOn()
	} else {
		d.Reject()
	}
	return true
}

// Gap implements dissect.Dialogue.
func (d *dialogue) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	if dir == dissect.ToClient {
		d.serverGap(n, m)
		return
	}
	d.cutCommand(dissect.NoteGap)
	d.lost, d.unsure, d.name = true, true, ""
	d.auth.Gap()
}

// End implements dissect.Dialogue.
func (d *dialogue) End(m reassembly.Mark) {
	if d.Handed {
		return
	}
	if d.reading != readStatus {
		d.now.x.Notes |= dissect.NoteCut
		d.endBody(false, m)
	}
	d.cutCommand(dissect.NoteCut)
	d.flush()
}

// flush tells all that waits as unanswered.
func (d *dialogue) flush() {
	for d.queue.Len() > 0 {
		d.unanswered(0)
	}
}
