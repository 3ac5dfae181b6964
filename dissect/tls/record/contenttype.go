// Package record has what records of TLS and DTLS have in common: their types, and the
// words of alerts.
package record

// ContentType says what a record carries (RFC 8446 §5.1; IANA's "TLS ContentType").
type ContentType uint8

// Content types.
const (
	ChangeCipherSpec ContentType = 20
	Alert            ContentType = 21
	Handshake        ContentType = 22
	ApplicationData  ContentType = 23
	Heartbeat        ContentType = 24
	ConnectionID     ContentType = 25 // of DTLS (RFC 9146 §4)
)

var contentTypes = [...]string{"Change Cipher Spec", "Alert", "Handshake", "Application Data", "Heartbeat", "Connection ID"}

// String returns IANA's word, "" if the type is not assigned.
func (t ContentType) String() string {
	if t >= ChangeCipherSpec && int(t-ChangeCipherSpec) < len(contentTypes) {
		return contentTypes[t-ChangeCipherSpec]
	}
	return ""
}
