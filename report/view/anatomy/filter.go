package anatomy

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/registry"
	"netsniff/dissect/text"
)

// longest is how many bytes of a value a filter compares; of longer ones it asks whether the
// field is there.
const longest = 200

// appendFilter appends the display filter that frames with this value pass.
func appendFilter(dst []byte, f *dissect.Field, v *dissect.Value) []byte {
	dst = append(dst, f.Name...)
	if f.Type == dissect.Label || f.Type == dissect.AbsTime || len(v.B) > longest || f.Type == dissect.Octets &&
		len(v.B) == 0 {
		return dst
	}
	dst = append(dst, " == "...)
	switch f.Type {
	case dissect.String:
		return text.AppendQuoted(dst, v.B)
	case dissect.Octets:
		return capture.AppendEther(dst, v.B)
	}
	return registry.AppendValue(dst, f, v)
}
