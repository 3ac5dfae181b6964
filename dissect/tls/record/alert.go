package record

import "strconv"

// AlertSize is the size of an alert in clear: its level and what it says.
const AlertSize = 2

// Level tells whether an alert ends the connection (RFC 5246 §7.2).
type Level uint8

// Levels of alerts.
const (
	Warning Level = 1
	Fatal   Level = 2
)

// String returns Wireshark's word, the number of an unknown level.
func (l Level) String() string {
	switch l {
	case Warning:
		return "Warning"
	case Fatal:
		return "Fatal"
	}
	return strconv.Itoa(int(l))
}

// Description says what an alert is about (IANA's "TLS Alerts").
type Description uint8

// Descriptions of alerts that the program has more to say about.
const (
	CloseNotify            Description = 0
	HandshakeFailure       Description = 40
	BadCertificate         Description = 42
	UnsupportedCertificate Description = 43
	CertificateRevoked     Description = 44
	CertificateExpired     Description = 45
	CertificateUnknown     Description = 46
	UnknownCA              Description = 48
	ProtocolVersion        Description = 70
	InsufficientSecurity   Description = 71
	UserCanceled           Description = 90
	UnrecognizedName       Description = 112
	UnknownPSKIdentity     Description = 115
	CertificateRequired    Description = 116
	NoApplicationProtocol  Description = 120
)

var descriptions = map[Description]string{
	CloseNotify: "Close Notify", 1: "End of Early Data", 10: "Unexpected Message", 20: "Bad Record MAC",
	21: "Decryption Failed", 22: "Record Overflow", 30: "Decompression Failure",
	HandshakeFailure: "Handshake Failure", 41: "No Certificate", BadCertificate: "Bad Certificate",
	UnsupportedCertificate: "Unsupported Certificate", CertificateRevoked: "Certificate Revoked",
	CertificateExpired: "Certificate Expired", CertificateUnknown: "Certificate Unknown",
	47: "Illegal Parameter", UnknownCA: "Unknown CA", 49: "Access Denied", 50: "Decode Error",
	51: "Decrypt Error", 60: "Export Restriction", ProtocolVersion: "Protocol Version",
	InsufficientSecurity: "Insufficient Security", 80: "Internal Error", 86: "Inappropriate Fallback",
	UserCanceled: "User Canceled", 100: "No Renegotiation", 109: "Missing Extension",
	110: "Unsupported Extension", 111: "Certificate Unobtainable", UnrecognizedName: "Unrecognized Name",
	113: "Bad Certificate Status Response", 114: "Bad Certificate Hash Value",
	UnknownPSKIdentity: "Unknown PSK Identity", CertificateRequired: "Certificate Required",
	NoApplicationProtocol: "No Application Protocol", 121: "ECH Required",
}

// String returns what the alert says, its number if it has no name.
func (d Description) String() string {
	if s := descriptions[d]; s != "" {
		return s
	}
	return strconv.Itoa(int(d))
}
