package imap

import (
	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/mail"
	"netsniff/reassembly"
)

// Bounds of what is kept of a dialogue.
const (
	maxQueue   = 1024    // commands that wait for their tagged response
	maxTag     = 64      // bytes of a tag; of a longer one the beginning counts
	maxCommand = 8 << 10 // bytes of a command with its short literals
	maxInline  = 1 << 10 // bytes of a literal that is taken for an argument
	maxText    = 4 << 10 // bytes of a response that are kept
	maxSubject = 256     // bytes of an argument
	maxAskers  = 16      // commands that are looked at for the one that asked for a message
	maxData    = 16      // untagged responses of a command that are kept
	maxDatum   = 256     // bytes of each
)

// dialogue reads one connection. Tags say which command a response answers
// (RFC 9051 §2.2.1); untagged data are taken for those of the command that was
// sent first. Where bytes were lost reading goes on with the next line that is
// a command or a response beyond doubt.
type dialogue struct {
	lines.Connection

	greeted bool    // the server's first words are past
	lost    [2]bool // of a direction only what is IMAP beyond doubt is taken
	gap     bool    // bytes of the server were lost since the last tagged response
	reused  bool    // a tag was used twice: it proves nothing once bytes were lost
	unsure  bool

	sending  sending
	queue    lines.Queue[pending]
	auth     lines.Authentication
	idle     idle
	response response

	user    string
	mailbox string // that is selected
	upload  mail.Content
	fetched fetched

	memory memory
}

// pending is a command that waits for its tagged response.
type pending struct {
	x        dissect.Exchange
	detail   Exchange
	mailbox  string // that it selects
	chunk    int64  // bytes that FETCH asks for at once, 0: all
	untagged dissect.Side
}

// idle says how far IDLE is (RFC 2177).
type idle uint8

const (
	idleNot     idle = iota
	idleAsked        // IDLE was sent
	idleRunning      // the server agreed: the client's next line is DONE
)

func newDialogue(k dissect.Session) dissect.Dialogue {
	d := &dialogue{Connection: lines.Connection{Session: k}}
	if _, whole := k.Established(); !whole {
		d.lost, d.greeted = [2]bool{true, true}, true
	}
	d.greeted = d.greeted || k.Conn().Continues
	return d
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	size := len(b)
	for len(b) > 0 && !d.Handed && !d.foreign(dir, b[0], m) {
		if dir == dissect.ToServer {
			b = b[d.client(b, m):]
		} else {
			b = b[d.server(b, m):]
		}
	}
	return size - len(b)
}

// foreign recognises TLS where a line should begin: STARTTLS may have been
// lost.
func (d *dialogue) foreign(dir dissect.Dir, c byte, m reassembly.Mark) bool {
	inside := dir == dissect.ToServer && d.sending.left > 0 || dir == dissect.ToClient && d.response.left > 0
	if inside || !d.BeginsTLS(dir, c) {
		return false
	}
	if d.Told {
		if n := d.queue.Len(); n > 0 && d.queue.At(n-1).detail.Verb == STARTTLS {
			d.queue.At(n - 1).x.Notes |= dissect.NoteUpgrade // its response was lost
		}
		d.upgrade(m)
	} else {
		d.Reject()
	}
	return true
}

// upgrade hands the connection on to a protocol that is not known.
func (d *dialogue) upgrade(m reassembly.Mark) {
	d.uploaded(false, m)
	d.endFetched(false, m)
	d.flush(0)
	d.HandOn()
}

// Gap implements dissect.Dialogue.
func (d *dialogue) Gap(dir dissect.Dir, n int64, m reassembly.Mark) {
	if d.reused {
		d.unsure = true
		for i := range d.queue.Len() {
			d.queue.At(i).x.Notes |= dissect.NoteUnsure
		}
	}
	if dir == dissect.ToServer {
		d.clientGap(n, m)
	} else {
		d.serverGap(n, m)
	}
}

// lose begins to look for the next line that is one beyond doubt.
func (d *dialogue) lose(dir dissect.Dir) {
	d.Lines[dir].Drop()
	d.lost[dir] = true
}

// End implements dissect.Dialogue.
func (d *dialogue) End(m reassembly.Mark) {
	if d.Handed {
		return
	}
	if d.sending.open {
		d.sending.notes |= dissect.NoteCut
		d.upload.Close(false, m)
		d.sent()
	}
	d.endFetched(false, m)
	d.flush(0)
}

// flush tells all that waits as unanswered.
func (d *dialogue) flush(why dissect.Notes) {
	for d.queue.Len() > 0 {
		d.unanswered(0, why)
	}
}
