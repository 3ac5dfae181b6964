// Package cipher opens the records of TLS: given the secrets of a connection, it
// makes the keys of its directions and takes the protection off what they carry.
//
// TLS 1.0 to 1.2 are RFC 2246, 4346 and 5246 §6, with AES-GCM (RFC 5288), AES-CCM
// (RFC 6655), ChaCha20-Poly1305 (RFC 7905) and encrypt-then-MAC (RFC 7366); TLS 1.3
// is RFC 8446 §5 and §7. Keys never leave it.
package cipher

import (
	"crypto"
	_ "crypto/md5"    // MACs of old suites
	_ "crypto/sha1"   // and of most
	_ "crypto/sha256" // and the pseudorandom functions
	_ "crypto/sha512"
	"strings"
)

// Bulk is how a suite encrypts.
type Bulk uint8

// Ways to encrypt.
const (
	NoBulk Bulk = iota
	NULL
	RC4
	TripleDES
	AESCBC
	AESGCM
	AESCCM
	AESCCM8 // with a short tag
	ChaCha20Poly1305
)

// Suite is what of a cipher suite matters to records.
type Suite struct {
	Bulk Bulk
	Key  int         // length of the key in bytes
	MAC  crypto.Hash // of suites that are no AEAD
	PRF  crypto.Hash // of TLS 1.2 and 1.3
	RSA  bool        // the premaster secret is encrypted for the server's RSA key
}

// bulks are the ways to encrypt as names of suites call them, the longer first.
var bulks = []struct {
	name string
	bulk Bulk
	key  int
}{
	{"AES_128_CBC", AESCBC, 16}, {"AES_256_CBC", AESCBC, 32},
	{"AES_128_GCM", AESGCM, 16}, {"AES_256_GCM", AESGCM, 32},
	{"AES_128_CCM_8", AESCCM8, 16}, {"AES_256_CCM_8", AESCCM8, 32},
	{"AES_128_CCM", AESCCM, 16}, {"AES_256_CCM", AESCCM, 32},
	{"CHACHA20_POLY1305", ChaCha20Poly1305, 32},
	{"3DES_EDE_CBC", TripleDES, 24}, {"RC4_128", RC4, 16}, {"NULL", NULL, 0},
}

var hashes = []struct {
	name string
	hash crypto.Hash
}{{"_SHA256", crypto.SHA256}, {"_SHA384", crypto.SHA384}, {"_SHA", crypto.SHA1}, {"_MD5", crypto.MD5}}

// ParseSuite returns the suite with IANA's name, and false if its records cannot be
// opened here: those with Camellia, ARIA, export ciphers and the like.
func ParseSuite(name string) (s Suite, ok bool) {
	name = strings.TrimPrefix(name, "TLS_")
	exchange, rest, old := strings.Cut(name, "WITH_")
	if !old {
		rest = name
	}
	for _, b := range bulks {
		if after, found := strings.CutPrefix(rest, b.name); found {
			s.Bulk, s.Key, rest = b.bulk, b.key, after
			break
		}
	}
	if s.Bulk == NoBulk {
		return Suite{}, false
	}
	for _, h := range hashes {
		if rest == h.name {
			s.MAC = h.hash
		}
	}
	if s.PRF = s.MAC; s.PRF != crypto.SHA384 {
		s.PRF = crypto.SHA256
	}
	s.RSA = exchange == "RSA_"
	return s, rest == "" || s.MAC != 0
}

// aead reports whether the suite encrypts and authenticates at once.
func (s Suite) aead() bool { return s.Bulk >= AESGCM }

// block returns the size of a block of the cipher, 1 of those without.
func (s Suite) block() int {
	switch s.Bulk {
	case AESCBC:
		return 16
	case TripleDES:
		return 8
	}
	return 1
}

// fixedIV is how many bytes of nonce or IV the key block has for a direction.
func (s Suite) fixedIV(v Version) int {
	switch {
	case s.Bulk == ChaCha20Poly1305 || v == TLS13 && s.aead():
		return nonceSize
	case s.aead():
		return saltSize
	case s.block() > 1 && v < TLS11:
		return s.block()
	}
	return 0
}

// Version is a version of the protocol as it stands on the wire.
type Version uint16

// Versions that keys are made for.
const (
	SSL30 Version = 0x0300
	TLS10 Version = 0x0301
	TLS11 Version = 0x0302
	TLS12 Version = 0x0303
	TLS13 Version = 0x0304
)
