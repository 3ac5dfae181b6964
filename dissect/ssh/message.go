package ssh

import (
	"bytes"
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Kind is what a message is to who has no keys.
type Kind uint8

// Kinds.
const (
	Version Kind = iota
	Plain
	Encrypted
)

// Code is the number of a message (RFC 4253 §12).
type Code uint8

// Message numbers.
const (
	KexInit  Code = 20
	NewKeys  Code = 21
	kexFirst Code = 30 // of those that belong to the method of key exchange
	kexLast  Code = 49
)

var codeNames = map[Code]string{
	1: "Disconnect", 2: "Ignore", 3: "Unimplemented", 4: "Debug", 5: "Service Request", 6: "Service Accept",
	7:       "Extension Information",
	KexInit: "Key Exchange Init", NewKeys: "New Keys",
}

// kexMethod is a family of methods of key exchange, which share message numbers.
type kexMethod uint8

const (
	kexDH kexMethod = iota
	kexGroupExchange
	kexECDH
)

func methodOf(algorithm []byte) kexMethod {
	switch {
	case bytes.HasPrefix(algorithm, []byte("diffie-hellman-group-exchange-")):
		return kexGroupExchange
	case bytes.HasPrefix(algorithm, []byte("ecdh-sha2-")), bytes.HasPrefix(algorithm, []byte("curve25519-sha256")):
		return kexECDH
	}
	return kexDH
}

var kexNames = [...]map[Code]string{
	kexDH: {30: "Diffie-Hellman Key Exchange Init", 31: "Diffie-Hellman Key Exchange Reply"},
	kexGroupExchange: {
		30: "Diffie-Hellman Group Exchange Request (Old)", 31: "Diffie-Hellman Group Exchange Group",
		32: "Diffie-Hellman Group Exchange Init",
		33: "Diffie-Hellman Group Exchange Reply", 34: "Diffie-Hellman Group Exchange Request",
	},
	kexECDH: {30: "Elliptic Curve Diffie-Hellman Key Exchange Init", 31: "Elliptic Curve Diffie-Hellman Key Exchange Reply"},
}

// Message is a version, a packet, or what there is of packets. Borrowed until the
// frame has been reported.
type Message struct {
	Dir   dissect.Dir
	Kind  Kind
	Bytes []byte
	Code  Code // of a packet in the clear
	Kex   kexMethod
	// Unsaid: it is encrypted, and Wireshark, which follows this method of key
	// exchange but has no keys, says nothing of it.
	Unsaid bool
}

func (m *Message) name() string {
	if m.Code >= kexFirst && m.Code <= kexLast {
		return kexNames[m.Kex][m.Code]
	}
	return codeNames[m.Code]
}

// AppendInfo appends "Client: Key Exchange Init".
func (m *Message) AppendInfo(dst []byte) []byte { return m.AppendNext(dst, len(dst)) }

// AppendNext appends the same; what follows in a row does not say again who speaks.
func (m *Message) AppendNext(dst []byte, start int) []byte {
	switch {
	case len(dst) > start && m.Kind == Encrypted && m.Unsaid:
		return dst
	case len(dst) > start:
		dst = append(dst, ", "...)
	case m.Dir == dissect.ToServer:
		dst = append(dst, "Client: "...)
	default:
		dst = append(dst, "Server: "...)
	}
	switch {
	case m.Kind == Version:
		dst = append(dst, "Protocol ("...)
		return append(text.AppendText(dst, trimmed(m.Bytes)), ')')
	case m.Kind == Encrypted && m.Unsaid:
		return dst
	case m.Kind == Encrypted:
		dst = strconv.AppendInt(append(dst, "Encrypted packet (len="...), int64(len(m.Bytes)), 10)
		return append(dst, ')')
	case m.name() == "":
		return append(strconv.AppendUint(append(dst, "Unknown ("...), uint64(m.Code), 10), ')')
	}
	return append(dst, m.name()...)
}

// trimmed returns a line without its end.
func trimmed(b []byte) []byte { return bytes.TrimRight(b, "\r\n") }
