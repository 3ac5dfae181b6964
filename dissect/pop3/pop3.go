// Package pop3 dissects the Post Office Protocol: commands, replies and the
// messages that RETR and TOP bring.
//
//   - RFC 1939, Post Office Protocol - Version 3: https://www.rfc-editor.org/rfc/rfc1939
//   - RFC 2449, extension mechanism (CAPA): https://www.rfc-editor.org/rfc/rfc2449
//   - RFC 2595, STLS: https://www.rfc-editor.org/rfc/rfc2595
//   - RFC 5034, SASL (AUTH): https://www.rfc-editor.org/rfc/rfc5034
//
// Rows are Wireshark's, which judges each segment by its first bytes: what
// the server sends without +OK or -ERR is read as a message (POP/IMF), and
// collected only if the reply to RETR told its size.
package pop3

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Protocol is POP3.
var Protocol = dissect.Protocol{
	Name:        "pop",
	Title:       "Post Office Protocol",
	Column:      "POP",
	TCP:         []uint16{110},
	StartsTLS:   true,
	Secured:     []uint16{995},
	ALPN:        []string{"pop3"},
	Sniff:       sniff,
	NewStream:   newStream,
	NewDialogue: newDialogue,
	Secrets:     newGrammar,
	Fields:      fields,
	Outline:     &outline,
}

// sniff knows a server by a greeting with text, which keeps Redis out, and a
// client by commands that FTP does not have.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	switch from {
	case dissect.FromDatagram:
		return dissect.No
	case dissect.FromServer:
		if len(b) < 5 {
			return dissect.Maybe
		}
		if bytes.HasPrefix(b, []byte("+OK ")) && b[4] > ' ' {
			return dissect.Yes
		}
	case dissect.FromClient:
		if len(b) < 5 {
			return dissect.Maybe
		}
		switch word, _ := token(line(b)); verbOf(word) {
		case CAPA, APOP, UIDL, STLS:
			return dissect.Yes
		}
	}
	if text.IsText(b) {
		return dissect.Maybe
	}
	return dissect.No
}
