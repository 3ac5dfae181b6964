package smtp

import (
	"netsniff/dissect"
	"netsniff/dissect/mail"
)

var outline = dissect.Outline{
	Branches: []dissect.Branch{
		{Above: "smtp.command_line", Below: []string{"smtp.req.command", "smtp.req.parameter"}},
		{Above: "smtp.response", Below: []string{"smtp.response.*", "smtp.rsp.parameter"}},
		{Above: "smtp.data.fragments", Below: []string{"smtp.data.*"}},
	},
	Headings: addText,
	Hidden:   []string{"smtp.req", "smtp.rsp"},
	Whole:    []string{"smtp.eom", "smtp.data.fragments", "smtp.data.fragment"},
	Wordings: append(mail.FragmentWordings("smtp", fragments), dissect.Wording{Field: "smtp.eom", Say: sayEnd}),
	Computed: []string{"smtp.data.fragments", "smtp.data.*", "smtp.time"},
}

// addText adds the lines of a segment that is part of a mail.
func addText(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
	if d, ok := l.Message.(*Data); ok && !d.End && len(l.Bytes) > 0 {
		h.AddLines(l.Bytes, 0)
	}
}

// sayEnd says the line that ends a mail.
func sayEnd(dst []byte, _ *dissect.Frame, _ *dissect.Layer, _ *dissect.Value) []byte {
	return append(dst, "C: ."...)
}
