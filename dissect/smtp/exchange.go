package smtp

import (
	"bytes"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/mail"
)

// Exchange is the Detail of an exchange: a command and its reply. DATA makes
// two: the command itself, answered by 354, and then the mail, with Method
// EndOfMail, whose reply is timed from the final dot. AUTH makes one for each
// line of the client. What it refers to is borrowed until return.
type Exchange struct {
	mail.Step
	Verb     Verb
	Argument []byte   // what follows the verb; empty if it may hold a secret
	Code     uint16   // of the reply; 0 if there was none
	Enhanced Enhanced // RFC 2034
	// Lines are the texts of the reply, without codes; bounded. LineCount is
	// how many there were.
	Lines     [][]byte
	LineCount int
	Round     int  // of AUTH: 1 is the command itself
	Mail      bool // the mail after DATA or the last chunk of BDAT: its reply says what became of it
}

// AppendReply implements dissect.Replier. Lines of a reply repeat the enhanced
// status code (RFC 2034 §4): it is told once.
func (x *Exchange) AppendReply(dst []byte) []byte {
	enhanced := x.Enhanced.String()
	for i, l := range x.Lines {
		if i > 0 {
			l = bytes.TrimSpace(l)
			if enhanced != "" {
				l = bytes.TrimPrefix(l, []byte(enhanced+" "))
			}
			dst = append(dst, ' ')
		}
		dst = append(dst, l...)
	}
	return dst
}

// Methods of exchanges that no command begins.
const (
	MethodGreeting = "greeting"
	EndOfMail      = "." // the mail after DATA, up to its final dot
)

// Enhanced is an enhanced status code (RFC 3463): 5.7.8. The zero value is none.
type Enhanced struct {
	Class           uint8 // 2, 4 or 5
	Subject, Detail uint16
}

// String returns "5.7.8", "" for none.
func (e Enhanced) String() string {
	if e.Class == 0 {
		return ""
	}
	b := append(make([]byte, 0, 12), '0'+e.Class, '.')
	b = append(strconv.AppendUint(b, uint64(e.Subject), 10), '.')
	return string(strconv.AppendUint(b, uint64(e.Detail), 10))
}

// enhancedOf reads the enhanced status code that the text of a reply with code
// begins with (RFC 2034 §4).
func enhancedOf(code uint16, text []byte) (e Enhanced) {
	if len(text) < 5 || text[1] != '.' || uint16(text[0]-'0') != code/100 || text[0] != '2' && text[0] != '4' &&
		text[0] != '5' {
		return e
	}
	subject, rest, ok := shortNumber(text[2:])
	if !ok || len(rest) == 0 || rest[0] != '.' {
		return e
	}
	detail, rest, ok := shortNumber(rest[1:])
	if !ok || len(rest) > 0 && rest[0] != ' ' {
		return e
	}
	return Enhanced{text[0] - '0', subject, detail}
}

// shortNumber reads one to three digits.
func shortNumber(b []byte) (n uint16, rest []byte, ok bool) {
	i := 0
	for ; i < len(b) && i < 3 && isDigit(b[i]); i++ {
		n = n*10 + uint16(b[i]-'0')
	}
	return n, b[i:], i > 0
}

// outcomeOf says what a reply code means (RFC 5321 §4.2.1).
func outcomeOf(code uint16) dissect.Outcome {
	switch code / 100 {
	case 4:
		return dissect.Failed
	case 5:
		return dissect.Refused
	}
	return dissect.Succeeded
}

// statuses has the text of codes that are common, so that they need not be made.
var statuses = map[uint16]string{
	220: "220", 221: "221", 235: "235", 250: "250", 251: "251", 252: "252", 334: "334", 354: "354", 421: "421",
	450: "450", 451: "451", 454: "454",
	500: "500", 501: "501", 502: "502", 503: "503", 530: "530", 535: "535", 550: "550", 552: "552", 554: "554",
}

func statusOf(code uint16) string {
	if s, ok := statuses[code]; ok {
		return s
	}
	return strconv.Itoa(int(code))
}

// usage says what a command is for and how it is answered (RFC 5321 §4.3.2).
type usage struct {
	phase mail.Phase
	// codes are those of success. Refusals are the same for all.
	codes []uint16
	// telling: no other command is answered by these codes, so one of them
	// proves which command it answers.
	telling bool
}

var hello, found = []uint16{250}, []uint16{250, 251, 252}

var usages = [...]usage{
	Unknown:  {phase: mail.Other},
	HELO:     {mail.Hello, hello, false},
	EHLO:     {mail.Hello, hello, false},
	LHLO:     {mail.Hello, hello, false},
	XCLIENT:  {mail.Hello, []uint16{220}, false},
	XFORWARD: {mail.Hello, hello, false},
	STARTTLS: {mail.StartTLS, []uint16{220}, true},
	AUTH:     {mail.Auth, []uint16{235, 334}, true},
	XEXPS:    {mail.Auth, []uint16{235, 334}, true},
	MAIL:     {mail.Addressing, hello, false},
	SEND:     {mail.Addressing, hello, false},
	SOML:     {mail.Addressing, hello, false},
	SAML:     {mail.Addressing, hello, false},
	RCPT:     {mail.Addressing, found, false},
	DATA:     {mail.Transfer, []uint16{354}, true},
	BDAT:     {mail.Transfer, hello, false},
	BURL:     {mail.Transfer, hello, false},
	RSET:     {mail.Change, hello, false},
	NOOP:     {mail.Other, hello, false},
	VRFY:     {mail.Browse, found, false},
	EXPN:     {mail.Browse, found, false},
	HELP:     {mail.Browse, []uint16{211, 214, 250}, false},
	ETRN:     {mail.Browse, []uint16{250, 251, 252, 253}, false},
	TURN:     {mail.Other, hello, false},
	ATRN:     {mail.Other, hello, false},
	QUIT:     {mail.Close, []uint16{221}, true},
}
