package http

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"netsniff/dissect"
)

// maxToken bounds the NTLM token that is looked into (decoded bytes).
const maxToken = 4 << 10

// appendAuth appends what an authentication field with an NTLM token says in
// the row ([MS-NLMP] §2.2.1,
// https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp).
func appendAuth(dst, value []byte) []byte {
	var token []byte
	switch {
	case bytes.HasPrefix(value, []byte("NTLM ")):
		token = value[len("NTLM "):]
	case bytes.HasPrefix(value, []byte("Negotiate ")):
		token = value[len("Negotiate "):]
	}
	// "TlRMTVNTU" is the signature NTLMSSP in base64.
	if token = trim(token); !bytes.HasPrefix(token, []byte("TlRMTVNTU")) || len(token) > maxToken {
		return dst
	}
	var store [maxToken]byte
	n, _ := base64.StdEncoding.Decode(store[:], token)
	b := store[:n]
	if len(b) < 12 {
		return dst
	}
	switch binary.LittleEndian.Uint32(b[8:]) {
	case 1:
		return append(dst, ", NTLMSSP_NEGOTIATE"...)
	case 2:
		return append(dst, ", NTLMSSP_CHALLENGE"...)
	case 3:
		dst = append(dst, ", NTLMSSP_AUTH, User: "...)
		unicode := len(b) < 64 || b[60]&1 != 0
		dst = appendName(dst, ntlmField(b, 28), unicode)
		dst = append(dst, '\\')
		return appendName(dst, ntlmField(b, 36), unicode)
	}
	return dst
}

// ntlmField returns the payload that the field descriptor at off points to.
func ntlmField(b []byte, off int) []byte {
	if len(b) < off+8 {
		return nil
	}
	n := int(binary.LittleEndian.Uint16(b[off:]))
	at := int64(binary.LittleEndian.Uint32(b[off+4:]))
	if at+int64(n) > int64(len(b)) {
		return nil
	}
	return b[at : at+int64(n)]
}

// appendName appends a name that is UTF-16 or, without the flag for it, in the
// sender's code page.
func appendName(dst, b []byte, unicode bool) []byte {
	if !unicode {
		return appendText(dst, b)
	}
	return appendUTF16(dst, b)
}

func appendUTF16(dst, b []byte) []byte {
	for len(b) >= 2 {
		r := rune(binary.LittleEndian.Uint16(b))
		b = b[2:]
		if utf16.IsSurrogate(r) && len(b) >= 2 {
			r = utf16.DecodeRune(r, rune(binary.LittleEndian.Uint16(b)))
			b = b[2:]
		}
		if r < ' ' || r == 0x7f {
			dst = dissect.AppendEscape(dst, byte(r))
			continue
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}
