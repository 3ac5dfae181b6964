package http

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"netsniff/dissect/text"
)

// maxToken bounds the NTLM token that is looked into (decoded bytes).
const maxToken = 4 << 10

// ntlmStep is the type of an NTLM message ([MS-NLMP] §2.2.1,
// https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp).
type ntlmStep uint8

const (
	notNTLM ntlmStep = iota
	ntlmNegotiate
	ntlmChallenge
	ntlmAuthenticate
)

var ntlmSteps = [...]string{"", "NTLMSSP_NEGOTIATE", "NTLMSSP_CHALLENGE", "NTLMSSP_AUTH"}

func (s ntlmStep) String() string { return ntlmSteps[s] }

// decodeNTLM returns the NTLM message of an authentication field, made in
// store; notNTLM if there is none.
func decodeNTLM(store *[maxToken]byte, value []byte) (ntlmStep, []byte) {
	scheme, token, _ := bytes.Cut(trim(value), []byte(" "))
	if !text.EqualFold(scheme, "ntlm") && !text.EqualFold(scheme, "negotiate") {
		return notNTLM, nil
	}
	// "TlRMTVNTU" is the signature NTLMSSP in base64.
	if token = trim(token); !bytes.HasPrefix(token, []byte("TlRMTVNTU")) || len(token) > maxToken {
		return notNTLM, nil
	}
	n, _ := base64.StdEncoding.Decode(store[:], token)
	b := store[:n]
	if len(b) < 12 {
		return notNTLM, nil
	}
	if step := binary.LittleEndian.Uint32(b[8:]); step < uint32(len(ntlmSteps)) {
		return ntlmStep(step), b
	}
	return notNTLM, nil
}

// appendAuth appends what an authentication field with an NTLM token says in
// the row.
func appendAuth(dst, value []byte) []byte {
	var store [maxToken]byte
	step, b := decodeNTLM(&store, value)
	if step == notNTLM {
		return dst
	}
	dst = append(append(dst, ", "...), step.String()...)
	if step == ntlmAuthenticate {
		dst = appendAccount(append(dst, ", User: "...), b)
	}
	return dst
}

// appendAccount appends domain and user of an AUTHENTICATE_MESSAGE.
func appendAccount(dst, b []byte) []byte {
	unicode := len(b) < 64 || b[60]&1 != 0
	dst = appendName(dst, ntlmField(b, 28), unicode)
	dst = append(dst, '\\')
	return appendName(dst, ntlmField(b, 36), unicode)
}

// ntlm returns what step of NTLM a field is, and whom it names.
func ntlm(value []byte) (step ntlmStep, account string) {
	var store [maxToken]byte
	step, b := decodeNTLM(&store, value)
	if step == ntlmAuthenticate {
		account = strings.TrimPrefix(string(appendAccount(nil, b)), "\\")
	}
	return step, account
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
			dst = text.AppendEscape(dst, byte(r))
			continue
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}
