package gateway

import "netsniff/dissect/secrets"

// tellVRRP tells the text that authenticates an advertisement of version 2 (RFC 2338
// §5.3.6, §5.3.10), which the checksum is of as well.
func tellVRRP(b []byte, x *secrets.Packet) {
	if len(b) < vrrpLen || b[0]>>4 >= 3 || b[4] != 1 {
		return
	}
	at := vrrpLen + 4*int(b[3])
	x.Checksum, x.Mechanism = 6, "VRRP"
	x.Tell(at, min(len(b), at+passwordLen))
}

// tellHSRP tells the text that authenticates a message of HSRP (RFC 2281 §5.1), of version
// 2 that of its element and the digest of another.
func tellHSRP(b []byte, x *secrets.Packet) {
	if len(b) >= 2 && b[0] == 0 && b[1] < opAdvertise {
		x.Mechanism = "HSRP"
		x.Tell(8, min(len(b), 16))
		return
	}
	for at := 0; at+2 <= len(b); at += 2 + int(b[at+1]) {
		if end := min(len(b), at+2+int(b[at+1])); b[at] == textAuth {
			x.Mechanism = "HSRPv2"
			x.Tell(at+2, end)
		}
	}
}
