package telnet

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/secrets"
	"netsniff/dissect/text"
)

// prompts knows the secrets of Telnet (RFC 854) and of whatever else asks for
// them in words: the line that is typed after "Password:".
type prompts struct {
	asked bool // a password is asked for: the client's next line is one
	begun bool // by a line that goes on
}

// newGrammar returns the grammar of the secrets of a connection that prompts.
func newGrammar(bool) secrets.Grammar { return &prompts{} }

// Known implements secrets.Grammar.
func (*prompts) Known() (tunnels bool) { return false }

// Prompt implements secrets.Prompted.
func (p *prompts) Prompt(d dissect.Dir, begun []byte) {
	if d == dissect.ToClient && !p.begun && asksPassword(begun) {
		p.asked, p.begun = true, true
	}
}

// asksPassword reports whether a line ends as a prompt for a password does.
func asksPassword(line []byte) bool {
	line = bytes.TrimRight(line, " \t\r\x00")
	if !bytes.HasSuffix(line, []byte{':'}) && !bytes.HasSuffix(line, []byte{'>'}) && !bytes.HasSuffix(line, []byte("：")) {
		return false
	}
	const shown = 80 // bytes before its end
	line = line[max(0, len(line)-shown):]
	for _, word := range [...]string{"password", "passwd", "passphrase", "passcode", "口令", "密码"} {
		if text.ContainsFold(line, word) {
			return true
		}
	}
	return false
}

// Secrets implements secrets.Grammar.
func (p *prompts) Secrets(d dissect.Dir, line []byte, _ secrets.Place, tell *[]secrets.Span) {
	if d == dissect.ToServer && p.asked {
		secrets.Tell(tell, len(line)-len(typed(line)), len(line))
	}
}

// typed returns a line of the client without the NUL that ended the one before.
func typed(line []byte) []byte { return bytes.TrimLeft(line, "\x00") }

// Read implements secrets.Grammar.
func (p *prompts) Read(d dissect.Dir, line []byte, _ secrets.Place) (x secrets.Effect) {
	switch {
	case d == dissect.ToClient && len(lines.TrimLineEnd(line)) > 0:
		p.asked, p.begun = !p.begun && asksPassword(line), false
	case d == dissect.ToServer && len(typed(line)) > 0:
		p.asked = false
	}
	return x
}

// Matters implements secrets.Grammar.
func (p *prompts) Matters(d dissect.Dir, _ []byte) bool { return d == dissect.ToClient || p.asked }

// Begins implements secrets.Grammar.
func (*prompts) Begins(dissect.Dir, []byte) bool { return false }

// Lose implements secrets.Grammar.
func (p *prompts) Lose(d dissect.Dir, _ bool) bool { return d == dissect.ToServer && p.asked }
