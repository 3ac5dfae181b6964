package message

import "testing"

// Comments may stand wherever blanks may (RFC 2045 §6.1, RFC 5322 §3.2.2).
func TestComments(t *testing.T) {
	for in, want := range map[string]Encoding{
		"base64": Base64, "(new) base64": Base64, "base64 (RFC 2045; 6.8)": Base64,
		"(a (nested\\) one)) QUOTED-PRINTABLE (x)": QuotedPrintable,
		"base64 (open": Base64, "": SevenBit, "base64; x=y": Base64, "gzip": OtherEncoding,
	} {
		if got := encodingOf(in); got != want {
			t.Errorf("%q: %v, want %v", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"(a; b) text/html (c); charset=gbk": "text/html", "text/plain(c);charset=gbk": "text/plain",
	} {
		value, list := parseParams(in)
		if charset := list.token("charset"); value != want || charset != "gbk" {
			t.Errorf("%q: %q, charset %q", in, value, charset)
		}
	}
}
