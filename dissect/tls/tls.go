// Package tls dissects Transport Layer Security as far as it is in clear: records,
// handshakes, alerts.
//
// SSL 3.0 is RFC 6101 (https://www.rfc-editor.org/rfc/rfc6101), TLS 1.0 to 1.2
// RFC 2246, 4346 and 5246, TLS 1.3 RFC 8446, the extensions RFC 6066 and those
// that IANA's registry names. Rows follow Wireshark: what no record begins with is
// passed over up to the end of its segment.
package tls

import (
	"slices"

	"netsniff/dissect"
)

// Protocol is TLS.
var Protocol = dissect.Protocol{
	Name: "tls", Title: "Transport Layer Security", Column: "TLS",
	Secures:     true,
	TCP:         []uint16{443, 465, 636, 853, 993, 995, 5061, 5671, 8883},
	Sniff:       sniff,
	NewStream:   newStream,
	NewDialogue: newDialogue,
	Findings:    findings,
	Fields:      slices.Concat(fields, handshakeFields, certificateFields, fingerprintFields, quicFields, segmentFields),
	Outline:     &outline,
}
