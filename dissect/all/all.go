// Package all lists every protocol that netsniff knows.
package all

import (
	"netsniff/dissect"
	"netsniff/dissect/http"
	"netsniff/dissect/tcp"
)

// Protocols returns the protocols in order of priority: of two that claim a
// port or recognise the same bytes, the earlier one wins.
func Protocols() []*dissect.Protocol {
	return []*dissect.Protocol{
		&http.Protocol,
		&tcp.Protocol,
	}
}
