package irc

import (
	"netsniff/dissect"
	"netsniff/dissect/text"
)

var fields = []dissect.Field{
	{Name: "irc.request", Title: "Request", Type: dissect.String, Get: of(dissect.ToServer, getText)},
	{Name: "irc.request.prefix", Title: "Prefix", Type: dissect.String, Get: of(dissect.ToServer, getPrefix)},
	{Name: "irc.request.command", Title: "Command", Type: dissect.String, Get: of(dissect.ToServer, getCommand)},
	{Name: "irc.request.command_parameter", Title: "Parameter", Type: dissect.String, Get: of(dissect.ToServer, getParams)},
	{Name: "irc.request.trailer", Title: "Trailer", Type: dissect.String, Get: of(dissect.ToServer, getTrailing)},
	{Name: "irc.response", Title: "Response", Type: dissect.String, Get: of(dissect.ToClient, getText)},
	{Name: "irc.response.prefix", Title: "Prefix", Type: dissect.String, Get: of(dissect.ToClient, getPrefix)},
	{Name: "irc.response.command", Title: "Command", Type: dissect.String, Get: of(dissect.ToClient, getWordCommand)},
	{Name: "irc.response.num_command", Title: "Command", Type: dissect.Uint, Get: of(dissect.ToClient, getNumeric)},
	{Name: "irc.response.command_parameter", Title: "Parameter", Type: dissect.String, Get: of(dissect.ToClient, getParams)},
	{Name: "irc.response.trailer", Title: "Trailer", Type: dissect.String, Get: of(dissect.ToClient, getTrailing)},
}

// of returns the getter that has get look at the lines of a direction.
func of(d dissect.Dir, get func(l *Line, v *dissect.Values)) dissect.Getter {
	return dissect.Of(func(m *Message, v *dissect.Values) {
		if m.Dir != d {
			return
		}
		for l := range split(m.Bytes) {
			get(&l, v)
		}
	})
}

func getText(l *Line, v *dissect.Values) { v.Bytes(text.Readable(l.Text)).At(l.Off, len(l.Text)) }

func part(b []byte, l *Line, v *dissect.Values) {
	if len(b) > 0 {
		v.Bytes(text.Readable(b)).At(l.Off+cap(l.Text)-cap(b), len(b))
	}
}

func getPrefix(l *Line, v *dissect.Values)   { part(l.Prefix, l, v) }
func getCommand(l *Line, v *dissect.Values)  { part(l.Command, l, v) }
func getTrailing(l *Line, v *dissect.Values) { part(l.Trailing, l, v) }

func getWordCommand(l *Line, v *dissect.Values) {
	if _, ok := l.Numeric(); !ok {
		part(l.Command, l, v)
	}
}

func getNumeric(l *Line, v *dissect.Values) {
	if n, ok := l.Numeric(); ok {
		v.Uint(n).At(l.Off+cap(l.Text)-cap(l.Command), len(l.Command))
	}
}

// getParams gets each parameter but the one behind " :".
func getParams(l *Line, v *dissect.Values) {
	for rest := l.Params; len(rest) > 0; {
		var w []byte
		w, rest = word(rest)
		part(w, l, v)
	}
}

var outline = dissect.Outline{
	Headings: addLines,
	Hidden:   []string{"irc.request", "irc.response"},
}

// addLines adds a heading for each line, with its parts below.
func addLines(_ *dissect.Frame, layer *dissect.Layer, h *dissect.Headings) {
	const most = 256
	m, ok := layer.Message.(*Message)
	if !ok {
		return
	}
	n := 0
	for l := range split(m.Bytes) {
		if n++; n > most {
			return
		}
		word := "Response: "
		if m.Dir == dissect.ToServer {
			word = "Request: "
		}
		h.Add(0, "", text.AppendText(append(h.Begin(), word...), l.Text), l.Off, len(l.Text))
	}
}
