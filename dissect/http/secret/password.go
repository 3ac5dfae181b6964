package secret

import (
	"bytes"
	"slices"

	"netsniff/dissect/secrets"
)

// Names of parameters that hold a password, in lower case, letters and digits
// alone.
var (
	passwordParts = [...]string{"password", "passwd", "passwort", "passphrase", "pwd", "kennwort"}
	passwordWords = [...]string{"pass", "pw", "psw", "pin", "mima"}
)

// PasswordField returns the name of the first parameter that holds a password in
// a segment of a client: of the URI in a request line, of a form or of JSON. It is
// nil if there is none. Header fields are not looked at. room is used again.
func PasswordField(segment []byte, room *[]secrets.Span) (name []byte) {
	first, rest, _ := bytes.Cut(segment, []byte("\r\n"))
	if isRequest(first) {
		if name = passwordIn(first, room, tellQuery); name != nil {
			return name
		}
		_, rest, _ = bytes.Cut(rest, []byte("\r\n\r\n"))
		segment = rest
	}
	for line := range bytes.Lines(segment) {
		switch line = bytes.TrimRight(line, "\r\n"); {
		case isJSON(line):
			name = passwordIn(line, room, tellMembers)
		case isForm(line):
			name = passwordIn(line, room, tellQuery)
		default:
			name = passwordPart(line, segment)
		}
		if name != nil {
			return name
		}
	}
	return nil
}

func tellQuery(line []byte, tell *[]secrets.Span) { tellParameters(line, 0, "& \t", tell) }

// passwordIn returns the name of the first secret of a line that is a password.
func passwordIn(line []byte, room *[]secrets.Span, tell func([]byte, *[]secrets.Span)) []byte {
	*room = (*room)[:0]
	tell(line, room)
	for _, s := range *room {
		before := bytes.TrimRight(line[:s.From], "=:\"' \t")
		name := before[bytes.LastIndexAny(before, "?&; \t\"'{,")+1:]
		if isPasswordName(name) {
			return name
		}
	}
	return nil
}

// passwordPart returns the name of a part of multipart/form-data that line begins
// if it is that of a password which is not empty.
func passwordPart(line, segment []byte) []byte {
	name, ok := formField(line)
	if !ok || !isPasswordName(name) {
		return nil
	}
	_, value, found := bytes.Cut(segment[bytes.Index(segment, line):], []byte("\r\n\r\n"))
	if !found || len(value) == 0 || value[0] == '\r' {
		return nil
	}
	return name
}

func isPasswordName(name []byte) bool {
	if len(name) == 0 || len(name) > maxName || !isSecretName(unescapeBrackets(name)) {
		return false
	}
	word := make([]byte, 0, maxName)
	for _, c := range bytes.ToLower(unescapeBrackets(name)) {
		if 'a' <= c && c <= 'z' || '0' <= c && c <= '9' {
			word = append(word, c)
		}
	}
	return slices.ContainsFunc(passwordWords[:], func(s string) bool { return string(word) == s }) ||
		slices.ContainsFunc(passwordParts[:], func(s string) bool { return bytes.Contains(word, []byte(s)) })
}
