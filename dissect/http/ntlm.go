package http

import (
	"bytes"
	"encoding/base64"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/ntlmssp"
	"netsniff/dissect/text"
)

// maxToken bounds the NTLM token that is looked into, maxTokens how many of a message.
const (
	maxToken  = 4 << 10
	maxTokens = 8
)

// decodeNTLM returns the NTLM message of an authentication field, which is
// appended to store; of step None if there is none.
func decodeNTLM(store, value []byte) (m ntlmssp.Message, grown []byte) {
	scheme, token, _ := bytes.Cut(trim(value), []byte(" "))
	if !text.EqualFold(scheme, "ntlm") && !text.EqualFold(scheme, "negotiate") {
		return m, store
	}
	// "TlRMTVNTU" is the signature NTLMSSP in base64.
	if token = trim(token); !bytes.HasPrefix(token, []byte("TlRMTVNTU")) || len(token) > maxToken {
		return m, store
	}
	grown, _ = base64.StdEncoding.AppendDecode(store, token)
	return ntlmssp.Read(grown[len(store):]), grown
}

// appendAuth appends what an authentication field with an NTLM token says in
// the row.
func appendAuth(dst, value []byte) []byte {
	var store [maxToken]byte
	m, _ := decodeNTLM(store[:0], value)
	if m.Step == ntlmssp.None {
		return dst
	}
	return m.AppendInfo(append(dst, ", "...))
}

// ntlm returns what step of NTLM a field is, and whom it names.
func ntlm(value []byte) (step ntlmssp.Step, account string) {
	var store [maxToken]byte
	m, _ := decodeNTLM(store[:0], value)
	if m.Step == ntlmssp.Authenticate {
		account = strings.TrimPrefix(string(m.AppendAccount(nil)), "\\")
	}
	return m.Step, account
}

// embedded returns the ith message of NTLM that stands in the given fields.
func (h *Head) embedded(i int, store []byte, fields ...HeaderID) (e dissect.Embedded, grown []byte) {
	if len(h.auth) == 0 || i >= maxTokens {
		return e, store
	}
	for j := range h.Headers {
		x := &h.Headers[j]
		if x.ID != fields[0] && x.ID != fields[1] {
			continue
		}
		m, grown := decodeNTLM(store, x.Value)
		switch {
		case m.Step == ntlmssp.None:
		case i == 0:
			return dissect.Embedded{Protocol: &ntlmssp.Protocol, Bytes: m.Bytes, Off: x.Off}, grown
		default:
			i--
		}
	}
	return e, store
}

// Embedded implements dissect.Embedder.
func (r *Request) Embedded(_ []byte, i int, store []byte) (e dissect.Embedded, grown []byte) {
	return r.embedded(i, store, HeaderAuthorization, HeaderProxyAuthorization)
}

// Embedded implements dissect.Embedder.
func (r *Response) Embedded(_ []byte, i int, store []byte) (e dissect.Embedded, grown []byte) {
	return r.embedded(i, store, HeaderWWWAuthenticate, HeaderProxyAuthenticate)
}
