package sized

import (
	"fmt"
	"testing"

	"netsniff/reassembly"
)

// counted are messages whose first byte is their length, itself included.
var counted = Format{Head: 3, Keep: 4, Length: func(b []byte) int {
	switch {
	case len(b) == 0:
		return 0
	case b[0] == 0:
		return -1
	}
	return int(b[0])
}}

// TestCuts: however a stream is cut, its messages are the same.
func TestCuts(t *testing.T) {
	const stream, want = "\x01\x02a\x06abcde\x03xy\x01", "[\x01 \x02a \x06abc(6) \x03xy \x01]"
	for size := 1; size <= len(stream); size++ {
		var s Stream
		var got []string
		for at := 0; at < len(stream); at += size {
			for b := []byte(stream[at:min(at+size, len(stream))]); len(b) > 0; {
				m, n, ok := s.Next(&counted, b, reassembly.Mark{Frame: 1})
				if !ok {
					t.Fatalf("cut at %d: %q is none", size, b)
				}
				if b = b[n:]; m != nil {
					x := string(m)
					if s.Wire > len(m) {
						x += fmt.Sprintf("(%d)", s.Wire)
					}
					got = append(got, x)
				}
			}
		}
		if fmt.Sprint(got) != want {
			t.Errorf("cut at %d: %q, want %q", size, fmt.Sprint(got), want)
		}
	}
}

func TestLose(t *testing.T) {
	var s Stream
	if _, n, ok := s.Next(&counted, []byte("\x00abc"), reassembly.Mark{}); ok || n != 4 {
		t.Errorf("%d %v", n, ok)
	}
	if m, _, ok := s.Next(&counted, []byte("\x02a"), reassembly.Mark{}); string(m) != "\x02a" || !ok {
		t.Errorf("%q %v", m, ok)
	}
}
