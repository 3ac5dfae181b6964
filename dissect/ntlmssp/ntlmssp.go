// Package ntlmssp reads the messages of NTLM, the challenge and response authentication
// of Windows ([MS-NLMP],
// https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp), whatever carries them:
// HTTP, SMB, DCE/RPC, LDAP.
package ntlmssp

import (
	"bytes"
	"encoding/binary"

	"netsniff/dissect"
)

// Step is the type of a message ([MS-NLMP] §2.2.1).
type Step uint8

// Steps.
const (
	None Step = iota
	Negotiate
	Challenge
	Authenticate
)

var steps = [...]string{"", "NTLMSSP_NEGOTIATE", "NTLMSSP_CHALLENGE", "NTLMSSP_AUTH"}

// String returns the name of the step as rows have it.
func (s Step) String() string { return steps[s] }

// signature begins all messages.
var signature = []byte("NTLMSSP\x00")

const headLen = 12 // signature and type

// Message is a message. Borrowed as its bytes are.
type Message struct {
	Step  Step
	Bytes []byte
}

// Read returns the message that b begins with, of step None if it is none.
func Read(b []byte) (m Message) {
	if len(b) < headLen || !bytes.HasPrefix(b, signature) {
		return m
	}
	if t := binary.LittleEndian.Uint32(b[len(signature):]); t < uint32(len(steps)) {
		m = Message{Step: Step(t), Bytes: b}
	}
	return m
}

// Find returns the first message in b, within whatever wraps it (SPNEGO, RFC 4178).
func Find(b []byte) Message {
	if i := bytes.Index(b, signature); i >= 0 {
		return Read(b[i:])
	}
	return Message{}
}

// AppendInfo appends what rows say of it: "NTLMSSP_AUTH, User: DOMAIN\name".
func (m *Message) AppendInfo(dst []byte) []byte {
	dst = append(dst, m.Step.String()...)
	if m.Step == Authenticate {
		dst = m.AppendAccount(append(dst, ", User: "...))
	}
	return dst
}

// AppendAccount appends domain and user of an AUTHENTICATE_MESSAGE.
func (m *Message) AppendAccount(dst []byte) []byte {
	domain, _ := m.part(domainAt)
	user, _ := m.part(userAt)
	return m.appendName(append(m.appendName(dst, domain), '\\'), user)
}

// Wrapping names what a token of SMB is wrapped in: GSS-API and SPNEGO (RFC 4178 §4.2), of which a reply has the second
// only but is read by the first all the same; "" if it is none of these.
func Wrapping(token []byte) string {
	const mechanism, initial, response = 0x60, 0xa0, 0xa1
	if len(token) > 0 && (token[0] == mechanism || token[0] == initial || token[0] == response) {
		return "gss-api:spnego"
	}
	return ""
}

// Embedded is what the carrier of m, of which whole are the bytes, has to answer as a dissect.Embedder:
// m is the only message of NTLM in it.
func (m *Message) Embedded(whole []byte, i int) (e dissect.Embedded) {
	if i == 0 && m.Step != None {
		e = dissect.Embedded{Protocol: &Protocol, Bytes: m.Bytes, Off: cap(whole) - cap(m.Bytes)}
	}
	return e
}
