package gnutella

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/pairing"
	"netsniff/dissect/text"
)

// newDialogue makes the reader of a connection's exchanges: queries with their first hits,
// and pings with their first pongs.
var newDialogue = pairing.NewStream(func(dissect.Session) pairing.StreamReader { return reader{} })

type reader struct{}

// Length implements pairing.StreamReader.
func (reader) Length(_ dissect.Dir, b []byte) int {
	if !isHandshake(b) {
		return descriptorLen(b)
	}
	if n := headEnd(b); n > 0 || len(b) < maxHandshake {
		return n
	}
	return -1
}

// Read implements pairing.StreamReader.
func (reader) Read(m *framed.Message) (msg pairing.Message, ok bool) {
	if isHandshake(m.Bytes) || len(m.Bytes) < headLen {
		return pairing.Message{Lone: true}, true
	}
	k, body := Kind(m.Bytes[kindAt]), m.Bytes[headLen:]
	msg.Says = newDescriptor(k, m.Bytes, len(m.Bytes) == m.Size)
	copy(msg.ID[:], m.Bytes[:guidLen])
	switch k {
	case Query:
		msg.Method, msg.Subject = "QUERY", string(text.Readable(search(body)))
	case Ping:
		msg.Method = "PING"
	case QueryHit, Pong:
		msg.Reply, msg.Outcome = true, dissect.Succeeded
		if msg.Status = "pong"; k == QueryHit && len(body) > 0 {
			if msg.Status = strconv.Itoa(int(body[0])) + " hits"; body[0] == 1 {
				msg.Status = "1 hit"
			}
		}
	default:
		msg.Lone = true
	}
	return msg, true
}
