package imap

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/mail"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// sending is a command of which more may come: lines with literals between
// them.
type sending struct {
	open  bool
	text  []byte // without the last line end; short literals as quoted strings
	tag   string
	verb  Verb
	uid   bool
	side  dissect.Side
	notes dissect.Notes

	left   int64 // of a literal
	sync   bool  // its sender waits for a continuation
	begun  bool  // something of it was seen
	as     use
	inline []byte

	envelope *mail.Envelope // of the message that is announced
	carried  mail.Step      // what was brought of messages

	answered  bool     // the tagged response came before its end
	continued [][]byte // continuation requests, see Exchange
}

// use says what a literal of the client is taken for.
type use uint8

const (
	useNothing  use = iota
	useArgument     // a mailbox, a user: becomes part of the text
	useMail         // a message that is appended
)

// client reads bytes of the client: a line, or as much of a literal as there is.
func (d *dialogue) client(b []byte, m reassembly.Mark) int {
	if d.sending.left > 0 {
		return d.literal(b, m)
	}
	l := &d.Lines[dissect.ToServer]
	line, n, ok := d.Line(dissect.ToServer, b, m)
	if !ok {
		return n
	}
	d.clientLine(line, l.Take(), m)
	return n
}

// literal reads bytes of a literal of the client.
func (d *dialogue) literal(b []byte, m reassembly.Mark) int {
	s := &d.sending
	n := int(min(int64(len(b)), s.left))
	s.side.Add(n, m)
	s.left -= int64(n)
	s.begun = true
	switch s.as {
	case useMail:
		d.openUpload(m)
		d.upload.Add(b[:n], m)
	case useArgument:
		s.inline = append(s.inline, b[:n]...)
	}
	if s.left == 0 {
		d.literalEnds(m)
	}
	return n
}

// literalEnds takes a literal that is complete.
func (d *dialogue) literalEnds(m reassembly.Mark) {
	s := &d.sending
	switch s.as {
	case useMail:
		d.openUpload(m)
		d.uploaded(true, m)
	case useArgument:
		s.text = appendQuoted(s.text, s.inline)
	}
}

// openUpload begins the message that was announced, now that it comes.
func (d *dialogue) openUpload(m reassembly.Mark) {
	if !d.upload.IsOpen() {
		d.upload.Open(d.Session, dissect.ToServer, d.sending.envelope, m)
	}
}

// uploaded ends a message that is appended.
func (d *dialogue) uploaded(whole bool, m reassembly.Mark) {
	if !d.upload.IsOpen() {
		return
	}
	c := &d.sending.carried
	c.Envelope, c.Carried = d.upload.Envelope, true
	d.upload.Close(whole, m)
	c.Content += d.upload.Bytes
	c.Missing += d.upload.Missing
	c.Messages++
}

// appendQuoted appends b as a quoted string.
func appendQuoted(dst, b []byte) []byte {
	dst = append(dst, '"')
	for _, c := range b {
		if c == '"' || c == '\\' {
			dst = append(dst, '\\')
		}
		dst = append(dst, c)
	}
	return append(dst, '"')
}

// clientLine takes a line of the client.
func (d *dialogue) clientLine(line []byte, side dissect.Side, m reassembly.Mark) {
	s := &d.sending
	switch {
	case s.open:
		s.side.Join(side)
	case d.isResponse(line):
		d.saslResponse(line, side)
		return
	case d.idle != idleNot && text.EqualFold(line, MethodDone):
		d.done(side)
		return
	case !d.begin(line, side):
		return
	}
	s.text = append(s.text, line[:min(len(line), max(0, maxCommand-len(s.text)))]...)
	if l, ok := literalAt(line); ok {
		d.announce(l, m)
		return
	}
	d.sent()
}

// isResponse reports whether a line belongs to AUTHENTICATE: all do until it
// is answered, but commands of a client that was refused where the answer is
// missing.
func (d *dialogue) isResponse(line []byte) bool {
	if !d.auth.Open {
		return false
	}
	if (d.gap || d.lost[dissect.ToServer]) && plausible(line) {
		d.auth = lines.Authentication{}
		return false
	}
	return true
}

// saslResponse takes a line that answers a challenge.
func (d *dialogue) saslResponse(line []byte, side dissect.Side) {
	said := d.auth.Respond(line)
	for i := range d.queue.Len() {
		if a := d.queue.At(i); a.detail.Verb == AUTHENTICATE {
			a.x.Request.Join(side)
			a.detail.Said = said
		}
	}
}

// plausible reports whether a line is a command beyond doubt.
func plausible(line []byte) bool {
	l := Line{Raw: line}
	tag, _ := l.Tag()
	word, _, _ := l.Command()
	return len(tag) > 0 && !l.Untagged() && verbOf(word) != Unknown
}

// begin begins a command with its first line, and reports whether it is one.
func (d *dialogue) begin(line []byte, side dissect.Side) bool {
	lost := &d.lost[dissect.ToServer]
	if len(line) == 0 || *lost && !plausible(line) {
		return false
	}
	*lost = false
	l := Line{Raw: line}
	tag, _ := l.Tag()
	word, _, uid := l.Command()
	if !d.Told && !d.greeted && verbOf(word) == Unknown {
		d.Reject()
		return false
	}
	old := &d.sending
	d.reused = d.reused || old.tag == string(tag[:min(len(tag), maxTag)])
	d.sending = sending{
		open: true, text: old.text[:0], inline: old.inline[:0], tag: string(tag[:min(len(tag), maxTag)]),
		verb: verbOf(word), uid: uid, side: side,
	}
	return true
}

// announce has the literal l follow.
func (d *dialogue) announce(l literal, m reassembly.Mark) {
	s := &d.sending
	s.left, s.sync, s.begun, s.as, s.inline = l.Size, l.Sync, false, useNothing, s.inline[:0]
	size := len(s.text)
	cut := size - 1
	for cut > 0 && s.text[cut] != '{' {
		cut--
	}
	switch text := s.text[:cut]; {
	case d.isMail(text):
		s.as = useMail
		s.envelope = &mail.Envelope{Protocol: "imap", Command: s.verb.String(), User: d.user,
			Mailbox: d.appendedTo(text), Size: l.Size}
	case l.Size <= maxInline && size < maxCommand:
		s.as = useArgument
		s.text = bytes.TrimRight(text, "~")
	}
	if s.left == 0 {
		d.literalEnds(m)
	}
}

// isMail reports whether the literal behind text is a message: that of APPEND
// which comes after the mailbox.
func (d *dialogue) isMail(text []byte) bool {
	if v := d.sending.verb; v != APPEND && v != REPLACE {
		return false
	}
	return len(d.appendedTo(text)) > 0
}

// appendedTo returns the mailbox that the APPEND or REPLACE in text names.
func (d *dialogue) appendedTo(text []byte) string {
	_, args, _ := Line{Raw: text}.Command()
	n := 1
	if d.sending.verb == REPLACE {
		n = 2
	}
	return lines.Parameter(unquote(argument(args, n)))
}

// sent has a command that is complete wait for its response.
func (d *dialogue) sent() {
	s := &d.sending
	s.open, s.left = false, 0
	if s.answered {
		s.answered = false
		return
	}
	a := d.ask(s.verb, s.uid, s.side)
	a.x.Notes |= s.notes
	d.idle = idleNot
	a.detail.Tag, a.detail.Step, a.detail.Continued = s.tag, s.carried, s.continued
	a.detail.Phase = s.verb.phase()
	_, args, _ := Line{Raw: s.text}.Command()
	d.act(a, args)
}

// act follows what a command does to the dialogue.
func (d *dialogue) act(a *pending, args []byte) {
	keep := args[:min(len(args), maxSubject)]
	switch s := &d.sending; s.verb {
	case Unknown:
		_, said := token(s.text)
		if len(said) == 0 {
			said = s.text // a word alone is no tag: it may be a response that was not asked for
		}
		a.detail.Said = lines.Parameter(said) // it may be anything, a secret as well
		return
	case LOGIN:
		user, rest := astring(args)
		secret, _ := astring(rest)
		a.detail.Said = lines.Parameter(unquote(secret))
		a.x.Login = &dissect.Login{Mechanism: "LOGIN", User: lines.Parameter(unquote(user)), Secret: a.detail.Said}
		keep = user[:min(len(user), maxSubject)]
	case AUTHENTICATE:
		mechanism, initial := token(args)
		a.detail.Said = d.auth.Begin(mechanism, initial)
		keep = []byte(d.auth.Mechanism)
	case SELECT, EXAMINE:
		name, _ := astring(args)
		a.mailbox = lines.Parameter(unquote(name))
	case FETCH:
		a.chunk = chunkAsked(args)
	case STORE:
		a.detail.Deletes = text.ContainsFold(args, `\Deleted`) && !text.ContainsFold(args, "-FLAGS")
	case ID:
		a.detail.Client = clientName(args)
	case IDLE:
		d.idle = idleAsked
	}
	a.detail.Argument = bytes.Clone(keep)
	a.x.Subject = string(keep)
}

// clientName returns the name that the client gives itself in ID ("name"
// "Thunderbird" …) (RFC 2971 §3.1).
func clientName(args []byte) string {
	args = bytes.Trim(args, "()")
	for len(args) > 0 {
		var key, value []byte
		key, args = astring(args)
		value, args = astring(args)
		if text.EqualFold(unquote(key), "name") {
			return lines.Parameter(unquote(value))
		}
	}
	return ""
}

// done takes the line that ends IDLE. It is answered by the tagged response.
func (d *dialogue) done(side dissect.Side) {
	tag := ""
	for i := range d.queue.Len() {
		if a := d.queue.At(i); a.detail.Verb == IDLE {
			// The continuation was lost, or there was none.
			tag = a.detail.Tag
			d.unanswered(i, 0)
			break
		}
	}
	if tag == "" {
		tag = d.sending.tag
	}
	a := d.ask(IDLE, false, side)
	a.x.Method, a.detail.Tag, a.detail.Phase = MethodDone, tag, mail.Other
	d.idle = idleNot
}

// ask has a command wait for its response. The result is good until the next one.
func (d *dialogue) ask(v Verb, uid bool, side dissect.Side) *pending {
	if d.queue.Len() == maxQueue {
		dissect.Lost(d.Session.Conn()).Asked++
		d.unanswered(0, 0)
	}
	a := d.queue.Add()
	a.x.Request, a.x.Method = side, method(v, uid)
	if d.queue.Len() > 1 {
		a.x.Notes |= dissect.NotePipelined
	}
	if d.unsure {
		a.x.Notes |= dissect.NoteUnsure
	}
	a.detail.Verb, a.detail.UID = v, uid
	return a
}

// clientGap: n bytes of the client are missing.
func (d *dialogue) clientGap(n int64, m reassembly.Mark) {
	d.auth.Gap()
	s := &d.sending
	if s.open {
		s.notes |= dissect.NoteGap
		within := min(n, s.left)
		s.side.Bytes += within
		if s.as == useMail && s.left > 0 {
			d.openUpload(m)
			d.upload.Gap(within, m)
		} else {
			s.as = useNothing
		}
		if s.left -= within; within > 0 && s.left == 0 {
			d.literalEnds(m)
		}
		if n == within {
			return
		}
		d.uploaded(false, m)
		d.sent()
	} else if l := &d.Lines[dissect.ToServer]; plausible(l.Begun()) && d.begin(l.Begun(), l.Side) {
		s.text, s.notes = append(s.text, l.Begun()...), dissect.NoteGap
		d.sent()
	}
	d.lose(dissect.ToServer)
}
