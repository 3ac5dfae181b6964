package ber_test

import (
	"testing"

	"netsniff/dissect/ber"
)

func TestOID(t *testing.T) {
	for _, x := range []struct{ oid, want, named string }{
		{"\x2b\x06\x01", "1.3.6.1", "iso.3.6.1"},
		{"\x88\x37\x03", "2.999.3", "joint-iso-itu-t.999.3"},
		{"\x00", "0.0", "itu-t.0"},
		{"\x2b\x86", "1.3", "iso.3"},
		{"", "", ""},
	} {
		if got := string(ber.AppendOID(nil, []byte(x.oid))); got != x.want {
			t.Errorf("%q: %q, want %q", x.oid, got, x.want)
		}
		if got := string(ber.AppendNamedOID(nil, []byte(x.oid))); got != x.named {
			t.Errorf("%q: %q, want %q", x.oid, got, x.named)
		}
	}
}
