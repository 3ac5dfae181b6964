package quic

import (
	"crypto/subtle"

	"netsniff/dissect/tls/cipher"
)

// checkRetry says whether the tag of a Retry packet is right, which answers a packet to
// original (RFC 9001 §5.8).
func checkRetry(m *Message, original []byte) TagState {
	x := m.Version.cryptography()
	if x == nil || x.key == "" || len(original) > maxID || len(original) == 0 {
		return Untold
	}
	pseudo := append(append([]byte{byte(len(original))}, original...), m.Wire[:len(m.Wire)-retryTag]...)
	if subtle.ConstantTimeCompare(cipher.Tag([]byte(x.key), []byte(x.nonce), pseudo), m.Wire[len(m.Wire)-retryTag:]) == 1 {
		return Right
	}
	return Wrong
}
