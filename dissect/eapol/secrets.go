package eapol

import "netsniff/dissect/secrets"

// Methods whose answers are a password, or can be guessed from (RFC 3748 §5).
const (
	methodMD5  = 4
	methodOTP  = 5
	methodGTC  = 6
	methodLEAP = 17
)

// tellEAP tells what answers a method that another layer does not protect.
func tellEAP(b []byte, x *secrets.Packet) { TellAnswer(b, 0, x) }

// tellEAPOL tells the same of EAP over a LAN.
func tellEAPOL(b []byte, x *secrets.Packet) {
	if len(b) > headLen && b[1] == packetEAP {
		TellAnswer(b[headLen:], headLen, x)
	}
}

// TellAnswer tells what is secret in b, a packet of EAP that stands at an offset of what x
// is of.
func TellAnswer(b []byte, off int, x *secrets.Packet) {
	if !hasMethod(b) || b[0] != eapResponse {
		return
	}
	at, end := eapLen+1, min(len(b), int(be.Uint16(b[2:])))
	switch b[eapLen] {
	case methodMD5:
		x.Mechanism, x.Hashed = "EAP-MD5", true
		at, end = sized(b, at+1, end, x)
	case methodOTP:
		x.Mechanism = "EAP-OTP"
	case methodGTC:
		x.Mechanism = "EAP-GTC"
	case methodLEAP:
		x.Mechanism, x.Hashed = "LEAP", true
		at, end = sized(b, at+3, end, x)
	default:
		return
	}
	x.Tell(off+at, off+end)
}

// sized returns where an answer stands before which its length does, and the user behind it
// up to the end.
func sized(b []byte, at, end int, x *secrets.Packet) (from, to int) {
	if at > end {
		return end, end
	}
	to = min(end, at+int(b[at-1]))
	x.User = b[to:end]
	return at, to
}
