// Package bittorrent dissects what the peers of a swarm say to each other, and
// how they find each other.
//
// The peer wire protocol is BEP 3 (https://www.bittorrent.org/beps/bep_0003.html),
// with the fast extension (BEP 6), the extension protocol (BEP 10), metadata
// (BEP 9), peer exchange (BEP 11), hole punching (BEP 55), hashes of version 2
// (BEP 52) and the message format of Azureus.
//
// Parsers are pure functions on bytes. Rows follow Wireshark: bytes that no
// message begins with are continuation data up to the end of their segment.
package bittorrent

import "netsniff/dissect"

// Protocol is the peer wire protocol.
var Protocol = dissect.Protocol{
	Name: "bittorrent", Title: "BitTorrent", Column: "BitTorrent",
	TCP:         []uint16{6881, 6882, 6883, 6884, 6885, 6886, 6887, 6888, 6889},
	Sniff:       sniff,
	Announces:   true,
	NewStream:   newStream,
	NewDialogue: newDialogue,
	Findings:    findings,
	Fields:      fields,
	Outline:     &outline,
}
