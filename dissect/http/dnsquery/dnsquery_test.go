package dnsquery

import "testing"

func TestOf(t *testing.T) {
	for _, x := range []struct{ uri, want string }{
		{"/dns-query?dns=aGVsbG8", "hello"},
		{"/dns-query?ct=x&dns=aGVsbG8=&y", "hello"},
		{"/dns-query?dns=__-_", "\xff\xff\xbf"},
		{"/dns-query?dns=a b", ""},
		{"/dns-query?dns=", ""},
		{"/dns=aGVsbG8", ""},
		{"/x?xdns=aGVsbG8", ""},
	} {
		if got := string(Of([]byte(x.uri))); got != x.want {
			t.Errorf("%s: %q, want %q", x.uri, got, x.want)
		}
	}
}
