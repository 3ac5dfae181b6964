package pdml

import (
	"encoding/xml"
	"testing"
)

func TestEscape(t *testing.T) {
	for _, x := range []struct{ in, want, back string }{
		{"plain /", "plain /", "plain /"},
		{`<a b="c">&'`, "&lt;a b=&#34;c&#34;&gt;&amp;&#39;", `<a b="c">&'`},
		{"Host: x\r\n\t", "Host: x&#xD;&#xA;&#x9;", "Host: x\r\n\t"},
		{"\x1b[31m\x00", "\uFFFD[31m\uFFFD", "\uFFFD[31m\uFFFD"},
		{"a\xff中", "a\uFFFD中", "a\uFFFD中"},
		{"a\u202eb\u009bc\x7f<", "a&#x202e;b&#x9b;c&#x7f;&lt;", "a\u202eb\u009bc\x7f<"},
	} {
		got := string(escape([]byte("kept"), []byte(x.in)))
		if got != "kept"+x.want {
			t.Errorf("%q: %s, want %s", x.in, got, x.want)
		}
		var back struct {
			A string `xml:"a,attr"`
		}
		if err := xml.Unmarshal([]byte(`<x a="`+got+`"/>`), &back); err != nil || back.A != "kept"+x.back {
			t.Errorf("%q: %q, %v", x.in, back.A, err)
		}
	}
}
