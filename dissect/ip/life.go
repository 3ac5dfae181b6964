package ip

import (
	"strconv"

	"netsniff/dissect"
)

// shortLife is a time to live that a packet seldom has left where it is meant
// to be (Wireshark's "too small").
const shortLife = 5

// getShortLife marks packets to one host that are about to die.
func getShortLife(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	if b := f.Headers.Bytes(l.Header); len(b) >= headLen4 && b[8] < shortLife && b[16]&0xf0 != 0xe0 {
		v.Mark().At(int(l.Header.Off)+8, 1)
	}
}

func sayShortLife(dst []byte, f *dissect.Frame, l *dissect.Layer, _ *dissect.Value) []byte {
	return strconv.AppendUint(append(dst, " only "...), uint64(f.Headers.Bytes(l.Header)[8]), 10)
}
