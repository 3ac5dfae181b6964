package icmp

import (
	"strconv"

	"netsniff/dissect"
	"netsniff/dissect/icmp/echo"
)

var outline = dissect.Outline{
	Computed: []string{"icmp.checksum.status", "icmp.resp_to", "icmp.resptime", "icmp.data_time_relative"},
	Wordings: []dissect.Wording{
		{Field: "icmp.type", Say: dissect.SayNumberFirst(typeName)},
		{Field: "icmp.code", Say: sayCode},
		{Field: "icmp.checksum", Say: dissect.SayVerified(0)},
		{Field: "icmp.ident*", Say: dissect.SayBoth},
		{Field: "icmp.seq*", Say: dissect.SayBoth},
		{Field: "icmp.resptime", Say: echo.SayResponseTime},
	},
}

// sayCode says a code and, for types whose codes mean something, what it means.
func sayCode(dst []byte, f *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	dst = strconv.AppendUint(append(dst, ": "...), v.U, 10)
	return Type(f.Headers.Bytes(l.Header)[0]).appendCode(dst, uint8(v.U))
}
