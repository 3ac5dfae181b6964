package ospf

import "netsniff/dissect/secrets"

// Simple authentication (RFC 2328 §D.2). The checksum of a packet is not of these bytes.
const (
	authTypeAt     = 14
	authAt         = 16
	simplePassword = 1
)

// tellPassword tells the password of a packet of version 2.
func tellPassword(b []byte, x *secrets.Packet) {
	if len(b) > authAt && b[0] == 2 && be.Uint16(b[authTypeAt:]) == simplePassword {
		x.Mechanism = "OSPF"
		x.Tell(authAt, min(len(b), headLen2))
	}
}
