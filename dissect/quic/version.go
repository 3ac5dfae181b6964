package quic

import (
	"strconv"

	"netsniff/dissect/tls/cipher"
)

// Version is a version of QUIC as it stands in long headers.
type Version uint32

// Versions.
const (
	Negotiation Version = 0          // the packet negotiates one (RFC 9000 §17.2.1)
	V1          Version = 1          // RFC 9000
	V2          Version = 0x6b3343cf // RFC 9369
)

// drafts is what the versions of drafts of QUIC version 1 begin with.
const (
	drafts     Version = 0xff000000
	firstDraft Version = drafts + 22 // of those whose headers are read here
	lastDraft  Version = drafts + 34
	version2   Version = 0x709a50c4 // drafts of version 2
	facebook   Version = 0xfaceb000
	// Google's own with headers like those of version 1.
	googleQ050 Version = 0x51303530
	googleT050 Version = 0x54303530
	googleT051 Version = 0x54303531
)

// cryptography is by what the packets of a version are protected.
type cryptography struct {
	salt   string // of Initial secrets
	labels cipher.PacketLabels
	// key and nonce are of the tag of Retry packets (RFC 9001 §5.8); "": they have none.
	key, nonce string
}

var (
	labels1 = cipher.PacketLabels{Key: "quic key", IV: "quic iv", Header: "quic hp", Update: "quic ku"}
	labels2 = cipher.PacketLabels{Key: "quicv2 key", IV: "quicv2 iv", Header: "quicv2 hp", Update: "quicv2 ku"}

	cryptoV1 = cryptography{
		salt: "\x38\x76\x2c\xf7\xf5\x59\x34\xb3\x4d\x17\x9a\xe6\xa4\xc8\x0c\xad\xcc\xbb\x7f\x0a", labels: labels1,
		key:   "\xbe\x0c\x69\x0b\x9f\x66\x57\x5a\x1d\x76\x6b\x54\xe3\x68\xc8\x4e",
		nonce: "\x46\x15\x99\xd3\x5d\x63\x2b\xf2\x23\x98\x25\xbb",
	}
	cryptoV2 = cryptography{
		salt: "\x0d\xed\xe3\xde\xf7\x00\xa6\xdb\x81\x93\x81\xbe\x6e\x26\x9d\xcb\xf9\xbd\x2e\xd9", labels: labels2,
		key:   "\x8f\xb4\xb0\x1b\x56\xac\x48\xe2\x60\xfb\xcb\xce\xad\x7c\xcc\x92",
		nonce: "\xd8\x69\x69\xbc\x2d\x7c\x6d\x99\x90\xef\xb0\x4a",
	}
	crypto29 = cryptography{
		salt: "\xaf\xbf\xec\x28\x99\x93\xd2\x4c\x9e\x97\x86\xf1\x9c\x61\x11\xe0\x43\x90\xa8\x99", labels: labels1,
		key:   "\xcc\xce\x18\x7e\xd0\x9a\x09\xd0\x57\x28\x15\x5a\x6c\xb9\x6b\xe1",
		nonce: "\xe5\x49\x30\xf9\x7f\x21\x36\xf0\x53\x0a\x8c\x1c",
	}
	crypto25 = cryptography{
		salt: crypto23.salt, labels: labels1,
		key:   "\x4d\x32\xec\xdb\x2a\x21\x33\xc8\x41\xe4\x04\x3d\xf2\x7d\x44\x30",
		nonce: "\x4d\x16\x11\xd0\x55\x13\xa5\x52\xc5\x87\xd5\x75",
	}
	crypto23 = cryptography{salt: "\xc3\xee\xf7\x12\xc7\x2e\xbb\x5a\x11\xa7\xd2\x43\x2b\xb4\x63\x65\xbe\xf9\xf5\x02",
		labels: labels1}
	crypto22 = cryptography{salt: "\x7f\xbc\xdb\x0e\x7c\x66\xbb\xe9\x19\x3a\x96\xcd\x21\x51\x9e\xbd\x7a\x02\x64\x4a",
		labels: labels1}
	// Drafts of version 2 up to 09.
	crypto2Draft = cryptography{
		salt: "\xa7\x07\xc2\x03\xa5\x9b\x47\x18\x4a\x1d\x62\xca\x57\x04\x06\xea\x7a\xe3\xe5\xd3", labels: labels2,
	}
)

// cryptography returns by what packets of the version are protected; nil if nobody here
// knows.
func (v Version) cryptography() *cryptography {
	switch {
	case v == V1, v == drafts+33, v == drafts+34:
		return &cryptoV1
	case v == V2:
		return &cryptoV2
	case v == version2:
		return &crypto2Draft
	case v >= drafts+29 && v <= drafts+32:
		return &crypto29
	case v >= drafts+25 && v <= drafts+28, v == facebook+2, v == facebook+0xe:
		return &crypto25
	case v == drafts+23, v == drafts+24:
		return &crypto23
	case v == firstDraft, v == facebook+1:
		return &crypto22
	}
	return nil
}

// second reports whether the types of packets are those of version 2 (RFC 9369 §3.2).
func (v Version) second() bool { return v == V2 || v == version2 }

// reserved reports whether the version is one that nobody has, to see whether others
// bear it (RFC 9000 §15).
func (v Version) reserved() bool { return v&0x0f0f0f0f == 0x0a0a0a0a }

// known reports whether headers of the version are read here: also of those whose packets
// nobody here opens.
func (v Version) known() bool {
	switch v {
	case googleQ050, googleT050, googleT051:
		return true
	}
	return v.cryptography() != nil || v.reserved()
}

// String returns what the version is called, "" if it has no name.
func (v Version) String() string {
	switch {
	case v == Negotiation:
		return "Version Negotiation"
	case v == V1:
		return "1"
	case v == V2:
		return "2"
	case v == version2:
		return "2 (draft)"
	case v > drafts && v <= lastDraft:
		return "draft-" + strconv.Itoa(int(v-drafts))
	case v.reserved():
		return "Unknown"
	case v&0xfffffff0 == facebook:
		return "Facebook mvfst"
	case v.known():
		return "Google " + string(be.AppendUint32(nil, uint32(v)))
	}
	return ""
}
