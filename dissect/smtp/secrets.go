package smtp

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/sasl"
	"netsniff/dissect/secrets"
	"netsniff/dissect/text"
)

// grammar knows the secrets of SMTP: what AUTH carries, but for LOGIN's user
// (RFC 4954).
type grammar struct {
	known  bool
	unsure bool // the beginning or other bytes were not seen: it may be in a mail, or in AUTH

	auth   sasl.Attempt
	asked  bool // the client's last command was AUTH
	data   bool // it was DATA
	inMail bool // after DATA
	fresh  bool // nothing of the mail was seen
	odd    bool // the client's last line was no command
}

func newGrammar(whole bool) secrets.Grammar { return &grammar{unsure: !whole} }

// Known implements secrets.Grammar.
func (g *grammar) Known() (tunnels bool) {
	g.known = true
	return false
}

// verbAt returns the command in line and where its argument begins.
func (g *grammar) verbAt(line []byte) (v Verb, arg int) {
	i := secrets.SkipBlanks(line, 0)
	end := secrets.SkipWord(line, i)
	if text.HasPrefixFold(line[i:], "AUTH=") {
		return AUTH, i + len("AUTH=")
	}
	v = verbOf(line[i:end])
	if g.unsure && v.authenticates() {
		if mechanism, _ := sasl.Split(line, end); !sasl.IsMechanism(mechanism) {
			v = Unknown
		}
	}
	return v, end
}

// authenticates reports whether the command is AUTH.
func (v Verb) authenticates() bool { return v == AUTH || v == XEXPS }

// Secrets implements secrets.Grammar.
func (g *grammar) Secrets(d dissect.Dir, line []byte, _ secrets.Place, tell *[]secrets.Span) {
	if d == dissect.ToClient || g.inMail && !g.unsure {
		return
	}
	switch v, arg := g.verbAt(line); {
	case g.responds(v):
		g.auth.Response(line, tell)
	case v.authenticates():
		sasl.Initial(line, arg, tell)
	}
}

// responds reports whether a line of the client, which may be the command v,
// is a response.
func (g *grammar) responds(v Verb) bool { return g.auth.Open && (g.auth.Challenged || v == Unknown) }

// Read implements secrets.Grammar.
func (g *grammar) Read(d dissect.Dir, line []byte, _ secrets.Place) (x secrets.Effect) {
	if d == dissect.ToClient {
		return g.reply(line)
	}
	if g.inMail {
		g.fresh, g.data = false, false
		if len(line) == 1 && line[0] == '.' {
			g.inMail = false
		}
		if !g.unsure {
			return x
		}
	}
	v, arg := g.verbAt(line)
	if g.responds(v) {
		g.auth.Responded()
		return x
	}
	g.auth.Open, g.asked, g.data, g.odd = false, v.authenticates(), v == DATA, v == Unknown
	switch arg = secrets.SkipBlanks(line, arg); {
	case v.authenticates() && arg < len(line):
		g.auth = sasl.Begun(line, arg)
	case v == DATA && arg == len(line) && g.known && !g.unsure:
		g.inMail, g.fresh = true, true
	case v == BDAT && !g.unsure:
		x.Raw, _ = text.Number(line[arg:secrets.SkipWord(line, arg)])
	}
	return x
}

// reply reads a line of the server.
func (g *grammar) reply(line []byte) (x secrets.Effect) {
	switch code, last := replyOf(line); {
	case code == 334:
		x.Blames, x.Blamed = !g.auth.Open && g.unsure && g.odd, dissect.ToServer
		if !g.auth.Open && !g.asked {
			g.auth = sasl.Resumed()
		}
		g.auth.Challenge(line[3:])
	case code == 354:
		g.inMail, g.fresh, g.unsure = true, true, g.unsure && !g.data
		g.auth.Open = false
	case code != 0 && last:
		if !g.auth.Open && g.unsure && g.odd && (code == 235 || code == 535) {
			x.Blames, x.Blamed = true, dissect.ToServer
		}
		if code >= 400 && g.fresh {
			g.inMail = false
		}
		g.auth.Open = g.auth.Open && code >= 400
		g.auth.Refused()
	case !g.known && (bytes.HasPrefix(line, []byte("+OK")) || bytes.HasPrefix(line, []byte("-ERR"))):
		g.auth.Open = false // it is POP3
	}
	return x
}

// replyOf returns the code of a reply, 0 if it is none, and whether this is
// its last line.
func replyOf(line []byte) (code uint16, last bool) {
	if len(line) > 3 && line[3] != ' ' && line[3] != '-' {
		return 0, false
	}
	return codeOf(line), len(line) == 3 || len(line) > 3 && line[3] == ' '
}

// Matters implements secrets.Grammar.
func (g *grammar) Matters(d dissect.Dir, begun []byte) bool {
	if d == dissect.ToClient || g.inMail && !g.unsure {
		return false
	}
	v, _ := g.verbAt(begun)
	return v.authenticates() || v == DATA || v == BDAT || g.auth.Open
}

// Begins implements secrets.Grammar.
func (g *grammar) Begins(_ dissect.Dir, b []byte) bool {
	v, _ := splitCommand(lines.TrimLineEnd(b))
	return v != Unknown
}

// Lose implements secrets.Grammar.
func (g *grammar) Lose(d dissect.Dir, _ bool) bool {
	g.unsure = true
	g.auth.Gap()
	return d == dissect.ToServer && g.auth.Open
}
