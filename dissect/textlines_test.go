package dissect

import (
	"fmt"
	"slices"
	"testing"
)

func TestAddLines(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"one\r\ntwo\r\n", []string{"0 Line-based text data (2 lines) 3+10", "1 one\\r\\n 3+5", "1 two\\r\\n 8+5"}},
		{"one\nrest", []string{"0 Line-based text data (2 lines) 3+8", "1 one\\n 3+4", "1 rest 7+4"}},
		{"\n", []string{"0 Line-based text data (1 lines) 3+1", "1 \\n 3+1"}},
	} {
		var h Headings
		h.AddLines([]byte(test.text), 3)
		var got []string
		for _, x := range h.List {
			got = append(got, fmt.Sprintf("%d %s %d+%d", x.Depth, x.Text, x.Off, x.Len))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}
