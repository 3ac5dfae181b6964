package text

import "testing"

func TestAppendUTF16(t *testing.T) {
	for in, want := range map[string]string{
		"a\x00\xe4\x00":    "aä",
		"\x3d\xd8\x00\xde": "😀",
		"\x3d\xd8a\x00":    "�", // half of a pair, and what it took for the other
		"\n\x00\x00\x00a":  `\n\000`,
		"\x00\xd8":         "�",
		"":                 "",
	} {
		if got := string(AppendUTF16(nil, []byte(in))); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
