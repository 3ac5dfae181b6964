package tls

import (
	"encoding/binary"

	"netsniff/dissect/tls/handshake"
	"netsniff/dissect/tls/record"
)

var be = binary.BigEndian

// headSize is the size of what begins a record: type, version, length.
const headSize = 5

// maxFragment is the longest that a record may be, with what ciphers add: 2,048
// bytes before TLS 1.3 (RFC 5246 §6.2.3).
const maxFragment = 1<<14 + 2048

// Head is what begins a record.
type Head struct {
	Type    record.ContentType
	Version handshake.Version
	Length  int // of the fragment that follows
}

// readHead reads what begins a record, and returns false if b does not begin with
// one, as far as it goes: of fewer than headSize bytes the result is incomplete.
func readHead(b []byte) (h Head, ok bool) {
	if len(b) == 0 || !assigned(record.ContentType(b[0])) || len(b) > 1 && b[1] != 3 || len(b) > 2 && b[2] > 4 {
		return Head{}, false
	}
	if len(b) < headSize {
		return Head{Type: record.ContentType(b[0])}, true
	}
	h = Head{record.ContentType(b[0]), handshake.Version(be.Uint16(b[1:])), int(be.Uint16(b[3:]))}
	return h, h.Length <= maxFragment
}

// assigned reports whether there are such records over TCP.
func assigned(t record.ContentType) bool {
	return t >= record.ChangeCipherSpec && t <= record.Heartbeat
}

// plausible reports whether the length is one that such a record may have.
func (h Head) plausible() bool {
	switch h.Type {
	case record.ChangeCipherSpec:
		return h.Length == 1
	case record.Alert, record.Heartbeat:
		return h.Length >= record.AlertSize
	}
	return h.Length > 0
}

// The hello of SSL 2.0, with which clients began that knew newer versions as well
// (RFC 5246 §E.2): a length whose highest bit is set, the type, the version.
const ssl2HeadSize = 5

// ssl2Hello reports whether b is such a hello whose lengths are right.
func ssl2Hello(b []byte) bool {
	const lengthsAt, head = 5, 11
	size, ok := readSSL2(b)
	if !ok || len(b) < head || size != len(b) {
		return false
	}
	ciphers, session, challenge := int(be.Uint16(b[lengthsAt:])), int(be.Uint16(b[lengthsAt+2:])),
		int(be.Uint16(b[lengthsAt+4:]))
	return ciphers > 0 && ciphers%3 == 0 && head+ciphers+session+challenge == size
}

// readSSL2 returns the size of the Client Hello of SSL 2.0 that b begins with,
// and false if it does not.
func readSSL2(b []byte) (size int, ok bool) {
	if len(b) < ssl2HeadSize || b[0]&0x80 == 0 || b[2] != byte(handshake.ClientHello) {
		return 0, false
	}
	v := handshake.Version(be.Uint16(b[3:]))
	size = 2 + int(be.Uint16(b)&0x7fff)
	return size, v == handshake.SSL20 || v >= handshake.SSL30 && v <= handshake.TLS12
}
