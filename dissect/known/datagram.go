package known

import (
	"bytes"

	"netsniff/dissect"
)

// DTLS recognises a record (RFC 6347 §4.1).
func DTLS(from dissect.Origin, b []byte) dissect.Match {
	const header = 13
	return only(from == dissect.FromDatagram && len(b) >= header && b[0] >= 20 && b[0] <= 25 &&
		b[1] == 0xfe && (b[2] == 0xff || b[2] == 0xfd) && int(be.Uint16(b[11:])) <= len(b)-header)
}

const (
	stunHeader = 20
	stunCookie = 0x2112a442
)

// STUN recognises a message by its magic cookie (RFC 8489 §5) and a method
// that has been assigned.
func STUN(from dissect.Origin, b []byte) dissect.Match {
	return only(from == dissect.FromDatagram && len(b) >= stunHeader && b[0] <= 1 && be.Uint32(b[4:]) == stunCookie &&
		int(be.Uint16(b[2:])) == len(b)-stunHeader)
}

// ClassicSTUN recognises a message from before there was a cookie (RFC 3489 §11.1).
func ClassicSTUN(from dissect.Origin, b []byte) dissect.Match {
	if from != dissect.FromDatagram || len(b) < stunHeader || int(be.Uint16(b[2:])) != len(b)-stunHeader {
		return dissect.No
	}
	switch be.Uint16(b) {
	case 0x0001, 0x0101, 0x0111, 0x0002, 0x0102, 0x0112:
		return only(be.Uint32(b[4:]) != stunCookie)
	}
	return dissect.No
}

// WireGuard recognises the four kinds of messages by their lengths
// (wireguard.com/protocol).
func WireGuard(from dissect.Origin, b []byte) dissect.Match {
	if from != dissect.FromDatagram || len(b) < 32 || b[1]|b[2]|b[3] != 0 {
		return dissect.No
	}
	switch b[0] {
	case 1:
		return only(len(b) == 148)
	case 2:
		return only(len(b) == 92)
	case 3:
		return only(len(b) == 64)
	case 4:
		return only(len(b)%16 == 0)
	}
	return dissect.No
}

// DHT recognises a bencoded message of BitTorrent's DHT (BEP 5).
func DHT(from dissect.Origin, b []byte) dissect.Match {
	if from != dissect.FromDatagram {
		return dissect.No
	}
	for _, prefix := range dhtPrefixes {
		if bytes.HasPrefix(b, prefix) {
			return dissect.Yes
		}
	}
	return dissect.No
}

// dhtPrefixes: the first key of a message in the order of the alphabet.
var dhtPrefixes = [][]byte{[]byte("d1:ad"), []byte("d1:rd"), []byte("d1:el"), []byte("d2:ip"), []byte("d1:t")}

// GTPv2 leaves a port to version 2 of the GPRS tunnelling protocol (3GPP TS
// 29.274 §5.1), whose messages say how long they are.
func GTPv2(from dissect.Origin, b []byte) dissect.Match {
	if from != dissect.FromDatagram || len(b) < 8 || b[0]>>5 != 2 || 4+int(be.Uint16(b[2:])) > len(b) {
		return dissect.No
	}
	return dissect.Maybe
}
