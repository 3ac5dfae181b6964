package handshake

import "strconv"

// Version is a version of the protocol as it stands on the wire.
type Version uint16

// Versions of SSL and TLS, and those of DTLS, which count down.
const (
	SSL20  Version = 0x0002
	SSL30  Version = 0x0300
	TLS10  Version = 0x0301
	TLS11  Version = 0x0302
	TLS12  Version = 0x0303
	TLS13  Version = 0x0304
	DTLS10 Version = 0xfeff
	DTLS12 Version = 0xfefd
	DTLS13 Version = 0xfefc
)

// Settled returns the version that v stands for: drafts of TLS 1.3 are TLS 1.3.
func (v Version) Settled() Version {
	if v&0xff00 == 0x7f00 || v&0xff00 == 0xfb00 {
		return TLS13
	}
	return v
}

// Reserved reports whether v is one of those that say nothing (GREASE, RFC 8701).
func (v Version) Reserved() bool { return Reserved(uint16(v)) }

// Reserved reports whether a code is one of those that clients send to keep servers
// from refusing what they do not know (GREASE, RFC 8701 §2).
func Reserved(code uint16) bool { return code&0x0f0f == 0x0a0a && code>>8 == code&0xff }

var versions = map[Version]string{
	SSL20: "SSLv2", SSL30: "SSLv3", TLS10: "TLSv1", TLS11: "TLSv1.1", TLS12: "TLSv1.2", TLS13: "TLSv1.3",
	DTLS10: "DTLSv1.0", DTLS12: "DTLSv1.2", DTLS13: "DTLSv1.3", 0x0100: "DTLSv1.0",
}

// Known reports whether there is such a version.
func (v Version) Known() bool { return versions[v.Settled()] != "" }

// String returns the version as people write it, "TLSv1.2", and its number if
// there is none such.
func (v Version) String() string {
	if s := versions[v.Settled()]; s != "" {
		return s
	}
	return "0x" + strconv.FormatUint(0x10000|uint64(v), 16)[1:]
}

// Title returns the version with a blank before its number, "TLS 1.2"; "" if there
// is none such.
func (v Version) Title() string {
	switch v {
	case SSL20:
		return "SSL 2.0"
	case SSL30:
		return "SSL 3.0"
	case TLS10:
		return "TLS 1.0"
	case TLS11:
		return "TLS 1.1"
	case TLS12:
		return "TLS 1.2"
	case TLS13:
		return "TLS 1.3"
	case DTLS10:
		return "DTLS 1.0"
	case DTLS12:
		return "DTLS 1.2"
	case DTLS13:
		return "DTLS 1.3"
	}
	return ""
}
