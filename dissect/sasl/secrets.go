package sasl

import (
	"bytes"

	"netsniff/dissect/secrets"
	"netsniff/dissect/text"
)

// Split splits the rest of a command from i on into the mechanism and the
// initial response, which begins at initial.
func Split(line []byte, i int) (mechanism []byte, initial int) {
	i = secrets.SkipBlanks(line, i)
	end := secrets.SkipWord(line, i)
	return line[i:end], secrets.SkipBlanks(line, end)
}

// Begun returns the attempt that a command begins whose mechanism stands in
// line from i on.
func Begun(line []byte, i int) Attempt {
	mechanism, initial := Split(line, i)
	return Attempted(mechanism, initial < len(line))
}

// Initial tells the secret of a command that names a mechanism, in line from i
// on.
func Initial(line []byte, i int, tell *[]secrets.Span) {
	mechanism, at := Split(line, i)
	if !text.EqualFold(mechanism, "LOGIN") {
		response(line, at, tell)
		return
	}
	secrets.Rest(tell, line, secrets.SkipWord(line, at)) // no blank belongs into it
}

// Response tells the secret of a line that is a response.
func (a *Attempt) Response(line []byte, tell *[]secrets.Span) {
	if !a.NamesUser() {
		response(line, 0, tell)
	}
}

// response tells a response that begins at i: all but "=", an empty one, and
// "*", which gives up.
func response(line []byte, i int, tell *[]secrets.Span) {
	if text := bytes.Trim(line[i:], " \t"); len(text) != 1 || text[0] != '=' && text[0] != '*' {
		secrets.Rest(tell, line, i)
	}
}
