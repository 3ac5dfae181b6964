package irc

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/secrets"
	"netsniff/dissect/text"
)

// grammar knows the secrets of IRC: what PASS, OPER and AUTHENTICATE say (RFC 2812 §3.1,
// IRCv3 SASL), keys of channels, and what services that know nicknames are told.
type grammar struct {
	known  bool
	spoken bool // the client said something that only IRC has
}

func newGrammar(bool) secrets.Grammar { return new(grammar) }

// Known implements secrets.Grammar.
func (g *grammar) Known() (tunnels bool) {
	g.known = true
	return false
}

// services are those that nicknames are registered with, by what they are called as
// commands and as users.
var services = [...]string{"NICKSERV", "NS", "NickServ", "CHANSERV", "CS", "Q", "AUTHSERV", "X"}

// Secrets implements secrets.Grammar.
func (g *grammar) Secrets(d dissect.Dir, line []byte, _ secrets.Place, tell *[]secrets.Span) {
	if d == dissect.ToClient {
		return
	}
	at, command := commandOf(line)
	switch {
	case text.EqualFold(command, "PRIVMSG"), text.EqualFold(command, "NOTICE"), text.EqualFold(command, "SQUERY"):
		if to := next(line, at); isService(line[to:secrets.SkipWord(line, to)]) {
			tellIdentification(line, secrets.SkipWord(line, to), tell)
		}
	case isService(command):
		tellIdentification(line, at, tell)
	case !g.known && !g.spoken:
	case text.EqualFold(command, "AUTHENTICATE"):
		if word := next(line, at); !isMechanism(line[word:]) {
			secrets.Rest(tell, line, word)
		}
	case text.EqualFold(command, "PASS"):
		secrets.Rest(tell, line, behindColon(line, next(line, at)))
	case text.EqualFold(command, "OPER"), text.EqualFold(command, "JOIN"):
		secrets.Rest(tell, line, behindColon(line, next(line, secrets.SkipWord(line, next(line, at)))))
	}
}

// commandOf returns the command of a line and where it ends.
func commandOf(line []byte) (end int, command []byte) {
	i := next(line, 0)
	for i < len(line) && (line[i] == ':' || line[i] == '@') { // who says it, tags
		i = next(line, secrets.SkipWord(line, i))
	}
	end = secrets.SkipWord(line, i)
	return end, line[i:end]
}

func next(line []byte, i int) int { return secrets.SkipBlanks(line, i) }

func behindColon(line []byte, i int) int {
	if i < len(line) && line[i] == ':' {
		i++
	}
	return i
}

// isService reports whether a name is that of a service, maybe with its server.
func isService(name []byte) bool {
	name, _, _ = bytes.Cut(name, []byte("@"))
	for _, s := range services {
		if text.EqualFold(name, s) {
			return true
		}
	}
	return false
}

// identifying are words that a secret follows, behind an account or not.
var identifying = [...]string{"IDENTIFY", "ID", "AUTH", "LOGIN", "REGISTER", "GHOST", "RECOVER", "RELEASE", "REGAIN",
	"GROUP", "PASS", "SETPASS"}

// tellIdentification tells the secrets in what a service is told from an index of a line
// on: all that follows the word, but the first of several.
func tellIdentification(line []byte, i int, tell *[]secrets.Span) {
	i = behindColon(line, next(line, i))
	end := secrets.SkipWord(line, i)
	word := line[i:end]
	if text.EqualFold(word, "SET") {
		i = next(line, end)
		end = secrets.SkipWord(line, i)
		if text.EqualFold(line[i:end], "PASSWORD") {
			secrets.Rest(tell, line, end)
		}
		return
	}
	for _, x := range identifying {
		if !text.EqualFold(word, x) {
			continue
		}
		first := next(line, end)
		if second := next(line, secrets.SkipWord(line, first)); second < len(line) && !text.EqualFold(word, "REGISTER") {
			first = second
		}
		secrets.Rest(tell, line, first)
	}
}

// mechanisms are what AUTHENTICATE may name beside what is secret.
var mechanisms = [...]string{"PLAIN", "EXTERNAL", "SCRAM-SHA-256", "SCRAM-SHA-512", "SCRAM-SHA-1",
	"ECDSA-NIST256P-CHALLENGE", "DH-BLOWFISH", "DH-AES", "+", "*"}

func isMechanism(b []byte) bool {
	for _, x := range mechanisms {
		if text.EqualFold(bytes.TrimRight(b, " "), x) {
			return true
		}
	}
	return false
}

// Read implements secrets.Grammar.
func (g *grammar) Read(d dissect.Dir, line []byte, _ secrets.Place) (x secrets.Effect) {
	if d == dissect.ToServer {
		_, command := commandOf(line)
		g.spoken = g.spoken || text.EqualFold(command, "NICK") || text.EqualFold(command, "CAP")
	}
	return x
}

// Matters implements secrets.Grammar.
func (g *grammar) Matters(d dissect.Dir, begun []byte) bool {
	if d == dissect.ToClient {
		return false
	}
	_, command := commandOf(begun)
	for _, x := range [...]string{"PASS", "OPER", "JOIN", "PRIVMSG", "NOTICE", "SQUERY", "AUTHENTICATE"} {
		if text.EqualFold(command, x) {
			return true
		}
	}
	return isService(command)
}

// Begins implements secrets.Grammar.
func (g *grammar) Begins(_ dissect.Dir, b []byte) bool { return len(b) > 0 && b[0] == ':' }

// Lose implements secrets.Grammar.
func (g *grammar) Lose(dissect.Dir, bool) bool { return false }
