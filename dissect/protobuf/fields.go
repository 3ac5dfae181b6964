package protobuf

import "netsniff/dissect"

// What Wireshark calls a message and a field whose definition it does not have.
const (
	unknownMessage = "<UNKNOWN> Message Type"
	unknownField   = "<UNKNOWN>"
)

var fields = []dissect.Field{
	{Name: "protobuf.message.name", Title: "Message Name", Type: dissect.String, Body: true,
		Get: func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
			v.Text(unknownMessage).At(0, len(l.Bytes))
		}},
	{Name: "protobuf.field.name", Title: "Field Name", Type: dissect.String, Body: true,
		Get: all(func(x *Field, v *dissect.Values) {
			v.Text(unknownField).At(x.Off, x.Size)
		})},
	{Name: "protobuf.field.number", Title: "Field Number", Type: dissect.Uint, Body: true,
		Get: all(func(x *Field, v *dissect.Values) {
			y := v.Uint(x.Number)
			if y.At(x.Off, x.Tag); x.Tag == 1 {
				y.Masked(0x78)
			}
		})},
	{Name: "protobuf.field.wiretype", Title: "Wire Type", Type: dissect.Uint, Names: wireName, Body: true,
		Get: all(func(x *Field, v *dissect.Values) {
			v.Uint(uint64(x.Wire)).Masked(7).At(x.Off, 1)
		})},
	{Name: "protobuf.field.value.length", Title: "Value Length", Type: dissect.Uint, Body: true,
		Get: all(func(x *Field, v *dissect.Values) {
			if x.Wire == Delimited {
				v.Uint(uint64(len(x.Bytes))).At(x.Off+x.Tag, x.At-x.Off-x.Tag)
			}
		})},
	{Name: "protobuf.field.value", Title: "Value", Type: dissect.Octets, Body: true,
		Get: all(func(x *Field, v *dissect.Values) {
			if len(x.Bytes) > 0 {
				v.Bytes(x.Bytes).At(x.At, len(x.Bytes))
			}
		})},
	{Name: "protobuf.field.value.uint64", Title: "Uint64", Type: dissect.Uint, Body: true,
		Get: all(func(x *Field, v *dissect.Values) {
			if x.Wire.number() && !x.narrow() {
				v.Uint(x.Value).At(x.At, len(x.Bytes))
			}
		})},
	{Name: "protobuf.field.value.uint32", Title: "Uint32", Type: dissect.Uint, Body: true,
		Get: all(func(x *Field, v *dissect.Values) {
			if x.Wire.number() && x.narrow() {
				v.Uint(x.Value).At(x.At, len(x.Bytes))
			}
		})},
}

func wireName(u uint64) string { return WireType(u).String() }

// all returns the getter of what each field of a message has.
func all(get func(x *Field, v *dissect.Values)) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		for x := range each(l.Bytes) {
			get(x, v)
		}
	}
}
