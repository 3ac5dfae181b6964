package http3

import (
	"strconv"

	"netsniff/dissect"
)

// findings says what of header fields is not known.
func findings(_ *dissect.Frame, l *dissect.Layer, x *dissect.Findings) {
	m, ok := l.Message.(*Message)
	if !ok {
		return
	}
	hidden, cut := 0, false
	for i := range m.Frames {
		f := &m.Frames[i]
		for _, h := range m.section(f) {
			if h.Hidden {
				hidden++
			}
		}
		cut = cut || f.cut
	}
	if hidden > 0 {
		b := strconv.AppendInt(x.Begin(), int64(hidden), 10)
		x.Add(dissect.Notable, dissect.AboutUndecoded,
			append(b, " header fields stand in a table whose entries were not captured, or come later"...))
	}
	if cut {
		x.Say(dissect.Warning, dissect.AboutProtocol, "The header fields are damaged or too many: not all of them are known")
	}
}
