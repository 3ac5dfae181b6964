package http

import (
	"bytes"
	"encoding/base64"
	"strings"

	"netsniff/dissect/ntlmssp"
	"netsniff/dissect/text"
)

// maxToken bounds the NTLM token that is looked into (decoded bytes).
const maxToken = 4 << 10

// decodeNTLM returns the NTLM message of an authentication field, made in
// store; of step None if there is none.
func decodeNTLM(store *[maxToken]byte, value []byte) ntlmssp.Message {
	scheme, token, _ := bytes.Cut(trim(value), []byte(" "))
	if !text.EqualFold(scheme, "ntlm") && !text.EqualFold(scheme, "negotiate") {
		return ntlmssp.Message{}
	}
	// "TlRMTVNTU" is the signature NTLMSSP in base64.
	if token = trim(token); !bytes.HasPrefix(token, []byte("TlRMTVNTU")) || len(token) > maxToken {
		return ntlmssp.Message{}
	}
	n, _ := base64.StdEncoding.Decode(store[:], token)
	return ntlmssp.Read(store[:n])
}

// appendAuth appends what an authentication field with an NTLM token says in
// the row.
func appendAuth(dst, value []byte) []byte {
	var store [maxToken]byte
	m := decodeNTLM(&store, value)
	if m.Step == ntlmssp.None {
		return dst
	}
	return m.AppendInfo(append(dst, ", "...))
}

// ntlm returns what step of NTLM a field is, and whom it names.
func ntlm(value []byte) (step ntlmssp.Step, account string) {
	var store [maxToken]byte
	m := decodeNTLM(&store, value)
	if m.Step == ntlmssp.Authenticate {
		account = strings.TrimPrefix(string(m.AppendAccount(nil)), "\\")
	}
	return m.Step, account
}
