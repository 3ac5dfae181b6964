package ip

import (
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
)

func TestOptions(t *testing.T) {
	cases := map[string]struct {
		options string // four or eight bytes
		types   []uint64
		lengths []uint64
	}{
		"router alert":           {"\x94\x04\x00\x00", []uint64{148}, []uint64{4}},
		"padding and end":        {"\x01\x01\x00\xff", []uint64{1, 1, 0}, nil},
		"longer than the header": {"\x44\x28\x09\x00", []uint64{68}, []uint64{40}},
		"length of nothing":      {"\x94\x00\x01\x01", []uint64{148}, nil},
	}
	for name, c := range cases {
		b := []byte("\x46\x00\x00\x20\x00\x01\x00\x00\x40\xfd\x00\x00\xc0\x00\x02\x01\xc0\x00\x02\x02" + c.options + "payload!")
		p := &capture.Packet{CapLen: len(b), WireLen: len(b), Data: b, Link: capture.LinkRaw}
		p.Decode()
		f, l := &dissect.Frame{Packet: p}, &dissect.Layer{Header: p.Last()}
		check(t, name, "ip.opt.type", f, l, c.types)
		check(t, name, "ip.opt.len", f, l, c.lengths)
	}
}

func check(t *testing.T, name, field string, f *dissect.Frame, l *dissect.Layer, want []uint64) {
	t.Helper()
	for i := range fields4 {
		if fields4[i].Name != field {
			continue
		}
		var v dissect.Values
		fields4[i].Get(f, l, &v)
		if len(v.List) != len(want) {
			t.Errorf("%s: %s has %d values, want %d", name, field, len(v.List), len(want))
			return
		}
		for j, w := range want {
			if v.List[j].U != w {
				t.Errorf("%s: %s = %d, want %d", name, field, v.List[j].U, w)
			}
		}
	}
}
