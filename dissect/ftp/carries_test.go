package ftp

import "testing"

// TestCarries: a segment that begins as a text is one, whatever comes later.
func TestCarries(t *testing.T) {
	for begins, want := range map[string]string{
		"-rw-r--r--  1 user\r\n": "data-text-lines", "\r\n": "data-text-lines", "a\tb": "", "\x89PNG": "", "GIF89a\x01": "",
	} {
		if got := (&Segment{begins: []byte(begins)}).Carries(); got != want {
			t.Errorf("%q: %q", begins, got)
		}
	}
}
