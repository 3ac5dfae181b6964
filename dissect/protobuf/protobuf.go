// Package protobuf dissects messages of protocol buffers
// (https://protobuf.dev/programming-guides/encoding/) without their definition: numbers
// and wire types of fields, and their values as they were sent. Its layers are made of the
// messages that carry them when somebody asks (dissect.Bearer).
package protobuf

import (
	"strconv"
	"unicode"
	"unicode/utf8"

	"netsniff/dissect"
)

// Protocol is protocol buffers.
var Protocol = dissect.Protocol{
	Name: "protobuf", Title: "Protocol Buffers", Column: "PROTOBUF",
	Borne:  true,
	Fields: fields,
	Outline: &dissect.Outline{
		Summary:   summary,
		Headings:  addFields,
		Structure: []string{"protobuf.message.name"},
		Hidden:    []string{"protobuf.field.value.length", "protobuf.field.value"},
		Computed:  []string{"protobuf.field.name"},
		Wordings: []dissect.Wording{
			{Field: "protobuf.message.name", Title: "Message"},
		},
	},
}

// caller is a message that knows which call it is of.
type caller interface {
	AppendCall(dst []byte) []byte
}

// summary says which call the message is of.
func summary(dst []byte, _ *dissect.Frame, l *dissect.Layer) []byte {
	if m, ok := l.Message.(caller); ok {
		return m.AppendCall(append(dst, ": "...))
	}
	return dst
}

// addFields adds the lines of the message and its fields.
func addFields(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	h.Add(0, "protobuf.message.name", append(h.Begin(), unknownMessage...), 0, len(l.Bytes))
	for x := range each(l.Bytes) {
		line := strconv.AppendUint(append(h.Begin(), "Field("...), x.Number, 10)
		line = append(line, "):"...)
		switch {
		case x.Wire.number() && x.narrow():
			line = append(strconv.AppendUint(append(line, ' '), x.Value, 10), " (uint32)"...)
		case x.Wire.number():
			line = append(strconv.AppendUint(append(line, ' '), x.Value, 10), " (uint64)"...)
		case readable(x.Bytes):
			line = strconv.AppendQuote(append(line, ' '), string(x.Bytes[:min(len(x.Bytes), maxShown)]))
		}
		h.Add(1, "", line, x.Off, x.Size)
	}
}

// maxShown is how much of a text the line of its field shows.
const maxShown = 80

// readable reports whether bytes are text.
func readable(b []byte) bool {
	if len(b) == 0 || !utf8.Valid(b) {
		return false
	}
	for _, r := range string(b[:min(len(b), maxShown)]) {
		if !unicode.IsPrint(r) && r != '\n' && r != '\t' && r != '\r' && r != utf8.RuneError {
			return false
		}
	}
	return true
}
