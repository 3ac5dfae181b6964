package ldap

import (
	"encoding/binary"
	"strconv"
)

// layerHead is the length of what says how long a message in a layer of SASL is (RFC 4422 §3.7).
const layerHead = 4

// maxLayer is the longest message in a layer that is read.
const maxLayer = 1 << 20

// sealedLen returns how long the message of a layer is that b begins with: 0 if it is too short to tell, less if none
// begins so.
func sealedLen(b []byte) int {
	switch {
	case len(b) > 0 && b[0] != 0:
		return -1
	case len(b) < layerHead:
		return 0
	}
	n := int(binary.BigEndian.Uint32(b))
	if n == 0 || n > maxLayer {
		return -1
	}
	return layerHead + n
}

// Layer is a message of a layer of SASL whose contents cannot be read. Borrowed until the frame has been reported.
type Layer struct {
	Bytes []byte
	wrapped
}

// AppendInfo appends how long what it hides is, if that is known.
func (m *Layer) AppendInfo(dst []byte) []byte {
	if !m.private {
		return dst
	}
	dst = strconv.AppendInt(append(dst, "SASL GSS-API Privacy: payload ("...), int64(m.size), 10)
	return append(dst, " bytes)"...)
}

// wrapped is what a token of the Kerberos mechanism wraps (RFC 4121 §4.2.6.2).
type wrapped struct {
	private bool   // it is encrypted
	size    int    // of what is
	payload []byte // what is not
}

// Lengths in such tokens (RFC 4121 §4.2.4, RFC 3962 §6).
const (
	tokenHead  = 16
	confounder = 16
	checksum   = 12
)

// unwrap reads the token that stands in a layer; ok is false if it is another's.
func unwrap(b []byte) (w wrapped, ok bool) {
	const magic, sealed = 0x0504, 1 << 1
	if len(b) < tokenHead || binary.BigEndian.Uint16(b) != magic {
		return w, false
	}
	rest := b[tokenHead:]
	if b[2]&sealed != 0 {
		w.private, w.size = true, max(0, len(rest)-confounder-tokenHead-checksum)
		return w, true
	}
	extra, turned := int(binary.BigEndian.Uint16(b[4:])), int(binary.BigEndian.Uint16(b[6:]))
	switch {
	case extra > len(rest):
		return w, false
	case turned == 0:
		w.payload = rest[:len(rest)-extra]
	case turned == extra:
		w.payload = rest[extra:]
	default:
		return w, false
	}
	return w, true
}
