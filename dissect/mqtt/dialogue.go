package mqtt

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/pairing"
	"netsniff/dissect/parts"
	"netsniff/dissect/text"
)

// newDialogue makes the reader of a connection's exchanges: what is acknowledged, by either
// side. A PUBLISH that nothing acknowledges is none.
var newDialogue = pairing.NewStream(func(dissect.Session) pairing.StreamReader { return new(reader) })

type reader struct{ version byte }

// Length implements pairing.StreamReader.
func (*reader) Length(d dissect.Dir, b []byte) int { return length(d, b) }

// asked is the type of what a packet answers; 0 of those that answer nothing.
var asked = map[Type]Type{
	ConnectAck: Connect, PublishAck: Publish, PublishReceived: Publish, PublishComplete: Publish, SubscribeAck: Subscribe,
	UnsubscribeAck: Unsubscribe, PingResponse: PingRequest,
}

// Read implements pairing.StreamReader.
func (x *reader) Read(m *framed.Message) (msg pairing.Message, ok bool) {
	r := body(m.Bytes)
	t := Type(m.Bytes[0] >> 4)
	msg.Method = methods[t]
	id := uint64(t) << 16
	switch t {
	case Connect:
		x.version = versionOf(m.Bytes)
		c := readConnect(&r)
		msg.Subject = string(text.Readable(c.client))
		if c.secret != nil || c.user != nil {
			msg.Login = &dissect.Login{Mechanism: "CONNECT", User: string(c.user), Secret: string(c.secret)}
		}
	case Publish:
		msg.Subject = string(text.Readable(r.Counted("", "", 2)))
		if msg.Lone = qos(m.Bytes[0]) == 0; !msg.Lone {
			id |= r.Uint("", 2)
		}
	case Subscribe, Unsubscribe:
		id |= r.Uint("", 2)
		if x.version == version5 {
			readProperties(&r, "")
		}
		msg.Subject = string(text.Readable(r.Counted("", "", 2)))
	case PingRequest:
	default:
		if asked[t] == 0 {
			return pairing.Message{Lone: true}, true
		}
		return x.reply(&r, t), true
	}
	msg.ID = pairing.Number(id)
	return msg, true
}

// methods are the names of packets in the standard.
var methods = [16]string{Connect: "CONNECT", Publish: "PUBLISH", Subscribe: "SUBSCRIBE", Unsubscribe: "UNSUBSCRIBE",
	PingRequest: "PINGREQ"}

// reply takes what answers. From 0x80 on codes say that it was not done.
func (x *reader) reply(r *parts.Reader, t Type) pairing.Message {
	msg := pairing.Message{Reply: true, Status: "OK", Outcome: dissect.Succeeded}
	id, code := uint64(asked[t])<<16, uint64(0)
	switch t {
	case ConnectAck:
		r.Skip(1)
		code = r.Uint("", 1)
		if x.version != version5 && code > 0 {
			msg.Status, msg.Outcome = strconv.FormatUint(code, 10), dissect.Refused
		}
	case PingResponse:
	default:
		id |= r.Uint("", 2)
		msg.More = t == PublishReceived
		if t == SubscribeAck && x.version == version5 {
			readProperties(r, "")
		}
		if r.Left() > 0 { // of PUBACK and its like, only version 5 has more
			code = r.Uint("", 1)
		}
	}
	if code >= refused {
		msg.Status, msg.Outcome, msg.More = strconv.FormatUint(code, 10), dissect.Refused, false
	}
	msg.ID = pairing.Number(id)
	return msg
}

// refused is the first code that says that something was not done.
const refused = 0x80
