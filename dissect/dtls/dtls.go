// Package dtls dissects Datagram Transport Layer Security: records, handshakes with their
// fragments, alerts, also those that are encrypted if a key log has their secrets. What
// Application Data carry is not read.
//
// DTLS 1.0 is RFC 4347, DTLS 1.2 RFC 6347. Its handshake messages are those of TLS, with
// a head of their own and a cookie in Client Hello.
package dtls

import (
	"encoding/binary"
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/record"
)

var be = binary.BigEndian

// Protocol is DTLS.
var Protocol = dissect.Protocol{
	Name: "dtls", Title: "Datagram Transport Layer Security", Column: "DTLS",
	Sniff:       sniff,
	NewDatagram: newDatagrams,
	Fields:      slices.Concat(fields, handshakeFields, certificateFields, fingerprintFields, fragmentFields),
	Outline:     &outline,
}

const (
	headSize     = 13
	fragmentHead = 12 // of a handshake message
)

// Head is what begins a record (RFC 6347 §4.1).
type Head struct {
	Type     record.ContentType
	Version  handshake.Version
	Epoch    uint16
	Sequence uint64
	Length   int
}

// readHead reads what begins a record, and returns false if b does not begin with one
// that is whole.
func readHead(b []byte) (h Head, ok bool) {
	if len(b) < headSize {
		return h, false
	}
	h = Head{
		Type: record.ContentType(b[0]), Version: handshake.Version(be.Uint16(b[1:])), Epoch: be.Uint16(b[3:]),
		Sequence: be.Uint64(b[3:]) & (1<<48 - 1), Length: int(be.Uint16(b[11:])),
	}
	return h, h.Type.String() != "" && (h.Version == handshake.DTLS10 || h.Version == handshake.DTLS12) &&
		h.Length <= len(b)-headSize
}

// preamble returns how many bytes stand before the first record: the head that CAPWAP
// puts there (RFC 5415 §4.2).
func preamble(b []byte) int {
	const size = 4
	if len(b) > size && be.Uint32(b) == 1<<24 {
		return size
	}
	return 0
}

// sniff knows a datagram by its first record.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if _, ok := readHead(b[preamble(b):]); from == dissect.FromDatagram && ok {
		return dissect.Yes
	}
	return dissect.No
}
