package rip

import "netsniff/dissect/secrets"

// tellPassword tells the simple passwords of a message (RFC 2453 §4.1).
func tellPassword(b []byte, x *secrets.Packet) {
	for at := headLen; at+4 < len(b); at += entryLen {
		if be.Uint16(b[at:]) == familyAuth && be.Uint16(b[at+2:]) == simplePassword {
			x.Mechanism = "RIP"
			x.Tell(at+4, min(len(b), at+entryLen))
		}
	}
}
