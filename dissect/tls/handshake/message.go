package handshake

import (
	"encoding/binary"
	"math"
)

var be = binary.BigEndian

// HeadSize is the size of what begins a message over TCP: its type, and its length
// in three bytes (RFC 8446 §4).
const HeadSize = 4

// Head is what begins a message.
type Head struct {
	Type   Type
	Length int // of what follows
}

// ReadHead reads the beginning of a message, and returns false if b is too short.
func ReadHead(b []byte) (Head, bool) {
	if len(b) < HeadSize {
		return Head{}, false
	}
	return Head{Type(b[0]), int(be.Uint32(b) & 0xffffff)}, true
}

// MaxLength is how long a message may be that is believed: certificate chains are
// some kilobytes. Longer ones are taken for bytes that are encrypted.
const MaxLength = 1 << 18

// Plausible reports whether bytes that begin so may be a message in clear.
func (h Head) Plausible() bool {
	switch {
	case !h.Type.Known() || h.Length > MaxLength:
		return false
	case h.Type == HelloRequest || h.Type == ServerHelloDone || h.Type == EndOfEarlyData:
		return h.Length == 0
	}
	return h.Length > 0
}

// Negotiated returns the version that the body of a Server Hello chooses, and false
// if it is too short to say (RFC 8446 §4.1.3, §4.2.1).
func Negotiated(body []byte) (v Version, retry, ok bool) {
	const random, session = 2, 34
	if len(body) < session+1 {
		return 0, false, false
	}
	v = Version(be.Uint16(body))
	retry = string(body[random:session]) == retryRandom
	at := session + 1 + int(body[session]) + 3 // cipher suite, compression
	Extensions(body, at, func(code ExtensionType, off, n int) bool {
		if code == SupportedVersions && n == 2 {
			v = Version(be.Uint16(body[off:]))
		}
		return true
	})
	return v, retry, true
}

// retryRandom is the random of a Server Hello that is a Hello Retry Request: the
// SHA-256 of its name (RFC 8446 §4.1.3).
const retryRandom = "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91" +
	"\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c"

// Extensions calls take with each extension in the list that stands at b[at:]
// behind its length: its code, and where its data stand in b. It ends with the
// first that is not whole, or if take returns false.
func Extensions(b []byte, at int, take func(code ExtensionType, off, n int) bool) {
	if at < 0 || at > math.MaxInt32 || at+2 > len(b) {
		return
	}
	end := min(len(b), at+2+int(be.Uint16(b[at:])))
	for at += 2; at+4 <= end; {
		code, n := ExtensionType(be.Uint16(b[at:])), int(be.Uint16(b[at+2:]))
		at += 4
		if at+n > end || !take(code, at, n) {
			return
		}
		at += n
	}
}
