package mask

import (
	"bytes"

	"netsniff/dissect"
)

// tagged knows the secrets of IMAP.
type tagged struct {
	known  bool // it is spoken
	unsure bool // the beginning or bytes of the client were not seen: it may be in a literal, or in AUTHENTICATE

	auth  attempt
	tag   []byte // of the command
	goes  bool   // the command goes on after a literal
	waits int64  // the size of a literal for which the server did not ask yet
	stage stage
}

// stage is how far LOGIN is.
type stage uint8

const (
	noLogin stage = iota
	wantsUser
	wantsPassword
	wantsNothing
)

// maxTag bounds the bytes of a tag that are compared.
const maxTag = 32

// command splits a line into tag, word and where its arguments begin.
func command(line []byte) (tag, word []byte, arg int) {
	end := skipWord(line, 0)
	i := skipBlanks(line, end)
	stop := skipWord(line, i)
	return line[:end], line[i:stop], skipBlanks(line, stop)
}

// secrets implements grammar.
func (m *tagged) secrets(d dissect.Dir, line []byte, at place, tell *[]span) {
	if d == dissect.ToClient {
		return
	}
	_, word, arg := command(line)
	switch {
	case m.unasked(word):
		if m.hidesLiteral() {
			rest(tell, line, 0)
		}
	case m.goes && m.waits == 0:
		m.login(line, 0, m.stage, at.whole, tell)
	case m.responds(line, word):
		if m.auth.hides() {
			response(line, 0, tell)
		}
	case dissect.EqualFold(word, "LOGIN"):
		m.login(line, arg, wantsUser, at.whole, tell)
	case dissect.EqualFold(word, "AUTHENTICATE"):
		initial(line, arg, tell)
	case m.known && m.unsure && at.torn && isBase64(line):
		rest(tell, line, 0)
	}
}

// responds reports whether a line of the client, with this second word, is a
// response: it is one word, a command has two.
func (m *tagged) responds(line, word []byte) bool {
	return m.auth.open && !isWord(word) && (!m.auth.guessed || len(word) == 0 && !dissect.EqualFold(line, "DONE"))
}

// isBase64 reports whether a line may be a response.
func isBase64(line []byte) bool {
	for _, c := range line {
		if !isSchemeByte(c) && c != '+' && c != '/' && c != '=' || c == '-' {
			return false
		}
	}
	return true
}

// unasked reports whether a line that begins a literal comes before the server
// asked for it: if that was lost. Or the server refused, and it is a command.
func (m *tagged) unasked(word []byte) bool { return m.goes && m.waits > 0 && !isWord(word) }

// words are the commands that end AUTHENTICATE.
var words = [...]string{
	"APPEND", "AUTHENTICATE", "CAPABILITY", "CHECK", "CLOSE", "COPY", "CREATE", "DELETE", "ENABLE", "EXAMINE", "EXPUNGE", "FETCH", "ID", "IDLE", "LIST",
	"LOGIN", "LOGOUT", "LSUB", "MOVE", "NAMESPACE", "NOOP", "RENAME", "SEARCH", "SELECT", "STARTTLS", "STATUS", "STORE", "SUBSCRIBE", "UID", "XLIST",
}

func isWord(word []byte) bool {
	for _, w := range words {
		if dissect.EqualFold(word, w) {
			return true
		}
	}
	return false
}

// login reads arguments of LOGIN from i on and returns what it wants then:
// after an announced literal that which the literal is followed by.
func (m *tagged) login(line []byte, i int, s stage, whole bool, tell *[]span) stage {
	i = skipBlanks(line, i)
	if s == wantsUser && i < len(line) {
		if isLiteral(line[i:]) {
			return wantsPassword
		}
		end, closed := argument(line, i)
		if !closed {
			if whole {
				rest(tell, line, i) // both are in it
			}
			return wantsNothing
		}
		i, s = skipBlanks(line, end), wantsPassword
	}
	if s != wantsPassword || i >= len(line) {
		return s
	}
	if isLiteral(line[i:]) || !whole && isAnnouncement(line[i:]) {
		return wantsNothing
	}
	end, closed := argument(line, i)
	switch {
	case line[i] != '"':
		rest(tell, line, i)
	case !closed:
		rest(tell, line, i+1)
	default:
		stretch(tell, i+1, end-1)
		rest(tell, line, end)
	}
	return wantsNothing
}

// argument returns where the atom or the quoted string at i ends, and whether
// it does.
func argument(line []byte, i int) (end int, closed bool) {
	if line[i] != '"' {
		return skipWord(line, i), true
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

// literalAt reads the announcement of a literal that b ends in (RFC 9051 §4.3)
// and whether its sender waits.
func literalAt(b []byte) (n int64, sync, ok bool) {
	open := bytes.LastIndexByte(b, '{')
	if open < 0 || b[len(b)-1] != '}' {
		return 0, false, false
	}
	digits := b[open+1 : len(b)-1]
	sync = true
	if end := len(digits) - 1; end > 0 && (digits[end] == '+' || digits[end] == '-') {
		digits, sync = digits[:end], false
	}
	n, ok = number(digits)
	return n, sync, ok
}

// isLiteral reports whether all of b announces a literal.
func isLiteral(b []byte) bool {
	_, _, ok := literalAt(b)
	return ok && bytes.LastIndexByte(b, '{') == 0
}

// isAnnouncement reports whether b may become the announcement of a literal.
func isAnnouncement(b []byte) bool {
	return len(b) > 0 && b[0] == '{' && len(bytes.Trim(b[1:], "0123456789+-}")) == 0
}

// read implements grammar.
func (m *tagged) read(d dissect.Dir, line []byte, _ place) effect {
	if d == dissect.ToClient {
		return m.reply(line)
	}
	tag, word, arg := command(line)
	switch {
	case m.unasked(word):
		m.goes, m.waits, m.unsure = false, 0, true
		return m.stray(line)
	case m.goes && m.waits == 0:
		m.stage = m.login(line, 0, m.stage, true, new([]span))
	case m.responds(line, word):
		m.auth.responded()
		return effect{}
	case m.unsure && !isWord(word):
		return m.stray(line)
	default:
		m.unsure, m.auth.open = false, false
		m.tag, m.stage = append(m.tag[:0], tag[:min(len(tag), maxTag)]...), noLogin
		switch {
		case dissect.EqualFold(word, "LOGIN"):
			m.stage = m.login(line, arg, wantsUser, true, new([]span))
		case dissect.EqualFold(word, "AUTHENTICATE"):
			m.auth = begin(line, arg)
		}
	}
	n, sync, ok := literalAt(line)
	if m.goes, m.waits = ok, 0; sync {
		m.waits = n
		return effect{}
	}
	return effect{raw: n, rawSecret: m.hidesLiteral()}
}

// hidesLiteral reports whether the announced literal is a secret.
func (m *tagged) hidesLiteral() bool { return m.stage == wantsNothing || m.auth.open }

// maxStray bounds a literal of an unknown command that may be LOGIN's.
const maxStray = 256

// stray reads a line of a command whose beginning was lost.
func (m *tagged) stray(line []byte) (x effect) {
	if n, _, ok := literalAt(line); ok && n <= maxStray {
		x.raw, x.rawSecret = n, true
	}
	return x
}

// reply reads a line of the server.
func (m *tagged) reply(line []byte) (x effect) {
	tag, word, _ := command(line)
	switch {
	case len(tag) == 0:
	case len(tag) == 1 && tag[0] == '+':
		switch {
		case m.auth.open && m.waits == 0:
			m.auth.challenge(line[1:])
		case m.goes && m.waits > 0:
			x.raw, x.rawSecret = m.waits, m.hidesLiteral()
			m.waits = 0
		case m.unsure:
			m.auth = attempt{open: true, lost: true, guessed: true}
		}
	case !bytes.Equal(tag[:min(len(tag), maxTag)], m.tag):
		m.auth.open = m.auth.open && (!m.auth.lost || tag[0] == '*')
	case dissect.EqualFold(word, "NO"), dissect.EqualFold(word, "BAD"):
		if m.waits > 0 {
			m.goes, m.waits = false, 0
		}
		m.auth.open = false
	case dissect.EqualFold(word, "OK"):
		m.auth.open = false
	}
	return x
}

// matters implements grammar.
func (m *tagged) matters(d dissect.Dir, begun []byte) bool {
	if d == dissect.ToClient {
		return false
	}
	_, word, _ := command(begun)
	return m.goes || m.auth.open || isWord(word)
}

// begins implements grammar.
func (m *tagged) begins(_ dissect.Dir, b []byte) bool {
	_, word, _ := command(trimEnd(b))
	return isWord(word)
}

// lose implements grammar.
func (m *tagged) lose(d dissect.Dir, late bool) bool {
	m.auth.gap()
	if d == dissect.ToClient {
		return false
	}
	hides := m.auth.open || m.goes && m.stage != noLogin
	if m.unsure = true; !late {
		m.goes, m.waits = false, 0
	}
	return hides
}
