package export

import (
	"io"
	"os"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/dissect/mail/message"
	"netsniff/report/table"
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
	name := c.unique(c.base(e.Protocol, p.Mark))
	x := &incoming{passage: newPassage(name+".eml", p), c: c, base: name, envelope: e,
		writing: map[*message.Part]*attached{}}
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
	if path == "" && x.c.Dir != "" {
		a.file.fail()
	}
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
	x.size, x.sum, x.part, x.whole = size, sum, x.envelope.Partial, x.whole && sum != ""
	return &mailed{passage: x.passage, envelope: x.envelope, message: m, parts: x.parts}, err
}

// mailed is a mail in the index.
type mailed struct {
	passage
	envelope *mail.Envelope
	message  *message.Message
	parts    []*attached
}

var mailColumns = append([]table.Column{
	{Name: "file", Label: table.Say("File", "文件"), Importance: table.Key, Ends: true},
	{Name: "protocol", Label: table.Say("Protocol", "协议"), Importance: table.Minor},
	{Name: "command", Label: table.Say("Command", "命令"), Importance: table.Minor},
	{Name: "user", Label: table.Say("User", "用户"), Importance: table.Minor},
	{Name: "mailbox", Label: table.Say("Mailbox", "邮箱"), Importance: table.Minor},
	{Name: "uid", Label: table.Say("UID", "UID"), Importance: table.Minor},
	{Name: "envelope_from", Label: table.Say("Envelope from", "信封发件人"), Importance: table.Minor},
	{Name: "envelope_to", Label: table.Say("Envelope to", "信封收件人"), Type: table.List, Importance: table.Minor},
	{Name: "refused", Label: table.Say("Refused", "被拒收件人"), Type: table.List, Importance: table.Minor},
	{Name: "from", Label: table.Say("From", "发件人")},
	{Name: "to", Label: table.Say("To", "收件人"), Type: table.List},
	{Name: "subject", Label: table.Say("Subject", "主题")},
	{Name: "date", Label: table.Say("Date", "日期"), Importance: table.Minor},
	{Name: "message_id", Label: table.Say("Message-ID", "Message-ID"), Importance: table.Extra},
	{Name: "program", Label: table.Say("Program", "客户端程序"), Importance: table.Extra},
	{Name: "attachments", Label: table.Say("Attachments", "附件"), Type: table.List, Importance: table.Minor},
	{Name: "notes", Label: table.Say("Notes", "备注"), Type: table.List, Importance: table.Minor},
}, passageColumns...)

func (x *mailed) row() []table.Value {
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
	from := table.None()
	if e.HasFrom {
		from = table.String("<" + e.From + ">")
	}
	row := []table.Value{table.String(x.name), table.String(e.Protocol), table.Some(e.Command), table.Some(e.User),
		table.Some(e.Mailbox), table.Some(e.UID), from, table.Strings(to), table.Strings(refused),
		table.Some(addresses(m.From)), table.Strings(list(m.To)), table.Some(m.Subject), table.Some(date),
		table.Some(m.MessageID), table.Some(m.Client.Name), table.Strings(names), table.Strings(x.notes())}
	return x.appendValues(row)
}

// notes are those of the message, and of how it ended.
func (x *mailed) notes() []string {
	list := x.message.Notes.List()
	if x.envelope.BareEnd {
		list = append(list, "final dot between bare LFs")
	}
	if n := x.envelope.MoreTo; n > 0 {
		list = append(list, table.Grouped(uint64(n))+" more recipients")
	}
	if x.part {
		list = append(list, "only a part was asked for")
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

var attachmentColumns = []table.Column{
	{Name: "file", Label: table.Say("File", "文件"), Importance: table.Key, Ends: true},
	{Name: "mail", Label: table.Say("Mail", "邮件"), Importance: table.Minor},
	{Name: "part", Label: table.Say("Part", "部分"), Importance: table.Minor},
	{Name: "media_type", Label: table.Say("Type", "类型")},
	{Name: "name", Label: table.Say("Name", "名称")},
	{Name: "bytes", Label: table.Say("Bytes", "字节"), Type: table.Bytes},
	{Name: "complete", Label: table.Say("Complete", "完整")},
	{Name: "notes", Label: table.Say("Notes", "备注"), Type: table.List},
	{Name: "sha256", Label: table.Say("SHA-256", "SHA-256"), Importance: table.Extra},
}

// partRows are the rows of the mail's attachments.
func (x *mailed) partRows() (rows [][]table.Value) {
	for _, a := range x.parts {
		whole := a.sum != "" && a.of.Lost == 0 && a.of.Notes&(message.Truncated|message.Missing) == 0
		rows = append(rows, []table.Value{table.String(a.name), table.String(x.name), table.String(a.of.Number),
			table.String(a.of.MediaType), table.Some(a.of.FileName),
			table.Int(a.size), table.YesNo(whole), table.Strings(a.of.Notes.List()), table.String(a.sum)})
	}
	return rows
}
