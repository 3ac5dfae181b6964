package model

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/dissect/mail/message"
)

// Mail is a mail that was carried.
type Mail struct {
	Conn        *Conn         `cel:"conn" doc:"the connection that carried it"`
	Protocol    string        `cel:"protocol" doc:"smtp, pop or imap"`
	Command     string        `cel:"command" doc:"that brought it: DATA, BDAT, RETR, TOP, FETCH, APPEND"`
	Frame       int64         `cel:"frame" doc:"frame in which it begins"`
	Last        int64         `cel:"last_frame" doc:"frame in which it ends"`
	Start       float64       `cel:"start" doc:"time of frame"`
	User        string        `cel:"user" doc:"who had logged in, empty if nobody was seen to"`
	EnvFrom     string        `cel:"envelope_from" doc:"address of MAIL FROM"`
	EnvTo       []string      `cel:"envelope_to" doc:"addresses of RCPT TO that were accepted"`
	From        []string      `cel:"from" doc:"addresses of the From field"`
	To          []string      `cel:"to" doc:"addresses of the To field"`
	Cc          []string      `cel:"cc" doc:"addresses of the Cc field"`
	Subject     string        `cel:"subject" doc:"decoded (RFC 2047, GBK and other character sets)"`
	MessageID   string        `cel:"message_id" doc:"without angle brackets"`
	Date        string        `cel:"date" doc:"as RFC 3339, empty if it cannot be read"`
	Mailer      string        `cel:"mailer" doc:"the program that wrote it, of X-Mailer or User-Agent: Foxmail 7.2.25.254[cn]"`
	Text        string        `cel:"text" doc:"the beginning of its text, decoded, at most 4096 bytes"`
	Attachments []*Attachment `cel:"attachments" doc:"its attachments"`
	Size        int64         `cel:"size" doc:"bytes, dots unstuffed"`
	BodyHash    string        `cel:"body_sha256" doc:"SHA-256 of what follows its header, empty lines at the end left out"`
	Received    int64         `cel:"received" doc:"Received fields: servers on the way"`
	Number      int64         `cel:"number" doc:"POP3's message number, 0 if none"`
	Missing     int64         `cel:"missing" doc:"bytes that are not in the capture"`
	Whole       bool          `cel:"whole" doc:"it came to its end, and nothing is missing"`
	Accepted    bool          `cel:"accepted" doc:"the server took it (SMTP), or it was fetched"`
	Reply       string        `cel:"reply" doc:"what the server said when it took it"`
	Helo        string        `cel:"helo" doc:"how the client called itself in EHLO"`
}

// Attachment is a part of a mail that is a file.
type Attachment struct {
	Name string `cel:"name" doc:"file name, decoded"`
	Type string `cel:"type" doc:"media type"`
	Size int64  `cel:"size" doc:"bytes, decoded"`
	Hash string `cel:"sha256" doc:"SHA-256 of the decoded bytes in hexadecimal"`
}

// maxMails and maxAttachments bound what is kept of one capture and of one mail.
const (
	maxMails       = 10_000
	maxAttachments = 100
)

type mailPart struct {
	idle
	b    *builder
	open map[way]*passing
	done []*passing
}

// way is a direction of a connection: mails in it come one after the other.
type way struct {
	conn *dissect.Conn
	dir  dissect.Dir
}

// passing is a mail on its way.
type passing struct {
	mail     *Mail
	envelope *mail.Envelope // grows until the server has answered
	parser   *message.Parser
	body     *bodyHash
	writers  []*attachment
}

type attachment struct {
	part *message.Part
	hash hash.Hash
}

func newMailPart(b *builder) part { return &mailPart{b: b, open: map[way]*passing{}} }

// Begin implements message.Contents.
func (x *passing) Begin(p *message.Part) io.Writer {
	if len(x.writers) >= maxAttachments || !p.IsLeaf() {
		return nil
	}
	a := &attachment{p, sha256.New()}
	x.writers = append(x.writers, a)
	return a.hash
}

// End implements message.Contents.
func (x *passing) End(*message.Part) {}

func (p *mailPart) piece(x *dissect.Piece) {
	k := way{x.Conn, x.Dir}
	if e, ok := x.About.(*mail.Envelope); ok && x.First {
		if len(p.b.out.Mails) >= maxMails {
			p.b.left("mails beyond the first 10000")
			return
		}
		m := &Mail{Conn: p.b.conn(x.Conn), Frame: int64(x.Mark.Frame), Start: p.b.since(x.Mark)}
		o := &passing{mail: m, envelope: e, body: newBodyHash()}
		o.parser = message.NewParser(message.Limits{Text: maxText}, o)
		p.open[k] = o
		p.b.out.Mails = append(p.b.out.Mails, m)
	}
	o := p.open[k]
	if o == nil {
		return
	}
	m := o.mail
	m.Last = max(m.Last, int64(x.Mark.Frame))
	if x.Missing > 0 {
		m.Missing += x.Missing
		o.parser.Gap(x.Missing)
	} else {
		m.Size += int64(len(x.Bytes))
		o.body.write(x.Bytes)
		_, _ = o.parser.Write(x.Bytes) // hashes do not fail
	}
	if x.Last {
		m.Whole = x.Whole && m.Missing == 0
		o.end()
		delete(p.open, k)
		p.done = append(p.done, o)
	}
}

// end reads the mail.
func (o *passing) end() {
	of, _ := o.parser.Close()
	m := o.mail
	m.From, m.To, m.Cc = addresses(of.From), addresses(of.To), addresses(of.Cc)
	m.Subject, m.MessageID, m.Mailer, m.Received = clipText(of.Subject), clipText(of.MessageID),
		clipText(of.Client.Name), int64(of.Received)
	if !of.Date.IsZero() {
		m.Date = of.Date.Format("2006-01-02T15:04:05Z07:00")
	}
	m.BodyHash = o.body.sum()
	for x := range of.Parts() {
		if m.Text == "" && strings.HasPrefix(x.MediaType, "text/") && !x.IsAttachment() {
			m.Text = clipText(x.Text)
		}
	}
	for _, a := range o.writers {
		if a.part.IsAttachment() {
			m.Attachments = append(m.Attachments, &Attachment{Name: clipText(a.part.FileName), Type: a.part.MediaType,
				Size: a.part.Size, Hash: hex.EncodeToString(a.hash.Sum(nil))})
		}
	}
	o.parser, o.writers = nil, nil
}

// finish reads the envelopes, which are complete when their connections are.
func (p *mailPart) finish() {
	for _, o := range p.open {
		o.end()
		p.done = append(p.done, o)
	}
	for _, o := range p.done {
		m, e := o.mail, o.envelope
		m.Protocol, m.Command, m.User, m.EnvFrom = e.Protocol, e.Command, e.User, e.From
		m.Number, m.Reply, m.Helo = int64(e.Number), clipText(e.ReplyText), clipText(e.HeloDomain)
		m.Accepted = e.Protocol != "smtp" || e.Outcome == dissect.Succeeded
		for i := range e.To {
			if e.To[i].Outcome == dissect.Succeeded {
				m.EnvTo = append(m.EnvTo, e.To[i].Address)
			}
		}
	}
}

func addresses(list []message.Address) (texts []string) {
	for _, a := range list {
		texts = append(texts, clipText(a.Addr))
	}
	return texts
}

func clipText(s string) string { return text([]byte(s)) }

// bodyHash is the digest of what follows the header of a mail, without empty
// lines at the end and whichever way its lines end: servers change those.
type bodyHash struct {
	hash  hash.Hash
	head  bool // the header is not over
	line  int  // bytes of the current line of the header
	ends  int  // line ends that wait for what follows them
	total int
}

func newBodyHash() *bodyHash { return &bodyHash{hash: sha256.New(), head: true} }

func (h *bodyHash) write(b []byte) {
	for h.head && len(b) > 0 {
		c := b[0]
		b = b[1:]
		switch {
		case c == '\n' && h.line == 0:
			h.head = false
		case c == '\n':
			h.line = 0
		case c != '\r':
			h.line++
		}
	}
	for len(b) > 0 {
		i := bytes.IndexByte(b, '\n')
		if i < 0 {
			h.text(b)
			return
		}
		h.text(b[:i])
		h.ends++
		b = b[i+1:]
	}
}

func (h *bodyHash) text(b []byte) {
	if b = bytes.TrimSuffix(b, []byte("\r")); len(b) == 0 {
		return
	}
	for ; h.ends > 0; h.ends-- {
		h.hash.Write([]byte{'\n'})
	}
	h.hash.Write(b)
	h.total += len(b)
}

func (h *bodyHash) sum() string {
	if h.total == 0 {
		return ""
	}
	return hex.EncodeToString(h.hash.Sum(nil))
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
