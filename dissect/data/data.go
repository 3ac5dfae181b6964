// Package data stands for payload that no other protocol dissects.
package data

import "netsniff/dissect"

// Protocol is Wireshark's "data". Package dissect finds its layer by its name.
var Protocol = dissect.Protocol{
	Name:   "data",
	Title:  "Data",
	Column: "DATA",
	Outline: &dissect.Outline{
		Summary: func(dst []byte, f *dissect.Frame, l *dissect.Layer) []byte {
			return dissect.SayLength(dst, f, l, &dissect.Value{B: l.Bytes})
		},
		Computed: []string{"data.len"},
		Dumped:   true,
	},
	Fields: []dissect.Field{
		{Name: "data.data", Title: "Data", Type: dissect.Octets,
			Get: func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
				v.Bytes(l.Bytes).At(0, len(l.Bytes))
			}},
		{Name: "data.len", Title: "Length", Type: dissect.Int,
			Get: func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
				v.Int(l.Data)
			}},
	},
}
