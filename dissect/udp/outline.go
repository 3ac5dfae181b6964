package udp

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect"
)

var outline = dissect.Outline{
	Summary:  appendPorts,
	Branches: []dissect.Branch{{Above: "Timestamps", Title: "[Timestamps]", Below: []string{"udp.time_relative", "udp.time_delta"}}},
	Hidden:   []string{"udp.port"},
	Computed: []string{"udp.stream", "udp.checksum.status", "udp.time_relative", "udp.time_delta"},
	Last:     []string{"udp.time_relative", "udp.time_delta", "udp.payload"},
	Wordings: []dissect.Wording{
		{Field: "udp.checksum", Say: dissect.SayUnverified(4)},
		{Field: "udp.payload", Title: "UDP payload", Say: dissect.SayLength},
	},
}

func appendPorts(dst []byte, f *dissect.Frame, l *dissect.Layer) []byte {
	b := f.Headers.Bytes(l.Header)
	if len(b) < 4 {
		return dst
	}
	dst = strconv.AppendUint(append(dst, ", Src Port: "...), uint64(binary.BigEndian.Uint16(b)), 10)
	return strconv.AppendUint(append(dst, ", Dst Port: "...), uint64(binary.BigEndian.Uint16(b[2:])), 10)
}
