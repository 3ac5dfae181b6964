package mask

import (
	"bytes"
	"slices"

	"netsniff/dissect"
)

// commands knows the secrets of SMTP and of POP3, and those of a connection
// that may carry either.
type commands struct {
	smtp, pop bool // only this one
	unsure    bool // the beginning or other bytes were not seen: it may be in a mail, or in AUTH

	auth   attempt
	asked  bool // the client's last command was AUTH
	data   bool // it was DATA
	inMail bool // after DATA
	fresh  bool // nothing of the mail was seen
	odd    bool // the client's last line was no command
}

// verb is a command that matters here.
type verb uint8

const (
	otherVerb verb = iota
	verbAuth
	verbPass
	verbApop
	verbData
	verbChunk
)

var verbs = [...]struct {
	name string
	is   verb
}{{"AUTH", verbAuth}, {"X-EXPS", verbAuth}, {"PASS", verbPass}, {"APOP", verbApop}, {"DATA", verbData}, {"BDAT", verbChunk}}

// verbAt returns the command in line and where its argument begins.
func (c *commands) verbAt(line []byte) (v verb, arg int) {
	i := skipBlanks(line, 0)
	end := skipWord(line, i)
	if dissect.HasPrefixFold(line[i:], "AUTH=") && c.smtpMay() {
		return verbAuth, i + len("AUTH=")
	}
	for _, x := range verbs {
		if dissect.EqualFold(line[i:end], x.name) {
			v = x.is
		}
	}
	if !c.smtpMay() && v >= verbData || c.smtp && (v == verbPass || v == verbApop) {
		v = otherVerb
	}
	if v == verbAuth && c.unsure {
		if mechanism, _ := mechanismAt(line, end); !isMechanism(mechanism) {
			v = otherVerb
		}
	}
	return v, end
}

func (c *commands) smtpMay() bool { return !c.pop }

// secrets implements grammar.
func (c *commands) secrets(d dissect.Dir, line []byte, at place, tell *[]span) {
	if d == dissect.ToClient || c.inMail && !c.unsure {
		return
	}
	v, arg := c.verbAt(line)
	if c.responds(line, v) {
		if c.auth.hides() {
			response(line, 0, tell)
		}
		return
	}
	switch v {
	case verbPass:
		if arg < len(line) {
			stretch(tell, arg+1, len(line)) // blanks belong to a password
		}
	case verbApop:
		rest(tell, line, skipWord(line, skipBlanks(line, arg)))
	case verbAuth:
		initial(line, arg, tell)
	case otherVerb:
		if c.pop && c.unsure && !isCommand(line) && (at.whole || at.torn) {
			rest(tell, line, 0)
		}
	}
}

// responds reports whether a line of the client is a response.
func (c *commands) responds(line []byte, v verb) bool {
	return c.auth.open && (c.auth.challenged || v == otherVerb && !isCommand(line))
}

// others are the commands that end AUTH if there was no challenge.
var others = [...]string{
	"EHLO", "HELO", "LHLO", "MAIL", "RCPT", "DATA", "BDAT", "RSET", "NOOP", "QUIT", "VRFY", "EXPN", "HELP", "STARTTLS", "ETRN", "TURN", "ATRN", "XCLIENT", "XFORWARD", "BURL",
	"USER", "PASS", "APOP", "STAT", "LIST", "RETR", "DELE", "UIDL", "TOP", "CAPA", "STLS", "UTF8", "LANG", "AUTH", "ID",
}

// isCommand reports whether a line looks like a command.
func isCommand(line []byte) bool {
	i := skipBlanks(line, 0)
	word := line[i:skipWord(line, i)]
	return slices.ContainsFunc(others[:], func(name string) bool { return dissect.EqualFold(word, name) })
}

// read implements grammar.
func (c *commands) read(d dissect.Dir, line []byte, _ place) effect {
	if d == dissect.ToClient {
		return c.reply(line)
	}
	if c.inMail {
		c.fresh, c.data = false, false
		if len(line) == 1 && line[0] == '.' {
			c.inMail = false
		}
		if !c.unsure {
			return effect{}
		}
	}
	v, arg := c.verbAt(line)
	if c.responds(line, v) {
		c.auth.responded()
		return effect{}
	}
	c.auth.open, c.asked, c.data, c.odd = false, v == verbAuth, v == verbData, v == otherVerb && !isCommand(line)
	return c.command(v, line, arg)
}

// command follows what a command does.
func (c *commands) command(v verb, line []byte, arg int) (x effect) {
	switch arg = skipBlanks(line, arg); v {
	case verbAuth:
		if arg < len(line) {
			c.auth = begin(line, arg)
		}
	case verbData:
		// Without its reply only SMTP on its port is believed.
		if arg == len(line) && c.smtp && !c.unsure {
			c.inMail, c.fresh = true, true
		}
	case verbChunk:
		if !c.unsure {
			x.raw, _ = number(line[arg:skipWord(line, arg)])
		}
	}
	return x
}

// reply reads a line of the server.
func (c *commands) reply(line []byte) (x effect) {
	switch code, last := codeOf(line); {
	case code == 334 && c.smtpMay():
		x.blames, x.blamed = !c.auth.open && c.unsure && c.odd, dissect.ToServer
		if !c.auth.open && !c.asked {
			c.auth = attempt{lost: true}
		}
		c.auth.challenge(line[3:])
	case code == 354 && c.smtpMay():
		c.inMail, c.fresh, c.unsure = true, true, c.unsure && !c.data
		c.auth.open = false
	case code != 0 && last && c.smtpMay():
		if !c.auth.open && c.unsure && c.odd && (code == 235 || code == 535) {
			x.blames, x.blamed = true, dissect.ToServer
		}
		if code >= 400 && c.fresh {
			c.inMail = false
		}
		c.auth.open = false
	case c.smtp:
	case bytes.HasPrefix(line, []byte("+OK")), bytes.HasPrefix(line, []byte("-ERR")):
		c.auth.open = false
	case len(line) > 0 && line[0] == '+' && (len(line) == 1 || line[1] == ' '):
		switch {
		case c.auth.open || c.asked:
			c.auth.challenge(line[1:])
		case c.unsure && c.pop:
			c.auth = attempt{open: true, lost: true}
		}
	}
	return x
}

// codeOf returns the code of an SMTP reply, 0 if it is none, and whether this
// is its last line.
func codeOf(line []byte) (code int, last bool) {
	if len(line) < 3 || len(line) > 3 && line[3] != ' ' && line[3] != '-' {
		return 0, false
	}
	for _, c := range line[:3] {
		if c < '0' || c > '9' {
			return 0, false
		}
		code = code*10 + int(c-'0')
	}
	return code, len(line) == 3 || line[3] == ' '
}

// number reads decimal digits; false if there is anything else or too many.
func number(b []byte) (n int64, ok bool) {
	if len(b) == 0 || len(b) > 18 {
		return 0, false
	}
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// matters implements grammar.
func (c *commands) matters(d dissect.Dir, begun []byte) bool {
	if d == dissect.ToClient || c.inMail && !c.unsure {
		return false
	}
	v, _ := c.verbAt(begun)
	return v != otherVerb || c.auth.open || c.pop && c.unsure
}

// begins implements grammar.
func (c *commands) begins(_ dissect.Dir, b []byte) bool { return isCommand(trimEnd(b)) }

// lose implements grammar.
func (c *commands) lose(d dissect.Dir, _ bool) bool {
	c.unsure = true
	c.auth.gap()
	return d == dissect.ToServer && c.auth.open
}
