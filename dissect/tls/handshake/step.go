package handshake

import "netsniff/dissect/tls/record"

// Event is what a record, or what stands for one, shows of a handshake.
type Event uint8

// Events.
const (
	Said    Event = iota // a message that can be read
	Changed              // what follows is encrypted (Change Cipher Spec)
	Hidden               // something encrypted that nobody can read
	Alerted              // an alert that can be read
	Carried              // data of the application, be it encrypted
)

// Step is one event of a handshake. Borrowed.
type Step struct {
	Event Event
	// Of a message: its type, what follows its head, and how the version has it read.
	Type    Type
	Body    []byte
	Version Version
	// Of an alert.
	Fatal bool
	Alert record.Description
}

// A Speaker is a message of a protocol in whose records handshakes stand: TLS, DTLS,
// QUIC.
type Speaker interface {
	// Steps calls take with what it shows of handshakes, in the order of the wire.
	Steps(take func(*Step))
}
