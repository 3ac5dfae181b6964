// Package gtp describes the headers of the GPRS tunnelling protocol, version 1:
// GTP-U, which carries the packets of mobile phones
// (https://www.3gpp.org/dynareport/29281.htm), and GTP-C, which sets its
// tunnels up (https://www.3gpp.org/dynareport/29060.htm).
package gtp

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// Protocol is GTP. The rows of what it carries say that it does: "GTP <TCP>".
var Protocol = dissect.Protocol{
	Name:      "gtp",
	Title:     "GPRS Tunneling Protocol",
	Column:    "GTP",
	Headers:   []capture.Proto{capture.ProtoGTP},
	NewHeader: dissect.HeaderRows(nil, appendInfo),
	Encloses:  true,
	Fields:    fields,
	Outline:   &outline,
}

// appendInfo appends the name of the message.
func appendInfo(dst []byte, r *dissect.HeaderRow) []byte {
	if len(r.Bytes) >= 2 {
		dst = append(dst, messages[r.Bytes[1]]...)
	}
	return text.AppendCut(dst, r.Frame.State)
}
