package http

import "netsniff/dissect"

// oddities are the notes that are told, as Wireshark words them.
var oddities = [...]struct {
	note     Notes
	severity dissect.Severity
	group    dissect.Group
	text     string
}{
	{NoteLeadingCRLF, dissect.Warning, dissect.AboutMalformed,
		"Leading CRLF previous message in the stream may have extra CRLF"},
	{NoteLengthAndTE, dissect.Warning, dissect.AboutProtocol,
		"The Content-Length and Transfer-Encoding header must not be set together"},
	{NoteLengthsDiffer, dissect.Warning, dissect.AboutProtocol, "Content-Length header fields do not agree"},
	{NoteManyHeaders, dissect.Warning, dissect.AboutUndecoded, "Header fields beyond the limit are not shown"},
	{NoteUnknownCoding, dissect.Warning, dissect.AboutUndecoded, "Unknown transfer coding name in Transfer-Encoding header"},
	{NoteBadHeader, dissect.Warning, dissect.AboutProtocol, "Illegal characters found in header name"},
	{NoteBadEncoding, dissect.Warning, dissect.AboutUndecoded, "Decompression failed"},
	{NoteBadChunk, dissect.Fault, dissect.AboutMalformed, "Malformed Packet (Exception occurred)"},
}

// findings tells the start line of a message and what is odd about it.
func findings(_ *dissect.Frame, l *dissect.Layer, x *dissect.Findings) {
	var h *Head
	switch m := l.Message.(type) {
	case *Request:
		h = &m.Head
	case *Response:
		h = &m.Head
	default:
		return
	}
	b := appendText(x.Begin(), h.Start)
	x.Add(dissect.Chat, dissect.AboutSequence, appendText(b, h.startEnd()))
	for i := range oddities {
		if o := &oddities[i]; h.Notes&o.note != 0 {
			x.Say(o.severity, o.group, o.text)
		}
	}
}
