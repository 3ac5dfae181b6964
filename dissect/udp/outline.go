package udp

import (
	"encoding/binary"
	"strconv"

	"netsniff/dissect"
)

var outline = dissect.Outline{
	Summary: appendPorts,
	Branches: []dissect.Branch{{Above: "Timestamps", Title: "[Timestamps]",
		Below: []string{"udp.time_relative", "udp.time_delta"}}},
	Hidden:   []string{"udp.port"},
	Computed: []string{"udp.stream", "udp.checksum.status", "udp.time_relative", "udp.time_delta"},
	Last:     []string{"udp.time_relative", "udp.time_delta", "udp.payload"},
	Wordings: []dissect.Wording{
		{Field: "udp.checksum", Say: sayChecksum},
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

// sayChecksum says a checksum that nobody looks at; 0 is none (RFC 768).
func sayChecksum(dst []byte, f *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	if v.U == 0 {
		return append(dst, ": 0x0000 [zero-value ignored]"...)
	}
	return unverifiedWords(dst, f, l, v)
}

var unverifiedWords = dissect.SayUnverified(4)
