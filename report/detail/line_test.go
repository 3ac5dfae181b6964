package detail

import (
	"testing"

	"netsniff/dissect"
	"netsniff/report/tree"
)

func TestEscape(t *testing.T) {
	for _, x := range []struct{ in, want string }{
		{"plain", "plain"},
		{"GET /\r\n", `GET /\r\n`},
		{"\x1b[31m\x00\x7f", `\033[31m\000\177`},
		{"你好\t", `你好\t`},
		{"a\xffb", "a\uFFFDb"},
		{"\u0085\u009b", `\u0085\u009B`},
		{"a\u202eb\u2066\u200f", `a\u202Eb\u2066\u200F`},
	} {
		if got := string(escape([]byte("kept\n"+x.in), 5)); got != "kept\n"+x.want {
			t.Errorf("%q: %q, want %q", x.in, got, x.want)
		}
	}
}

func TestBits(t *testing.T) {
	for _, x := range []struct {
		b            []byte
		mask, within uint64
		want         string
	}{
		{[]byte{0x45}, 0xf0, 0, "0100 ...."},
		{[]byte{0x45}, 0x0f, 0, ".... 0101"},
		{[]byte{0x40, 0x00}, 0x1fff, 0, "...0 0000 0000 0000"},
		{[]byte{0x81, 0x80}, 0x8000, 0, "1... .... .... ...."},
		{nil, 0x8000, 0, "0... .... .... ...."},
		{[]byte{0xa0, 0x02}, 0x0002, 0x0fff, ".... .... ..1."}, // flags of TCP
		{[]byte{0x40}, 0x40, 0xe0, ".1.. ...."},                // flags of IPv4
	} {
		if got := string(appendBits(nil, x.b, x.mask, x.within)); got != x.want {
			t.Errorf("%x & %x: %q, want %q", x.b, x.mask, got, x.want)
		}
	}
}

func TestLine(t *testing.T) {
	word := func(uint64) string { return "TCP" }
	for _, x := range []struct {
		node tree.Node
		want string
	}{
		{tree.Node{Kind: tree.Heading, Text: []byte("Queries\x1b")}, `Queries\033`},
		{tree.Node{Kind: tree.Field, Field: &dissect.Field{Title: "Protocol", Type: dissect.Uint, Names: word}, Value: dissect.Value{U: 6}}, "Protocol: TCP (6)"},
		{tree.Node{Kind: tree.Field, Computed: true, Field: &dissect.Field{Title: "Time", Type: dissect.RelTime}, Value: dissect.Value{U: 1500}},
			"[Time: 0.000001500 seconds]"},
		{tree.Node{Kind: tree.Field, Field: &dissect.Field{Title: "EOM", Type: dissect.Label}}, "EOM"},
		{tree.Node{Kind: tree.Field, Whole: true, Field: &dissect.Field{Title: "Line", Type: dissect.String}, Value: dissect.Value{B: []byte("Host: x\r\n")}}, `Host: x\r\n`},
		{tree.Node{Kind: tree.Field, Field: &dissect.Field{Title: "Flag", Type: dissect.Bool}, Value: dissect.Value{U: 1, Mask: 0x40}, Raw: []byte{0x40}},
			".1.. .... = Flag: Set"},
		{tree.Node{Kind: tree.Field, Field: &dissect.Field{Title: "Is probe", Type: dissect.Bool}, Value: dissect.Value{U: 1}}, "Is probe: True"},
		{tree.Node{Kind: tree.Field, Unit: "bytes", Field: &dissect.Field{Title: "Length", Type: dissect.Uint}, Value: dissect.Value{U: 20}}, "Length: 20 bytes"},
	} {
		if got := string(appendLine(nil, &x.node, 0)); got != x.want {
			t.Errorf("%q, want %q", got, x.want)
		}
	}
}
