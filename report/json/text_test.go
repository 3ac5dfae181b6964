package json

import (
	"encoding/json"
	"testing"
)

func TestString(t *testing.T) {
	for _, x := range []struct{ in, want string }{
		{"", `""`},
		{"plain /", `"plain /"`},
		{`"\`, `"\"\\"`},
		{"\r\n\t\b\f", `"\r\n\t\b\f"`},
		{"\x00\x1b[31m\x7f", `"\u0000\u001b[31m\u007f"`},
		{"你好, Übung", `"你好, Übung"`},
		{"a\xff\xfeb", `"a` + "\uFFFD\uFFFD" + `b"`},
		{"\xe4\xbd", `"` + "\uFFFD\uFFFD" + `"`},
		{"a\u202eb\u2069\U000e0041", `"a\u202eb\u2069\udb40\udc41"`},
		{"\u0085\u009b\u2028", `"\u0085\u009b\u2028"`},
	} {
		got := string(appendString(nil, []byte(x.in)))
		if got != x.want {
			t.Errorf("%q: %s, want %s", x.in, got, x.want)
		}
		var back string
		if err := json.Unmarshal([]byte(got), &back); err != nil {
			t.Errorf("%q: %v", x.in, err)
		}
	}
}
