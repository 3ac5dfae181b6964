package pop3

import (
	"bytes"

	"netsniff/dissect/mail"
)

// Exchange is the Detail of an exchange: a command and its reply, with all
// lines of it. AUTH makes one for each line of the client. What it refers to
// is borrowed until return.
type Exchange struct {
	mail.Step
	Verb     Verb
	Argument []byte // what follows the verb; empty if it may hold a secret
	OK       bool   // +OK
	Text     []byte // what follows the status indicator
	Code     []byte // the response code that Text begins with: "IN-USE" (RFC 2449 §8)
	// Lines are those of a multi-line reply without its end, bounded;
	// LineCount is how many there were. The lines of a mail are not among them.
	Lines     [][]byte
	LineCount int
	Octets    int64 // that "+OK n octets" announced, 0 if it did not
	Round     int   // of AUTH: 1 is the command itself
}

// AppendReply implements dissect.Replier.
func (x *Exchange) AppendReply(dst []byte) []byte { return append(dst, x.Text...) }

// MethodGreeting is the Method of the server's first words.
const MethodGreeting = "greeting"

// phases says what a command is for.
var phases = [...]mail.Phase{
	USER: mail.Auth, PASS: mail.Auth, APOP: mail.Auth, AUTH: mail.Auth,
	STLS: mail.StartTLS, CAPA: mail.Hello, UTF8: mail.Hello, LANG: mail.Hello,
	STAT: mail.Browse, LIST: mail.Browse, UIDL: mail.Browse,
	RETR: mail.Transfer, TOP: mail.Transfer,
	DELE: mail.Change, RSET: mail.Change,
	QUIT: mail.Close,
	XTND: mail.Other,
}

// plausible reports whether a line is a command beyond doubt, also where it is
// not known whether commands are what comes.
func plausible(v Verb, arg []byte) bool {
	switch v {
	case STAT, QUIT, NOOP, RSET, CAPA, STLS:
		return len(arg) == 0
	case LIST, UIDL:
		return len(arg) == 0 || isNumber(arg)
	case RETR, DELE:
		return isNumber(arg)
	case TOP:
		return len(arg) > 0 && isDigit(arg[0])
	case USER, PASS, APOP, AUTH:
		return len(arg) > 0
	}
	return false
}

// secret reports whether the argument of a command is not to be told.
func (v Verb) secret() bool { return v == Unknown || v == PASS || v == APOP || v == AUTH }

// statusLine splits "+OK text"; kind is 0 if line is none.
func statusLine(line []byte) (kind byte, text []byte) {
	for _, indicator := range [...]string{"+OK", "-ERR"} {
		if rest, ok := bytes.CutPrefix(line, []byte(indicator)); ok &&
			(len(rest) == 0 || rest[0] == ' ' || rest[0] == '\t') {
			return indicator[0], bytes.TrimLeft(rest, " \t")
		}
	}
	if len(line) > 0 && line[0] == '+' && (len(line) == 1 || line[1] == ' ') {
		return ' ', bytes.TrimLeft(line[1:], " ")
	}
	return 0, nil
}

// responseCode returns the code in brackets that text begins with.
func responseCode(text []byte) []byte {
	if len(text) == 0 || text[0] != '[' {
		return nil
	}
	if end := bytes.IndexByte(text, ']'); end > 0 {
		return text[1:end]
	}
	return nil
}

// announced reads "n octets", 0 if text is anything else.
func announced(text []byte) int64 {
	number, rest := token(text)
	if !isNumber(number) || len(number) > 18 || !bytes.HasPrefix(rest, []byte("octets")) &&
		!bytes.HasPrefix(rest, []byte("bytes")) {
		return 0
	}
	var n int64
	for _, c := range number {
		n = n*10 + int64(c-'0')
	}
	return n
}

// ordinal reads a message number, 0 if it is none.
func ordinal(word []byte) (n uint32) {
	if !isNumber(word) || len(word) > 9 {
		return 0
	}
	for _, c := range word {
		n = n*10 + uint32(c-'0')
	}
	return n
}

func isNumber(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) {
			return false
		}
	}
	return len(b) > 0
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
