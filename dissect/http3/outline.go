package http3

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/text"
)

var outline = dissect.Outline{
	Headings:  addHeadings,
	Hidden:    []string{"http3.header"},
	Structure: []string{"http3.settings"},
	Whole:     []string{"http3.settings"},
	Wordings: []dissect.Wording{
		{Field: "http3.stream_type", Say: sayNamed(streamName)},
		{Field: "http3.frame_type", Say: sayNamed(typeName)},
		{Field: "http3.settings", Say: saySetting},
		{Field: "http3.settings.id", Say: sayNamed(settingName)},
	},
	Conditions: []dissect.Condition{
		{Holds: func(_ *dissect.Frame, l *dissect.Layer) bool {
			m, ok := l.Message.(*Message)
			if ok {
				for i := range m.Frames {
					if m.Frames[i].block() != nil {
						return true
					}
				}
			}
			return false
		}, Fields: []string{"http3.header", "http3.header.*", "http3.headers.*"}},
	},
}

// sayNamed returns what says the name of a number and that in sixteen digits.
func sayNamed(names func(uint64) string) dissect.Sayer {
	return func(dst []byte, _ *dissect.Frame, _ *dissect.Layer, v *dissect.Value) []byte {
		name := names(v.U)
		if name == "" {
			name = "Unknown"
		}
		return append(text.AppendHex(append(append(append(dst, ": "...), name...), " (0x"...), v.U, 16), ')')
	}
}

// saySetting says a setting by the place that its line has.
func saySetting(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	m, ok := l.Message.(*Message)
	if !ok {
		return dst
	}
	for i := range m.Frames {
		f := &m.Frames[i]
		if f.Type != Settings {
			continue
		}
		settings(f.Payload, func(id Setting, value uint64, at, _, end int) {
			if off, n := f.place(at, end-at); n == 0 || off != int(v.Off) {
				return
			}
			name := id.String()
			if name == "" {
				name = "Unknown"
			}
			dst = strconv.AppendUint(append(append(append(dst, "Settings - "...), name...), ": "...), value, 10)
		})
	}
	return dst
}

// addHeadings adds the line of each setting and of each header field.
func addHeadings(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	m, ok := l.Message.(*Message)
	if !ok {
		return
	}
	for i := range m.Frames {
		f := &m.Frames[i]
		if f.Off < 0 {
			continue
		}
		if f.Type == Settings {
			settings(f.Payload, func(_ Setting, _ uint64, at, _, end int) {
				off, n := f.place(at, end-at)
				h.Add(0, "http3.settings", h.Begin(), off, n)
			})
		}
		list := m.section(f)
		for j := range list {
			off, n := f.field(&list[j])
			h.Add(0, "http3.header", append(append(append(append(h.Begin(), "Header: "...), list[j].Name...), ": "...),
				list[j].Value...), off, n)
		}
	}
}
