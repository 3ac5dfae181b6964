package pgsql

import (
	"bytes"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/pairing"
	"netsniff/dissect/parts"
)

// newDialogue makes the reader of a connection's exchanges: a login is one for each
// message that the client has to send for it, then what is asked up to a Sync or a
// simple query is one, which ReadyForQuery ends.
var newDialogue = pairing.NewStream(func(dissect.Session) pairing.StreamReader { return &reader{fresh: true} })

type reader struct {
	framing framing
	started bool // a startup message was seen, and no ReadyForQuery yet
	fresh   bool // the next message of the client begins an exchange
	user    string
	method  string // of authentication
	steps   bool   // the password is yet to be proved: a mechanism of SASL begins
}

// Length implements pairing.StreamReader.
func (x *reader) Length(d dissect.Dir, b []byte) int { return x.framing.length(d, b) }

// Read implements pairing.StreamReader.
func (x *reader) Read(m *framed.Message) (msg pairing.Message, ok bool) {
	b := m.Bytes
	asked := x.framing.asked
	x.framing.passed(m.Dir, b)
	r := parts.Reader{Bytes: b}
	t := typeOf(b)
	switch {
	case m.Dir == dissect.ToClient && asked:
		msg = pairing.Message{Reply: true, Status: string(b[:1]), Outcome: dissect.Refused}
		if msg.Hands = x.framing.agreed; msg.Hands {
			msg.Outcome = dissect.Succeeded
		}
		return msg, true
	case t == 0 && m.Dir == dissect.ToServer:
		r.Skip(4)
		return x.start(&r)
	case t == 0:
		return msg, false
	}
	r.Skip(head)
	if m.Dir == dissect.ToServer {
		return x.request(&r, t)
	}
	return x.reply(&r, t)
}

// start takes what a client begins with.
func (x *reader) start(r *parts.Reader) (msg pairing.Message, ok bool) {
	if name := startNames[uint32(r.Uint("", 4))]; name != "" {
		return pairing.Message{Method: name, Lone: !x.framing.asked}, true
	}
	msg.Method = "Startup"
	for r.Left() > 1 && !r.Short {
		name, value := r.Ended(""), r.Ended("")
		switch string(name) {
		case "user":
			x.user = string(value)
		case "database":
			msg.Subject = string(value)
		}
	}
	x.started = true
	return msg, true
}

// maxSubject is how much of a query is told.
const maxSubject = 1 << 10

func subject(query []byte) string {
	return string(bytes.TrimSpace(query[:min(len(query), maxSubject)]))
}

// request takes a message of the client.
func (x *reader) request(r *parts.Reader, t Type) (msg pairing.Message, ok bool) {
	msg = pairing.Message{Method: frontendNames[t], Joins: !x.fresh}
	switch t {
	case 'p':
		msg = pairing.Message{Method: "Password"}
		if x.steps {
			x.steps = false
		} else {
			msg.Login = x.login(r)
		}
		return msg, true
	case 'Q':
		msg.Subject, x.fresh = subject(r.Ended("")), true
		return msg, true
	case 'P':
		r.Ended("")
		msg.Subject = subject(r.Ended(""))
	case 'B':
		r.Ended("")
		msg.Subject = string(r.Ended(""))
	case 'F', 'S':
		x.fresh = true
		return msg, true
	case 'E', 'D', 'C', 'H':
	default:
		return pairing.Message{Lone: true}, frontendNames[t] != ""
	}
	x.fresh = false
	return msg, true
}

// login tells who logs in with a password, or what proves that he knows it.
func (x *reader) login(r *parts.Reader) *dissect.Login {
	l := &dissect.Login{Mechanism: x.method, User: x.user, Hashed: x.method != authNames[authCleartext]}
	if secret := r.Rest(); l.Hashed && x.method != authNames[authMD5] {
		l.Secret = string(secret)
	} else {
		l.Secret = string(bytes.TrimRight(secret, "\x00"))
	}
	return l
}

// reply takes a message of the server.
func (x *reader) reply(r *parts.Reader, t Type) (msg pairing.Message, ok bool) {
	msg = pairing.Message{Reply: true, More: true, Outcome: dissect.Succeeded}
	switch t {
	case 'R':
		kind := r.Uint("", 4)
		if kind != authContinue && kind != authFinal && kind != authOK {
			x.method = authNames[kind]
		}
		if x.steps = kind == authSASL; x.steps {
			x.method = string(r.Ended(""))
		}
		msg.Status = authNames[kind]
		msg.More = kind == authOK || kind == authFinal
	case 'Z':
		msg.More, x.started = false, false
	case 'C':
		msg.Status = string(r.Ended(""))
	case 'I', 'T', 'n':
		msg.Status = backendNames[t]
	case 'E':
		msg.Status, msg.Outcome = refusal(r)
		msg.More = !x.started
	case 'N', 'A':
		return pairing.Message{Lone: true}, true
	default:
		return msg, backendNames[t] != ""
	}
	return msg, true
}

// refusal returns the SQLSTATE of an error and who is to blame for it
// (https://www.postgresql.org/docs/current/errcodes-appendix.html).
func refusal(r *parts.Reader) (code string, o dissect.Outcome) {
	for r.Left() > 1 && !r.Short {
		if t := r.Uint("", 1); t == 'C' {
			code = string(r.Ended(""))
		} else {
			r.Ended("")
		}
	}
	switch o = dissect.Refused; {
	case len(code) < 2:
	case code[:2] == "53", code[:2] == "54", code[:2] == "57", code[:2] == "58", code[:2] == "XX":
		o = dissect.Failed
	}
	return code, o
}
