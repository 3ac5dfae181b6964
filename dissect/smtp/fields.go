package smtp

import (
	"netsniff/dissect"
	"netsniff/dissect/lines"
	"netsniff/dissect/mail"
	"netsniff/dissect/text"
)

var fields = append([]dissect.Field{
	{Name: "smtp.req", Title: "Request", Type: dissect.Bool, Get: dissect.Of(request)},
	{Name: "smtp.rsp", Title: "Response", Type: dissect.Bool, Get: dissect.Of(response)},
	{Name: "smtp.command_line", Title: "Command Line", Type: dissect.String, Get: dissect.Of(commandLine)},
	{Name: "smtp.req.command", Title: "Command", Type: dissect.String, Get: dissect.Of(commandWord)},
	{Name: "smtp.req.parameter", Title: "Request parameter", Type: dissect.String, Get: dissect.Of(commandParameter)},
	{Name: "smtp.response", Title: "Response", Type: dissect.String, Get: dissect.Of(replyLine)},
	{Name: "smtp.response.code", Title: "Response code", Type: dissect.Uint, Names: codeName, Get: dissect.Of(replyCode)},
	{Name: "smtp.response.code.unexpected", Title: "Unexpected response code in multiline response",
		Type: dissect.Label, Get: dissect.Of(unexpectedCode)},
	{Name: "smtp.rsp.parameter", Title: "Response parameter", Type: dissect.String, Get: dissect.Of(replyTexts)},
	{Name: "smtp.time", Title: "Time from request", Type: dissect.RelTime, Get: dissect.Of(replyTime)},
	{Name: "smtp.auth.username", Title: "Username", Type: dissect.String, Get: dissect.Of(secret(Username))},
	{Name: "smtp.auth.password", Title: "Password", Type: dissect.String, Get: dissect.Of(secret(Password))},
	{Name: "smtp.auth.username_password", Title: "Username/Password", Type: dissect.String,
		Get: dissect.Of(secret(Credentials))},
	{Name: "smtp.base64_decode", Title: "base64 decode failed or is not enabled", Type: dissect.Label,
		Get: dissect.Of(undecoded)},
	{Name: "smtp.eom", Title: "EOM", Type: dissect.Label, Get: dissect.Of(endOfMessage)},
}, mail.FragmentFields("smtp", fragments)...)

func request(_ *Command, v *dissect.Values) { v.Bool(true) }

func commandLine(c *Command, v *dissect.Values) {
	if c.Role == Plain || c.Verb == AUTH {
		v.Bytes(text.Readable(c.Line))
	}
}

// commandWord gets the first four bytes of the line, of STARTTLS as well; the
// parameter is what follows the fifth.
func commandWord(c *Command, v *dissect.Values) {
	if c.Role == Plain || c.Verb == AUTH {
		line := lines.TrimLineEnd(c.Line)
		v.Bytes(line[:min(len(line), 4)])
	}
}

func commandParameter(c *Command, v *dissect.Values) {
	line := lines.TrimLineEnd(c.Line)
	switch {
	case c.Role != Plain && c.Verb != AUTH:
	case len(line) > 5:
		v.Bytes(text.Readable(line[5:]))
	}
}

// secret gets what AUTH sent, in base64 as it was sent.
func secret(r Role) func(*Command, *dissect.Values) {
	return func(c *Command, v *dissect.Values) {
		if c.Role == r {
			v.Bytes(c.Secret)
		}
	}
}

// undecoded marks credentials, which are shown as they were sent.
func undecoded(c *Command, v *dissect.Values) {
	if c.Role == Credentials {
		v.Mark()
	}
}

// response says once per segment that it is the server's.
func response(r *Reply, v *dissect.Values) {
	if r.first {
		v.Bool(true)
	}
}

func replyLine(r *Reply, v *dissect.Values) {
	if r.Code != 0 {
		v.Bytes(text.Readable(r.Lines[0].Raw))
	}
}

func replyCode(r *Reply, v *dissect.Values) {
	if r.Code != 0 {
		v.Uint(uint64(r.Code))
	}
}

// replyTime gets the time from the last byte of what is answered to the reply.
func replyTime(r *Reply, v *dissect.Values) {
	if r.RequestIn != 0 {
		v.Int(int64(r.Since))
	}
}

func unexpectedCode(r *Reply, v *dissect.Values) {
	for _, l := range r.Lines {
		if l.Code != 0 && l.Code != r.Code {
			v.Mark()
		}
	}
}

func replyTexts(r *Reply, v *dissect.Values) {
	for _, l := range r.Lines {
		if t := l.Text(); t != nil {
			v.Bytes(text.Readable(t))
		}
	}
}

func endOfMessage(d *Data, v *dissect.Values) {
	if d.Dot {
		v.Mark()
	}
}

func fragments(l *dissect.Layer) *mail.Fragments {
	if d, ok := l.Message.(*Data); ok && d.Carried {
		return &d.Fragments
	}
	return nil
}

var codeNames = map[uint64]string{
	211: "System status, or system help reply",
	214: "Help message",
	220: "<domain> Service ready",
	221: "<domain> Service closing transmission channel",
	235: "Authentication successful",
	250: "Requested mail action okay, completed",
	251: "User not local; will forward to <forward-path>",
	252: "Cannot VRFY user, but will accept message and attempt delivery",
	334: "AUTH input",
	354: "Start mail input; end with <CRLF>.<CRLF>",
	421: "<domain> Service not available, closing transmission channel",
	432: "A password transition is needed",
	450: "Requested mail action not taken: mailbox unavailable",
	451: "Requested action aborted: local error in processing",
	452: "Requested action not taken: insufficient system storage",
	454: "Temporary authentication failed",
	500: "Syntax error, command unrecognized",
	501: "Syntax error in parameters or arguments",
	502: "Command not implemented",
	503: "Bad sequence of commands",
	504: "Command parameter not implemented",
	530: "Authentication required",
	534: "Authentication mechanism is too weak",
	535: "Authentication credentials invalid",
	538: "Encryption required for requested authentication mechanism",
	550: "Requested action not taken: mailbox unavailable",
	551: "User not local; please try <forward-path>",
	552: "Requested mail action aborted: exceeded storage allocation",
	553: "Requested action not taken: mailbox name not allowed",
	554: "Transaction failed",
}

// codeName gives a reply code its meaning (RFC 5321 §4.2.3, RFC 4954 §6).
func codeName(code uint64) string { return codeNames[code] }
