package cipher

import (
	"crypto"
	"crypto/hkdf"
	"crypto/hmac"
	"encoding/binary"
	"hash"
)

// MasterSize is the size of a master secret.
const MasterSize = 48

// pHash fills out with P_hash (RFC 5246 §5).
func pHash(out []byte, h crypto.Hash, secret, seed []byte) {
	mac := hmac.New(h.New, secret)
	sum := func(parts ...[]byte) []byte {
		mac.Reset()
		for _, p := range parts {
			mac.Write(p)
		}
		return mac.Sum(nil)
	}
	a := sum(seed)
	for len(out) > 0 {
		out = out[copy(out, sum(a, seed)):]
		a = sum(a)
	}
}

// PRF returns n bytes of the pseudorandom function: that of the hash since TLS 1.2,
// MD5 and SHA-1 together before (RFC 2246 §5).
func PRF(v Version, h crypto.Hash, secret []byte, label string, seed []byte, n int) []byte {
	out := make([]byte, n)
	seed = append([]byte(label), seed...)
	if v >= TLS12 {
		pHash(out, h, secret, seed)
		return out
	}
	half := (len(secret) + 1) / 2
	pHash(out, crypto.MD5, secret[:half], seed)
	other := make([]byte, n)
	pHash(other, crypto.SHA1, secret[len(secret)-half:], seed)
	for i := range out {
		out[i] ^= other[i]
	}
	return out
}

// Master returns the master secret that a premaster secret makes. session is the
// hash of the handshake so far if the extended master secret was agreed on
// (RFC 7627 §4), else nil.
func Master(v Version, s Suite, premaster, clientRandom, serverRandom, session []byte) []byte {
	switch {
	case v == SSL30:
		return ssl3Expand(premaster, clientRandom, serverRandom, MasterSize)
	case session != nil:
		return PRF(v, s.PRF, premaster, "extended master secret", session, MasterSize)
	}
	return PRF(v, s.PRF, premaster, "master secret", append(clone(clientRandom), serverRandom...), MasterSize)
}

// SessionHash returns the hash of a handshake as the extended master secret takes it.
func SessionHash(v Version, s Suite, messages []byte) []byte {
	if v >= TLS12 {
		return sumOf(s.PRF, messages)
	}
	return append(sumOf(crypto.MD5, messages), sumOf(crypto.SHA1, messages)...)
}

func sumOf(h crypto.Hash, parts ...[]byte) []byte {
	x := h.New()
	for _, p := range parts {
		x.Write(p)
	}
	return x.Sum(nil)
}

// ssl3Expand is how SSL 3.0 makes bytes of a secret (RFC 6101 §6.1, §6.2.2).
func ssl3Expand(secret, first, second []byte, n int) (out []byte) {
	for i := 1; len(out) < n; i++ {
		letters := make([]byte, i)
		for j := range letters {
			letters[j] = byte('A' + i - 1)
		}
		out = append(out, sumOf(crypto.MD5, secret, sumOf(crypto.SHA1, letters, secret, first, second))...)
	}
	return out[:n]
}

// Openers returns what opens the records of the client and of the server, of a
// version before TLS 1.3.
func Openers(v Version, s Suite, encryptThenMAC bool, master, clientRandom, serverRandom []byte) (client, server *Opener) {
	mac := 0
	if !s.aead() {
		mac = s.MAC.Size()
	}
	n, iv := s.Key, s.fixedIV(v)
	var block []byte
	if size := 2 * (mac + n + iv); v == SSL30 {
		block = ssl3Expand(master, serverRandom, clientRandom, size)
	} else {
		block = PRF(v, s.PRF, master, "key expansion", append(clone(serverRandom), clientRandom...), size)
	}
	next := func(n int) (part []byte) { part, block = block[:n], block[n:]; return part }
	var k [2]keys
	for i := range k {
		k[i].mac = next(mac)
	}
	for i := range k {
		k[i].key = next(n)
	}
	for i := range k {
		k[i].iv = next(iv)
	}
	return newOpener(v, s, encryptThenMAC, k[0]), newOpener(v, s, encryptThenMAC, k[1])
}

// Traffic returns what opens the records that a traffic secret of TLS 1.3 protects
// (RFC 8446 §7.3).
func Traffic(s Suite, secret []byte) *Opener {
	return newOpener(TLS13, s, false, keys{
		key: expandLabel(s.PRF, secret, "key", s.Key), iv: expandLabel(s.PRF, secret, "iv", nonceSize),
	})
}

// NextSecret returns the traffic secret that follows a Key Update (RFC 8446 §7.2).
func NextSecret(s Suite, secret []byte) []byte {
	return expandLabel(s.PRF, secret, "traffic upd", len(secret))
}

// expandLabel is HKDF-Expand-Label with an empty context (RFC 8446 §7.1).
func expandLabel(h crypto.Hash, secret []byte, label string, n int) []byte {
	info := binary.BigEndian.AppendUint16(nil, uint16(n))
	info = append(append(append(info, byte(len("tls13 ")+len(label))), "tls13 "...), label...)
	out, err := hkdf.Expand(func() hash.Hash { return h.New() }, secret, string(append(info, 0)), n)
	if err != nil {
		return make([]byte, n) // never: n is small. Nothing opens with it.
	}
	return out
}

func clone(b []byte) []byte { return append([]byte(nil), b...) }
