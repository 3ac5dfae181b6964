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
		if got := string(appendBits(nil, tree.Number(x.b), len(x.b), x.mask, x.within)); got != x.want {
			t.Errorf("%x & %x: %q, want %q", x.b, x.mask, got, x.want)
		}
	}
}

func TestLine(t *testing.T) {
	word := func(uint64) string { return "TCP" }
	field := func(l tree.Line, f dissect.Field, v dissect.Value) tree.Node {
		l.Field = &f
		return tree.Node{Kind: tree.Field, Line: &l, Value: &v, Layer: &tree.Layer{}}
	}
	for _, x := range []struct {
		node tree.Node
		want string
	}{
		{tree.Node{Kind: tree.Heading, Line: &tree.Line{}, Value: &dissect.Value{B: []byte("Queries\x1b")}}, `Queries\033`},
		{field(tree.Line{}, dissect.Field{Title: "Protocol", Type: dissect.Uint, Names: word}, dissect.Value{U: 6}),
			"Protocol: TCP (6)"},
		{field(tree.Line{Computed: true}, dissect.Field{Title: "Time", Type: dissect.RelTime}, dissect.Value{U: 1500}),
			"[Time: 0.000001500 seconds]"},
		{field(tree.Line{}, dissect.Field{Title: "EOM", Type: dissect.Label}, dissect.Value{}), "EOM"},
		{field(tree.Line{Whole: true}, dissect.Field{Title: "Line", Type: dissect.String},
			dissect.Value{B: []byte("Host: x\r\n")}), `Host: x\r\n`},
		{field(tree.Line{}, dissect.Field{Title: "Flag", Type: dissect.Bool}, dissect.Value{U: 1, Mask: 0x40}),
			".1.. .... = Flag: Set"},
		{field(tree.Line{}, dissect.Field{Title: "Is probe", Type: dissect.Bool}, dissect.Value{U: 1}), "Is probe: True"},
		{field(tree.Line{Unit: "bytes"}, dissect.Field{Title: "Length", Type: dissect.Uint}, dissect.Value{U: 20}),
			"Length: 20 bytes"},
	} {
		if got := string(AppendLine(nil, &x.node, 0)); got != x.want {
			t.Errorf("%q, want %q", got, x.want)
		}
	}
}
