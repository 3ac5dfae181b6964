package smtp

import (
	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/mail"
	"netsniff/reassembly"
)

// transfer is the mail that passes.
type transfer struct {
	content  mail.Content
	dots     lines.Dots
	side     dissect.Side // the bytes that brought it, of BDAT those of this chunk
	before   int64        // of content.Bytes, which earlier chunks brought
	missed   int64        // of content.Missing, likewise
	left     int64        // of a chunk
	last     bool         // the chunk is
	argument string       // of BDAT
	skipped  int64        // bytes missing between commands since MAIL: chunks may be among them
	promised bool         // a 354 came without its command: a mail follows
	gap      bool         // bytes of it are missing
}

// awaitMail: DATA was sent. The client waits for 354 (RFC 2920 §3.1); if one
// does not, it expects to get it.
func (d *dialogue) awaitMail() {
	d.transfer.reset()
	d.transfer.skipped = 0
	d.reading = readMail
}

// reset forgets all but the content, which tells its size until the next, and
// what may belong to it.
func (t *transfer) reset() { *t = transfer{content: t.content, skipped: t.skipped} }

// beginMail begins a mail whose DATA was lost.
func (d *dialogue) beginMail(m reassembly.Mark) {
	d.awaitMail()
	d.transfer.gap = true
	d.lost = false
	d.currentEnvelope().Command = "DATA"
	d.openMail(m)
}

func (d *dialogue) openMail(m reassembly.Mark) {
	if !d.content().IsOpen() {
		d.content().Open(d.Session, dissect.ToServer, d.currentEnvelope(), m)
	}
}

// mail reads the mail after DATA up to its final dot.
func (d *dialogue) mail(b []byte, m reassembly.Mark) int {
	t := &d.transfer
	d.openMail(m)
	text, n, end := t.dots.Next(b)
	t.side.Add(n, m)
	t.content.Add(text, m)
	if end {
		t.content.Envelope.BareEnd, t.content.Envelope.BareLF = t.dots.Bare(), t.dots.Loose()
		d.endMail(true, 0, m)
	}
	return n
}

// endMail has the mail wait for its reply, or finds that it came already.
func (d *dialogue) endMail(whole bool, notes dissect.Notes, m reassembly.Mark) {
	t := &d.transfer
	t.content.Close(whole, m)
	d.reading = readCommands
	if t.gap {
		notes |= dissect.NoteGap
		d.lost = true
	}
	d.askMail(notes)
	d.envelope = nil
	if d.early.seen {
		d.answerEarly()
	}
}

// askMail: of LMTP every recipient that was accepted gets a reply of its own
// (RFC 2033 §4.2).
func (d *dialogue) askMail(notes dissect.Notes) {
	e, told := d.currentEnvelope(), false
	if !d.hello {
		notes |= dissect.NoteMidstream // it may be LMTP: a reply for each recipient
	}
	if d.lmtp {
		for i := range e.To {
			if e.To[i].Outcome == dissect.Succeeded {
				d.askFor(notes, e, !told).x.Subject = e.To[i].Address
				told = true
			}
		}
	}
	if !told {
		d.askFor(notes, e, true)
	}
}

func (d *dialogue) askFor(notes dissect.Notes, e *mail.Envelope, first bool) *pending {
	t := &d.transfer
	a := d.ask(DATA, t.side)
	a.x.Method, a.detail.Mail = EndOfMail, true
	a.x.Notes |= notes
	a.detail.Envelope, a.detail.Carried = e, true
	if d.lmtp && !first {
		a.x.Notes &^= dissect.NotePipelined
		return a
	}
	a.detail.Content, a.detail.Missing, a.detail.Messages = t.content.Bytes-t.before, t.content.Missing-t.missed, 1
	return a
}

// mailGap: n bytes of the mail are missing, and perhaps what followed it.
func (d *dialogue) mailGap(n int64, m reassembly.Mark) {
	t := &d.transfer
	d.openMail(m)
	t.gap = true
	t.side.Bytes += n
	t.content.Gap(n, m)
	t.dots.Gap()
	if d.early.seen {
		d.cutMail(0, m)
	}
}

// cutMail ends a mail whose end was not seen. Its reply, if there was one,
// shows that it came.
func (d *dialogue) cutMail(notes dissect.Notes, m reassembly.Mark) {
	t := &d.transfer
	t.gap = t.gap || notes == 0
	d.lost, d.unsure = true, true
	if d.reading == readChunk {
		t.last = false
		d.endChunk(notes, m)
		return
	}
	d.openMail(m)
	d.endMail(false, notes, m)
}

// lostMail: a dot alone where commands are looked for ends a mail of which
// nothing was seen.
func (d *dialogue) lostMail(side dissect.Side) {
	d.transfer = transfer{}
	d.transfer.side = side
	d.askMail(dissect.NoteGap)
	d.envelope = nil
}

// beginChunk reads the argument of BDAT. Where it is wrong, no chunk follows:
// the server refuses the command.
func (d *dialogue) beginChunk(arg []byte, side dissect.Side, m reassembly.Mark) {
	t := &d.transfer
	size, last := chunkSize(arg)
	if size == endless || !isChunk(arg) {
		return
	}
	content := &t.content
	before, missed := int64(0), int64(0)
	if content.IsOpen() {
		before, missed = content.Bytes, content.Missing
	}
	t.reset()
	t.before, t.missed, t.left, t.last, t.side = before, missed, size, last, side
	d.envelope.Command = "BDAT"
	// It is asked when all of it was sent.
	t.argument = d.queue.At(d.queue.Len() - 1).x.Subject
	d.queue.Drop()
	d.reading = readChunk
	d.openMail(m)
	t.missed += t.skipped
	d.tellSkipped(m)
	if size == 0 {
		d.endChunk(0, m)
	}
}

// tellSkipped tells what is missing before a chunk: others may be in it, with
// their commands.
func (d *dialogue) tellSkipped(m reassembly.Mark) {
	d.content().Gap(d.transfer.skipped, m)
	d.transfer.skipped = 0
}

// dropMail ends a mail whose last chunk does not come.
func (d *dialogue) dropMail(m reassembly.Mark) {
	if d.content().IsOpen() {
		d.tellSkipped(m)
		d.content().Close(false, m)
	}
}

// chunk reads bytes of a chunk.
func (d *dialogue) chunk(b []byte, m reassembly.Mark) int {
	t := &d.transfer
	n := int(min(int64(len(b)), t.left))
	t.side.Add(n, m)
	t.content.Add(b[:n], m)
	if t.left -= int64(n); t.left == 0 {
		d.endChunk(0, m)
	}
	return n
}

// chunkGap: n bytes are missing, of the chunk as many as it has left.
func (d *dialogue) chunkGap(n int64, m reassembly.Mark) {
	t := &d.transfer
	within := min(n, t.left)
	t.gap = true
	t.side.Bytes += within
	t.content.Gap(within, m)
	if t.left -= within; t.left == 0 {
		d.endChunk(0, m)
	}
	if n > within {
		d.commandGap(n-within, m)
	}
}

// endChunk has the chunk wait for its reply.
func (d *dialogue) endChunk(notes dissect.Notes, m reassembly.Mark) {
	t := &d.transfer
	d.reading = readCommands
	if t.last {
		// Without MAIL nobody knows whether this chunk was the first.
		t.content.Close(d.envelope.HasFrom, m)
	}
	if t.gap {
		notes |= dissect.NoteGap
	}
	if t.last && d.lmtp {
		d.askMail(notes)
	} else {
		a := d.ask(BDAT, t.side)
		a.x.Notes |= notes
		a.x.Subject = t.argument
		a.detail.Envelope, a.detail.Mail, a.detail.Carried = d.envelope, t.last, true
		a.detail.Content, a.detail.Missing = t.content.Bytes-t.before, t.content.Missing-t.missed
		if t.last {
			a.detail.Messages = 1
		}
	}
	if t.last {
		d.envelope = nil
	}
	if d.early.seen {
		d.answerEarly()
	}
}
