package mailview

import (
	"bytes"
	"encoding/base64"
	"unicode/utf8"

	"netsniff/dissect"
	"netsniff/dissect/imap"
	"netsniff/dissect/mail"
	"netsniff/dissect/pop3"
	"netsniff/dissect/smtp"
	"netsniff/dissect/text"
	"netsniff/reassembly"
	"netsniff/report/table"
)

// Turn is an exchange: what the client said and what the server answered. Its
// texts are fit for a terminal.
type Turn struct {
	Ordinal        uint32
	Request, Reply dissect.Side
	Tag            string // IMAP's
	Method         string
	Subject        string
	Status         string
	Lines          []string // texts of the reply, the first ones
	LineCount      int      // how many there were
	Challenge      string   // that the reply asks for a response with, decoded
	Outcome        dissect.Outcome
	Notes          dissect.Notes
	Phase          mail.Phase
	Round          int // of AUTH
	Login          *dissect.Login
	Says           says
	Content        int64    // bytes of mails
	Missing        int64    // of them that were not captured
	Mails          []*Mail  // that it carried
	Data           []string // of IMAP: untagged responses, the first ones
	Untagged       int      // how many there were
	Continued      []string // continuation requests, the first ones

	imap bool
}

// says is what a line of AUTH holds.
type says uint8

const (
	saysNothing says = iota
	saysUser
	saysSecret
	saysBoth
)

func newTurn(x *dissect.Exchange, step *mail.Step) Turn {
	t := Turn{
		Ordinal: x.Ordinal, Request: x.Request, Reply: x.Reply, Method: table.Clean(x.Method),
		Subject: table.Clean(x.Subject), Status: table.Clean(x.Status),
		Outcome: x.Outcome, Notes: x.Notes, Phase: step.Phase, Content: step.Content, Missing: step.Missing,
	}
	if l := x.Login; l != nil {
		t.Login = &dissect.Login{Mechanism: table.Clean(l.Mechanism), User: table.Clean(l.User),
			Secret: table.Clean(l.Secret), Hashed: l.Hashed}
	}
	switch d := x.Detail.(type) {
	case *smtp.Exchange:
		t.Lines, t.LineCount, t.Round = lines(d.Lines), d.LineCount, d.Round
		if d.Code == 334 && len(d.Lines) > 0 {
			t.Challenge = challenge(d.Lines[0])
		}
	case *pop3.Exchange:
		t.Lines, t.LineCount, t.Round = append([]string{line(d.Text)}, lines(d.Lines)...), d.LineCount+1, d.Round
		if t.Status == "+" {
			t.Challenge = challenge(d.Text)
		}
	case *imap.Exchange:
		t.imap, t.Tag, t.Untagged = true, table.Clean(d.Tag), d.Untagged
		for _, l := range lines(d.Continued) {
			t.Continued = append(t.Continued, joined("+", l, decoded(l)))
		}
		t.Data = lines(d.Data)
		for i := range t.Data {
			t.Data[i] = "* " + t.Data[i]
		}
		t.Lines, t.LineCount = []string{line(d.Text)}, 1
	}
	return t
}

// begin returns the segment that the turn begins in.
func (t *Turn) begin() reassembly.Mark {
	if t.Request.Seen() {
		return t.Request.First
	}
	return t.Reply.First
}

// cost estimates the bytes that the turn takes.
func (t *Turn) cost() int {
	n := turnCost + len(t.Subject) + len(t.Challenge)
	for _, list := range [...][]string{t.Data, t.Continued} {
		for _, l := range list {
			n += 16 + len(l)
		}
	}
	for _, l := range t.Lines {
		n += 16 + len(l)
	}
	if t.Login != nil {
		n += 64 + len(t.Login.User) + len(t.Login.Secret)
	}
	return n
}

// lines returns the first lines of a reply.
func lines(of [][]byte) (kept []string) {
	for _, l := range of[:min(len(of), maxReply)] {
		kept = append(kept, line(l))
	}
	return kept
}

// line returns a line that may be kept and shown.
func line(b []byte) string {
	cut := len(b) > maxLine
	s := table.Clean(string(b[:min(len(b), maxLine)]))
	if cut {
		s += "…"
	}
	return s
}

// decoded returns "= text" of what asks for a response, "" of any other line.
func decoded(line string) string {
	if asked := challenge([]byte(line)); asked != "" {
		return "= " + asked
	}
	return ""
}

// challenge decodes what AUTH's reply asks for, "" if it is nothing that can be
// read.
func challenge(b []byte) string {
	b = bytes.TrimSpace(b)
	decoded, err := base64.StdEncoding.DecodeString(string(b[:min(len(b), maxLine)]))
	if err != nil || len(decoded) == 0 || !utf8.Valid(decoded) || bytes.ContainsFunc(decoded, text.Invisible) {
		return ""
	}
	return string(decoded)
}
