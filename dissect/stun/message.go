package stun

import (
	"bytes"
	"strconv"

	"netsniff/capture"
	"netsniff/dissect/text"
	"netsniff/dissect/tlv"
)

// Class is what a message is to its transaction (RFC 8489 §5).
type Class uint8

// Classes.
const (
	Request Class = iota
	Indication
	Success
	Failure
)

// String returns Wireshark's words.
func (c Class) String() string {
	return [...]string{"Request", "Indication", "Success Response", "Error Response"}[c&3]
}

// Method is what a message asks for
// (https://www.iana.org/assignments/stun-parameters).
type Method uint16

var methodNames = map[Method]string{
	0x001: "Binding", 0x002: "SharedSecret", 0x003: "Allocate", 0x004: "Refresh", 0x006: "Send", 0x007: "Data",
	0x008: "CreatePermission", 0x009: "Channel-Bind", 0x00a: "Connect", 0x00b: "ConnectionBind", 0x00c: "ConnectionAttempt",
	0x080: "GooglePing",
}

// lastMethod is the last that may be assigned (RFC 8489 §18.2).
const lastMethod Method = 0xff

// String returns the name of the method.
func (m Method) String() string {
	if s := methodNames[m]; s != "" {
		return s
	}
	return "Unknown"
}

// classOf and methodOf take a type apart: the bits of the class stand between
// those of the method.
func classOf(t uint16) Class   { return Class(t>>4&1 | t>>7&2) }
func methodOf(t uint16) Method { return Method(t&0xf | t>>1&0x70 | t>>2&0xf80) }

// Attributes that are read.
const (
	attrMapped         = 0x0001
	attrChange         = 0x0003
	attrUsername       = 0x0006
	attrIntegrity      = 0x0008
	attrError          = 0x0009
	attrChannel        = 0x000c
	attrLifetime       = 0x000d
	attrBandwidth      = 0x0010
	attrXORPeer        = 0x0012
	attrRealm          = 0x0014
	attrNonce          = 0x0015
	attrXORRelayed     = 0x0016
	attrTransport      = 0x0019
	attrXORMapped      = 0x0020
	attrPriority       = 0x0024
	attrOldXORMapped   = 0x8020
	attrSoftware       = 0x8022
	attrAlternate      = 0x8023
	attrFingerprint    = 0x8028
	attrControlled     = 0x8029
	attrControlling    = 0x802a
	attrResponseOrigin = 0x802b
	attrOther          = 0x802c
)

var attributeNames = map[uint64]string{
	attrMapped: "MAPPED-ADDRESS", 0x0002: "RESPONSE_ADDRESS", attrChange: "CHANGE_REQUEST", 0x0004: "SOURCE_ADDRESS",
	0x0005:       "CHANGED_ADDRESS",
	attrUsername: "USERNAME", 0x0007: "PASSWORD", attrIntegrity: "MESSAGE-INTEGRITY", attrError: "ERROR-CODE",
	0x000a: "UNKNOWN-ATTRIBUTES",
	0x000b: "REFLECTED-FROM", attrChannel: "CHANNEL-NUMBER", attrLifetime: "LIFETIME", attrBandwidth: "BANDWIDTH",
	attrXORPeer: "XOR-PEER-ADDRESS",
	0x0013:      "DATA", attrRealm: "REALM", attrNonce: "NONCE", attrXORRelayed: "XOR-RELAYED-ADDRESS",
	0x0017: "REQUESTED-ADDRESS-FAMILY",
	0x0018: "EVEN-PORT", attrTransport: "REQUESTED-TRANSPORT", 0x001a: "DONT-FRAGMENT", attrXORMapped: "XOR-MAPPED-ADDRESS",
	0x0022: "RESERVATION-TOKEN", attrPriority: "PRIORITY", 0x0025: "USE-CANDIDATE", 0x0026: "PADDING",
	0x0027:           "RESPONSE-PORT",
	attrOldXORMapped: "XOR-MAPPED-ADDRESS", attrSoftware: "SOFTWARE", attrAlternate: "ALTERNATE-SERVER",
	attrFingerprint: "FINGERPRINT",
	0x8006:          "MS-UNKNOWN-8006", 0x8008: "MS-VERSION", 0x8032: "MS-ALTERNATE-HOST-NAME", 0x8037: "MS-APP-ID",
	0x8039: "MS-SECURE-TAG",
	0x8050: "MS-SEQUENCE-NUMBER", 0x8054: "MS-CANDIDATE-IDENTIFIER", 0x8055: "MS-SERVICE-QUALITY",
	0x8056: "MS-BANDWIDTH-ACM",
	0xc057: "GOOG-NETWORK-INFO", 0xc058: "GOOG-LAST-ICE-CHECK-RECEIVED", 0xc059: "GOOG-MISC-INFO",
	0xc060:         "GOOG-MESSAGE-INTEGRITY-32",
	attrControlled: "ICE-CONTROLLED", attrControlling: "ICE-CONTROLLING", attrResponseOrigin: "RESPONSE-ORIGIN",
	attrOther: "OTHER-ADDRESS",
}

func attributeName(t uint64) string { return attributeNames[t] }

// masked reports whether an address is combined with the cookie, so that no
// translator of addresses finds it (RFC 8489 §14.2).
func masked(t uint64) bool {
	return t == attrXORMapped || t == attrXORPeer || t == attrXORRelayed || t == attrOldXORMapped
}

var errorNames = map[int]string{
	300: "Try Alternate", 400: "Bad Request", 401: "Unauthenticated", 403: "Forbidden", 405: "Mobility Forbidden",
	420: "Unknown Attribute", 437: "Allocation Mismatch", 438: "Stale Nonce", 440: "Address Family not Supported",
	441: "Wrong Credentials", 442: "Unsupported Transport Protocol", 443: "Peer Address Family Mismatch",
	446: "Connection Already Exists", 447: "Connection Timeout or Failure", 486: "Allocation Quota Reached",
	487: "Role Conflict",
	500: "Server Error", 508: "Insufficient Port Capacity", 600: "Global Failure",
}

// Message is a message with a cookie. Borrowed until the frame has been reported.
type Message struct {
	Bytes []byte
	Cut   bool // by the snap length
}

// AppendInfo appends "Binding Success Response XOR-MAPPED-ADDRESS: 192.0.2.1:4000".
func (m *Message) AppendInfo(dst []byte) []byte {
	t := be.Uint16(m.Bytes)
	dst = append(append(dst, methodOf(t).String()...), ' ')
	dst = append(dst, classOf(t).String()...)
	for e := range layout.All(m.Bytes, headLen) {
		if !e.Cut() {
			dst = m.appendAttribute(dst, &e)
		}
	}
	if m.Cut {
		dst = text.AppendCut(dst, capture.Truncated)
	}
	return dst
}

// appendAttribute appends what the row says of an attribute.
func (m *Message) appendAttribute(dst []byte, e *tlv.Element) []byte {
	switch e.Type {
	case attrMapped, attrXORMapped, attrOldXORMapped, attrXORPeer, attrXORRelayed, attrAlternate,
		attrResponseOrigin, attrOther:
		return m.appendAddress(dst, e)
	case attrUsername:
		return text.AppendText(append(dst, " user: "...), ended(e.Value))
	case attrRealm:
		return text.AppendText(append(dst, " realm: "...), ended(e.Value))
	case attrNonce:
		return append(dst, " with nonce"...)
	case attrError:
		return appendError(dst, e.Value)
	}
	if len(e.Value) < 4 {
		return dst
	}
	switch e.Type {
	case attrTransport:
		return appendTransport(dst, e.Value[0])
	case attrChannel:
		return text.AppendHex(append(dst, " ChannelNumber=0x"...), uint64(be.Uint16(e.Value)), 4)
	case attrLifetime:
		return strconv.AppendUint(append(dst, " lifetime: "...), uint64(be.Uint32(e.Value)), 10)
	case attrBandwidth:
		return strconv.AppendUint(append(dst, " bandwidth: "...), uint64(be.Uint32(e.Value)), 10)
	}
	return dst
}

// ended returns the text that b begins with: a NUL ends it.
func ended(b []byte) []byte {
	if i := bytes.IndexByte(b, 0); i >= 0 {
		return b[:i]
	}
	return b
}

// appendTransport appends the name of a protocol of IP.
func appendTransport(dst []byte, p byte) []byte {
	switch p {
	case 6:
		return append(dst, " TCP"...)
	case 17:
		return append(dst, " UDP"...)
	}
	dst = append(dst, " Unknown (0x"...)
	for n := uint64(p) | 1; n < 1<<28; n <<= 4 {
		dst = append(dst, ' ')
	}
	return append(strconv.AppendUint(dst, uint64(p), 16), ')')
}

// appendError appends " error-code: 401 (Unauthenticated) Unauthorized".
func appendError(dst, b []byte) []byte {
	if len(b) < 4 {
		return dst
	}
	dst = appendErrorCode(append(dst, " error-code: "...), b)
	name := errorNames[errorCode(b)]
	if name == "" {
		name = "*Unknown error code*"
	}
	dst = append(append(append(dst, " ("...), name...), ')')
	if len(b) > 4 {
		dst = text.AppendText(append(dst, ' '), b[4:])
	}
	return dst
}

// errorCode returns the number that class and rest make (RFC 8489 §14.8).
func errorCode(b []byte) int { return int(b[2]&7)*100 + int(b[3]) }

func appendErrorCode(dst, b []byte) []byte { return strconv.AppendInt(dst, int64(errorCode(b)), 10) }

// Families of addresses.
const (
	familyIPv4 = 1
	familyIPv6 = 2
)

// address reads the address and port that an attribute tells.
func (m *Message) address(e *tlv.Element) (a capture.Addr, port uint16, ok bool) {
	b := e.Value
	if len(b) < 8 {
		return a, 0, false
	}
	n := 4
	a.Kind = capture.AddrIPv4
	if b[1] == familyIPv6 {
		a.Kind, n = capture.AddrIPv6, 16
	}
	if b[1] != familyIPv4 && b[1] != familyIPv6 || len(b) < 4+n {
		return a, 0, false
	}
	port = be.Uint16(b[2:])
	copy(a.B[:], b[4:4+n])
	if masked(e.Type) {
		port ^= cookie >> 16
		for i := range n {
			a.B[i] ^= m.Bytes[classic+i]
		}
	}
	return a, port, true
}

func (m *Message) appendAddress(dst []byte, e *tlv.Element) []byte {
	a, port, ok := m.address(e)
	if !ok {
		return dst
	}
	dst = append(append(append(dst, ' '), attributeName(e.Type)...), ": "...)
	return strconv.AppendUint(append(a.Append(dst), ':'), uint64(port), 10)
}

// ChannelData is data of a channel.
type ChannelData struct{}

// AppendInfo appends that it is.
func (*ChannelData) AppendInfo(dst []byte) []byte { return append(dst, "ChannelData TURN Message"...) }

// classicNames are the types of RFC 3489 and of what became TURN.
var classicNames = map[uint16]string{
	0x0001: "Binding Request", 0x0101: "Binding Response", 0x0111: "Binding Error Response",
	0x0002: "Shared Secret Request", 0x0102: "Shared Secret Response", 0x0112: "Shared Secret Error Response",
	0x0003: "Allocate Request", 0x0103: "Allocate Response", 0x0113: "Allocate Error Response",
	0x0004: "Send Request", 0x0104: "Send Response", 0x0114: "Send Error Response", 0x0115: "Data Indication",
}

// ClassicMessage is a message without a cookie.
type ClassicMessage struct{ Type uint16 }

// AppendInfo appends "Message: Binding Request".
func (m *ClassicMessage) AppendInfo(dst []byte) []byte {
	return append(append(dst, "Message: "...), classicNames[m.Type]...)
}
