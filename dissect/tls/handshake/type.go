// Package handshake reads the messages by which the ends of TLS and DTLS agree
// on keys (RFC 8446 §4, RFC 5246 §7.4), and names what they say as IANA does. TLS
// over TCP, DTLS and QUIC share it; all of it are pure functions on bytes.
package handshake

import "strconv"

// Type says what a handshake message is.
type Type uint8

// Types of handshake messages (IANA's "TLS HandshakeType"; those that only old
// versions have are named in their RFCs).
const (
	HelloRequest          Type = 0
	ClientHello           Type = 1
	ServerHello           Type = 2
	HelloVerifyRequest    Type = 3
	NewSessionTicket      Type = 4
	EndOfEarlyData        Type = 5
	HelloRetryRequest     Type = 6 // in drafts only; else a ServerHello
	EncryptedExtensions   Type = 8
	Certificate           Type = 11
	ServerKeyExchange     Type = 12
	CertificateRequest    Type = 13
	ServerHelloDone       Type = 14
	CertificateVerify     Type = 15
	ClientKeyExchange     Type = 16
	Finished              Type = 20
	CertificateURL        Type = 21
	CertificateStatus     Type = 22
	SupplementalData      Type = 23
	KeyUpdate             Type = 24
	CompressedCertificate Type = 25
	NextProtocol          Type = 67 // of drafts
	MessageHash           Type = 254
)

var types = map[Type]string{
	HelloRequest: "Hello Request", ClientHello: "Client Hello", ServerHello: "Server Hello",
	HelloVerifyRequest: "Hello Verify Request", NewSessionTicket: "New Session Ticket",
	EndOfEarlyData: "End of Early Data", HelloRetryRequest: "Hello Retry Request",
	EncryptedExtensions: "Encrypted Extensions", Certificate: "Certificate",
	ServerKeyExchange: "Server Key Exchange", CertificateRequest: "Certificate Request",
	ServerHelloDone: "Server Hello Done", CertificateVerify: "Certificate Verify",
	ClientKeyExchange: "Client Key Exchange", Finished: "Finished", CertificateURL: "Client Certificate URL",
	CertificateStatus: "Certificate Status", SupplementalData: "Supplemental Data", KeyUpdate: "Key Update",
	CompressedCertificate: "Compressed Certificate", NextProtocol: "Next Protocol",
	MessageHash: "Message Hash",
}

// Known reports whether the type is an assigned one.
func (t Type) Known() bool { return types[t] != "" }

// String returns the name of the message, its number if it has none.
func (t Type) String() string {
	if s := types[t]; s != "" {
		return s
	}
	return strconv.Itoa(int(t))
}
