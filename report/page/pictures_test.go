package page

import (
	"fmt"
	"testing"

	"netsniff/report/picture"
)

// TestFilters: a mark tells the page the filter that its series has for it, or is of one
// frame, whose number is enough.
func TestFilters(t *testing.T) {
	during := picture.Series{Reach: picture.During, Filter: "http", Marks: []picture.Mark{{X: 1, X2: 2}}}
	between := picture.Series{Filter: "tcp.stream == 3", Marks: []picture.Mark{{First: 3, Last: 3}, {First: 3, Last: 9}, {}}}
	for _, s := range []*picture.Series{&during, &between} {
		for i, m := range seriesOf(s).Marks {
			filter := ""
			switch first := m[4].(uint32); {
			case len(m) > 8:
				filter = m[8].(string)
			case first > 0:
				filter = fmt.Sprint("frame.number == ", first)
			}
			if want := s.Select(&s.Marks[i]); filter != want {
				t.Errorf("%v: %q, want %q", m, filter, want)
			}
		}
	}
}
