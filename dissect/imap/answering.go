package imap

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/mail"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// response is a response that is being read: lines with literals between them.
type response struct {
	open  bool
	text  []byte // its first line
	side  dissect.Side
	left  int64 // of a literal
	fetch bool
	notes dissect.Notes
}

// server reads bytes of the server: a line, or as much of a literal as there is.
func (d *dialogue) server(b []byte, m reassembly.Mark) int {
	r := &d.response
	if r.left > 0 {
		n := int(min(int64(len(b)), r.left))
		r.side.Add(n, m)
		r.left -= int64(n)
		d.fetched.take(b[:n], m)
		return n
	}
	l := &d.Lines[dissect.ToClient]
	line, n, ok := d.Line(dissect.ToClient, b, m)
	if !ok {
		return n
	}
	d.serverLine(line, l.Take(), m)
	return n
}

// serverLine takes a line of the server.
func (d *dialogue) serverLine(line []byte, side dissect.Side, m reassembly.Mark) {
	r := &d.response
	if r.open {
		r.side.Join(side)
	} else {
		if d.lost[dissect.ToClient] && !d.isResponseLine(line) || !d.Told && !d.isGreeting(line) {
			return
		}
		d.lost[dissect.ToClient] = false
		*r = response{open: true, text: append(r.text[:0], line[:min(len(line), maxText)]...), side: side}
		d.beginUntagged()
	}
	if r.fetch {
		d.fetched.attributes.read(line)
		if b, ok := cutWord(line, "BODYSTRUCTURE "); ok && d.Session.WantsContent(dissect.Mails) {
			x, tooMuch := structureOf(b)
			if d.fetched.structure = x; tooMuch {
				dissect.Lost(d.Session.Conn()).Beyond[dissect.Structures]++
			}
		}
	}
	if l, ok := literalAt(line); ok && d.mayHaveLiteral() {
		r.left = l.Size
		if r.fetch {
			d.beginFetched(line[:l.At], l.Size, m)
		}
		return
	}
	r.open = false
	d.responded(m)
}

// isGreeting reports whether the connection begins as IMAP does. Otherwise it
// is given up.
func (d *dialogue) isGreeting(line []byte) bool {
	if d.greeted {
		return true
	}
	tag, rest := token(line)
	word, _ := token(rest)
	if s := statusOf(word); string(tag) == "*" && (s == OK || s == PREAUTH || s == BYE) {
		return true
	}
	d.Reject()
	return false
}

// isResponseLine reports whether a line is a response beyond doubt.
func (d *dialogue) isResponseLine(line []byte) bool {
	tag, rest := token(line)
	word, rest := token(rest)
	switch {
	case string(tag) != "*":
		return d.find(tag) >= 0 && statusOf(word) != None
	case statusOf(word) != None:
		return true
	}
	if _, ok := text.Number(word); ok {
		what, _ := token(rest)
		return text.EqualFold(what, "FETCH") || text.EqualFold(what, "EXISTS") || text.EqualFold(what, "RECENT") ||
			text.EqualFold(what, "EXPUNGE")
	}
	return verbOf(word) != Unknown
}

// mayHaveLiteral reports whether the response may have literals: those with a
// condition end in text for people.
func (d *dialogue) mayHaveLiteral() bool {
	tag, rest := token(d.response.text)
	word, _ := token(rest)
	return string(tag) == "*" && statusOf(word) == None
}

// beginUntagged looks whether the response is a FETCH.
func (d *dialogue) beginUntagged() {
	tag, rest := token(d.response.text)
	number, rest := token(rest)
	word, _ := token(rest)
	if string(tag) == "*" && text.EqualFold(word, "FETCH") {
		d.response.fetch = true
		d.fetched.begin(number)
	}
}

// responded takes a response that is complete.
func (d *dialogue) responded(m reassembly.Mark) {
	r := &d.response
	switch tag, rest := token(r.text); {
	case string(tag) == "*":
		d.untagged(rest, m)
	case string(tag) == "+":
		d.continuation()
	default:
		d.tagged(tag, rest, m)
	}
	d.greeted = true
}

// untagged takes an untagged response.
func (d *dialogue) untagged(rest []byte, m reassembly.Mark) {
	r := &d.response
	word, data := token(rest)
	s := statusOf(word)
	if text.EqualFold(data, "EXPUNGE") || text.EqualFold(word, "VANISHED") {
		d.memory.renumber()
	}
	if !d.greeted {
		d.greet(s, data)
		return
	}
	a := d.asker(r.fetch)
	if r.fetch {
		d.endResponse(a, m)
	}
	if a == nil {
		d.unasked(rest, s)
		return
	}
	if a.untagged.Seen() {
		a.untagged.Join(r.side)
	} else {
		a.untagged = r.side
	}
	a.x.Notes |= r.notes
	if a.detail.Untagged++; r.fetch && a.detail.Deletes {
		a.detail.Messages++
	}
	if len(a.detail.Data) < maxData && d.Session.WantsContent(dissect.Mails) {
		a.detail.Data = append(a.detail.Data, bytes.Clone(rest[:min(len(rest), maxDatum)]))
	}
}

// greet tells the server's first words; they are timed from the handshake.
func (d *dialogue) greet(s Status, text []byte) {
	a := pending{x: dissect.Exchange{Method: MethodGreeting, Notes: dissect.NoteGreeting}}
	a.detail.Phase = mail.Greeting
	if at, ok := d.Session.Established(); ok {
		a.x.Request.First, a.x.Request.Last = at, at
	}
	d.answer(&a, s, text)
}

// unasked tells data that no command asked for. Servers may send them any
// time, but unless the client idles its command may be lost.
func (d *dialogue) unasked(rest []byte, s Status) {
	a := pending{x: dissect.Exchange{Method: MethodUntagged}}
	if d.idle != idleRunning {
		a.x.Notes |= dissect.NoteUnsure
	}
	a.x.Subject = string(rest[:min(len(rest), maxSubject)])
	d.answer(&a, s, nil)
}

// continuation takes "+ …".
func (d *dialogue) continuation() {
	if d.idle == idleAsked {
		for i := range d.queue.Len() {
			if d.queue.At(i).detail.Verb == IDLE {
				d.idle = idleRunning
				a := d.queue.Remove(i)
				a.x.Reply, a.x.Status, a.x.Outcome = d.response.side, "+", dissect.Succeeded
				d.tell(&a)
				return
			}
		}
	}
	if d.auth.Open {
		_, text := token(d.response.text)
		d.auth.Challenge(text)
	}
	if n := d.queue.Len(); n > 0 {
		a := d.queue.At(n - 1)
		a.x.Notes |= dissect.NoteInterim
		if !d.sending.open {
			d.keepContinued(&a.detail.Continued)
		}
	}
	if d.sending.open {
		d.sending.notes |= dissect.NoteInterim
		d.keepContinued(&d.sending.continued)
	}
}

// keepContinued keeps the text of a continuation request.
func (d *dialogue) keepContinued(list *[][]byte) {
	if len(*list) < maxData && d.Session.WantsContent(dissect.Mails) {
		_, text := token(d.response.text)
		*list = append(*list, bytes.Clone(text[:min(len(text), maxDatum)]))
	}
}

// tagged takes the response that ends a command.
func (d *dialogue) tagged(tag, rest []byte, m reassembly.Mark) {
	word, text := token(rest)
	s := statusOf(word)
	i := d.find(tag)
	switch {
	case s == None:
		if !d.Told {
			d.Reject()
		}
		return
	case i < 0 && d.sending.open && d.sending.tag == string(tag[:min(len(tag), maxTag)]):
		i = d.answeredEarly(m)
	case i < 0:
		d.stray(tag, s, text)
		return
	}
	for ; d.gap && i > 0; i-- {
		d.unanswered(0, dissect.NoteGap) // its response was lost
	}
	d.gap = false
	a := d.queue.Remove(i)
	d.answer(&a, s, text)
}

// answeredEarly has a command whose literal the server does not want wait for
// its response, which is there, and returns where it does.
func (d *dialogue) answeredEarly(m reassembly.Mark) int {
	s := &d.sending
	sideways := s.left > 0 && (!s.sync || s.begun) // the literal goes on
	left := s.left
	s.notes |= dissect.NoteEarly
	if !sideways {
		d.uploaded(false, m)
	}
	d.sent()
	if sideways {
		s.open, s.left, s.answered = true, left, true
	}
	return d.queue.Len() - 1
}

// stray tells a tagged response whose command was not seen.
func (d *dialogue) stray(tag []byte, s Status, text []byte) {
	a := pending{x: dissect.Exchange{Notes: dissect.NoteUnsure}}
	a.detail.Tag = string(tag[:min(len(tag), maxTag)])
	if d.auth.Open {
		d.authenticated(&a, s)
	}
	d.answer(&a, s, text)
}

// answer follows what a response does to the dialogue and tells it with its
// command.
func (d *dialogue) answer(a *pending, s Status, text []byte) {
	r := &d.response
	x := &a.x
	if x.Reply = r.side; a.untagged.Seen() {
		x.Reply = a.untagged
		x.Reply.Join(r.side)
	}
	x.Status = s.String()
	a.detail.Status, a.detail.Code = s, responseCode(text)
	a.detail.Text = text
	x.Outcome = outcomeOf(s, a.detail.Code)
	x.Notes |= r.notes
	switch a.detail.Verb {
	case AUTHENTICATE:
		d.authenticated(a, s)
	case LOGIN:
		if s == OK {
			d.user = x.Login.User
		}
	case SELECT, EXAMINE:
		d.mailbox = ""
		d.memory.renumber()
		if s == OK {
			d.mailbox = a.mailbox
		}
	case APPEND, REPLACE:
		if e := a.detail.Envelope; e != nil {
			e.Outcome, e.ReplyText = x.Outcome, x.Status+" "+lines.Parameter(text)
		}
	case CLOSE, UNSELECT:
		d.mailbox = ""
	case IDLE:
		d.idle = idleNot
	case STARTTLS, COMPRESS:
		if s == OK {
			x.Notes |= dissect.NoteUpgrade
			d.tell(a)
			d.upgrade(r.side.Last)
			return
		}
	}
	d.tell(a)
}

// authenticated takes the response to AUTHENTICATE.
func (d *dialogue) authenticated(a *pending, s Status) {
	if a.x.Login = d.auth.End(); a.x.Login != nil && s == OK {
		d.user = a.x.Login.User
	}
}

// unanswered tells the i-th command of the queue without a response.
func (d *dialogue) unanswered(i int, why dissect.Notes) {
	a := d.queue.Remove(i)
	a.x.Notes |= why
	if a.detail.Verb == AUTHENTICATE && d.auth.Open {
		a.x.Login = d.auth.Login()
	}
	if a.untagged.Seen() {
		a.x.Reply = a.untagged
	}
	d.tell(&a)
}

func (d *dialogue) tell(a *pending) { d.Tell(&a.x, &a.detail) }

// serverGap: n bytes of the server are missing.
func (d *dialogue) serverGap(n int64, m reassembly.Mark) {
	r := &d.response
	d.gap, d.greeted = true, true
	if r.open {
		r.notes |= dissect.NoteGap
		within := min(n, r.left)
		r.side.Bytes += within
		r.left -= within
		d.fetched.lose(within, m)
		if n == within {
			return
		}
		r.open = false
		d.endFetched(false, m)
		if a := d.asker(r.fetch); a != nil {
			a.x.Notes |= dissect.NoteGap
			d.carry(a)
		}
	}
	d.lose(dissect.ToClient)
}
