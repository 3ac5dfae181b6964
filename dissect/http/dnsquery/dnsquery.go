// Package dnsquery finds the DNS messages that URIs ask with (RFC 8484 §4.1).
package dnsquery

import (
	"bytes"
	"encoding/base64"
)

// Type is the media type of DNS messages.
const Type = "application/dns-message"

// maxQuery bounds the message of a URI, as it is written: DNS messages are at most 64 KiB.
const maxQuery = 88 << 10

// Of returns the message in the variable dns of a URI's query, nil if there is none. It
// allocates only if there is one.
func Of(uri []byte) []byte {
	_, query, ok := bytes.Cut(uri, []byte("?"))
	for ok {
		var pair []byte
		pair, query, ok = bytes.Cut(query, []byte("&"))
		value, is := bytes.CutPrefix(pair, []byte("dns="))
		if !is || len(value) > maxQuery {
			continue
		}
		if b, err := base64.RawURLEncoding.AppendDecode(nil, bytes.TrimRight(value, "=")); err == nil && len(b) > 0 {
			return b
		}
	}
	return nil
}
