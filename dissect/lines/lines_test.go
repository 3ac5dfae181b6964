package lines

import "testing"

func TestLineEnd(t *testing.T) {
	for in, want := range map[string]int{"": 0, "a": 1, "a\n": 2, "a\r\nb": 3, "a\rb\n": 2, "\r\r\n": 1, "a\r": 2,
		"\n\r": 1, "a\rb\r\n": 2} {
		if got := LineEnd([]byte(in)); got != want {
			t.Errorf("LineEnd(%q) = %d, want %d", in, got, want)
		}
	}
}
