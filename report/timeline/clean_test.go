package timeline

import "testing"

func TestClean(t *testing.T) {
	for _, x := range []struct{ in, want string }{ // on a terminal
		{"plain 中文", "plain 中文"},
		{"\x1b[31m", `\x1b[31m`},
		{"a\x00\x7f\t\r\n", `a\x00\x7f\x09\x0d\x0a`},
		{"\xc2\x9b31m", `\xc2\x9b31m`},
		{"\xc2\x9b\xc2\x9b中", `\xc2\x9b\xc2\x9b中`},
		{"\xc2\xa0|\xc2|\x9b", "\u00a0|" + `\xc2|\x9b`},
		{"80 → 443, 👩\u200d💻", "80 → 443, 👩\u200d💻"},
		{"invoice\u202efdp.exe", `invoice\u202Efdp.exe`},
		{"\u2066a\u2069\u200e\u200f\u061c\u2028\ufeff\u200b\U000e0041",
			`\u2066a\u2069\u200E\u200F\u061C\u2028\uFEFF\u200B\U000E0041`},
	} {
		if got := string(clean([]byte("\x1b"+x.in), 1, false)); got != "\x1b"+x.want {
			t.Errorf("%q: %q, want %q", x.in, got[1:], x.want)
		}
	}
}

func TestCleanExact(t *testing.T) {
	const in = "a\u202eb\x1b\x9b\u009b"
	if got, want := string(clean([]byte(in), 0, true)), "a\u202eb"+`\x1b\x9b\xc2\x9b`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
