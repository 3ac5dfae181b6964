package handshake

import (
	"crypto/md5"
	"encoding/hex"
	"strconv"
)

// AppendJA3 appends the text of a JA3 fingerprint of a Client Hello, or a JA3S one of
// a Server Hello (github.com/salesforce/ja3): version, cipher suites, extensions
// and, of a client, groups and point formats, without those that say nothing.
func AppendJA3(dst []byte, t Type, items []Item) []byte {
	parts := []Part{LegacyVersion, CipherSuite, ExtensionCode, SupportedGroup, PointFormat}
	if t == ServerHello {
		parts = parts[:3]
	}
	for i, p := range parts {
		if i > 0 {
			dst = append(dst, ',')
		}
		first := true
		for _, x := range items {
			if x.Part != p || x.N == 2 && t == ClientHello && Reserved(uint16(x.Number)) {
				continue
			}
			if !first {
				dst = append(dst, '-')
			}
			dst, first = strconv.AppendUint(dst, x.Number, 10), false
		}
	}
	return dst
}

// AppendJA3Sum appends the MD5 sum of that text in hexadecimal digits.
func AppendJA3Sum(dst []byte, t Type, items []Item) []byte {
	n := len(dst)
	dst = AppendJA3(dst, t, items)
	sum := md5.Sum(dst[n:])
	return hex.AppendEncode(dst[:n], sum[:])
}
