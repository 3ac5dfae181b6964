package smtp

import (
	"bytes"

	"netsniff/dissect/mail"
	"netsniff/dissect/text"
)

// splitCommand splits a line into verb and argument as servers do: whatever
// the case, with blanks before it and "AUTH=LOGIN" too.
func splitCommand(line []byte) (v Verb, arg []byte) {
	line = bytes.Trim(line, " \t")
	n := bytes.IndexAny(line, " \t")
	if n < 0 {
		n = len(line)
	}
	if v = verbOf(line[:n]); v == Unknown && text.HasPrefixFold(line, "auth=") {
		return AUTH, line[5:]
	}
	return v, bytes.TrimLeft(line[n:], " \t")
}

// plausible reports whether a line is a command beyond doubt, also where it is
// not known whether commands are what comes: a line of a mail is not, even if
// it begins with a word like HELP.
func plausible(v Verb, arg []byte) bool {
	switch v {
	case DATA, RSET, QUIT, STARTTLS, NOOP, HELP, TURN:
		return len(arg) == 0
	case MAIL, SEND, SOML, SAML:
		return text.HasPrefixFold(arg, "from:")
	case RCPT:
		return text.HasPrefixFold(arg, "to:")
	case BDAT:
		return len(arg) > 0 && isDigit(arg[0])
	case HELO, EHLO, LHLO, ETRN:
		return len(arg) > 0 && bytes.IndexByte(arg, ' ') < 0
	case AUTH, XEXPS, XCLIENT, XFORWARD:
		return len(arg) > 0
	}
	return false
}

// path splits the argument of MAIL or RCPT: "FROM:<alice@example.com> SIZE=9",
// where servers also take a blank before the path and no brackets.
func path(arg []byte) (address, parameters []byte) {
	_, arg, _ = bytes.Cut(arg, []byte{':'})
	arg = bytes.TrimLeft(arg, " \t")
	if len(arg) > 0 && arg[0] == '<' {
		if end := closing(arg); end > 0 {
			return route(arg[1:end]), arg[end+1:]
		}
	}
	address, parameters, _ = bytes.Cut(arg, []byte{' '})
	return bytes.Trim(address, "<>"), parameters
}

// closing returns the index of the bracket that ends a path; those within
// quotes do not.
func closing(arg []byte) int {
	quoted := false
	for i := 1; i < len(arg); i++ {
		switch c := arg[i]; {
		case c == '\\' && quoted:
			i++
		case c == '"':
			quoted = !quoted
		case c == '>' && !quoted:
			return i
		}
	}
	return -1
}

// route cuts the route off a path: "@a.example,@b.example:alice@example.com"
// (RFC 5321 §4.1.2).
func route(path []byte) []byte {
	if len(path) > 0 && path[0] == '@' {
		if _, mailbox, ok := bytes.Cut(path, []byte{':'}); ok {
			return mailbox
		}
	}
	return path
}

// declare notes what the parameters of MAIL say (RFC 1870, RFC 6152, RFC 6531).
func declare(e *mail.Envelope, parameters []byte) {
	for word := range bytes.FieldsSeq(parameters) {
		key, value, _ := bytes.Cut(word, []byte{'='})
		switch {
		case text.EqualFold(key, "size"):
			e.Size, _ = text.Number(value)
		case text.EqualFold(key, "smtputf8"):
			e.UTF8 = true
		case text.EqualFold(key, "body"):
			for _, body := range [...]string{"7BIT", "8BITMIME", "BINARYMIME"} {
				if text.EqualFold(value, body) {
					e.Body = body
				}
			}
		}
	}
}

// isChunk reports whether BDAT has an argument as RFC 3030 §2 wants it: "1000",
// "1000 LAST".
func isChunk(arg []byte) bool {
	digits, word, _ := bytes.Cut(bytes.TrimRight(arg, " \t"), []byte{' '})
	word = bytes.TrimLeft(word, " \t")
	return len(digits) > 0 && !bytes.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' }) &&
		(len(word) == 0 || text.EqualFold(word, "LAST"))
}
