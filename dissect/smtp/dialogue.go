package smtp

import (
	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/mail"
	"netsniff/reassembly"
)

// Bounds of what is kept of a dialogue.
const (
	maxQueue   = 1024 // commands that wait for their reply
	maxSubject = 256  // bytes of an argument
)

// dialogue reads one connection. Commands wait in a queue for their replies,
// which come in the same order (RFC 2920 §3.1). Where bytes were lost nobody
// knows which reply belongs to which command until a reply comes that only one
// of them can have; in between they are paired by what fits and told as unsure.
type dialogue struct {
	lines.Connection

	midstream bool // the beginning of the connection was not seen
	greeted   bool // the server's first words are past
	lost      bool // of what the client sends only what is a command beyond doubt is taken for one
	unsure    bool // a reply may be that of another command
	pipelines bool // the client was seen not to wait for replies
	offered   bool // or it may not, as far as known

	queue lines.Queue[pending]
	reply reply
	early early

	hello  bool // EHLO or its like was seen
	lmtp   bool
	client string // how it called itself
	user   string
	auth   lines.Authentication
	verb   Verb // that began it

	reading  reading
	transfer transfer
	envelope *mail.Envelope // of the mail that commands are about; nil if none
}

// reading says what the client's next bytes are.
type reading uint8

const (
	readCommands reading = iota
	readMail             // up to the final dot
	readChunk            // transfer.left bytes
)

// pending is a command that waits for its reply.
type pending struct {
	x         dissect.Exchange
	detail    Exchange
	recipient int            // in detail.Envelope.To, counted from 1
	before    *mail.Envelope // of MAIL and EHLO: of the mail that the commands before were about
}

func newDialogue(k dissect.Session) dissect.Dialogue {
	_, whole := k.Established()
	return &dialogue{Connection: lines.Connection{Session: k}, midstream: !whole, greeted: k.Conn().Continues,
		lost: !whole, unsure: !whole, offered: true}
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	size := len(b)
	for len(b) > 0 && !d.Handed {
		if d.foreign(dir, b[0], m) {
			break
		}
		if dir == dissect.ToClient {
			b = b[d.server(b, m):]
			continue
		}
		switch d.reading {
		case readMail:
			b = b[d.mail(b, m):]
		case readChunk:
			b = b[d.chunk(b, m):]
		default:
			b = b[d.commands(b, m):]
		}
	}
	return size - len(b)
}

// foreign recognises TLS where a line should begin: STARTTLS may have been
// lost.
func (d *dialogue) foreign(dir dissect.Dir, c byte, m reassembly.Mark) bool {
	if dir == dissect.ToServer && d.reading != readCommands || !d.BeginsTLS(dir, c) {
		return false
	}
	if d.Told {
		if n := d.queue.Len(); n > 0 && d.queue.At(n-1).detail.Verb == STARTTLS {
			d.queue.At(n - 1).x.Notes |= dissect.NoteUpgrade // its reply was lost
		}
		d.upgrade(m)
	} else {
		d.Reject()
	}
	return true
}

// upgrade hands the connection on to a protocol that is not known.
func (d *dialogue) upgrade(m reassembly.Mark) {
	d.dropMail(m)
	d.flush()
	d.HandOn()
}

// Gap implements dissect.Dialogue.
func (d *dialogue) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	if dir == dissect.ToClient {
		d.serverGap(n)
		return
	}
	d.auth.Gap()
	switch d.reading {
	case readMail:
		d.mailGap(n, m)
	case readChunk:
		d.chunkGap(n, m)
	default:
		d.commandGap(n, m)
	}
}

// End implements dissect.Dialogue.
func (d *dialogue) End(m reassembly.Mark) {
	if d.Handed {
		return
	}
	if d.reply.Count > 0 {
		d.reply.notes |= dissect.NoteCut
		d.replied()
	}
	switch {
	case d.reading != readCommands && (d.content().IsOpen() || d.early.seen):
		d.cutMail(dissect.NoteCut, m)
	default:
		d.cutCommand(dissect.NoteCut)
	}
	d.dropMail(m)
	d.flush()
}

// flush tells all that waits as unanswered.
func (d *dialogue) flush() {
	for d.queue.Len() > 0 {
		d.unanswered(0)
	}
}

func (d *dialogue) content() *mail.Content { return &d.transfer.content }
