package dissect

import (
	"testing"

	"netsniff/capture"
)

func TestVerified(t *testing.T) {
	const ip = "\x45\x00\x00\x1c\x00\x01\x00\x00\x40\x01\x00\x00\xc0\x00\x02\x01\xc0\x00\x02\x02"
	cases := map[string]struct {
		message string
		want    Checksum
	}{
		"good":                {"\x08\x00\xf7\xfd\x00\x01\x00\x01", ChecksumGood},
		"another sum":         {"\x08\x00\xf7\xfe\x00\x01\x00\x01", ChecksumBad},
		"cut by the snap len": {"\x08\x00\xf7\xfd\x00\x01", ChecksumUnverified},
	}
	for name, c := range cases {
		b := []byte(ip + c.message)
		p := &capture.Packet{CapLen: len(b), WireLen: 28, Data: b, Link: capture.LinkRaw}
		p.Decode()
		var v Values
		Verified(0)(&Frame{Packet: p}, &Layer{Header: p.Last()}, &v)
		if len(v.List) != 1 || Checksum(v.List[0].U) != c.want {
			t.Errorf("%s: %+v, want %s", name, v.List, c.want)
		}
	}
}
