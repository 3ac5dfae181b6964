package bfd

import "netsniff/dissect/secrets"

// Simple passwords (RFC 5880 §4.2).
const (
	authPresent    = 0x04
	simplePassword = 1
	passwordAt     = controlLen + 3 // behind type, length and key
)

// tellPassword tells the simple password of a control packet.
func tellPassword(b []byte, x *secrets.Packet) {
	if len(b) > passwordAt && b[1]&authPresent != 0 && b[controlLen] == simplePassword {
		x.Mechanism = "BFD"
		x.Tell(passwordAt, min(len(b), controlLen+int(b[controlLen+1])))
	}
}
