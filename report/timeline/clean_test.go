package timeline

import "testing"

func TestClean(t *testing.T) {
	for _, x := range []struct{ in, want string }{
		{"plain 中文", "plain 中文"},
		{"\x1b[31m", `\x1b[31m`},
		{"a\x00\x7f\t\r\n", `a\x00\x7f\x09\x0d\x0a`},
		{"\xc2\x9b31m", `\xc2\x9b31m`},
		{"\xc2\x9b\xc2\x9b中", `\xc2\x9b\xc2\x9b中`},
		{"\xc2\xa0|\xc2", "\xc2\xa0|\xc2"},
	} {
		if got := string(clean([]byte("\x1b"+x.in), 1)); got != "\x1b"+x.want {
			t.Errorf("%q: %q, want %q", x.in, got[1:], x.want)
		}
	}
}
