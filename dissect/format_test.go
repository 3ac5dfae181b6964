package dissect

import (
	"testing"
	"time"
)

func TestAppendValue(t *testing.T) {
	local := time.Local
	time.Local = time.UTC
	defer func() { time.Local = local }()
	for _, c := range []struct {
		field Field
		value Value
		want  string
	}{
		{Field{Type: Bool}, Value{U: 1}, "1"},
		{Field{Type: Bool}, Value{}, "0"},
		{Field{Type: Uint}, Value{U: 1<<64 - 1}, "18446744073709551615"},
		{Field{Type: Uint, Base: Hex2}, Value{U: 5}, "0x05"},
		{Field{Type: Uint, Base: Hex4}, Value{U: 0x18}, "0x0018"},
		{Field{Type: Uint, Base: Hex8}, Value{U: 0xdeadbeef}, "0xdeadbeef"},
		{Field{Type: Uint, Base: Oct}, Value{U: 8}, "010"},
		{Field{Type: Uint, Base: Oct}, Value{}, "0"},
		{Field{Type: Int}, Value{U: ^uint64(0)}, "-1"},
		{Field{Type: FrameNum}, Value{U: 12}, "12"},
		{Field{Type: Double}, Value{F: 7.072}, "7.072"},
		{Field{Type: Label}, Value{}, "1"},
		{Field{Type: Label}, Value{B: []byte("Timestamps")}, "Timestamps"},
		{Field{Type: RelTime}, Value{U: 1_000_000_005}, "1.000000005"},
		{Field{Type: RelTime}, Value{U: ^uint64(5_000_000) + 1}, "-0.005000000"},
		{Field{Type: AbsTime}, Value{U: 1449610262855497000}, "Dec  8, 2015 21:31:02.855497000 UTC"},
		{Field{Type: IPv4}, Value{B: []byte{192, 0, 2, 1}}, "192.0.2.1"},
		{Field{Type: IPv6}, Value{B: []byte{0x20, 1, 0xd, 0xb8, 15: 1}}, "2001:db8::1"},
		{Field{Type: IPv6}, Value{B: []byte{1, 2}}, "01:02"},
		{Field{Type: Ether}, Value{B: []byte{0, 0, 0x5e, 0, 0x53, 1}}, "00:00:5e:00:53:01"},
		{Field{Type: Octets}, Value{B: []byte("GET\xff")}, "474554ff"},
		{Field{Type: String}, Value{B: []byte("a\r\n\t\b\f\\\"é")}, `a\r\n\t\b\f\"é`},
		{Field{Type: String}, Value{B: []byte("\x01\v\xff.")}, "\x01\v�."},
	} {
		if got := string(AppendValue(nil, &c.field, c.value)); got != c.want {
			t.Errorf("%v of type %d: %q, want %q", c.value, c.field.Type, got, c.want)
		}
	}
}

func TestAppendValueDoesNotAllocate(t *testing.T) {
	dst := make([]byte, 0, 256)
	for typ := Label; typ <= FrameNum; typ++ {
		f, v := Field{Type: typ}, Value{U: 5, B: []byte{1, 2, 3, 4}}
		if n := testing.AllocsPerRun(100, func() { AppendValue(dst, &f, v) }); n > 0 {
			t.Errorf("type %d: %v allocations", typ, n)
		}
	}
}
