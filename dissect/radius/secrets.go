package radius

import (
	"netsniff/dissect/eapol"
	"netsniff/dissect/secrets"
)

// Attributes that are a password, or can be guessed from: of RFC 2865, RFC 2868, RFC 2869,
// and of Microsoft (RFC 2548).
var (
	secretTypes     = [256]bool{2: true, 3: true, 17: true, 69: true, 70: true, 84: true}
	secretMicrosoft = [256]bool{1: true, 3: true, 4: true, 12: true, 16: true, 17: true, 25: true, 26: true}
)

// microsoft is a vendor, of which attributes have the number in front.
const (
	microsoft = 311
	vendorLen = 4
)

const eapMessage = 79

// tellPasswords tells the attributes of a packet that log somebody in. What its
// authenticators prove is not true any more when they are overwritten.
func tellPasswords(b []byte, x *secrets.Packet) {
	if len(b) < headLen {
		return
	}
	for at := headLen; at+2 < len(b) && b[at+1] > 2; at += int(b[at+1]) {
		value, end := at+2, min(len(b), at+int(b[at+1]))
		switch t := b[at]; {
		case secretTypes[t]:
			x.Tell(value, end)
		case t == eapMessage:
			eapol.TellAnswer(b[value:end], value, x) // RFC 3579 §3.1
		case t == vendorSpecific && end-value > vendorLen && be.Uint32(b[value:]) == microsoft:
			for v := value + vendorLen; v+2 < end && b[v+1] > 2; v += int(b[v+1]) {
				if secretMicrosoft[b[v]] {
					x.Tell(v+2, min(end, v+int(b[v+1])))
				}
			}
		}
	}
	x.Mechanism, x.User = "", nil // its dialogue tells logins
}
