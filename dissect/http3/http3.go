// Package http3 dissects HTTP/3 (RFC 9114, https://www.rfc-editor.org/rfc/rfc9114) and its
// header compression (QPACK, RFC 9204): the frames on the streams of a connection of QUIC,
// which gives them in order.
//
// Exchanges are HTTP's: each request stream is read as the message of HTTP/1 that says the
// same.
package http3

import (
	"strings"

	"netsniff/dissect"
)

// Protocol is HTTP/3. What carries its streams hands them to Rows and Dialogue.
var Protocol = dissect.Protocol{
	Name: "http3", Title: "Hypertext Transfer Protocol Version 3", Column: "HTTP3",
	Findings: findings,
	Fields:   fields,
	Outline:  &outline,
}

// Carries reports whether ALPN calls HTTP/3 by a name: "h3", or "h3-29" of a draft.
func Carries(name string) bool { return name == "h3" || strings.HasPrefix(name, "h3-") }
