// Package smtp dissects the Simple Mail Transfer Protocol: commands, replies
// and the mail that DATA and BDAT carry.
//
//   - RFC 5321, Simple Mail Transfer Protocol: https://www.rfc-editor.org/rfc/rfc5321
//   - RFC 2920, Command Pipelining: https://www.rfc-editor.org/rfc/rfc2920
//   - RFC 3030, CHUNKING (BDAT): https://www.rfc-editor.org/rfc/rfc3030
//   - RFC 3207, STARTTLS: https://www.rfc-editor.org/rfc/rfc3207
//   - RFC 4954, AUTH: https://www.rfc-editor.org/rfc/rfc4954
//
// Rows are Wireshark's, which judges a segment as a whole: one whose last
// line is no command reads "DATA fragment", wherever the dialogue stands.
package smtp

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Protocol is SMTP.
var Protocol = dissect.Protocol{
	Name:        "smtp",
	Title:       "Simple Mail Transfer Protocol",
	Column:      "SMTP",
	TCP:         []uint16{25, 587},
	StartsTLS:   true,
	Secured:     []uint16{465},
	Sniff:       sniff,
	NewStream:   newStream,
	NewDialogue: newDialogue,
	Secrets:     newGrammar,
	Fields:      fields,
	Outline:     &outline,
}

// sniff knows a server by the greeting "220 … SMTP …" and a client by HELO or
// EHLO with an argument.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	switch from {
	case dissect.FromServer:
		return sniffGreeting(b)
	case dissect.FromClient:
		if len(b) < 5 {
			return dissect.Maybe
		}
		if v := verbOf(b[:4]); (v == HELO || v == EHLO) && b[4] == ' ' {
			return dissect.Yes
		}
	}
	if text.IsText(b) {
		return dissect.Maybe
	}
	return dissect.No
}

func sniffGreeting(b []byte) dissect.Match {
	if !text.IsText(b) {
		return dissect.No
	}
	if len(b) < 4 || string(b[:3]) != "220" || b[3] != ' ' && b[3] != '-' {
		return dissect.Maybe
	}
	// FTP greets with 220 as well, and rarely without naming itself.
	line := b
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		line = b[:i]
	}
	if text.ContainsFold(line, "smtp") && !text.ContainsFold(line, "ftp") {
		return dissect.Yes
	}
	return dissect.Maybe
}
