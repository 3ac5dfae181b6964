package mysql

import (
	"bytes"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/pairing"
	"netsniff/dissect/parts"
)

// newDialogue makes the reader of a connection's exchanges: a login, or a command with all
// packets of its answer.
var newDialogue = pairing.NewStream(func(dissect.Session) pairing.StreamReader { return new(reader) })

type reader struct {
	phases phases
	rows   uint64
	user   string
}

// Length implements pairing.StreamReader.
func (*reader) Length(d dissect.Dir, b []byte) int { return length(d, b) }

// maxSubject is how much of a query is told.
const maxSubject = 1 << 10

// Read implements pairing.StreamReader.
func (x *reader) Read(m *framed.Message) (msg pairing.Message, ok bool) {
	if m.Gap {
		x.phases.lose()
		return pairing.Message{Lone: true}, true
	}
	r := parts.Reader{Bytes: m.Bytes[head:], Little: true}
	kind := x.phases.take(m.Dir, r.Bytes)
	switch kind {
	case Greeting:
		return pairing.Message{Lone: true}, true
	case TLSRequest:
		return pairing.Message{Lone: true, Hands: true}, true
	case Login:
		l := readLogin(&r)
		x.user = string(l.user)
		return pairing.Message{Method: "Login", Subject: string(l.database), Login: &dissect.Login{
			Mechanism: string(l.plugin), User: x.user, Secret: string(l.secret), Hashed: true,
		}}, true
	case AuthSwitchResponse:
		return pairing.Message{Lone: true}, true
	case Request:
		x.rows = 0
		return x.request(&r), true
	}
	if m.Dir == dissect.ToServer {
		return msg, false
	}
	return x.reply(kind, &r), true
}

func (x *reader) request(r *parts.Reader) pairing.Message {
	c := x.phases.command
	msg := pairing.Message{Method: c.String(), Lone: x.phases.phase == phaseCommand}
	if msg.Method == "" {
		return pairing.Message{Lone: true} // more of a login
	}
	r.Skip(1)
	switch c {
	case query, prepare, useDB, showFields:
		if c == query && x.phases.caps&withQueryAttrs != 0 {
			r.Skip(2)
		}
		b := r.Rest()
		msg.Subject = string(bytes.TrimRight(bytes.TrimSpace(b[:min(len(b), maxSubject)]), "\x00"))
	case execute:
		msg.Subject = strconv.FormatUint(r.Uint("", 4), 10)
	case changeUser:
		msg.Login = &dissect.Login{Mechanism: "change user", User: string(r.Ended("")), Hashed: true}
		msg.Login.Secret = string(r.Counted("", "", 1))
	}
	return msg
}

func (x *reader) reply(kind Kind, r *parts.Reader) pairing.Message {
	msg := pairing.Message{Reply: true, More: !x.phases.over, Outcome: dissect.Succeeded}
	switch kind {
	case Error:
		msg.Status, msg.Outcome = "error", dissect.Refused
		if r.Left() >= 3 {
			code := le.Uint16(r.Bytes[1:])
			msg.Status = strconv.Itoa(int(code))
			if isServers(code) {
				msg.Outcome = dissect.Failed
			}
		}
	case Row:
		x.rows++
	case OK, EOF, Prepared, Text, LocalFile:
		msg.Status = "OK"
		switch x.rows {
		case 0:
		case 1:
			msg.Status = "1 row"
		default:
			msg.Status = strconv.FormatUint(x.rows, 10) + " rows"
		}
	}
	return msg
}

// isServers reports whether the server is to blame for an error: too many connections, out
// of memory, a lock that was waited for too long, a deadlock, a shutdown, a full disk
// (https://dev.mysql.com/doc/mysql-errors/en/server-error-reference.html).
func isServers(code uint16) bool {
	switch code {
	case 1021, 1037, 1038, 1040, 1041, 1053, 1077, 1080, 1114, 1135, 1205, 1213, 3024:
		return true
	}
	return false
}
