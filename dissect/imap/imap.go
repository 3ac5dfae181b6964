// Package imap dissects the Internet Message Access Protocol: commands,
// responses and the messages that FETCH and APPEND carry.
//
//   - RFC 3501, IMAP4rev1: https://www.rfc-editor.org/rfc/rfc3501
//   - RFC 9051, IMAP4rev2: https://www.rfc-editor.org/rfc/rfc9051
//   - RFC 2177, IDLE: https://www.rfc-editor.org/rfc/rfc2177
//   - RFC 4959, SASL-IR: https://www.rfc-editor.org/rfc/rfc4959
//   - RFC 7888, LITERAL+ and LITERAL-: https://www.rfc-editor.org/rfc/rfc7888
//
// Rows are Wireshark's, which reads line by line and knows one kind of
// literal: the first one in an untagged FETCH, taken for a message (IMAP/IMF).
package imap

import (
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Protocol is IMAP.
var Protocol = dissect.Protocol{
	Name:        "imap",
	Title:       "Internet Message Access Protocol",
	Column:      "IMAP",
	TCP:         []uint16{143},
	StartsTLS:   true,
	Secured:     []uint16{993},
	ALPN:        []string{"imap"},
	Sniff:       sniff,
	NewStream:   newStream,
	NewDialogue: newDialogue,
	Secrets:     newGrammar,
	Fields:      fields,
	Outline:     &outline,
}

// sniff knows a server by its greeting (RFC 9051 §7.1): "* OK", "* PREAUTH" or
// "* BYE" with a text.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if !text.IsText(b) {
		return dissect.No
	}
	if from != dissect.FromServer {
		return dissect.Maybe
	}
	for _, greeting := range [...]string{"* OK ", "* PREAUTH ", "* BYE "} {
		n := min(len(b), len(greeting))
		switch {
		case !text.EqualFold(b[:n], greeting[:n]):
		case n < len(greeting):
			return dissect.Maybe
		default:
			return dissect.Yes
		}
	}
	return dissect.Maybe
}
