package snmp

import (
	"netsniff/dissect/ber"
	"netsniff/dissect/secrets"
)

// version3 is the version whose messages have no community (RFC 3412 §6).
const version3 = 3

// tellSecrets tells the community of a message of SNMP 1 and 2c (RFC 1157 §4, RFC 1901 §3),
// and what proves the password of a user of version 3 (RFC 3414 §2.4).
func tellSecrets(b []byte, x *secrets.Packet) {
	message, ok := ber.Read(b)
	if !ok || message.Tag != ber.Sequence {
		return
	}
	r := ber.In(message)
	version, _ := r.Next()
	if version.Tag != ber.Integer {
		return
	}
	community, ok := r.Next()
	switch {
	case !ok:
	case version.Int() < version3 && community.Tag == ber.OctetString:
		x.Mechanism = "SNMP community"
		tellBody(b, community, x)
	case version.Int() == version3:
		parameters, _ := r.Next()
		model, _ := ber.Read(parameters.Body)
		r = ber.In(model)
		var part [5]ber.Element // engine, its boots and time, user, proof
		for i := range part {
			if part[i], ok = r.Next(); !ok {
				return
			}
		}
		if proof := part[4]; len(proof.Body) > 0 {
			x.Mechanism, x.User, x.Hashed = "SNMPv3", part[3].Body, true
			tellBody(b, proof, x)
		}
	}
}

// tellBody tells the contents of an element of b.
func tellBody(b []byte, e ber.Element, x *secrets.Packet) {
	at := cap(b) - cap(e.Body)
	x.Tell(at, at+len(e.Body))
}
