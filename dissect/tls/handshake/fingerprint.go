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

// AppendMD5 appends the MD5 sum of a text in hexadecimal digits, as JA3 is told.
func AppendMD5(dst, text []byte) []byte {
	sum := md5.Sum(text)
	return hex.AppendEncode(dst, sum[:])
}
