package mask

import (
	"bytes"

	"netsniff/dissect"
)

// attempt is an authentication exchange (RFC 4422), which SMTP, POP3 and IMAP
// write as lines in base64.
type attempt struct {
	open       bool // lines of the client are responses
	challenged bool // the next one is for sure
	named      bool // LOGIN: the first response is the user
	prompted   bool // LOGIN: the password is asked for
	lost       bool // responses or the mechanism may be missing
	guessed    bool // there may be none
	responses  int
}

// begin begins an attempt with the rest of the command that names a mechanism,
// from i on.
func begin(line []byte, i int) attempt {
	mechanism, initial := mechanismAt(line, i)
	a := attempt{open: true, named: dissect.EqualFold(mechanism, "LOGIN")}
	if initial < len(line) {
		a.responses = 1
	}
	return a
}

// mechanismAt splits the rest of a command from i on into the mechanism and the
// initial response, which begins at initial.
func mechanismAt(line []byte, i int) (mechanism []byte, initial int) {
	i = skipBlanks(line, i)
	end := skipWord(line, i)
	return line[i:end], skipBlanks(line, end)
}

// initial tells the initial response of a command that names a mechanism.
func initial(line []byte, i int, tell *[]span) {
	mechanism, at := mechanismAt(line, i)
	if !dissect.EqualFold(mechanism, "LOGIN") {
		response(line, at, tell)
		return
	}
	rest(tell, line, skipWord(line, at)) // no blank belongs into it
}

// response tells a response that begins at i: all but "=", an empty one, and
// "*", which gives up.
func response(line []byte, i int, tell *[]span) {
	if text := bytes.Trim(line[i:], " \t"); len(text) != 1 || text[0] != '=' && text[0] != '*' {
		rest(tell, line, i)
	}
}

// hides reports whether the next response is a secret.
func (a *attempt) hides() bool { return !a.named || a.responses > 0 || a.prompted || a.lost }

// challenge takes what the server asks for.
func (a *attempt) challenge(text []byte) {
	a.open, a.challenged = true, true
	text = bytes.TrimLeft(text, " \t")
	// "Password:", "password:"
	a.prompted = bytes.HasPrefix(text, []byte("UGFzc3dvcm")) || bytes.HasPrefix(text, []byte("cGFzc3dvcm"))
}

// responded takes a response.
func (a *attempt) responded() {
	a.challenged, a.prompted = false, false
	a.responses++
}

// gap: bytes of the client are missing.
func (a *attempt) gap() { a.lost, a.challenged = true, false }

// mechanisms are names by which AUTH is told from a line of a mail.
var mechanisms = [...]string{
	"ANONYMOUS", "CRAM-MD5", "DIGEST-MD5", "EXTERNAL", "GS2-", "GSSAPI", "KERBEROS_V", "LOGIN", "MSN", "NTLM", "OAUTHBEARER",
	"PLAIN", "SCRAM-", "SPA", "XOAUTH",
}

func isMechanism(word []byte) bool {
	for _, m := range mechanisms {
		if dissect.HasPrefixFold(word, m) {
			return true
		}
	}
	return false
}
