package capture_test

import (
	"testing"

	"netsniff/capture"
)

func TestAddrText(t *testing.T) {
	for _, text := range []string{"", "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "02:00:5e:00:53:0a"} {
		var a, b capture.Addr
		if err := a.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		out, _ := a.MarshalText()
		if err := b.UnmarshalText(out); err != nil || a != b || text != "" && string(out) != text {
			t.Errorf("%q: %q, %v, %v, %v", text, out, a, b, err)
		}
	}
	var a capture.Addr
	if err := a.UnmarshalText([]byte("192.0.2")); err == nil {
		t.Errorf("taken as %v", a)
	}
}
