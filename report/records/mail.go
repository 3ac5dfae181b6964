package records

import (
	"time"

	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/dissect/mail/message"
	"netsniff/reassembly"
)

// Mail is a mail that passed: sent, fetched, or a part of one.
type Mail struct {
	Place
	Ends
	Start       int64    `parquet:"start,timestamp(nanosecond)" ecs:"@timestamp" about:"when its first byte passed"`
	Duration    int64    `parquet:"duration" unit:"ns" ecs:"event.duration" about:"from its first byte to its last"`
	FirstFrame  uint32   `parquet:"first_frame" about:"frame with its first byte"`
	LastFrame   uint32   `parquet:"last_frame" about:"frame with its last byte"`
	Protocol    string   `parquet:"protocol,dict" ecs:"network.protocol" about:"smtp, pop or imap"`
	Command     string   `parquet:"command,dict" ecs:"event.action" about:"that brought it: DATA, BDAT, RETR, TOP, FETCH, APPEND; empty if it was lost"`
	User        string   `parquet:"user" ecs:"user.name" about:"who had logged in"`
	Sender      string   `parquet:"sender" about:"reverse-path of SMTP; empty for a bounce"`
	Recipients  []string `parquet:"recipients,list" about:"forward-paths of SMTP, refused ones too"`
	Outcome     string   `parquet:"outcome,dict" about:"of a mail that is sent: whether the server took it; unanswered of one that is fetched"`
	ReplyCode   *uint32  `parquet:"reply_code,optional" about:"of the server when it took the mail; null: none was seen"`
	Reply       string   `parquet:"reply" about:"what it said: its queue id"`
	From        []string `parquet:"from,list" ecs:"email.from.address" about:"addresses of the From field"`
	To          []string `parquet:"to,list" ecs:"email.to.address" about:"addresses of the To field"`
	Cc          []string `parquet:"cc,list" ecs:"email.cc.address" about:"addresses of the Cc field"`
	Subject     string   `parquet:"subject" ecs:"email.subject" about:"the Subject field, decoded"`
	MessageID   string   `parquet:"message_id" ecs:"email.message_id" about:"the Message-ID field without brackets"`
	Date        string   `parquet:"date_field" ecs:"email.origination_timestamp" about:"the Date field, as RFC 3339 has it; empty if there is none"`
	Client      string   `parquet:"mailer" ecs:"email.x_mailer" about:"program that wrote it"`
	Mailbox     string   `parquet:"mailbox" about:"of IMAP, where it lies"`
	Bytes       int64    `parquet:"bytes" unit:"B" ecs:"network.bytes" about:"of the mail as far as it was captured"`
	Missing     int64    `parquet:"missing_bytes" unit:"B" about:"that were sent but not captured"`
	Whole       bool     `parquet:"whole" about:"it came to its end, and not only a part was asked for"`
	Attachments []string `parquet:"attachments,list" about:"their names, made safe for files"`
}

func (x *Mail) kind() Kind { return Mails }

func (x *Mail) began() (int64, uint32) { return x.Start, x.FirstFrame }

// direction is where mails pass one behind the other.
type direction struct {
	conn *dissect.Conn
	dir  dissect.Dir
}

// passing is a mail whose end did not come yet.
type passing struct {
	parser  *message.Parser
	first   reassembly.Mark
	missing int64
}

// limits are what is read of a mail: its header and what its parts are called.
var limits = message.Limits{Text: 1}

// mail takes a piece of a mail, and appends the record of one that ends with it.
func (t *Teller) mail(dst []byte, p *dissect.Piece, counts bool) []byte {
	e, ok := p.About.(*mail.Envelope)
	if !ok {
		return dst
	}
	at := direction{p.Conn, p.Dir}
	if p.First {
		t.passing[at] = &passing{parser: message.NewParser(limits, nil), first: p.Mark}
	}
	m := t.passing[at]
	if m == nil {
		return dst
	}
	if p.Missing > 0 {
		m.missing += p.Missing
		m.parser.Gap(p.Missing)
	}
	_, _ = m.parser.Write(p.Bytes) // only contents could fail
	if !p.Last {
		return dst
	}
	delete(t.passing, at)
	read, _ := m.parser.Close()
	if !counts {
		return dst
	}
	r := mailOf(p, e, read)
	r.Start, r.FirstFrame, r.Duration = int64(m.first.At), m.first.Frame, int64(p.Mark.At-m.first.At)
	r.Missing, r.Whole = m.missing, p.Whole && m.missing == 0 && !e.Partial
	if p.Dir == dissect.ToClient {
		return t.say(dst, r) // it was fetched: nobody says anything of it
	}
	t.sent[p.Conn] = append(t.sent[p.Conn], sent{r, e})
	return t.answered(dst, p.Conn, mostSent)
}

// sent is a mail whose answer did not come yet.
type sent struct {
	record   *Mail
	envelope *mail.Envelope // gets the answer
}

// mostSent is how many mails of a connection wait for their answers.
const mostSent = 64

// answered appends the records of the mails of a connection that were answered, and of the
// first ones if more than so many wait.
func (t *Teller) answered(dst []byte, c *dissect.Conn, most int) []byte {
	list := t.sent[c]
	for len(list) > 0 && (len(list) > most || list[0].envelope.Outcome != dissect.Unanswered) {
		r, e := list[0].record, list[0].envelope
		if most > 0 && e.Outcome == dissect.Unanswered {
			t.crowded++
		}
		r.Outcome, r.Reply = e.Outcome.String(), e.ReplyText
		if code := uint32(e.ReplyCode); code > 0 {
			r.ReplyCode = &code
		}
		dst, list = t.say(dst, r), list[1:]
	}
	if len(list) == 0 {
		delete(t.sent, c)
	} else {
		t.sent[c] = list
	}
	return dst
}

// mailOf makes the record of a mail of which p is the last piece.
func mailOf(p *dissect.Piece, e *mail.Envelope, m *message.Message) *Mail {
	r := &Mail{
		Ends: endsOf(p.Conn), LastFrame: p.Mark.Frame, Protocol: e.Protocol, Command: e.Command, User: e.User,
		Sender:  e.From,
		Outcome: dissect.Unanswered.String(), From: addresses(m.From), To: addresses(m.To), Cc: addresses(m.Cc),
		Subject: m.Subject, MessageID: m.MessageID, Client: m.Client.Name, Mailbox: e.Mailbox, Bytes: m.Size,
	}
	for i := range e.To {
		r.Recipients = append(r.Recipients, e.To[i].Address)
	}
	if !m.Date.IsZero() {
		r.Date = m.Date.Format(time.RFC3339)
	}
	for part := range m.Parts() {
		if part.IsAttachment() {
			r.Attachments = append(r.Attachments, part.SafeName())
		}
	}
	return r
}

func addresses(list []message.Address) (texts []string) {
	for _, a := range list {
		texts = append(texts, a.Addr)
	}
	return texts
}
