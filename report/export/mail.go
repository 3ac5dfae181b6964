package export

import (
	"io"
	"os"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/dissect/mail/message"
	"netsniff/report/stats"
)

// incoming is a mail that is passing.
type incoming struct {
	passage
	c        *collector
	base     string
	envelope *mail.Envelope
	eml      *spool
	parser   *message.Parser
	namer    message.Namer
	writing  map[*message.Part]*attached
	parts    []*attached
	made     bool // the directory for them
}

// attached is an attachment of a mail.
type attached struct {
	of   *message.Part
	name string // of the file, within the directory
	file *spool
	size int64
	sum  string
}

func (c *collector) beginMail(p *dissect.Piece) content {
	e, ok := p.About.(*mail.Envelope)
	if !ok {
		return nil
	}
	name := c.unique(base(e.Protocol, p.Mark))
	x := &incoming{passage: newPassage(name+".eml", p), c: c, base: name, envelope: e, writing: map[*message.Part]*attached{}}
	x.eml = c.spools.create(c.path(x.name))
	x.parser = message.NewParser(message.Limits{}, x)
	return x
}

// unique returns a base that no other content of the export has: of several
// that begin in one frame, all but the first get a number.
func (c *collector) unique(base string) string { return c.names.Name(base) }

func (x *incoming) write(p *dissect.Piece) error {
	x.note(p)
	if p.Missing > 0 {
		x.parser.Gap(p.Missing)
		_, err := io.WriteString(x.eml, gapMark(p.Missing))
		return err
	}
	// The parser's error is that of an attachment's file, which end reports.
	_, _ = x.parser.Write(p.Bytes)
	_, err := x.eml.Write(p.Bytes)
	return err
}

// Begin implements message.Contents: attachments are written beside the mail.
func (x *incoming) Begin(part *message.Part) io.Writer {
	if !part.IsAttachment() || len(x.parts) >= message.DefaultParts {
		return nil
	}
	name := x.namer.Name(part.SafeName())
	a := &attached{of: part, name: x.base + "/" + name}
	if len(x.parts) == 0 {
		x.makeDir()
	}
	path := ""
	if x.made {
		path = x.c.path(x.base, name)
	}
	a.file = x.c.spools.create(path)
	x.writing[part] = a
	x.parts = append(x.parts, a)
	return a.file
}

// makeDir makes the directory of the attachments. It must be new: what is
// there may be a link to anywhere.
func (x *incoming) makeDir() {
	if x.c.Dir == "" {
		return
	}
	err := os.Mkdir(x.c.path(x.base), 0o777)
	x.made = err == nil
	x.c.fail(err)
}

// End implements message.Contents. Files are closed when the mail ends: it may
// turn out not to be wanted.
func (x *incoming) End(*message.Part) {}

func (x *incoming) end(p *dissect.Piece, keep bool) (item, error) {
	m, err := x.parser.Close()
	for _, a := range x.parts {
		size, sum, failed := a.file.close(keep)
		a.size, a.sum, a.file = size, sum, nil
		if err == nil {
			err = failed
		}
	}
	if x.made && !keep {
		_ = os.Remove(x.c.path(x.base)) // empty now; if it is not, somebody else uses it
	}
	size, sum, failed := x.eml.close(keep)
	if err == nil {
		err = failed
	}
	if !keep {
		return nil, err
	}
	x.size, x.sum = size, sum
	return &mailed{passage: x.passage, envelope: x.envelope, message: m, parts: x.parts}, err
}

// mailed is a mail in the index.
type mailed struct {
	passage
	envelope *mail.Envelope
	message  *message.Message
	parts    []*attached
}

var mailColumns = append([]stats.Column{
	{Name: "file", Label: stats.Phrase{EN: "File", ZH: "文件"}},
	{Name: "protocol", Label: stats.Phrase{EN: "Protocol", ZH: "协议"}},
	{Name: "command", Label: stats.Phrase{EN: "Command", ZH: "命令"}},
	{Name: "user", Label: stats.Phrase{EN: "User", ZH: "用户"}},
	{Name: "mailbox", Label: stats.Phrase{EN: "Mailbox", ZH: "邮箱"}},
	{Name: "uid", Label: stats.Phrase{EN: "UID", ZH: "UID"}},
	{Name: "envelope_from", Label: stats.Phrase{EN: "Envelope from", ZH: "信封发件人"}},
	{Name: "envelope_to", Label: stats.Phrase{EN: "Envelope to", ZH: "信封收件人"}, Type: stats.List},
	{Name: "refused", Label: stats.Phrase{EN: "Refused", ZH: "被拒收件人"}, Type: stats.List},
	{Name: "from", Label: stats.Phrase{EN: "From", ZH: "发件人"}},
	{Name: "to", Label: stats.Phrase{EN: "To", ZH: "收件人"}, Type: stats.List},
	{Name: "subject", Label: stats.Phrase{EN: "Subject", ZH: "主题"}},
	{Name: "date", Label: stats.Phrase{EN: "Date", ZH: "日期"}},
	{Name: "message_id", Label: stats.Phrase{EN: "Message-ID", ZH: "Message-ID"}},
	{Name: "program", Label: stats.Phrase{EN: "Program", ZH: "客户端程序"}},
	{Name: "attachments", Label: stats.Phrase{EN: "Attachments", ZH: "附件"}, Type: stats.List},
	{Name: "notes", Label: stats.Phrase{EN: "Notes", ZH: "备注"}, Type: stats.List},
}, passageColumns...)

func (x *mailed) row() []stats.Value {
	e, m := x.envelope, x.message
	var to, refused, names []string
	for i := range e.To {
		r := &e.To[i]
		if r.Outcome == dissect.Refused || r.Outcome == dissect.Failed {
			refused = append(refused, r.Address)
		} else {
			to = append(to, r.Address)
		}
	}
	for _, a := range x.parts {
		names = append(names, strings.TrimPrefix(a.name, strings.TrimSuffix(x.name, ".eml")+"/"))
	}
	date := ""
	if !m.Date.IsZero() {
		date = m.Date.Format("2006-01-02T15:04:05-07:00")
	}
	from := stats.None()
	if e.HasFrom {
		from = stats.String("<" + e.From + ">")
	}
	row := []stats.Value{stats.String(x.name), stats.String(e.Protocol), stats.Some(e.Command), stats.Some(e.User), stats.Some(e.Mailbox), stats.Some(e.UID), from, stats.Strings(to), stats.Strings(refused),
		stats.Some(addresses(m.From)), stats.Strings(list(m.To)), stats.Some(m.Subject), stats.Some(date), stats.Some(m.MessageID), stats.Some(m.Client.Name), stats.Strings(names), stats.Strings(x.notes())}
	return x.appendValues(row)
}

// notes are those of the message, and of how it ended.
func (x *mailed) notes() []string {
	list := x.message.Notes.List()
	if x.envelope.BareEnd {
		list = append(list, "final dot between bare LFs")
	}
	return list
}

func addresses(l []message.Address) string { return strings.Join(list(l), ", ") }

func list(l []message.Address) (texts []string) {
	for _, a := range l {
		texts = append(texts, a.String())
	}
	return texts
}

var attachmentColumns = []stats.Column{
	{Name: "file", Label: stats.Phrase{EN: "File", ZH: "文件"}},
	{Name: "mail", Label: stats.Phrase{EN: "Mail", ZH: "邮件"}},
	{Name: "part", Label: stats.Phrase{EN: "Part", ZH: "部分"}},
	{Name: "media_type", Label: stats.Phrase{EN: "Type", ZH: "类型"}},
	{Name: "name", Label: stats.Phrase{EN: "Name", ZH: "名称"}},
	{Name: "bytes", Label: stats.Phrase{EN: "Bytes", ZH: "字节"}, Type: stats.Bytes},
	{Name: "complete", Label: stats.Phrase{EN: "Complete", ZH: "完整"}},
	{Name: "notes", Label: stats.Phrase{EN: "Notes", ZH: "备注"}, Type: stats.List},
	{Name: "sha256", Label: stats.Phrase{EN: "SHA-256", ZH: "SHA-256"}},
}

// partRows are the rows of the mail's attachments.
func (x *mailed) partRows() (rows [][]stats.Value) {
	for _, a := range x.parts {
		complete := "yes"
		if a.of.Lost > 0 || a.of.Notes&(message.Truncated|message.Missing) != 0 {
			complete = "no"
		}
		rows = append(rows, []stats.Value{stats.String(a.name), stats.String(x.name), stats.String(a.of.Number), stats.String(a.of.MediaType), stats.Some(a.of.FileName),
			stats.Int(a.size), stats.String(complete), stats.Strings(a.of.Notes.List()), stats.String(a.sum)})
	}
	return rows
}
