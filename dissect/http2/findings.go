package http2

import (
	"strconv"

	"netsniff/dissect"
)

// findings says what of a header block is not known.
func findings(_ *dissect.Frame, l *dissect.Layer, x *dissect.Findings) {
	m, ok := l.Message.(*Message)
	if !ok {
		return
	}
	hidden := 0
	for i := range m.Fields {
		if m.Fields[i].Hidden {
			hidden++
		}
	}
	if hidden > 0 {
		b := strconv.AppendInt(x.Begin(), int64(hidden), 10)
		x.Add(dissect.Notable, dissect.AboutUndecoded,
			append(b, " header fields stand in a table whose beginning was not captured"...))
	}
	if m.Cut {
		x.Say(dissect.Warning, dissect.AboutProtocol,
			"The header block is damaged, its beginning was not captured, or it is too long: not all of its fields are known")
	}
	if !m.Preface && m.misplaced() {
		x.Say(dissect.Fault, dissect.AboutProtocol, "The frame is about the whole connection and names a stream")
	}
	if m.Padding < 0 {
		x.Say(dissect.Fault, dissect.AboutMalformed, "The padding is longer than the frame")
	}
}
