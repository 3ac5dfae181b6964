// Package known tells by their first bytes protocols that netsniff recognises
// but does not dissect. Each function here is a Sniff of dissect.Protocol: No
// takes a port's word back, Maybe leaves it standing, Yes needs no port.
//
// What the bytes mean is in the specifications named below: RFC 8446 (TLS),
// RFC 6347 (DTLS), RFC 4253 (SSH), RFC 8489 and
// RFC 3489 (STUN), RFC 9113 (HTTP/2), RFC 3261 (SIP), RFC 5531 (ONC RPC),
// BEP 3 and BEP 5 (BitTorrent), C706 (DCE/RPC), MS-SMB2.
package known

import (
	"bytes"
	"encoding/binary"

	"netsniff/dissect"
)

var be, le = binary.BigEndian, binary.LittleEndian

// begins makes a Sniff for streams that one side opens with the same bytes.
func begins(text string) func(dissect.Origin, []byte) dissect.Match {
	prefix := []byte(text)
	return func(from dissect.Origin, b []byte) dissect.Match {
		if from != dissect.FromDatagram && bytes.HasPrefix(b, prefix) {
			return dissect.Yes
		}
		return dissect.Maybe
	}
}

// Protocols whose streams open with a text or magic number of their own.
var (
	SSH        = begins("SSH-")
	BitTorrent = begins("\x13BitTorrent protocol")
	HTTP2      = begins("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
	Rsync      = begins("@RSYNCD:")
	AMQP       = begins("AMQP")
)

// yes turns a test that leaves no doubt into a guess. Bytes that fail it may
// still be of the protocol, from the middle of a stream.
func yes(sure bool) dissect.Match {
	if sure {
		return dissect.Yes
	}
	return dissect.Maybe
}

// only is yes for datagrams: each stands for itself.
func only(sure bool) dissect.Match {
	if sure {
		return dissect.Yes
	}
	return dissect.No
}
