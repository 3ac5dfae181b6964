package reassembly

import (
	"fmt"
	"strings"
	"testing"
)

// spoken writes down what a Stream delivers.
type spoken struct{ strings.Builder }

func (s *spoken) Data(seq uint32, b []byte, m Mark) { fmt.Fprintf(s, "%d:%s@%d ", seq, b, m.Frame) }
func (s *spoken) Gap(seq, n uint32)                 { fmt.Fprintf(s, "%d+%d ", seq, n) }

// TestSettle: an acknowledgment makes gaps of the holes before it, and of no
// others; an early one leaves late segments their place.
func TestSettle(t *testing.T) {
	var s Stream
	var out spoken
	add := func(seq uint32, text string, frame uint32) {
		s.Add(seq, []byte(text), len(text), Mark{Frame: frame}, &out)
	}
	s.Start(100)
	add(100, "aaa", 1)
	s.Settle(113, 0, &out)
	add(110, "bbb", 2)
	add(103, "-------", 3)
	add(120, "ccc", 4)
	add(130, "ddd", 5)
	s.Settle(120, 0, &out)
	s.Settle(121, 0, &out)
	if want := "100:aaa@1 103:-------@3 110:bbb@2 113+7 120:ccc@4 "; out.String() != want {
		t.Errorf("got  %s\nwant %s", &out, want)
	}
	s.Settle(1<<31+140, 0, &out)
	if s.Held() != 3 {
		t.Errorf("%d bytes held, want those an acknowledgment from nowhere cannot be for", s.Held())
	}
}
