// Package quic dissects QUIC (RFC 9000, https://www.rfc-editor.org/rfc/rfc9000) as it is
// protected by TLS (RFC 9001), in version 1, version 2 (RFC 9369) and the drafts from 22
// on: packets, of which the Initial ones are decrypted by what everybody can see, frames,
// and the handshake that CRYPTO frames carry.
package quic

import "netsniff/dissect"

// Protocol is QUIC.
var Protocol = dissect.Protocol{
	Name: "quic", Title: "QUIC IETF", Column: "QUIC",
	Sniff:       sniff,
	Announces:   true, // that connections go on between other ports
	Moves:       true,
	NewDatagram: newDatagrams,
	NewDialogue: newDialogue,
	Findings:    findings,
	Fields:      fields,
	Outline:     &outline,
}

// sniff knows a datagram by a long header of a version that is known. What has a short
// header may be of a connection that began before.
func sniff(from dissect.Origin, b []byte) dissect.Match {
	if from != dissect.FromDatagram || len(b) < 2 || b[0]&fixedBit == 0 {
		return dissect.No
	}
	if b[0]&longForm == 0 {
		return dissect.Maybe
	}
	h, ok := readLong(b)
	if !ok || h.Version == Negotiation || h.Version.reserved() &&
		(h.Type != Initial || len(h.DCID) < minFirstID || len(b) < minFirst) {
		return dissect.No
	}
	return dissect.Yes
}

// What a client begins with: the length of the ID that it sends to, and of its datagram
// (RFC 9000 §7.2, §14.1). Versions that nobody has are believed to none else.
const (
	minFirstID = 8
	minFirst   = 1200
)
