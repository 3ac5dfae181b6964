// Package ntlmssp reads the messages of NTLM, the challenge and response authentication
// of Windows ([MS-NLMP],
// https://learn.microsoft.com/openspecs/windows_protocols/ms-nlmp), whatever carries them:
// HTTP, SMB, DCE/RPC, LDAP.
package ntlmssp

import (
	"bytes"
	"encoding/binary"

	"netsniff/dissect/text"
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

// Places of what an AUTHENTICATE_MESSAGE has ([MS-NLMP] §2.2.1.3).
const (
	domainAt = 28
	userAt   = 36
	flagsAt  = 60

	unicodeFlag = 1 // names are UTF-16, not in the sender's code page
)

// AppendAccount appends domain and user of an AUTHENTICATE_MESSAGE.
func (m *Message) AppendAccount(dst []byte) []byte {
	unicode := len(m.Bytes) < flagsAt+4 || m.Bytes[flagsAt]&unicodeFlag != 0
	dst = append(appendName(dst, m.part(domainAt), unicode), '\\')
	return appendName(dst, m.part(userAt), unicode)
}

// part returns what the descriptor at an offset points to.
func (m *Message) part(at int) []byte {
	if len(m.Bytes) < at+8 {
		return nil
	}
	n := int(binary.LittleEndian.Uint16(m.Bytes[at:]))
	from := int64(binary.LittleEndian.Uint32(m.Bytes[at+4:]))
	if from+int64(n) > int64(len(m.Bytes)) {
		return nil
	}
	return m.Bytes[from : from+int64(n)]
}

func appendName(dst, b []byte, unicode bool) []byte {
	if unicode {
		return text.AppendUTF16(dst, b)
	}
	return text.AppendText(dst, b)
}
