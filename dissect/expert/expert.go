// Package expert makes fields of what protocols find remarkable in a frame:
// Wireshark's Expert Information
// (https://www.wireshark.org/docs/wsug_html_chunked/ChAdvExpert.html).
package expert

import "netsniff/dissect"

// Protocol is there in frames about which there is something to be said.
var Protocol = dissect.Protocol{
	Name:  "_ws.expert",
	Title: "Expert Info",
	Found: func(f *dissect.Frame) bool { return len(f.Findings()) > 0 },
	Fields: []dissect.Field{
		{Name: "_ws.expert", Title: "Expert Info", Type: dissect.Label,
			Get: each(func(x *dissect.Finding, v *dissect.Values) {
				b := append(v.Begin(), "Expert Info ("...)
				b = append(append(append(b, x.Severity.String()...), '/'), x.Group.String()...)
				v.End(append(append(b, "): "...), x.Text...))
			})},
		{Name: "_ws.expert.message", Title: "Message", Type: dissect.String,
			Get: each(func(x *dissect.Finding, v *dissect.Values) { v.Bytes(x.Text) })},
		{Name: "_ws.expert.severity", Title: "Severity level", Type: dissect.Uint, Base: dissect.Named,
			Names: func(n uint64) string { return dissect.Severity(n).String() },
			Get:   each(func(x *dissect.Finding, v *dissect.Values) { v.Uint(uint64(x.Severity)) })},
		{Name: "_ws.expert.group", Title: "Group", Type: dissect.Uint, Base: dissect.Named,
			Names: func(n uint64) string { return dissect.Group(n).String() },
			Get:   each(func(x *dissect.Finding, v *dissect.Values) { v.Uint(uint64(x.Group)) })},
	},
}

// each returns the getter of something that every finding has.
func each(get func(x *dissect.Finding, v *dissect.Values)) dissect.Getter {
	return func(f *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
		list := f.Findings()
		for i := range list {
			get(&list[i], v)
		}
	}
}
