package pop3

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/mail"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// body is what follows the status of a multi-line reply.
type body struct {
	fresh   bool // nothing of it came yet
	content mail.Content
	dots    lines.Dots
	gap     bool            // bytes of it are missing
	held    []byte          // after a gap: what may be the status of the next reply
	reply   lines.ReplyText // the lines, if it is no mail
}

// interrupted reports whether the first byte of what should be the body of a
// reply begins a status: then the reply was that of another command.
func (d *dialogue) interrupted(c byte) bool {
	d.body.fresh = false
	if !d.unsure || c != '+' && c != '-' {
		if d.reading == readMail {
			d.beginMail()
		}
		return false
	}
	d.reading = readStatus
	d.now.detail.Messages = 0
	d.now.detail.Envelope = nil
	d.tell(&d.now)
	return true
}

// openMail: a mail follows.
func (d *dialogue) openMail(m reassembly.Mark) {
	a := &d.now
	d.body = body{fresh: true}
	d.reading = readMail
	a.detail.Octets = announced(a.detail.Text)
	e := &mail.Envelope{Protocol: "pop", User: d.user, Number: a.number, Size: a.detail.Octets}
	e.UID = d.uids[a.number]
	switch a.detail.Verb {
	case RETR:
		e.Command = "RETR"
	case TOP:
		_, count := token(a.detail.Argument)
		e.Command, e.Partial = "TOP", len(count) <= 9 && ordinal(count) < maxTop
	}
	if a.detail.Envelope = e; !e.Partial {
		a.detail.Messages = 1
	}
}

// resume reads on in a reply whose status was lost: its first line that was
// not is raw.
func (d *dialogue) resume(raw []byte, side dissect.Side) {
	d.now = d.queue.Take()
	a := &d.now
	a.x.Notes |= dissect.NoteGap | dissect.NoteUnsure
	a.x.Reply, a.x.Status, a.x.Outcome, a.detail.OK = dissect.Side{Bytes: d.missed}, "+OK", dissect.Succeeded, true
	m := side.Last
	if a.detail.Phase != mail.Transfer {
		d.body, d.reading = body{gap: true}, readLines
		d.line(lines.TrimLineEnd(raw), side)
		return
	}
	d.openMail(m)
	d.body.fresh, d.body.gap = false, true
	d.beginMail()
	d.body.content.Gap(max(0, d.missed-int64(len("+OK\r\n"))), m)
	d.body.dots.Gap()
	for len(raw) > 0 && d.reading == readMail {
		raw = raw[d.mailText(raw, m):]
	}
}

// beginMail tells that the mail begins, once it is sure that it does.
func (d *dialogue) beginMail() {
	if !d.body.content.IsOpen() {
		d.body.content.Open(d.Session, dissect.ToClient, d.now.detail.Envelope, d.now.x.Reply.Last)
	}
}

// mail reads the mail up to its final dot.
func (d *dialogue) mail(b []byte, m reassembly.Mark) int {
	if d.body.gap {
		return d.mailAfterGap(b, m)
	}
	return d.mailText(b, m)
}

func (d *dialogue) mailText(b []byte, m reassembly.Mark) int {
	text, n, end := d.body.dots.Next(b)
	d.now.x.Reply.Add(n, m)
	d.body.content.Add(text, m)
	if end {
		d.endBody(true, m)
	}
	return n
}

// mailAfterGap reads on after bytes that are missing, and perhaps with them
// the end of the mail: a status at the beginning of a line shows it.
func (d *dialogue) mailAfterGap(b []byte, m reassembly.Mark) int {
	t := &d.body
	if len(t.held) == 0 && (b[0] != '+' && b[0] != '-' || !t.dots.MayBegin()) {
		if n := bytes.IndexByte(b, '\n') + 1; n > 0 {
			b = b[:n]
		}
		return d.mailText(b, m)
	}
	t.held = append(t.held, b[0])
	for _, indicator := range [...]string{"+OK", "-ERR"} {
		if string(t.held) == indicator {
			held := t.held
			d.endBody(false, m)
			d.Lines[dissect.ToClient].Next(held, m)
			return 1
		}
		if len(t.held) < len(indicator) && string(t.held) == indicator[:len(t.held)] {
			return 1
		}
	}
	held := t.held
	t.held = nil
	for len(held) > 0 && d.reading == readMail {
		held = held[d.mailText(held, m):]
	}
	return 1
}

// replyLine reads a line of a reply that is no mail.
func (d *dialogue) replyLine(b []byte, m reassembly.Mark) int {
	l := &d.Lines[dissect.ToClient]
	line, n, ok := d.Line(dissect.ToClient, b, m)
	if !ok {
		return n
	}
	d.line(line, l.Take())
	return n
}

// line takes a line of a reply that is no mail.
func (d *dialogue) line(line []byte, side dissect.Side) {
	if kind, text := statusLine(line); d.body.gap && kind != 0 && kind != ' ' {
		d.endBody(false, side.Last)
		d.replied(kind, text, side)
		return
	}
	d.now.x.Reply.Join(side)
	if len(line) > 0 && line[0] == '.' {
		if line = line[1:]; len(line) == 0 {
			d.endBody(true, side.Last)
			return
		}
	}
	d.keep(line)
}

// keep keeps a line of a reply that is no mail.
func (d *dialogue) keep(line []byte) {
	a, t := &d.now, &d.body
	t.reply.Keep(line)
	a.detail.Lines, a.detail.LineCount = t.reply.Lines, t.reply.Count
	switch a.detail.Verb {
	case UIDL:
		d.identify(line)
	case CAPA:
		if a.detail.LineCount == 1 {
			d.offered = t.gap
		}
		d.offered = d.offered || text.EqualFold(bytes.TrimSpace(line), "PIPELINING")
	}
}

// endBody ends a reply of several lines and tells it.
func (d *dialogue) endBody(whole bool, m reassembly.Mark) {
	a, t := &d.now, &d.body
	if d.reading == readMail {
		if t.fresh {
			d.beginMail()
		}
		t.content.Close(whole, m)
		a.detail.Carried, a.detail.Content, a.detail.Missing = true, t.content.Bytes, t.content.Missing
	}
	if t.gap {
		a.x.Notes |= dissect.NoteGap
		d.unsure = true
	}
	d.reading = readStatus
	t.held, t.fresh = nil, false
	d.tell(a)
}

// serverGap: n bytes of replies are missing.
func (d *dialogue) serverGap(n int64, m reassembly.Mark) {
	d.greeted = true
	switch d.reading {
	case readMail:
		d.mailGap(n, m)
		return
	case readLines:
		d.now.x.Reply.Bytes += n
		d.body.gap, d.body.fresh = true, false
	}
	d.Lines[dissect.ToClient].Drop()
	d.unsure, d.missed = true, n
	if !d.pipelines && d.reading == readStatus {
		// The client waits for each reply: it has those to all but its last command.
		for d.queue.Len() > 1 {
			d.unanswered(dissect.NoteGap)
		}
	}
}

// mailGap: n bytes are missing, of the mail or with its end. The size that the
// server announced tells.
func (d *dialogue) mailGap(n int64, m reassembly.Mark) {
	a, t := &d.now, &d.body
	if t.fresh {
		t.fresh = false
		d.beginMail()
	}
	for held := t.held; len(held) > 0; {
		held = held[d.mailText(held, m):]
	}
	t.held, t.gap = nil, true
	left := a.detail.Octets - t.content.Bytes - t.content.Missing
	if a.detail.Octets > 0 && left >= 0 && n >= left+int64(len(".\r\n")) {
		t.content.Gap(left, m)
		a.x.Reply.Bytes += left
		d.endBody(false, m)
		d.serverGap(n-left, m)
		return
	}
	a.x.Reply.Bytes += n
	t.content.Gap(n, m)
	t.dots.Gap()
}
