package pop3

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/reassembly"
)

// maxSubject bounds the bytes of an argument that are kept.
const maxSubject = 256

// commands reads a line of the client.
func (d *dialogue) commands(b []byte, m reassembly.Mark) int {
	l := &d.Lines[dissect.ToServer]
	line, n, ok := d.Line(dissect.ToServer, b, m)
	if !ok {
		return n
	}
	side := l.Take()
	if d.auth.Open {
		d.response(line, side)
	} else {
		d.command(line, side)
	}
	return n
}

// command takes a line that is no response of AUTH.
func (d *dialogue) command(line []byte, side dissect.Side) {
	v, arg := splitCommand(line)
	if d.lost && !plausible(v, arg) {
		return
	}
	if d.lost = false; d.queue.Len() == 0 && d.reading == readStatus && !d.offered && !d.pipelines {
		// A client that always waits has the replies to all before.
		d.unsure = false
	}
	a := d.ask(v, side)
	if !v.secret() {
		a.detail.Argument = bytes.Clone(arg[:min(len(arg), maxSubject)])
		a.x.Subject = string(a.detail.Argument)
	}
	word, _ := token(arg)
	switch v {
	case Unknown:
		a.detail.Said = lines.Parameter(line)
	case USER:
		d.name = lines.Parameter(arg)
	case PASS:
		a.detail.Said = lines.Parameter(arg)
		a.login = &dissect.Login{Mechanism: "USER/PASS", User: d.name, Secret: a.detail.Said}
	case APOP:
		user, digest := token(arg)
		a.x.Subject = lines.Parameter(user[:min(len(user), maxSubject)])
		a.detail.Said = lines.Parameter(digest)
		a.login = &dissect.Login{Mechanism: "APOP", User: lines.Parameter(user), Secret: a.detail.Said, Hashed: true}
	case AUTH:
		d.authenticate(a, arg)
	case RETR, TOP, DELE, LIST, UIDL:
		a.number = ordinal(word)
	}
}

// splitCommand splits a line into verb and argument. A password may have
// blanks at its end.
func splitCommand(line []byte) (Verb, []byte) {
	word, arg := token(bytes.TrimLeft(line, " "))
	return verbOf(word), arg
}

// authenticate begins AUTH; without a mechanism it asks for a list of them.
func (d *dialogue) authenticate(a *pending, arg []byte) {
	mechanism, initial := token(arg)
	if len(mechanism) == 0 {
		return
	}
	a.detail.Said = d.auth.Begin(mechanism, bytes.TrimSpace(initial))
	a.detail.Round, a.x.Subject = 1, d.auth.Mechanism
}

// response takes a line while AUTH is not over: it is a secret, unless it is a
// command and no challenge was seen.
func (d *dialogue) response(line []byte, side dissect.Side) {
	if v, arg := splitCommand(line); !d.auth.Challenged && plausible(v, arg) {
		d.auth = lines.Authentication{}
		d.command(line, side)
		return
	}
	said := d.auth.Respond(line)
	a := d.ask(AUTH, side)
	a.x.Notes |= d.auth.Notes
	a.detail.Said, a.detail.Part = said, d.auth.Part
	a.detail.Round, a.x.Subject = d.auth.Round, d.auth.Mechanism
}

// ask has a command wait for its reply. The result is good until the next one.
func (d *dialogue) ask(v Verb, side dissect.Side) *pending {
	if d.queue.Len() == maxQueue {
		dissect.Lost(d.Session.Conn()).Asked++
		d.unanswered(0)
		d.unsure = true
	}
	var notes dissect.Notes
	if d.queue.Len() > 0 || d.reading != readStatus {
		notes |= dissect.NotePipelined
	}
	a := d.queue.Add()
	a.x.Request, a.x.Notes, a.x.Method = side, notes, v.String()
	a.detail.Verb, a.detail.Phase = v, phases[v]
	return a
}

// cutCommand tells a command if only its beginning is known.
func (d *dialogue) cutCommand(why dissect.Notes) {
	l := &d.Lines[dissect.ToServer]
	if v, _ := splitCommand(l.Begun()); v != Unknown && !d.lost && !d.auth.Open {
		d.ask(v, l.Side).x.Notes |= why
	}
	l.Drop()
}

// multiline reports whether a positive reply to the command has more lines.
func (a *pending) multiline() bool {
	if a.detail.Verb == AUTH {
		return a.detail.Round == 0
	}
	return a.detail.Verb.multiline(a.detail.Argument)
}
