package http

import (
	"strings"
	"testing"
)

// TestCodecsAreUsedAgain: of many bodies that have begun none has tables and
// windows of its own before it is long, and those that end leave theirs to the
// next.
func TestCodecsAreUsedAgain(t *testing.T) {
	text := strings.Repeat("all work and no play makes Jack a dull boy\n", 100)
	for _, coding := range []string{"gzip", "zlib", "flate", "zstd", "br"} {
		b := compressed(coding, text)
		field := coding
		if coding == "zlib" || coding == "flate" {
			field = "deflate"
		}
		var d drawer
		open := make([]*decoder, 50)
		got := make([]string, len(open))
		for i := range open {
			x := d.newDecoder([]byte(field), true)
			x.write(b[:len(b)/2], func(b []byte) { got[i] += string(b) })
			if open[i] = x; x.kept() > 2*maxCollected {
				t.Fatalf("%s: %d bytes are kept of a body that has begun", coding, x.kept())
			}
		}
		for i, x := range open {
			out := func(b []byte) { got[i] += string(b) }
			x.write(b[len(b)/2:], out)
			x.end(out)
			if got[i] != text || x.broken || x.codec != nil {
				t.Fatalf("%s: body %d has %d bytes of %d", coding, i, len(got[i]), len(text))
			}
		}
		if len(d.codecs) != 1 {
			t.Errorf("%s: %d codecs", coding, len(d.codecs))
		}
	}
}

// TestCodecAfterDamage: what a broken body leaves in a codec does not reach
// the next.
func TestCodecAfterDamage(t *testing.T) {
	text := strings.Repeat("0123456789", 100)
	for _, coding := range []string{"gzip", "zstd", "br"} {
		b := compressed(coding, text)
		var d drawer
		for _, in := range [][]byte{b, b[:len(b)-5],
			append(append([]byte{}, b[:len(b)/2]...), strings.Repeat("\xff", 50)...), b} {
			x := d.newDecoder([]byte(coding), true)
			got := ""
			out := func(b []byte) { got += string(b) }
			x.write(in, out)
			x.end(out)
			if whole := &in[0] == &b[0] && len(in) == len(b); whole && got != text || whole == x.broken {
				t.Errorf("%s: %d bytes, broken: %v", coding, len(got), x.broken)
			}
		}
	}
}
