package handshake

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
)

// AppendJA4 appends the JA4 fingerprint of a Client Hello over TCP
// or, as it then says itself, QUIC (github.com/FoxIO-LLC/ja4): what it offers in ten characters, and hashes of its
// cipher suites and of its extensions, both sorted. body is that of the message.
func AppendJA4(dst []byte, items []Item, body []byte) []byte {
	var suites, extensions, signatures []uint16
	version, alpn, over, named, signs := Version(0), "00", byte('t'), byte('i'), false
	for _, x := range items {
		code := uint16(x.Number)
		if x.N == 2 && Reserved(code) {
			continue
		}
		switch x.Part {
		case LegacyVersion:
			version = Version(code)
		case SupportedVersion:
			version = max(version, Version(code))
		case CipherSuite:
			suites = append(suites, code)
		case ExtensionCode:
			extensions = append(extensions, code)
			signs = ExtensionType(code) == SignatureAlgorithms
			switch ExtensionType(code) {
			case ServerName:
				named = 'd'
			case QUICParameters:
				over = 'q'
			}
		case ALPNText:
			if alpn == "00" {
				alpn = ends(body[x.Off : x.Off+x.N])
			}
		case SignatureAlgorithm:
			if signs {
				signatures = append(signatures, code)
			}
		}
	}
	dst = append(append(dst, over), ja4Version(version)...)
	dst = appendCount(appendCount(append(dst, named), len(suites)), len(extensions))
	dst = append(append(dst, alpn...), '_')
	slices.Sort(suites)
	dst = append(appendHash(dst, appendCodes(nil, suites)), '_')
	extensions = slices.DeleteFunc(extensions, func(c uint16) bool {
		return ExtensionType(c) == ServerName || ExtensionType(c) == ALPN
	})
	slices.Sort(extensions)
	text := appendCodes(nil, extensions)
	if len(signatures) > 0 && len(text) > 0 {
		text = appendCodes(append(text, '_'), signatures)
	}
	return appendHash(dst, text)
}

// ja4Version returns a version as JA4 writes it.
func ja4Version(v Version) string {
	switch v {
	case TLS13:
		return "13"
	case TLS12:
		return "12"
	case TLS11:
		return "11"
	case TLS10:
		return "10"
	case SSL30:
		return "s3"
	case SSL20:
		return "s2"
	}
	return "00"
}

// ends returns the first and the last character of a protocol's name, or of its
// hexadecimal digits if they are no letters or digits.
func ends(b []byte) string {
	first, last := b[0], b[len(b)-1]
	if alphanumeric(first) && alphanumeric(last) {
		return string([]byte{first, last})
	}
	text := hex.EncodeToString(b)
	return text[:1] + text[len(text)-1:]
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// appendCount appends a number in two digits, at most 99.
func appendCount(dst []byte, n int) []byte {
	n = min(n, 99)
	return strconv.AppendInt(strconv.AppendInt(dst, int64(n/10), 10), int64(n%10), 10)
}

// appendCodes appends codes in hexadecimal digits with commas between.
func appendCodes(dst []byte, codes []uint16) []byte {
	for i, c := range codes {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = hex.AppendEncode(dst, []byte{byte(c >> 8), byte(c)})
	}
	return dst
}

// appendHash appends the first twelve digits of the SHA-256 of a text, zeros of an
// empty one.
func appendHash(dst, text []byte) []byte {
	if len(text) == 0 {
		return append(dst, "000000000000"...)
	}
	sum := sha256.Sum256(text)
	return hex.AppendEncode(dst, sum[:6])
}
