package text

import (
	"bytes"
	"testing"
)

// TestPlain: any byte ends plain text or does not, wherever it stands.
func TestPlain(t *testing.T) {
	for c := range 256 {
		for at := range 20 {
			b := bytes.Repeat([]byte{"~ "[at%2]}, 20)
			b[at] = byte(c)
			want := at
			if c >= ' ' && c <= '~' {
				want = len(b)
			}
			if got := Plain(b); got != want {
				t.Fatalf("%#x at %d: %d, want %d", c, at, got, want)
			}
		}
	}
	if Plain(nil) != 0 || Plain([]byte("a\x00\x1f\x80 bcdefgh")) != 1 {
		t.Error("short text")
	}
}

func BenchmarkPlain(b *testing.B) {
	line := []byte("Destination: 02:00:00:00:00:01 (02:00:00:00:00:01), a line of details")
	for b.Loop() {
		Plain(line)
	}
}

// TestMarks: marks end plain text as well.
func TestMarks(t *testing.T) {
	m := NewMarks(`"\<`)
	for c := range 256 {
		for at := range 20 {
			b := bytes.Repeat([]byte{"~ "[at%2]}, 20)
			b[at] = byte(c)
			want := at
			if c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '<' {
				want = len(b)
			}
			if got := m.Plain(b); got != want {
				t.Fatalf("%#x at %d: %d, want %d", c, at, got, want)
			}
		}
	}
}
