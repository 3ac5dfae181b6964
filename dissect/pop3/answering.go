package pop3

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/mail"
	"netsniff/reassembly"
)

// status reads a line of the server that begins a reply.
func (d *dialogue) status(b []byte, m reassembly.Mark) int {
	l := &d.Lines[dissect.ToClient]
	raw, n, ok := d.RawLine(dissect.ToClient, b, m)
	if !ok {
		return n
	}
	side := l.Take()
	kind, text := statusLine(lines.TrimLineEnd(raw))
	switch {
	case kind != 0:
		d.missed = 0
		d.replied(kind, text, side)
		return n
	case d.missed > 0 && d.queue.Len() > 0 && d.queue.At(0).multiline():
		d.resume(raw, side)
	case d.orphan && isField(raw):
		d.adopt(raw, side)
	case !d.Told && !d.unsure:
		d.Reject()
	}
	d.orphan = false
	return n
}

// isField reports whether a line has the shape of a header field (RFC 5322
// §2.2): a mail begins, and the command that asked for it was lost.
func isField(line []byte) bool {
	colon := bytes.IndexByte(line, ':')
	return colon > 0 && !bytes.ContainsFunc(line[:colon], func(r rune) bool { return r <= ' ' || r > '~' })
}

// adopt reads a mail that nobody is known to have asked for: its first line is
// raw. Its status was told before.
func (d *dialogue) adopt(raw []byte, side dissect.Side) {
	d.now = pending{x: dissect.Exchange{Notes: dissect.NoteGap | dissect.NoteUnsure, Status: "+OK",
		Outcome: dissect.Succeeded}}
	a := &d.now
	a.detail.Phase, a.detail.OK = mail.Transfer, true
	a.x.Reply.First, a.x.Reply.Last = side.First, side.First
	d.openMail(side.Last)
	d.body.fresh = false
	d.beginMail()
	for len(raw) > 0 && d.reading == readMail {
		raw = raw[d.mailText(raw, side.Last):]
	}
}

// replied takes the status of a reply.
func (d *dialogue) replied(kind byte, text []byte, side dissect.Side) {
	greeting := !d.greeted
	d.greeted, d.orphan = true, false
	switch {
	case greeting:
		d.now = pending{x: dissect.Exchange{Method: MethodGreeting, Notes: dissect.NoteGreeting}}
		d.now.detail.Phase = mail.Greeting
		if at, ok := d.Session.Established(); ok {
			d.now.x.Request.First, d.now.x.Request.Last = at, at
		}
	case !d.pair(kind, text):
		d.stray(kind, text)
	}
	a := &d.now
	a.x.Reply = side
	a.detail.OK = kind != '-'
	a.detail.Text = bytes.Clone(text[:min(len(text), lines.MaxReplyText)])
	a.detail.Code = responseCode(a.detail.Text)
	a.x.Status, a.x.Outcome = "+OK", dissect.Succeeded
	switch kind {
	case '-':
		a.x.Status, a.x.Outcome = "-ERR", dissect.Refused
		if bytes.HasPrefix(a.detail.Code, []byte("SYS/")) {
			a.x.Outcome = dissect.Failed
		}
	case ' ':
		a.x.Status = "+"
	}
	d.act(kind, side.Last)
}

// pair finds the command of a reply and takes it from the queue.
func (d *dialogue) pair(kind byte, text []byte) bool {
	telling := false
	if d.unsure {
		first, fits := -1, 0
		for i := range d.queue.Len() {
			if a := d.queue.At(i); a.fits(kind, text) {
				if fits++; first < 0 {
					first = i
				}
			}
		}
		if first < 0 {
			return false
		}
		for range first {
			d.unanswered(dissect.NoteGap | dissect.NoteUnsure)
		}
		telling = fits == 1 && (kind == ' ' || announced(text) > 0)
	} else if d.queue.Len() == 0 {
		return false
	} else if d.queue.Len() > 1 {
		d.pipelines = true
	}
	d.now = d.queue.Take()
	if telling {
		d.unsure = false // no other command has such a reply
	} else if d.unsure {
		d.now.x.Notes |= dissect.NoteUnsure
	}
	return true
}

// fits reports whether a reply may be that of the command.
func (a *pending) fits(kind byte, text []byte) bool {
	switch v := a.detail.Verb; {
	case kind == ' ':
		return v == AUTH
	case kind == '+' && announced(text) > 0:
		return v == RETR || v == TOP || v == Unknown
	}
	return true
}

// stray begins a reply whose command was not seen.
func (d *dialogue) stray(kind byte, text []byte) {
	d.unsure = true // a command was lost
	d.now = pending{x: dissect.Exchange{Notes: dissect.NoteUnsure}}
	d.orphan = kind == '+'
	switch {
	case kind == ' ' && !d.auth.Open:
		d.auth.Resume(text)
	case d.auth.Open:
		d.now.detail.Verb, d.now.detail.Phase = AUTH, mail.Auth
		d.now.detail.Round = d.auth.Round
	case kind == '+' && announced(text) > 0:
		// Only RETR and TOP have such replies (RFC 1939 §5).
		d.now.detail.Phase = mail.Transfer
	}
}

// act follows what a reply does to the dialogue, and tells it if it is complete.
func (d *dialogue) act(kind byte, m reassembly.Mark) {
	a, ok := &d.now, kind == '+'
	switch v := a.detail.Verb; {
	case a.detail.Phase == mail.Transfer && ok:
		d.openMail(m)
		return
	case ok && a.multiline():
		d.body = body{fresh: true}
		d.reading = readLines
		return
	case v == AUTH && kind == ' ':
		if d.auth.Open {
			d.auth.Challenge(a.detail.Text)
		}
	case v == AUTH && a.detail.Round > 0:
		a.login = d.auth.End()
	case v == DELE && ok:
		a.detail.Deletes, a.detail.Messages = true, 1
	case v == UIDL && ok:
		d.identify(a.detail.Text)
	case v == STLS && ok:
		a.x.Notes |= dissect.NoteUpgrade
		d.tell(a)
		d.flush()
		d.HandOn()
		return
	}
	if a.login != nil && ok {
		d.user = a.login.User
	}
	d.tell(a)
}

// identify notes a line of UIDL: message number and unique-id.
func (d *dialogue) identify(line []byte) {
	word, uid := token(line)
	n := ordinal(word)
	if n == 0 || len(uid) == 0 || !d.Session.WantsContent(dissect.Mails) {
		return
	}
	if _, known := d.uids[n]; !known && len(d.uids) >= maxUIDs {
		dissect.Lost(d.Session.Conn()).Beyond[dissect.UIDs]++
		return
	}
	if d.uids == nil {
		d.uids = map[uint32]string{}
	}
	d.uids[n] = string(uid[:min(len(uid), 70)]) // RFC 1939 §7
}

// unanswered tells the first command of the queue without a reply.
func (d *dialogue) unanswered(why dissect.Notes) {
	a := d.queue.Take()
	a.x.Notes |= why
	if a.detail.Verb == AUTH && a.detail.Round == d.auth.Round {
		a.login = d.auth.Login()
	}
	d.tell(&a)
}

func (d *dialogue) tell(a *pending) {
	a.x.Login = a.login
	d.Tell(&a.x, &a.detail)
}
