package mailview

import (
	"time"

	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/dissect/mail/message"
	"netsniff/reassembly"
)

// Bounds of what is kept of a mail.
const (
	maxAddresses = 100     // of a field; more are counted
	maxParts     = 200     // of the tree
	maxText      = 8 << 10 // bytes of the text's beginning
	maxParsed    = 64 << 10
)

// Mail is a mail that passed, or a part of one. Its texts are fit for a
// terminal, but those of the Envelope are as they were sent.
type Mail struct {
	Number         int // in the capture, from 1
	Dir            dissect.Dir
	First, Last    reassembly.Mark
	Bytes, Missing int64
	Whole          bool // it came to its end
	Envelope       *mail.Envelope

	From, Sender, ReplyTo, To, Cc, Bcc addresses
	Subject, MessageID                 string
	Date                               time.Time // zero if there is none that can be read
	Program                            string    // that wrote it
	By                                 message.Source
	Received                           int // servers on the way
	Notes                              message.Notes
	Parts                              []Part // the tree, line by line
	MoreParts                          int
	Body                               []string // beginning of the text
	BodyCut                            bool     // there is more
	Remarks                            []Remark

	hasFrom, hasDate bool
	told             bool // its exchange was
	matches          bool // the filter, or there is none
}

// Part is a line of the tree of parts.
type Part struct {
	Depth       int
	Number      string
	Kind        message.Kind
	MediaType   string
	Charset     string // as labelled
	Decoded     string // the one that the text was read in
	Encoding    message.Encoding
	Disposition message.Disposition
	FileName    string
	Subject     string // of an attached message
	Attachment  bool
	Size, Lost  int64
	Notes       message.Notes
}

// Complete reports whether all of the mail was captured.
func (m *Mail) Complete() bool { return m.Whole && m.Missing == 0 }

// Attachments returns the names of the attachments; one without a name has its
// type.
func (m *Mail) Attachments() (names []string) {
	for i := range m.Parts {
		p := &m.Parts[i]
		switch {
		case !p.Attachment:
		case p.FileName != "":
			names = append(names, p.FileName)
		default:
			names = append(names, p.MediaType)
		}
	}
	return names
}

// incoming is a mail that is passing.
type incoming struct {
	mail   *Mail
	parser *message.Parser
	body   int    // lines of text that are wanted
	from   uint32 // the first frame that counts for it
}

func newIncoming(e *mail.Envelope, p *dissect.Piece, body int) *incoming {
	return &incoming{
		mail:   &Mail{Dir: p.Dir, First: p.Mark, Envelope: e},
		parser: message.NewParser(message.Limits{Text: maxParsed}, nil),
		body:   min(body, MaxBody),
	}
}

// take takes the next piece.
func (x *incoming) take(p *dissect.Piece) {
	m := x.mail
	// Late segments come behind those that follow them.
	if p.Mark.Frame < m.First.Frame {
		m.First = p.Mark
	}
	m.Last = later(m.Last, p.Mark)
	if p.Missing > 0 {
		m.Missing += p.Missing
		x.parser.Gap(p.Missing)
	} else if len(p.Bytes) > 0 {
		m.Bytes += int64(len(p.Bytes))
		_, _ = x.parser.Write(p.Bytes) // errors are those of writers, and there are none
	}
	if p.Last {
		m.Whole = p.Whole
	}
}

// end returns what is kept of the mail.
func (x *incoming) end() *Mail {
	m := x.mail
	of, _ := x.parser.Close() // errors as above
	m.From, m.Sender, m.ReplyTo = list(of.From), list(of.Sender), list(of.ReplyTo)
	m.To, m.Cc, m.Bcc = list(of.To), list(of.Cc), list(of.Bcc)
	m.Subject, m.MessageID, m.Date = clipped(of.Subject), clipped(of.MessageID), of.Date
	m.Program, m.By, m.Received = clipped(of.Client.Name), of.Client.By, of.Received
	m.hasFrom, m.hasDate = of.Get("From") != "", of.Get("Date") != ""
	m.Notes = of.Notes &^ message.TextCut
	m.tree(of.Body, 0)
	m.read(of, x.body)
	return m
}

// tree adds the lines of a part and of what lies in it.
func (m *Mail) tree(p *message.Part, depth int) {
	if len(m.Parts) >= maxParts {
		m.MoreParts++
	} else {
		line := Part{
			Depth: depth, Number: p.Number, Kind: p.Kind, MediaType: clipped(p.MediaType),
			Charset: clipped(p.Charset), Decoded: p.Decoded, Encoding: p.Encoding,
			Disposition: p.Disposition, FileName: clipped(p.FileName), Attachment: p.IsAttachment(), Size: p.Size,
			Lost: p.Lost, Notes: p.Notes &^ message.TextCut,
		}
		if p.Message != nil {
			line.Subject = clipped(p.Message.Subject)
		}
		m.Parts = append(m.Parts, line)
	}
	for _, c := range p.Parts {
		m.tree(c, depth+1)
	}
	if p.Message != nil {
		m.tree(p.Message.Body, depth+1)
	}
}

// cost estimates the bytes that the mail takes.
func (m *Mail) cost() int {
	n := mailCost + len(m.Subject) + len(m.MessageID) + len(m.Program) + 128*len(m.Parts)
	for _, l := range [...]addresses{m.From, m.Sender, m.ReplyTo, m.To, m.Cc, m.Bcc} {
		for _, a := range l.List {
			n += 32 + len(a.Name) + len(a.Addr)
		}
	}
	for _, l := range m.Body {
		n += 16 + len(l)
	}
	for i := range m.Parts {
		n += len(m.Parts[i].FileName) + len(m.Parts[i].MediaType)
	}
	for i := range m.Envelope.To {
		n += 32 + len(m.Envelope.To[i].Address)
	}
	return n
}

// addresses are those of a field.
type addresses struct {
	List []message.Address
	More int
}

func list(of []message.Address) (l addresses) {
	n := min(len(of), maxAddresses)
	l.More = len(of) - n
	for _, a := range of[:n] {
		l.List = append(l.List, message.Address{Name: clipped(a.Name), Addr: clipped(a.Addr)})
	}
	return l
}

// clipped returns the beginning of a text, fit for a terminal.
func clipped(s string) string { return line([]byte(s)) }
