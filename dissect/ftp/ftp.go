// Package ftp dissects the File Transfer Protocol: the commands and replies of a
// control connection, and the data connections that it announces.
//
//   - RFC 959, File Transfer Protocol: https://www.rfc-editor.org/rfc/rfc959
//   - RFC 2228, security extensions (AUTH): https://www.rfc-editor.org/rfc/rfc2228
//   - RFC 2389, FEAT and OPTS: https://www.rfc-editor.org/rfc/rfc2389
//   - RFC 2428, EPRT and EPSV: https://www.rfc-editor.org/rfc/rfc2428
//   - RFC 3659, MDTM, SIZE, REST, MLST and MLSD: https://www.rfc-editor.org/rfc/rfc3659
//   - RFC 4217, AUTH TLS: https://www.rfc-editor.org/rfc/rfc4217
//
// Rows are Wireshark's, which judges each segment of a control connection by its
// first line, wherever a line or a reply of several lines was cut, and calls a data
// connection by the command that followed what set it up. Exchanges have whole
// commands and replies, and the command that a transfer is really of.
package ftp

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/text"
)

// Protocol is FTP's control connection.
var Protocol = dissect.Protocol{
	Name: "ftp", Title: "File Transfer Protocol (FTP)", Column: "FTP",
	TCP:         []uint16{21},
	StartsTLS:   true,
	Secured:     []uint16{990},
	ALPN:        []string{"ftp"},
	Sniff:       sniff,
	Announces:   true,
	NewStream:   newStream,
	NewDialogue: newDialogue,
	Secrets:     newGrammar,
	Fields:      fields,
	Outline:     &outline,
}

// Data is FTP's data connection: bytes without a shape of their own.
var Data = dissect.Protocol{
	Name: "ftp-data", Title: "FTP Data", Column: "FTP-DATA",
	TCP:         []uint16{dataPort},
	Bears:       true,
	NewStream:   newDataStream,
	NewDialogue: newDataDialogue,
	Fields:      dataFields,
	Outline:     &dataOutline,
}

// sniff knows a server by a greeting that names FTP, or by its replies to PASV and
// EPSV, and a client by commands that no other protocol has. That USER and PASS are
// POP3's as well, and 220 SMTP's, is why they are not enough.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	switch {
	case from == dissect.FromDatagram || lines.IsTLS(b):
		return dissect.No
	case from == dissect.FromServer && greets(b), from == dissect.FromClient && asks(b):
		return dissect.Yes
	}
	return dissect.Maybe
}

// greets reports whether b begins with a reply that only an FTP server gives.
func greets(b []byte) bool {
	if len(b) < 4 || b[0] != '2' || b[3] != ' ' && b[3] != '-' || !text.IsText(b) {
		return false
	}
	line := firstLine(b)
	switch codeOf(line) {
	case 220:
		return namesFTP(line) || b[3] == '-' && namesFTP(b)
	case 227:
		_, ok := passiveEnd(line)
		return ok
	case 229:
		_, ok := extendedPassivePort(line)
		return ok
	}
	return false
}

func namesFTP(b []byte) bool { return text.ContainsFold(b, "ftp") && !text.ContainsFold(b, "smtp") }

// asks reports whether b is one command that only an FTP client gives.
func asks(b []byte) bool {
	const longest = 512
	if len(b) < 6 || len(b) > longest || b[len(b)-1] != '\n' {
		return false
	}
	c := ParseCommand(firstLine(b))
	switch c.Verb {
	case PASV, EPSV, FEAT, SYST, PWD, CDUP:
		return len(c.Argument) == 0
	case PORT:
		_, ok := hostPort(c.Argument)
		return ok
	case EPRT:
		_, ok := extendedEnd(c.Argument)
		return ok
	case MLSD, MLST, STOR, STOU, APPE:
		return text.IsText(b)
	case USER:
		return bytes.Equal(c.Argument, []byte("anonymous")) || bytes.Equal(c.Argument, []byte("ftp"))
	}
	return false
}
