package registry

import (
	"testing"
	"time"

	"netsniff/dissect"
)

func TestAppendValue(t *testing.T) {
	local := time.Local
	time.Local = time.UTC
	defer func() { time.Local = local }()
	for _, c := range []struct {
		field dissect.Field
		value dissect.Value
		want  string
	}{
		{dissect.Field{Type: dissect.Bool}, dissect.Value{U: 1}, "1"},
		{dissect.Field{Type: dissect.Bool}, dissect.Value{}, "0"},
		{dissect.Field{Type: dissect.Uint}, dissect.Value{U: 1<<64 - 1}, "18446744073709551615"},
		{dissect.Field{Type: dissect.Uint, Base: dissect.Hex2}, dissect.Value{U: 5}, "0x05"},
		{dissect.Field{Type: dissect.Uint, Base: dissect.Hex4}, dissect.Value{U: 0x18}, "0x0018"},
		{dissect.Field{Type: dissect.Uint, Base: dissect.Hex8}, dissect.Value{U: 0xdeadbeef}, "0xdeadbeef"},
		{dissect.Field{Type: dissect.Uint, Base: dissect.Hex16}, dissect.Value{U: 0xbeef}, "0x000000000000beef"},
		{dissect.Field{Type: dissect.Uint, Base: dissect.Oct}, dissect.Value{U: 8}, "010"},
		{dissect.Field{Type: dissect.Uint, Base: dissect.Oct}, dissect.Value{}, "0"},
		{dissect.Field{Type: dissect.Int}, dissect.Value{U: ^uint64(0)}, "-1"},
		{dissect.Field{Type: dissect.FrameNum}, dissect.Value{U: 12}, "12"},
		{dissect.Field{Type: dissect.Double}, dissect.Value{F: 7.072}, "7.072"},
		{dissect.Field{Type: dissect.Label}, dissect.Value{}, "1"},
		{dissect.Field{Type: dissect.Label}, dissect.Value{B: []byte("Timestamps")}, "Timestamps"},
		{dissect.Field{Type: dissect.RelTime}, dissect.Value{U: 1_000_000_005}, "1.000000005"},
		{dissect.Field{Type: dissect.RelTime}, dissect.Value{U: ^uint64(5_000_000) + 1}, "-0.005000000"},
		{dissect.Field{Type: dissect.AbsTime}, dissect.Value{U: 1449610262855497000}, "Dec  8, 2015 21:31:02.855497000 UTC"},
		{dissect.Field{Type: dissect.IPv4}, dissect.Value{B: []byte{192, 0, 2, 1}}, "192.0.2.1"},
		{dissect.Field{Type: dissect.IPv6}, dissect.Value{B: []byte{0x20, 1, 0xd, 0xb8, 15: 1}}, "2001:db8::1"},
		{dissect.Field{Type: dissect.IPv6}, dissect.Value{B: []byte{1, 2}}, "01:02"},
		{dissect.Field{Type: dissect.Ether}, dissect.Value{B: []byte{0, 0, 0x5e, 0, 0x53, 1}}, "00:00:5e:00:53:01"},
		{dissect.Field{Type: dissect.Octets}, dissect.Value{B: []byte("GET\xff")}, "474554ff"},
		{dissect.Field{Type: dissect.String, Body: true}, dissect.Value{B: []byte("\xc2\xae\xff\n")}, "\ufffd\ufffd\ufffd\\n"},
		{dissect.Field{Type: dissect.String, Body: true}, dissect.Value{B: []byte("é\xc3")}, "é\ufffd"},
		{dissect.Field{Type: dissect.String}, dissect.Value{B: []byte("é\xff")}, "é\ufffd"},
		{dissect.Field{Type: dissect.String}, dissect.Value{B: []byte("a\r\n\t\b\f\\\"é")}, `a\r\n\t\b\f\"é`},
		{dissect.Field{Type: dissect.String}, dissect.Value{B: []byte("\x01\v\xff.")}, "\x01\v�."},
	} {
		if got := string(AppendValue(nil, &c.field, &c.value)); got != c.want {
			t.Errorf("%v of type %d: %q, want %q", c.value, c.field.Type, got, c.want)
		}
	}
}

// TestTimes: dates are written as package time would.
func TestTimes(t *testing.T) {
	local := time.Local
	defer func() { time.Local = local }()
	f := dissect.Field{Type: dissect.AbsTime}
	for _, zone := range []*time.Location{time.UTC, time.FixedZone("CST", 8*3600), time.FixedZone("", -1800)} {
		time.Local = zone
		for _, at := range []int64{0, -1, 1449610262855497000, 951782399999999999, 951782400000000000, 1<<63 - 1, -1 << 63} {
			for step := range int64(40) {
				v := dissect.Value{U: uint64(at + step*86_461_000_000_123)}
				want := time.Unix(0, int64(v.U)).Format("Jan _2, 2006 15:04:05.000000000 MST")
				if got := string(AppendValue(nil, &f, &v)); got != want {
					t.Fatalf("%d in %v: %q, want %q", int64(v.U), zone, got, want)
				}
			}
		}
	}
}

func TestAppendValueDoesNotAllocate(t *testing.T) {
	dst := make([]byte, 0, 256)
	for typ := dissect.Label; typ <= dissect.FrameNum; typ++ {
		f, v := dissect.Field{Type: typ}, dissect.Value{U: 5, B: []byte{1, 2, 3, 4}}
		if n := testing.AllocsPerRun(100, func() { AppendValue(dst, &f, &v) }); n > 0 {
			t.Errorf("type %d: %v allocations", typ, n)
		}
	}
}
