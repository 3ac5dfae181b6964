package kerberos

import (
	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/dissect/pairing"
)

// newDialogue returns the dialogue of a connection, or of a conversation in datagrams.
func newDialogue(s dissect.Session) dissect.Dialogue {
	if s.Conn().Streams() {
		return pairing.NewStream(func(dissect.Session) pairing.StreamReader { return new(reader) })(s)
	}
	return pairing.New(readDatagram)(s)
}

// reader reads the messages of one connection: requests are answered in the order in which they come.
type reader struct{ message Message }

// Length implements pairing.StreamReader.
func (*reader) Length(_ dissect.Dir, b []byte) int { return recordLen(b) }

// Read implements pairing.StreamReader.
func (r *reader) Read(m *framed.Message) (pairing.Message, bool) {
	if !r.message.read(m.Bytes[markLen:]) {
		return pairing.Message{}, false
	}
	return r.message.pair(), true
}
