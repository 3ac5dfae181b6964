package mailview

import (
	"strconv"
	"strings"

	"netsniff/dissect/mail/message"
	"netsniff/report/cells"
	"netsniff/report/table"
)

// mail writes what is known of a mail.
func (p *page) mail(m *Mail) {
	p.put("", p.say(sayMail, m.Number)+"  "+strings.Join(p.state(m), ", "), bold)
	p.envelope(m)
	for _, x := range [...]struct {
		label table.Phrase
		of    addresses
	}{{labelFrom, m.From}, {labelSender, m.Sender}, {labelReplyTo, m.ReplyTo}, {labelTo, m.To}, {labelCc, m.Cc},
		{labelBcc, m.Bcc}} {
		p.field(x.label, p.names(&x.of))
	}
	p.field(labelSubject, m.Subject)
	if !m.Date.IsZero() {
		p.field(labelDate, m.Date.Format("Mon, 02 Jan 2006 15:04:05 -0700"))
	}
	if m.Program != "" {
		p.field(labelProgram, m.Program+sources[m.By].In(p.lang))
	}
	p.field(labelID, m.MessageID)
	if m.Received > 0 {
		p.field(labelReceived, singular(p.say(sayServers, m.Received), m.Received))
	}
	for i := range m.Remarks {
		p.put("  ! ", p.remark(&m.Remarks[i]), amber)
	}
	if n := troublesOf(m.Notes, p.lang); len(n) > 0 {
		p.put("  "+cells.Pad(p.say(labelNotes), labelWidth), strings.Join(n, ", "), amber)
	}
	p.parts(m)
	p.body(m)
}

// sources say how a program is known.
var sources = [...]table.Phrase{
	message.ByMailer:    {EN: " (X-Mailer)", ZH: "（X-Mailer）"},
	message.ByAgent:     {EN: " (User-Agent)", ZH: "（User-Agent）"},
	message.ByStructure: {EN: " (by marks in the mail)", ZH: "（根据邮件特征推断）"},
}

// state says how much there is of the mail, and where.
func (p *page) state(m *Mail) []string {
	how := sayComplete
	switch {
	case !m.Complete():
		how = sayIncomplete
	case m.Envelope.Partial:
		how = sayHeadOnly
	}
	where := p.say(sayFrames, m.First.Frame, m.Last.Frame)
	if m.First.Frame == m.Last.Frame {
		where = p.say(sayFrame, m.First.Frame)
	}
	return []string{p.volume(m.Bytes, m.Missing), p.say(how), where}
}

func (p *page) field(label table.Phrase, value string) {
	if value != "" {
		p.put("  "+cells.Pad(label.In(p.lang), labelWidth), value, plain)
	}
}

func (p *page) names(l *addresses) string {
	var all []string
	for _, a := range l.List {
		all = append(all, a.String())
	}
	if l.More > 0 {
		all = append(all, p.say(sayMoreNames, l.More))
	}
	return strings.Join(all, ", ")
}

// envelope writes what the protocol said of the mail.
func (p *page) envelope(m *Mail) {
	e := m.Envelope
	if e.HasFrom || len(e.To) > 0 {
		from := "?"
		if e.HasFrom {
			from = table.Clean(e.From)
		}
		if from == "" {
			from = p.say(sayNullPath)
		}
		if to := p.recipients(m); len(to) > 0 {
			from += " → " + strings.Join(to, ", ")
		}
		p.field(labelEnvelope, from)
	}
	if e.ReplyCode != 0 {
		p.field(labelAnswer, strconv.Itoa(int(e.ReplyCode))+" "+clipped(e.ReplyText))
	}
	var where []string
	if e.Mailbox != "" {
		where = append(where, table.Clean(e.Mailbox))
	}
	if e.Number > 0 {
		where = append(where, "#"+strconv.FormatUint(uint64(e.Number), 10))
	}
	if e.UID != "" {
		where = append(where, "UID "+clipped(e.UID))
	}
	if len(where) > 0 {
		p.field(labelStored, strings.Join(append(where, e.Command), ", "))
	}
}

func (p *page) recipients(m *Mail) (all []string) {
	e := m.Envelope
	for i := range e.To[:min(len(e.To), maxAddresses)] {
		to := &e.To[i]
		name := table.Clean(to.Address)
		if refusal(to) {
			name = p.say(sayRefusedWith, name, to.Code)
		}
		all = append(all, name)
	}
	if more := len(e.To) - len(all) + e.MoreTo; more > 0 {
		all = append(all, p.say(sayMoreNames, more))
	}
	return all
}

// parts writes the tree of parts. A mail of plain text alone has none.
func (p *page) parts(m *Mail) {
	if m.Bytes == 0 || m.Envelope.Partial {
		return
	}
	label := p.say(labelParts)
	for i := range m.Parts {
		x := &m.Parts[i]
		lead := "  " + cells.Pad(label, labelWidth) + strings.Repeat("  ", x.Depth)
		label = ""
		in := plain
		if x.Notes != 0 {
			in = amber
		}
		p.put(lead, p.part(x), in)
	}
	if m.MoreParts > 0 {
		p.field(table.Phrase{}, p.say(sayMoreParts, m.MoreParts))
	}
}

func (p *page) part(x *Part) string {
	words := []string{x.MediaType}
	if x.Number != "" {
		words[0] = x.Number + " " + x.MediaType
	}
	if x.FileName != "" {
		words[0] += " “" + x.FileName + "”"
	}
	if x.Subject != "" {
		words = append(words, p.say(labelSubject)+" “"+x.Subject+"”")
	}
	switch {
	case x.Charset != "" && x.Decoded != "" && !strings.EqualFold(x.Charset, x.Decoded):
		words = append(words, x.Charset+" → "+x.Decoded)
	case x.Charset != "":
		words = append(words, x.Charset)
	}
	if x.Kind != message.Multipart {
		words = append(words, x.Encoding.String(), p.say(sayBytes, grouped(x.Size)))
	}
	if x.Attachment {
		words = append(words, p.say(sayAttachment))
	}
	return strings.Join(append(words, troublesOf(x.Notes, p.lang)...), ", ")
}

// body writes the beginning of the text.
func (p *page) body(m *Mail) {
	if len(m.Body) == 0 {
		return
	}
	label := p.say(labelText)
	for _, l := range m.Body {
		for _, l := range cells.Break(l, p.width-labelWidth-4) {
			p.put("  "+cells.Pad(label, labelWidth)+"│ ", l, plain)
			label = ""
		}
	}
	if m.BodyCut {
		p.put("  "+cells.Pad(label, labelWidth)+"│ ", "…", plain)
	}
}
