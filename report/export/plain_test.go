package export

import (
	"strings"
	"testing"

	"netsniff/dissect/http"
)

// TestPlainName: names as tshark --export-objects gives them.
func TestPlainName(t *testing.T) {
	e := &Exporter{Plain: true}
	for _, test := range []struct{ uri, want string }{
		{"http://www.example.com/data.json", "data.json"},
		{"http://www.example.com/sub/data.json", "data(1).json"},
		{"http://www.example.com/think?ms=0", "think%3fms=0"},
		{"http://www.example.com/", "%2f"},
		{"echo", "echo"},
		{"/echo", "echo(1)"},
		{"/a\x00b*c", "a%00b%2ac"},
		{"/..", "%2e%2e"},
		{"/" + strings.Repeat("x", 300), strings.Repeat("x", maxPlain)},
	} {
		if got := e.plainName(&http.Object{URI: test.uri}); got != test.want {
			t.Errorf("%q: %q, want %q", test.uri, got, test.want)
		}
	}
}
