package imap

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/sasl"
	"netsniff/dissect/secrets"
	"netsniff/dissect/text"
)

// grammar knows the secrets of IMAP: LOGIN's password and what AUTHENTICATE
// carries, but for LOGIN's user (RFC 9051 §6.2).
type grammar struct {
	known  bool
	whole  bool // nothing was lost so far
	unsure bool // it may be in a literal, or in AUTHENTICATE

	auth    sasl.Attempt
	guessed bool   // there may be no attempt: only a lone word is a response
	tag     []byte // of the command
	goes    bool   // the command goes on after a literal
	waits   int64  // the size of a literal for which the server did not ask yet
	spurned bool   // the server refused a literal that is a secret: it may be sent as a line
	stage   stage
}

func newGrammar(whole bool) secrets.Grammar { return &grammar{whole: whole, unsure: true} }

// Known implements secrets.Grammar.
func (g *grammar) Known() (tunnels bool) {
	g.known, g.unsure = true, g.unsure && !g.whole
	return false
}

// stage is how far LOGIN is.
type stage uint8

const (
	noLogin stage = iota
	wantsUser
	wantsPassword
	wantsNothing
)

// commandAt splits a line into tag, word and where its arguments begin.
func commandAt(line []byte) (tag, word []byte, arg int) {
	end := secrets.SkipWord(line, 0)
	i := secrets.SkipBlanks(line, end)
	stop := secrets.SkipWord(line, i)
	return line[:end], line[i:stop], secrets.SkipBlanks(line, stop)
}

// verbAt returns the command in line, which has the given second word, and
// where its arguments begin: behind the first word for AUTHENTICATE without a
// tag, as ManageSieve has it (RFC 5804 §2.1).
func verbAt(line, word []byte, arg int) (Verb, int) {
	if first := line[:secrets.SkipWord(line, 0)]; verbOf(first) == AUTHENTICATE {
		return AUTHENTICATE, len(first)
	}
	return verbOf(word), arg
}

func isCommand(word []byte) bool { return verbOf(word) != Unknown }

// Secrets implements secrets.Grammar.
func (g *grammar) Secrets(d dissect.Dir, line []byte, at secrets.Place, tell *[]secrets.Span) {
	if d == dissect.ToClient {
		return
	}
	_, word, arg := commandAt(line)
	switch {
	case g.unasked(word):
		if g.hidesLiteral() {
			secrets.Rest(tell, line, 0)
		}
	case g.spurned && !isCommand(word):
		secrets.Rest(tell, line, 0)
	case g.goes && g.waits == 0:
		g.login(line, 0, g.stage, at.Whole, tell)
	case g.responds(line, word):
		g.auth.Response(line, tell)
	default:
		switch v, arg := verbAt(line, word, arg); {
		case v == LOGIN:
			g.login(line, arg, wantsUser, at.Whole, tell)
		case v == AUTHENTICATE:
			sasl.Initial(line, arg, tell)
		default:
			if g.known && g.unsure && at.Torn && isBase64(line) {
				secrets.Rest(tell, line, 0)
			}
		}
	}
}

// responds reports whether a line of the client, with this second word, is a
// response: it is one word, a command has two.
func (g *grammar) responds(line, word []byte) bool {
	return g.auth.Open && !isCommand(word) && (!g.guessed || len(word) == 0 && !text.EqualFold(line, MethodDone))
}

// isBase64 reports whether a line may be a response.
func isBase64(line []byte) bool {
	for _, c := range line {
		if c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=' {
			continue
		}
		return false
	}
	return true
}

// unasked reports whether a line that begins a literal comes before the server
// asked for it: if that was lost. Or the server refused, and it is a command.
func (g *grammar) unasked(word []byte) bool { return g.goes && g.waits > 0 && !isCommand(word) }

// login reads arguments of LOGIN from i on and returns what it wants then:
// after an announced literal that which the literal is followed by.
func (g *grammar) login(line []byte, i int, s stage, whole bool, tell *[]secrets.Span) stage {
	i = secrets.SkipBlanks(line, i)
	if s == wantsUser && i < len(line) {
		if isLiteral(line[i:]) {
			return wantsPassword
		}
		end, closed := astringAt(line, i)
		if !closed {
			if whole {
				secrets.Rest(tell, line, i) // both are in it
			}
			return wantsNothing
		}
		i, s = secrets.SkipBlanks(line, end), wantsPassword
	}
	if s != wantsPassword || i >= len(line) {
		return s
	}
	if isLiteral(line[i:]) || !whole && isAnnouncement(line[i:]) {
		return wantsNothing
	}
	end, closed := astringAt(line, i)
	switch {
	case line[i] != '"':
		secrets.Rest(tell, line, i)
	case !closed:
		secrets.Rest(tell, line, i+1)
	default:
		secrets.Tell(tell, i+1, end-1)
		secrets.Rest(tell, line, end)
	}
	return wantsNothing
}

// astringAt returns where the atom or the quoted string at i ends, and whether
// it does.
func astringAt(line []byte, i int) (end int, closed bool) {
	if line[i] != '"' {
		return secrets.SkipWord(line, i), true
	}
	for i++; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '"':
			return i + 1, true
		}
	}
	return len(line), false
}

// isLiteral reports whether all of b announces a literal.
func isLiteral(b []byte) bool {
	l, ok := literalAt(b)
	return ok && l.At == 0
}

// isAnnouncement reports whether b may become the announcement of a literal.
func isAnnouncement(b []byte) bool {
	return len(b) > 0 && b[0] == '{' && len(bytes.Trim(b[1:], "0123456789+-}")) == 0
}

// Read implements secrets.Grammar.
func (g *grammar) Read(d dissect.Dir, line []byte, _ secrets.Place) secrets.Effect {
	if d == dissect.ToClient {
		return g.reply(line)
	}
	tag, word, arg := commandAt(line)
	switch {
	case g.unasked(word):
		g.goes, g.waits, g.unsure = false, 0, true
		return g.stray(line)
	case g.spurned && !isCommand(word):
		return g.stray(line)
	case g.goes && g.waits == 0:
		g.stage = g.login(line, 0, g.stage, true, new([]secrets.Span))
	case g.responds(line, word):
		g.auth.Responded()
		return secrets.Effect{}
	case g.unsure && !isCommand(word) && verbOf(tag) != AUTHENTICATE:
		return g.stray(line)
	default:
		v, arg := verbAt(line, word, arg)
		g.begin(line, tag, v, arg)
	}
	l, ok := literalAt(line)
	if g.goes, g.waits = ok, 0; l.Sync {
		g.waits = l.Size
		return secrets.Effect{}
	}
	return secrets.Effect{Raw: l.Size, RawSecret: g.hidesLiteral()}
}

// begin reads the first line of a command, whose arguments begin at arg.
func (g *grammar) begin(line, tag []byte, v Verb, arg int) {
	g.unsure, g.spurned, g.auth.Open = false, false, false
	g.tag, g.stage = append(g.tag[:0], tag[:min(len(tag), maxTag)]...), noLogin
	switch v {
	case LOGIN:
		g.stage = g.login(line, arg, wantsUser, true, new([]secrets.Span))
	case AUTHENTICATE:
		g.auth, g.guessed = sasl.Begun(line, arg), false
	}
}

// hidesLiteral reports whether the announced literal is a secret.
func (g *grammar) hidesLiteral() bool { return g.stage == wantsNothing || g.auth.Open }

// maxStray bounds a literal of an unknown command that may be LOGIN's.
const maxStray = 256

// stray reads a line of a command whose beginning was lost.
func (g *grammar) stray(line []byte) (x secrets.Effect) {
	if l, ok := literalAt(line); ok && l.Size <= maxStray {
		x.Raw, x.RawSecret = l.Size, true
	}
	return x
}

// reply reads a line of the server.
func (g *grammar) reply(line []byte) (x secrets.Effect) {
	tag, word, _ := commandAt(line)
	switch s := statusOf(word); {
	case len(tag) == 0:
	case len(tag) == 1 && tag[0] == '+':
		switch {
		case g.auth.Open && g.waits == 0:
			g.auth.Challenge(line[1:])
		case g.goes && g.waits > 0:
			x.Raw, x.RawSecret = g.waits, g.hidesLiteral()
			g.waits = 0
		case g.unsure:
			g.auth, g.guessed = sasl.Resumed(), true
		}
	case !bytes.Equal(tag[:min(len(tag), maxTag)], g.tag):
		g.auth.Open = g.auth.Open && (!g.auth.Lost || tag[0] == '*')
	case s == NO || s == BAD:
		if g.waits > 0 {
			g.spurned = g.hidesLiteral()
			g.goes, g.waits = false, 0
		}
		g.auth.Refused()
		g.guessed = true
	case s == OK:
		g.auth.Open = false
	}
	return x
}

// Matters implements secrets.Grammar.
func (g *grammar) Matters(d dissect.Dir, begun []byte) bool {
	if d == dissect.ToClient {
		return false
	}
	_, word, _ := commandAt(begun)
	v, _ := verbAt(begun, word, 0)
	return g.goes || g.spurned || g.auth.Open || v != Unknown
}

// Begins implements secrets.Grammar.
func (g *grammar) Begins(_ dissect.Dir, b []byte) bool {
	_, word, _ := commandAt(lines.TrimLineEnd(b))
	return isCommand(word)
}

// Lose implements secrets.Grammar.
func (g *grammar) Lose(d dissect.Dir, late bool) bool {
	g.auth.Gap()
	if d == dissect.ToClient {
		return false
	}
	hides := g.auth.Open || g.goes && g.stage != noLogin
	g.unsure, g.whole = true, false
	if !late {
		g.goes, g.waits = false, 0
	}
	return hides
}
