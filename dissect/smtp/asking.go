package smtp

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/mail"
	"netsniff/reassembly"
)

// commands reads a line of the client.
func (d *dialogue) commands(b []byte, m reassembly.Mark) int {
	l := &d.Lines[dissect.ToServer]
	if d.transfer.promised && d.lost {
		d.beginMail(m)
		return 0
	}
	line, n, ok := d.Line(dissect.ToServer, b, m)
	if !ok {
		return n
	}
	side := l.Take()
	if d.auth.Open {
		d.response(line, side)
	} else {
		d.command(line, side, m)
	}
	return n
}

// command takes a line that is no response of AUTH.
func (d *dialogue) command(line []byte, side dissect.Side, m reassembly.Mark) {
	v, arg := splitCommand(line)
	if d.lost && !plausible(v, arg) {
		if len(line) == 1 && line[0] == '.' {
			d.lostMail(side)
		}
		return
	}
	if !d.Told && v == Unknown && odd(line) {
		d.Reject()
		return
	}
	d.transfer.promised = false
	if d.lost = false; d.queue.Len() == 0 && !d.offered && !d.pipelines {
		// A client that always waits has the replies to all before.
		d.unsure = false
	}
	a := d.ask(v, side)
	switch v {
	case Unknown:
		a.detail.Said = lines.Parameter(line)
	case AUTH, XEXPS: // act tells their mechanism
	default:
		a.detail.Argument = bytes.Clone(arg[:min(len(arg), maxSubject)])
		a.x.Subject = string(a.detail.Argument)
	}
	d.act(a, v, arg, side, m)
}

// odd reports whether a line is not even text.
func odd(line []byte) bool {
	return bytes.IndexFunc(line, func(r rune) bool { return r < ' ' && r != '\t' }) >= 0
}

// act follows what a command does to the dialogue.
func (d *dialogue) act(a *pending, v Verb, arg []byte, side dissect.Side, m reassembly.Mark) {
	switch v {
	case HELO, EHLO, LHLO:
		d.client, d.hello, d.lmtp = lines.Parameter(arg), true, v == LHLO
		a.detail.Client, a.before = d.client, d.envelope
	case AUTH, XEXPS:
		mechanism, initial, _ := bytes.Cut(arg, []byte{' '})
		d.verb, a.detail.Said = v, d.auth.Begin(mechanism, bytes.TrimSpace(initial))
		a.detail.Round, a.x.Subject = 1, d.auth.Mechanism
	case MAIL, SEND, SOML, SAML:
		a.before = d.envelope
		d.forget(m)
		address, parameters := path(arg)
		d.envelope = d.newEnvelope()
		d.envelope.From, d.envelope.HasFrom = lines.Parameter(address), true
		d.transfer.skipped = 0
		declare(d.envelope, parameters)
		a.detail.Envelope = d.envelope
	case RCPT:
		address, _ := path(arg)
		a.detail.Envelope = d.currentEnvelope()
		if !d.lmtp && !d.Session.WantsContent(dissect.Mails) {
			address = nil // nobody reads the envelope: outcomes are enough
		}
		a.recipient = a.detail.Envelope.Add(lines.Parameter(address)) + 1
	case RSET, QUIT, XCLIENT:
		d.forget(m)
	case DATA:
		d.dropMail(m)
		d.currentEnvelope().Command = "DATA"
		a.detail.Envelope = d.envelope
		d.awaitMail()
	case BDAT:
		a.detail.Envelope = d.currentEnvelope()
		d.beginChunk(arg, side, m)
	}
}

// response takes a line while AUTH is not over: it is a secret, unless it is a
// command and no challenge was seen.
func (d *dialogue) response(line []byte, side dissect.Side) {
	v, arg := splitCommand(line)
	if !d.auth.Challenged && plausible(v, arg) {
		d.auth = lines.Authentication{}
		d.command(line, side, side.Last)
		return
	}
	said := d.auth.Respond(line)
	a := d.ask(d.verb, side)
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
	if d.queue.Len() > 0 {
		notes |= dissect.NotePipelined
	}
	a := d.queue.Add()
	a.x.Request, a.x.Notes, a.x.Method = side, notes, v.String()
	a.detail.Verb, a.detail.Phase = v, usages[v].phase
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

// commandGap: n bytes are missing between commands, or of one.
func (d *dialogue) commandGap(n int64, m reassembly.Mark) {
	d.cutCommand(dissect.NoteGap)
	d.lost, d.unsure = true, true
	d.transfer.skipped += n
	if d.transfer.promised {
		d.beginMail(m)
		// The command was lost as well.
		d.mailGap(max(0, n-int64(len("DATA\r\n"))), m)
	}
}

func (d *dialogue) newEnvelope() *mail.Envelope {
	e := &mail.Envelope{Protocol: "smtp", User: d.user, HeloDomain: d.client}
	if d.lmtp {
		e.Protocol = "lmtp"
	}
	return e
}

// currentEnvelope returns the envelope of the mail that commands are about,
// one that knows nothing if MAIL was not seen.
func (d *dialogue) currentEnvelope() *mail.Envelope {
	if d.envelope == nil {
		d.envelope = d.newEnvelope()
	}
	return d.envelope
}

// forget ends a mail transaction.
func (d *dialogue) forget(m reassembly.Mark) {
	d.dropMail(m)
	d.envelope = nil
}
