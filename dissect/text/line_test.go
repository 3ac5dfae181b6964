package text

import (
	"bytes"
	"testing"
)

func TestLineBreak(t *testing.T) {
	for _, size := range []int{0, 1, 255, 256, 257, 767, 768, 769, 5000} {
		text := bytes.Repeat([]byte{'x'}, size)
		for _, end := range []string{"\n", "\r", "\r\n", "\n\r"} {
			if i := LineBreak(append(bytes.Clone(text), end...)); i != size {
				t.Errorf("%d bytes and %q: %d", size, end, i)
			}
		}
		if i := LineBreak(text); i != -1 {
			t.Errorf("%d bytes without a line end: %d", size, i)
		}
	}
}
