package ftp

import "netsniff/dissect"

// Exchange is the Detail of an exchange on a control connection: a command and its
// final reply. What it refers to is borrowed until return.
type Exchange struct {
	Verb     Verb // None for the greeting and for replies to commands that were lost
	Argument []byte
	Code     uint16 // of the final reply; 0 if none came
	Opening  uint16 // of the last preliminary reply, 1yz; 0 if none came
	// Lines are those of the final reply as they were sent, bounded; LineCount is
	// how many there were.
	Lines     [][]byte
	LineCount int
	Directory string // the working directory when it ended, as far as known

	// What follows is valid iff Verb.Transfers().

	Transfer Transfer
	Setup    *Setup // of its data connection; nil if none was told
	// Announced is how many bytes of an image the two ends said there would be from
	// Transfer.Offset on: in the reply to SIZE, in ALLO or in the preliminary reply; -1 if
	// they did not.
	Announced int64
}

// AppendReply implements dissect.Replier: the last line says how it went.
func (x *Exchange) AppendReply(dst []byte) []byte {
	if len(x.Lines) == 0 {
		return dst
	}
	return append(dst, replyText(x.Lines[len(x.Lines)-1])...)
}

// Carriage is the Detail of the one exchange of a data connection: what it carried.
// Method and Subject are those of the command that it was for; a download is the
// reply, an upload the request.
type Carriage struct {
	Setup *Setup // nil if no control connection told of it
	Way   Way    // by the command, else by who sent more
	// ByServer: the server opened the connection. Without Setup its port tells.
	ByServer bool
	// Missing are bytes that were sent but not captured, among those of the Side.
	Missing int64
	Closed  bool // the sender closed it: the end of a file in stream mode (RFC 959 §3.3)
}

// Complete reports whether all of it was captured up to its end.
func (c *Carriage) Complete() bool { return c.Closed && c.Missing == 0 }

// File returns what is carried as a file, and false if it is a listing.
func (c *Carriage) File() (f dissect.File, ok bool) {
	f.Upload = c.Way == Upload
	if c.Setup == nil || c.Setup.Transfer.Verb == None {
		return f, true
	}
	t := &c.Setup.Transfer
	switch t.Verb {
	case RETR, STOR, STOU, APPE:
		f.Method, f.Name, f.Directory = t.Verb.String(), t.Argument, c.Setup.Directory
		f.Offset, f.Append, f.Text = t.Offset, t.Verb == APPE, t.Type == 'A' || t.Type == 0
		return f, true
	}
	return f, false
}

// MethodGreeting is the Method of the server's first words.
const MethodGreeting = "greeting"

// outcomeOf tells what a final reply means for the command (RFC 959 §4.2.1).
func outcomeOf(code uint16) dissect.Outcome {
	switch code / 100 {
	case 1, 2, 3:
		return dissect.Succeeded
	case 4:
		return dissect.Failed
	case 5, 6:
		return dissect.Refused
	}
	return dissect.Unanswered
}
