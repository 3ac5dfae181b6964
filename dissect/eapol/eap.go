package eapol

import (
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// EAP is the Extensible Authentication Protocol.
var EAP = dissect.Protocol{
	Name: "eap", Title: "Extensible Authentication Protocol", Column: "EAP",
	Embedded:  true, // in RADIUS (RFC 3579)
	Kinds:     []dissect.Kind{{Space: dissect.PPPProtocol, Number: 0xc227}},
	NewPacket: dissect.PacketRows(nil, appendEAP), PacketSecrets: tellEAP,
	Fields: []dissect.Field{
		{Name: "eap.code", Title: "Code", Type: dissect.Uint, Names: codeName, Get: dissect.Number(0, 1)},
		{Name: "eap.id", Title: "Id", Type: dissect.Uint, Get: dissect.Number(1, 1)},
		{Name: "eap.len", Title: "Length", Type: dissect.Uint, Get: dissect.Number(2, 2)},
		{Name: "eap.type", Title: "Type", Type: dissect.Uint, Names: methodName,
			Get: only(hasMethod, dissect.Number(eapLen, 1))},
		{Name: "eap.identity", Title: "Identity", Type: dissect.String, Get: getIdentity},
	},
}

// Codes (RFC 3748 §4).
const (
	eapRequest  = 1
	eapResponse = 2

	eapLen         = 4
	methodIdentity = 1
)

var codeNames = [...]string{1: "Request", 2: "Response", 3: "Success", 4: "Failure", 5: "Initiate", 6: "Finish"}

func codeName(u uint64) string {
	if u < uint64(len(codeNames)) && codeNames[u] != "" {
		return codeNames[u]
	}
	return "Unknown"
}

// methods are the ways to authenticate (https://www.iana.org/assignments/eap-numbers).
var methods = map[uint64]string{
	1: "Identity", 2: "Notification", 3: "Legacy Nak (Response Only)", 4: "MD5-Challenge EAP (EAP-MD5-CHALLENGE)",
	5: "One-Time Password EAP (EAP-OTP)", 6: "Generic Token Card EAP (EAP-GTC)", 13: "TLS EAP (EAP-TLS)",
	17: "Cisco Wireless EAP / Lightweight EAP (EAP-LEAP)",
	18: "GSM Subscriber Identity Modules EAP (EAP-SIM)", 21: "Tunneled TLS EAP (EAP-TTLS)",
	23: "UMTS Authentication and Key Agreement EAP (EAP-AKA)",
	25: "Protected EAP (EAP-PEAP)", 26: "MS-Authentication EAP (EAP-MS-AUTH)",
	43: "Flexible Authentication via Secure Tunneling EAP (EAP-FAST)",
	47: "Pre-Shared Key EAP (EAP-PSK)", 50: "UMTS Authentication and Key Agreement' EAP (EAP-AKA')",
	52: "Password EAP (EAP-pwd)",
	55: "Tunneled EAP protocol", 254: "Expanded Type",
}

func methodName(u uint64) string {
	if name := methods[u]; name != "" {
		return name
	}
	return "Unknown"
}

// hasMethod reports whether b asks or answers by a method.
func hasMethod(b []byte) bool {
	return len(b) > eapLen && (b[0] == eapRequest || b[0] == eapResponse) && be.Uint16(b[2:]) > eapLen
}

func getIdentity(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	b := l.Bytes
	if !hasMethod(b) || b[0] != eapResponse || b[eapLen] != methodIdentity {
		return
	}
	if n := min(len(b), int(be.Uint16(b[2:]))); n > eapLen+1 {
		v.Bytes(b[eapLen+1:n]).At(eapLen+1, n-eapLen-1)
	}
}

// appendEAP appends code and method.
func appendEAP(dst []byte, r *dissect.PacketRow) []byte {
	b := r.Bytes
	if len(b) < eapLen {
		return r.AppendFitting(dst, eapLen)
	}
	dst = append(dst, codeName(uint64(b[0]))...)
	if hasMethod(b) {
		dst = append(dst, ", "...)
		if name := methodName(uint64(b[eapLen])); name != "Unknown" {
			dst = append(dst, name...)
		} else {
			dst = append(text.AppendHex(append(dst, "Unknown type (0x"...), uint64(b[eapLen]), 2), ')')
		}
	}
	return r.AppendFitting(dst, int(be.Uint16(b[2:])))
}
