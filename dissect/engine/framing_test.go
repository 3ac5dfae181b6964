package engine

import (
	"testing"

	"netsniff/dissect"
)

// counted has messages of a length byte and as many bytes as that says; 0xff
// begins none.
func counted(b []byte) int {
	switch {
	case len(b) < 2: // a byte more than needed, so that heads are torn
		return 0
	case b[0] == 0xff:
		return -1
	}
	return 1 + int(b[0])
}

func TestFraming(t *testing.T) {
	type segment struct {
		seq  uint32
		text string
		want bool
	}
	for _, c := range []struct {
		name     string
		begun    bool
		segments []segment
	}{
		{"one each", false, []segment{{0, "\x02ab", true}, {3, "\x02cd", true}}},
		{"in three", false, []segment{{0, "\x06ab", false}, {3, "cd", false}, {5, "ef", true}, {7, "\x01g", true}}},
		{"in three, begun", true, []segment{{0, "\x06ab", true}, {3, "cd", false}, {5, "ef", true}, {7, "\x01g", true}}},
		{"end and beginning", false, []segment{{0, "\x03ab", false}, {3, "c\x04d", true}, {6, "efg", true}}},
		{"torn head", false, []segment{{0, "\x01a\x02", true}, {3, "b", false}, {4, "c", true}, {5, "\x01d", true}}},
		{"after a gap", false, []segment{{0, "\x06ab", false}, {100, "\x02ab", true}}},
		{"none of a message", false, []segment{{0, "\xff\xff", true}, {2, "\x02ab", true}}},
		{"numbers wrap", false, []segment{{0xfffffffe, "\x06ab", false}, {1, "cdef", true}}},
	} {
		x, p := framing{}, dissect.Framing{Length: counted, Begun: c.begun}
		for i, s := range c.segments {
			if got := x.counts(&p, s.seq, []byte(s.text)); got != s.want {
				t.Errorf("%s: segment %d: %v, want %v", c.name, i+1, got, s.want)
			}
		}
	}
}

func FuzzFraming(f *testing.F) {
	f.Add([]byte("\x06ab\x01cd"), byte(3))
	f.Fuzz(func(t *testing.T, b []byte, cut byte) {
		x, p, seq := framing{}, dissect.Framing{Length: counted}, uint32(1<<32-8)
		for n := 1 + int(cut); len(b) > 0; b = b[min(n, len(b)):] {
			x.counts(&p, seq, b[:min(n, len(b))])
			seq += uint32(min(n, len(b)))
		}
	})
}
