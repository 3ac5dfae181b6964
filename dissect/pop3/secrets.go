package pop3

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/sasl"
	"netsniff/dissect/secrets"
)

// grammar knows the secrets of POP3: PASS, APOP's digest and what AUTH
// carries, but for LOGIN's user (RFC 1939, RFC 5034). PASS is that of FTP too.
type grammar struct {
	known  bool
	unsure bool // the beginning or other bytes were not seen

	auth  sasl.Attempt
	asked bool // the client's last command was AUTH
	other bool // another protocol speaks, which carries mails: SMTP
}

func newGrammar(whole bool) secrets.Grammar { return &grammar{unsure: !whole} }

// Known implements secrets.Grammar.
func (g *grammar) Known() (tunnels bool) {
	g.known, g.other = true, false
	return false
}

// verbAt returns the command in line and where its argument begins.
func (g *grammar) verbAt(line []byte) (v Verb, arg int) {
	i := secrets.SkipBlanks(line, 0)
	end := secrets.SkipWord(line, i)
	v = verbOf(line[i:end])
	if g.unsure && v == AUTH {
		if mechanism, _ := sasl.Split(line, end); !sasl.IsMechanism(mechanism) {
			v = Unknown
		}
	}
	return v, end
}

// Secrets implements secrets.Grammar.
func (g *grammar) Secrets(d dissect.Dir, line []byte, at secrets.Place, tell *[]secrets.Span) {
	if d == dissect.ToClient || g.other {
		return
	}
	switch v, arg := g.verbAt(line); {
	case g.responds(v):
		g.auth.Response(line, tell)
	case v == PASS:
		if arg < len(line) {
			secrets.Tell(tell, arg+1, len(line)) // blanks belong to a password
		}
	case v == APOP:
		secrets.Rest(tell, line, secrets.SkipWord(line, secrets.SkipBlanks(line, arg)))
	case v == AUTH:
		sasl.Initial(line, arg, tell)
	case v == Unknown && g.known && g.unsure && (at.Whole || at.Torn):
		secrets.Rest(tell, line, 0)
	}
}

// responds reports whether a line of the client, which may be the command v,
// is a response.
func (g *grammar) responds(v Verb) bool { return g.auth.Open && (g.auth.Challenged || v == Unknown) }

// Read implements secrets.Grammar.
func (g *grammar) Read(d dissect.Dir, line []byte, _ secrets.Place) (x secrets.Effect) {
	if d == dissect.ToClient {
		g.reply(line)
		return x
	}
	v, arg := g.verbAt(line)
	if g.responds(v) {
		g.auth.Responded()
		return x
	}
	g.auth.Open, g.asked = false, v == AUTH
	if arg = secrets.SkipBlanks(line, arg); v == AUTH && arg < len(line) {
		g.auth = sasl.Begun(line, arg)
	}
	return x
}

// reply reads a line of the server.
func (g *grammar) reply(line []byte) {
	switch {
	case bytes.HasPrefix(line, []byte("+OK")):
		g.auth.Open = false
	case bytes.HasPrefix(line, []byte("-ERR")):
		g.auth.Refused()
	case len(line) > 0 && line[0] == '+' && (len(line) == 1 || line[1] == ' '):
		switch {
		case g.auth.Open || g.asked:
			g.auth.Challenge(line[1:])
		case g.unsure && g.known:
			g.auth = sasl.Resumed()
		}
	case !g.known && len(line) >= 3 && isNumber(line[:3]) && !bytes.HasPrefix(line, []byte("334")):
		g.auth.Open = false // it is SMTP or FTP
		g.other = g.other || bytes.HasPrefix(line, []byte("354"))
	}
}

// Matters implements secrets.Grammar.
func (g *grammar) Matters(d dissect.Dir, begun []byte) bool {
	if d == dissect.ToClient {
		return false
	}
	v, _ := g.verbAt(begun)
	return v == PASS || v == APOP || v == AUTH || g.auth.Open || g.known && g.unsure
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
