package ftp

import (
	"bytes"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/reassembly"
)

// Bounds of what is kept of a dialogue.
const (
	maxQueue   = 1024 // commands that wait for their reply
	maxSubject = 256  // bytes of an argument
)

// dialogue reads a control connection. Replies come in the order of commands
// (RFC 959 §5.4). Where bytes were lost, what waits is given up, and what comes
// then is unsure until the client speaks after a reply, with nothing open.
type dialogue struct {
	lines.Connection

	talk    negotiation
	greeted bool // the server's first words are past
	lost    bool // of what either side sends only what is a command or a reply beyond doubt is taken for one
	unsure  bool // a reply may be that of another command
	heard   bool // a reply came since that is so

	queue lines.Queue[pending]
	sizes sizes
	reply reply
	user  string // that USER told
}

// pending is a command that waits for its reply.
type pending struct {
	x      dissect.Exchange
	detail Exchange
	login  *dissect.Login
}

// reply is one that has begun.
type reply struct {
	lines.ReplyText
	side dissect.Side
	code uint16 // 0: none has begun
}

func newDialogue(k dissect.Session) dissect.Dialogue {
	_, whole := k.Established()
	return &dialogue{
		Connection: lines.Connection{Session: k}, talk: negotiation{expect: k.Expect},
		greeted: !whole || k.Conn().Continues, lost: !whole, unsure: !whole,
	}
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, m reassembly.Mark) int {
	size := len(b)
	for len(b) > 0 && !d.Handed {
		if d.foreign(dir, b[0]) {
			break
		}
		l := &d.Lines[dir]
		line, n, ok := d.Line(dir, b, m)
		b = b[n:]
		if !ok {
			continue
		}
		if side := l.Take(); dir == dissect.ToServer {
			d.command(line, side)
		} else {
			d.line(line, side)
		}
	}
	return size - len(b)
}

// foreign recognises TLS where a line should begin: AUTH may have been lost.
func (d *dialogue) foreign(dir dissect.Dir, c byte) bool {
	if !d.BeginsTLS(dir, c) {
		return false
	}
	if d.Told {
		d.flush(0)
		d.HandOn()
	} else {
		d.Reject()
	}
	return true
}

// command takes a line of the client.
func (d *dialogue) command(line []byte, side dissect.Side) {
	c := ParseCommand(telnetless(line))
	if d.lost && c.Verb == Unknown {
		return
	}
	if d.queue.Len() == 0 && d.heard {
		d.unsure = false
	}
	if d.queue.Len() == maxQueue {
		dissect.Lost(d.Session.Conn()).Asked++
		d.unanswered(0)
		d.unsure = true
	}
	transfer, setup := d.talk.command(d.Session.Conn(), c, line, side.Last.Frame)
	var notes dissect.Notes
	if d.queue.Len() > 0 {
		notes = dissect.NotePipelined
	}
	a := d.queue.Add()
	a.x = dissect.Exchange{Request: side, Method: c.Verb.String(), Notes: notes}
	a.detail.Verb, a.detail.Transfer, a.detail.Setup = c.Verb, transfer, setup
	a.detail.Announced = d.sizes.command(c, transfer)
	if !c.Verb.secret() {
		a.detail.Argument = bytes.Clone(c.Argument[:min(len(c.Argument), maxSubject)])
		a.x.Subject = string(a.detail.Argument)
	}
	switch c.Verb {
	case USER:
		d.user = lines.Parameter(c.Argument)
	case PASS:
		a.login = &dissect.Login{Mechanism: "USER/PASS", User: d.user, Secret: lines.Parameter(c.Argument)}
	}
}

// telnetless returns a line without the commands of Telnet that ABOR and STAT may
// have before them (RFC 959 §4.1.3).
func telnetless(line []byte) []byte {
	const firstCommand = 0xf0 // RFC 854
	for len(line) > 0 && line[0] >= firstCommand {
		line = line[1:]
	}
	return line
}

// line takes a line of the server.
func (d *dialogue) line(line []byte, side dissect.Side) {
	r := &d.reply
	code := codeOf(line)
	last := code != 0 && (len(line) == 3 || line[3] == ' ')
	switch {
	case r.code != 0:
		r.side.Join(side)
		last = last && code == r.code
	case code >= 100 && code < 700 && (last || line[3] == '-'):
		r.code, r.side = code, side
		d.lost = false
		d.talk.reply(d.Session.Conn(), line, side.Last.Frame)
	case !d.Told && !d.unsure:
		d.Reject()
		return
	default:
		return // what no reply begins with, or the rest of one that was lost
	}
	if r.Keep(line); last {
		d.replied()
		*r = reply{}
	}
}

// replied takes a reply that is whole.
func (d *dialogue) replied() {
	r := &d.reply
	if d.heard = r.code >= 200; d.Session.Unseen() > 0 {
		d.unsure, d.heard = true, false // it may be to a command that was lost
	}
	switch {
	case r.code < 200 && d.queue.Len() > 0:
		a := d.queue.At(0)
		a.detail.Opening = r.code
		d.sizes.opening(&a.detail, r.Last())
		a.x.Notes |= dissect.NoteInterim
		return
	case !d.greeted:
		d.greet()
	case d.queue.Len() == 0:
		d.finish(&pending{x: dissect.Exchange{Notes: dissect.NoteUnsure}})
	default:
		a := d.queue.Remove(d.answered())
		d.sizes.reply(&a.detail, r.code, r.Last())
		if d.unsure {
			a.x.Notes |= dissect.NoteUnsure
		}
		d.finish(&a)
		if a.detail.Verb == AUTH && r.code == 234 {
			d.flush(0)
			d.HandOn()
		}
	}
}

// greet tells the server's first words; 120 asks for patience.
func (d *dialogue) greet() {
	d.greeted = d.reply.code >= 200
	a := pending{x: dissect.Exchange{Method: MethodGreeting, Notes: dissect.NoteGreeting}}
	if at, ok := d.Session.Established(); ok {
		a.x.Request.First, a.x.Request.Last = at, at
	}
	d.finish(&a)
}

// answered returns which command of the queue the reply is to: the first, but STAT
// is answered while a transfer goes on (RFC 959 §4.1.3).
func (d *dialogue) answered() int {
	if c := d.reply.code; c >= 211 && c <= 213 && d.queue.At(0).detail.Verb.Transfers() {
		for i := range min(d.queue.Len(), 4) {
			if d.queue.At(i).detail.Verb == STAT {
				return i
			}
		}
	}
	return 0
}

// finish tells a command with its reply.
func (d *dialogue) finish(a *pending) {
	r := &d.reply
	a.x.Reply, a.x.Outcome = r.side, outcomeOf(r.code)
	a.x.Status = strconv.Itoa(int(r.code))
	a.detail.Code, a.detail.Lines, a.detail.LineCount = r.code, r.Lines, r.Count
	if a.detail.Verb == AUTH && r.code == 234 {
		a.x.Notes |= dissect.NoteUpgrade
	}
	d.tell(a)
}

func (d *dialogue) tell(a *pending) {
	a.detail.Directory = d.talk.directory
	a.x.Login = a.login
	d.Tell(&a.x, &a.detail)
}

// unanswered tells the first command of the queue without a reply.
func (d *dialogue) unanswered(why dissect.Notes) {
	a := d.queue.Take()
	a.x.Notes |= why
	d.tell(&a)
}

// flush tells all that waits as unanswered.
func (d *dialogue) flush(why dissect.Notes) {
	for d.queue.Len() > 0 {
		d.unanswered(why)
	}
}

// Gap implements dissect.Dialogue.
func (d *dialogue) Gap(dir dissect.Dir, _ int64, _ reassembly.Mark) {
	d.forget(dissect.NoteGap | dissect.NoteUnsure)
	if dir == dissect.ToServer {
		d.user = ""
	} else {
		d.greeted = true
	}
}

// forget gives up what waits: what comes next may be the rest of something.
func (d *dialogue) forget(why dissect.Notes) {
	d.flush(why)
	d.Lines[dissect.ToServer].Drop()
	d.Lines[dissect.ToClient].Drop()
	d.reply = reply{}
	d.lost, d.unsure, d.heard = true, true, false
}

// End implements dissect.Dialogue.
func (d *dialogue) End(reassembly.Mark) {
	if !d.Handed {
		d.flush(0)
	}
}

// Held implements dissect.Holder.
func (d *dialogue) Held() int64 {
	const each = 1 << 10
	return int64(d.queue.Len())*each + d.reply.Held() + d.Connection.Held()
}

// LetGo implements dissect.Holder.
func (d *dialogue) LetGo() { d.forget(dissect.NoteCut) }
