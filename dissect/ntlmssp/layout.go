package ntlmssp

import (
	"encoding/binary"

	"netsniff/dissect/text"
)

var le = binary.LittleEndian

// Places of what messages have ([MS-NLMP] §2.2.1). Descriptors point to their part of
// the payload: length, space and offset.
const (
	descriptorLen = 8
	versionLen    = 8

	// NEGOTIATE_MESSAGE.
	callingDomainAt = 16
	callingNameAt   = 24

	// CHALLENGE_MESSAGE.
	targetNameAt = 12
	challengeAt  = 24
	reservedAt   = 32
	targetInfoAt = 40

	// AUTHENTICATE_MESSAGE.
	lmAt         = 12
	ntAt         = 20
	domainAt     = 28
	userAt       = 36
	hostAt       = 44
	sessionKeyAt = 52
	authFlagsAt  = 60
	micAt        = 72
)

// flagsAt and versionAt are the places of what all messages have.
var (
	flagsAt   = [...]int{Negotiate: 12, Challenge: 20, Authenticate: authFlagsAt}
	versionAt = [...]int{Negotiate: 32, Challenge: 48, Authenticate: 64}
)

// flags returns the flags of a message and where they stand.
func (m *Message) flags() (at int, f flag, ok bool) {
	if m.Step == None || len(m.Bytes) < flagsAt[m.Step]+4 || m.begins() < flagsAt[m.Step]+4 {
		return 0, 0, false
	}
	at = flagsAt[m.Step]
	return at, flag(le.Uint32(m.Bytes[at:])), true
}

// begins returns where the payload begins: old clients leave out what would stand
// before it.
func (m *Message) begins() int {
	first := len(m.Bytes)
	for _, d := range descriptors[m.Step] {
		if d.at+descriptorLen > len(m.Bytes) {
			break
		}
		if n, at := m.describes(d.at); n > 0 {
			first = min(first, at)
		}
	}
	return first
}

// version returns where the version stands, 0 if there is none.
func (m *Message) version() int {
	if _, f, ok := m.flags(); !ok || f&versionFlag == 0 || m.begins() < versionAt[m.Step]+versionLen {
		return 0
	}
	return versionAt[m.Step]
}

// describes returns length and offset that the descriptor at a place has.
func (m *Message) describes(at int) (n, offset int) {
	return int(le.Uint16(m.Bytes[at:])), int(le.Uint32(m.Bytes[at+4:]))
}

// part returns what the descriptor at a place points to and where that is; nil if it
// points to nothing.
func (m *Message) part(at int) (b []byte, offset int) {
	if len(m.Bytes) < at+descriptorLen {
		return nil, 0
	}
	n, offset := m.describes(at)
	if n == 0 || int64(offset)+int64(n) > int64(len(m.Bytes)) {
		return nil, 0
	}
	return m.Bytes[offset : offset+n], offset
}

// unicode reports whether names are in UTF-16.
func (m *Message) unicode() bool {
	_, f, ok := m.flags()
	return m.Step != Negotiate && (!ok || f&unicodeFlag != 0)
}

// appendName appends a name in the message, as its flags say that it is written.
func (m *Message) appendName(dst, b []byte) []byte {
	if m.unicode() {
		return text.AppendUTF16(dst, b)
	}
	return text.AppendText(dst, b)
}

// v2 returns where the NTLMv2_RESPONSE (§2.2.2.8) stands, and its end; 0 if the answer
// is of NTLM 1, which has 24 bytes.
func (m *Message) v2() (at, end int) {
	if m.Step != Authenticate {
		return 0, 0
	}
	if b, at := m.part(ntAt); len(b) >= v2Attributes {
		return at, at + len(b)
	}
	return 0, 0
}

// Places in an NTLMv2_RESPONSE.
const (
	v2Proof      = 0
	v2Version    = 16
	v2Reserved   = 18
	v2Time       = 24
	v2Challenge  = 32
	v2Reserved3  = 40
	v2Attributes = 44
)
