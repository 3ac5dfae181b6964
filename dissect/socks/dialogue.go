package socks

import (
	"strconv"
	"strings"

	"netsniff/dissect"
	"netsniff/reassembly"
)

// maxMessage is the longest message but for tokens of GSSAPI, which are let go.
const maxMessage = 8 + maxUser + 1 + maxName + 1

// dialogue tells what was asked of the proxy and how it answered.
type dialogue struct {
	session dissect.Session
	talk    talk
	begun   [2][]byte // of messages that are not whole yet
	sides   [2]dissect.Side
	open    *dissect.Exchange // that was asked for last, nil if it was answered
}

func newDialogue(s dissect.Session) dissect.Dialogue {
	if !s.Conn().Streams() {
		return &relayDialogue{session: s}
	}
	return &dialogue{session: s}
}

// Data implements dissect.Dialogue.
func (d *dialogue) Data(dir dissect.Dir, b []byte, mark reassembly.Mark) int {
	before := len(d.begun[dir])
	all := b
	if before > 0 {
		all = append(d.begun[dir], b...)
	}
	for at := 0; at < len(all); {
		var m Message
		n := d.talk.next(dir, all[at:], &m)
		switch {
		case n == foreign, n == unknown && len(all)-at > maxMessage:
			d.begun[dir] = nil
			d.session.Reject()
			return len(b)
		case n == unknown:
			d.sides[dir].Add(len(all)-max(at, before), mark)
			d.begun[dir] = append([]byte(nil), all[at:]...)
			return len(b)
		}
		d.sides[dir].Add(at+n-max(at, before), mark)
		at += n
		d.message(dir, &m)
		if d.talk.relays(&m) {
			d.session.Redetect(d.talk.port)
			return at - before
		}
	}
	d.begun[dir] = nil
	return len(b)
}

// message takes a message, whose segments are those of its side.
func (d *dialogue) message(dir dissect.Dir, m *Message) {
	side := d.sides[dir]
	d.sides[dir] = dissect.Side{}
	if dir == dissect.ToServer {
		d.answer("", dissect.Unanswered, dissect.Side{})
		d.open = asked(m, d.talk.version)
		d.open.Request = side
		return
	}
	if m.Kind == BindReply {
		d.open = &dissect.Exchange{Method: "BIND", Subject: d.subject()}
	}
	if x, ok := associated(m, d.session.Conn()); ok {
		d.session.Expect(x)
	}
	d.answer(status(m), outcome(m), side)
}

// status returns what a reply says, in a word or two.
func status(m *Message) string {
	n, names := uint64(m.Bytes[1]), resultName
	switch m.Kind {
	case Choice:
		names = methodName
	case UserReply:
		names = statusName
	case GSSReply:
		names = gssName
	}
	if s := names(n); s != "" {
		return s
	}
	return strconv.FormatUint(n, 10)
}

// asked returns the exchange that m begins.
func asked(m *Message, version uint8) *dissect.Exchange {
	x := &dissect.Exchange{}
	switch m.Kind {
	case Methods:
		x.Method = "METHODS"
		names := make([]string, 0, 4)
		for _, n := range m.Bytes[2:] {
			names = append(names, methodName(uint64(n)))
		}
		x.Subject = strings.Join(names, ", ")
	case UserRequest:
		x.Method, x.Subject = "LOGIN", string(m.at(m.user))
		x.Login = &dissect.Login{Mechanism: "USER/PASS", User: x.Subject, Secret: string(m.at(m.password))}
	case GSSRequest:
		x.Method = "GSSAPI"
	default:
		host, port := m.target()
		x.Method, x.Subject = strings.ToUpper(m.Command.String()), hostPort(host, port)
		if user := m.at(m.user); version == 4 && len(user) > 0 {
			x.Login = &dissect.Login{Mechanism: "SOCKS4", User: string(user)}
		}
	}
	return x
}

func (d *dialogue) subject() string { return hostPort(d.talk.host, d.talk.port) }

// answer tells the open exchange.
func (d *dialogue) answer(status string, o dissect.Outcome, reply dissect.Side) {
	x := d.open
	if d.open = nil; x == nil {
		if !reply.Seen() {
			return
		}
		x = &dissect.Exchange{Method: "?", Notes: dissect.NoteMidstream}
	}
	x.Status, x.Outcome, x.Reply = status, o, reply
	d.session.Tell(x)
}

// outcome returns what reply m means.
func outcome(m *Message) dissect.Outcome {
	switch {
	case m.Succeeded():
		return dissect.Succeeded
	case m.Kind == Reply5 || m.Kind == BindReply:
		switch m.Bytes[1] {
		case 1, 3, 4, 5, 6: // what is behind the proxy is to blame, or itself
			return dissect.Failed
		}
	}
	return dissect.Refused
}

// Gap implements dissect.Dialogue: what was begun is lost.
func (d *dialogue) Gap(dir dissect.Dir, _ int64, _ reassembly.Mark) {
	d.begun[dir], d.sides[dir] = nil, dissect.Side{}
}

// End implements dissect.Dialogue.
func (d *dialogue) End(reassembly.Mark) { d.answer("", dissect.Unanswered, dissect.Side{}) }

// hostPort returns "host:port"; an IPv6 address stands in brackets.
func hostPort(host string, port uint16) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return host + ":" + strconv.Itoa(int(port))
}
