package smtp

import (
	"bytes"
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/mail"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// reply is a reply that is being read, of one or more lines.
type reply struct {
	lines.ReplyText
	code  uint16
	side  dissect.Side
	notes dissect.Notes
}

// early is a reply that came before the end of the mail was seen.
type early struct {
	seen  bool
	reply reply
}

// reset forgets a reply and keeps its storage.
func (r *reply) reset() {
	r.Reset()
	*r = reply{ReplyText: r.ReplyText}
}

// server reads a line of the server.
func (d *dialogue) server(b []byte, m reassembly.Mark) int {
	l := &d.Lines[dissect.ToClient]
	line, n, ok := d.Line(dissect.ToClient, b, m)
	if !ok {
		return n
	}
	side := l.Take()
	switch code := codeOf(line); {
	case code != 0:
		more := len(line) > 3 && line[3] == '-'
		d.replyLine(code, line[min(len(line), 4):], more, side)
	case d.reply.Count > 0:
		d.replyLine(d.reply.code, line, true, side)
	case !d.Told && !d.unsure:
		d.Reject()
	}
	return n
}

// replyLine takes a line of a reply; more says that others follow.
func (d *dialogue) replyLine(code uint16, text []byte, more bool, side dissect.Side) {
	r := &d.reply
	if r.notes&dissect.NoteGap != 0 && (code != r.code || !more && d.queue.Len() != 1) {
		d.replied() // what was begun before the gap was another one
		if d.Handed {
			return
		}
	}
	if r.Count == 0 {
		r.side = side
	} else {
		r.side.Join(side)
	}
	r.code = code
	r.Keep(text)
	if !more {
		d.replied()
	}
}

// serverGap: n bytes of replies are missing.
func (d *dialogue) serverGap(n int64) {
	l := &d.Lines[dissect.ToClient]
	l.Drop()
	d.greeted, d.unsure = true, true
	if d.reply.Count > 0 {
		d.reply.side.Bytes += n
		d.reply.notes |= dissect.NoteGap
	}
	if !d.pipelines {
		// The client waits for each reply: it has those to all but its last command.
		for d.queue.Len() > 1 {
			d.unanswered(dissect.NoteGap)
		}
	}
}

// replied takes a reply that is complete.
func (d *dialogue) replied() {
	r := &d.reply
	switch {
	case !d.greeted && (!d.midstream || d.queue.Len() == 0 && (r.code == 220 || r.code == 554)):
		d.greet(r)
	case d.queue.Len() > 0:
		d.pair(r)
	case d.reading != readCommands && r.code != 354:
		if d.early.seen {
			// The mail ended in bytes that are missing; this is for what came after.
			d.cutMail(0, r.side.First)
			d.stray(r)
			break
		}
		d.early = early{true, reply{r.Clone(), r.code, r.side, r.notes}}
		if d.transfer.gap && d.reading == readMail && r.code < 400 {
			d.cutMail(0, r.side.Last)
		}
	default:
		d.stray(r)
	}
	d.greeted = true
	r.reset()
}

// greet tells the server's first words; they are timed from the handshake.
func (d *dialogue) greet(r *reply) {
	a := pending{x: dissect.Exchange{Method: MethodGreeting, Notes: dissect.NoteGreeting}}
	a.detail.Phase = mail.Greeting
	if at, ok := d.Session.Established(); ok {
		a.x.Request.First, a.x.Request.Last = at, at
	}
	d.tell(&a, r)
}

// stray tells a reply whose command was not seen.
func (d *dialogue) stray(r *reply) {
	d.unsure = true // a command was lost
	a := pending{x: dissect.Exchange{Notes: dissect.NoteUnsure}}
	switch {
	case r.code == 354:
		d.transfer.promised = true
	case r.code == 334 && !d.auth.Open:
		d.auth.Resume(r.Last())
		d.verb = AUTH
	case d.auth.Open:
		d.authenticated(&a, r)
	}
	d.tell(&a, r)
}

// pair finds the command of a reply and tells both.
func (d *dialogue) pair(r *reply) {
	i := 0
	for i < d.queue.Len() && !d.queue.At(i).fits(r.code) {
		i++
	}
	switch {
	case i < d.queue.Len():
		// A command that cannot have this reply got none.
		d.unsure = d.unsure || i > 0
		for range i {
			d.unanswered(dissect.NoteUnsure)
		}
	case d.unsure || r.code/100 == 3:
		d.stray(r)
		return
	}
	if !d.unsure && d.queue.Len() > 1 {
		d.pipelines = true
	}
	a := d.queue.Take()
	switch {
	case !a.fits(r.code):
		a.x.Notes |= dissect.NoteUnsure
	case d.unsure:
		if u := &usages[a.detail.Verb]; u.telling && slices.Contains(u.codes, r.code) && !a.detail.Mail {
			d.unsure = false
		} else {
			a.x.Notes |= dissect.NoteUnsure
		}
	}
	d.answer(&a, r)
}

// fits reports whether a reply may be that of the command.
func (a *pending) fits(code uint16) bool {
	if code >= 400 || a.detail.Verb == Unknown {
		return true
	}
	if a.detail.Mail {
		return code == 250
	}
	return slices.Contains(usages[a.detail.Verb].codes, code)
}

// answer follows what a reply to a command does to the dialogue and tells both.
func (d *dialogue) answer(a *pending, r *reply) {
	ok := r.code < 400
	switch v := a.detail.Verb; {
	case a.detail.Mail:
		a.detail.Envelope.Outcome, a.detail.Envelope.ReplyCode = outcomeOf(r.code), r.code
		a.detail.Envelope.ReplyText = lines.Parameter(r.Last())
	case v == MAIL && !ok && d.envelope == a.detail.Envelope:
		d.envelope = a.before
	case v == EHLO || v == HELO || v == LHLO:
		if ok && d.envelope == a.before {
			d.forget(r.side.Last)
		}
		d.offered = slices.ContainsFunc(r.Lines,
			func(l []byte) bool { return text.EqualFold(bytes.TrimSpace(l), "PIPELINING") })
	case v == RCPT && a.recipient > 0:
		to := &a.detail.Envelope.To[a.recipient-1]
		to.Outcome, to.Code = outcomeOf(r.code), r.code
	case v == AUTH || v == XEXPS:
		d.authenticated(a, r)
	case v == DATA && r.code != 354 && d.reading == readMail:
		d.refuseMail(r)
	case v == STARTTLS && ok:
		a.x.Notes |= dissect.NoteUpgrade
		d.tell(a, r)
		d.upgrade(r.side.Last)
		return
	}
	d.tell(a, r)
}

// refuseMail: DATA was refused, so commands follow and not a mail.
func (d *dialogue) refuseMail(r *reply) {
	d.reading = readCommands
	d.lost = d.lost || d.unsure || d.content().IsOpen()
	d.content().Close(false, r.side.Last)
}

// authenticated takes a reply to AUTH or to a response.
func (d *dialogue) authenticated(a *pending, r *reply) {
	if r.code == 334 {
		if d.auth.Open {
			d.auth.Challenge(r.Last())
		}
		return
	}
	if a.x.Login = d.auth.End(); a.x.Login != nil && r.code == 235 {
		d.user = a.x.Login.User
	}
}

// answerEarly pairs the reply that came before the end of the mail was seen.
func (d *dialogue) answerEarly() {
	e := d.early
	d.early = early{}
	a := d.queue.Take()
	if a.x.Notes&(dissect.NoteGap|dissect.NoteCut) == 0 {
		a.x.Notes |= dissect.NoteEarly
	} else {
		a.x.Notes |= dissect.NoteUnsure
	}
	d.answer(&a, &e.reply)
}

// unanswered tells the first command of the queue without a reply.
func (d *dialogue) unanswered(why dissect.Notes) {
	a := d.queue.Take()
	a.x.Notes |= why
	if a.detail.Phase == mail.Auth && a.detail.Round == d.auth.Round {
		a.x.Login = d.auth.Login()
	}
	d.tell(&a, nil)
}

func (d *dialogue) tell(a *pending, r *reply) {
	x := &a.x
	if r != nil {
		x.Reply, x.Status, x.Outcome = r.side, statusOf(r.code), outcomeOf(r.code)
		x.Notes |= r.notes
		a.detail.Code, a.detail.Lines, a.detail.LineCount = r.code, r.Lines, r.Count
		a.detail.Enhanced = enhancedOf(r.code, r.Last())
	}
	d.Tell(x, &a.detail)
}
