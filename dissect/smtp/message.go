package smtp

import (
	"netsniff/capture"
	"netsniff/dissect/lines"
	"netsniff/dissect/mail"
	"netsniff/dissect/text"
)

// Command is one line of the client (RFC 5321 §4.1). Everything in it is
// borrowed until the frame has been reported.
type Command struct {
	Verb Verb
	Role Role
	Line []byte // with its line end
	Arg  []byte // what follows the verb and one blank
	// Secret is the part of an AUTH exchange in the line, as sent (base64):
	// what Role says for a bare line, the initial response in a command.
	Secret []byte
	first  bool
}

// Role says what a line of the client is.
type Role uint8

// Roles of a client's line.
const (
	Plain       Role = iota // a command
	Username                // the user name of AUTH LOGIN
	Password                // the password of AUTH LOGIN
	Credentials             // the response of AUTH PLAIN (RFC 4616)
)

// AppendInfo appends "C: MAIL FROM:<…>"; commands after the first of a segment
// begin with " | ".
func (c *Command) AppendInfo(dst []byte) []byte {
	dst = appendPrefix(dst, "C: ", c.first)
	line := lines.TrimLineEnd(c.Line)
	if c.Verb == AUTH && c.Role == Username {
		dst = text.AppendText(dst, line[:len(line)-len(c.Secret)])
		line = c.Secret
	}
	switch c.Role {
	case Username:
		dst = append(dst, "User: "...)
	case Password:
		dst = append(dst, "Pass: "...)
	}
	return text.AppendText(dst, line)
}

// Reply is one reply of the server, of one or more lines (RFC 5321 §4.2).
// Everything in it is borrowed until the frame has been reported.
type Reply struct {
	Code  uint16 // of the first line; 0 if it does not begin with three digits
	Lines []Line
	// RequestIn is the frame that completed what it answers, 0 if that is not known,
	// and Since the time from there.
	RequestIn uint32
	Since     capture.Stamp
	at        int // index of the first line in dissector.lines
	first     bool
}

// Line is one line of a reply.
type Line struct {
	Code uint16 // 0 if the line does not begin with three digits
	Raw  []byte // with its line end
}

// Text returns what follows the code and the sign after it; nil if the line is
// too short to have a text.
func (l Line) Text() []byte {
	if line := lines.TrimLineEnd(l.Raw); l.Code != 0 && len(line) > 3 {
		return line[4:]
	}
	return nil
}

// AppendInfo appends "S: 250-mail.example.com | SIZE 1000 | HELP"; replies
// after the first of a segment begin with " | ".
func (r *Reply) AppendInfo(dst []byte) []byte {
	for i, l := range r.Lines {
		dst = appendPrefix(dst, "S: ", r.first && i == 0)
		switch line := lines.TrimLineEnd(l.Raw); {
		case l.Code == 0:
		case i > 0 && len(line) > 3:
			dst = text.AppendText(dst, line[4:])
		default:
			dst = text.AppendText(dst, line)
		}
	}
	return dst
}

// Data is a segment with a part of a mail.
type Data struct {
	Bytes int  // of the segment, as the wire had it
	End   bool // the mail ended in this segment
	// Dot is set if it ended with the line "." of DATA (RFC 5321 §4.1.1.4).
	Dot bool
	// Carried is set if the row speaks of the mail itself. Only then are there
	// Fragments; their Length does not count the final dot.
	Carried bool
	mail.Fragments
}

// AppendInfo appends "C: DATA fragment, 1460 bytes", nothing if the mail
// itself follows.
func (d *Data) AppendInfo(dst []byte) []byte {
	switch {
	case d.Carried:
		return dst
	case d.End:
		return append(dst, "C: ."...)
	}
	return mail.AppendFragment(append(dst, "C: "...), d.Bytes)
}

// Bears returns Wireshark's name for a part of a mail.
func (d *Data) Bears() string {
	if d.Carried || d.End {
		return ""
	}
	return "data-text-lines"
}

func appendPrefix(dst []byte, side string, first bool) []byte {
	if first {
		return append(dst, side...)
	}
	return append(dst, " | "...)
}
