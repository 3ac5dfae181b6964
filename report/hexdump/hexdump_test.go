package hexdump

import (
	"strings"
	"testing"
)

func TestBytes(t *testing.T) {
	b := []byte("GET / HTTP/1.1\r\n\x00\x7f\xff ~")
	const want = "0000  47 45 54 20 2f 20 48 54 54 50 2f 31 2e 31 0d 0a   GET / HTTP/1.1..\n" +
		"0010  00 7f ff 20 7e                                    ... ~\n"
	if got := string(Options{}.Bytes(nil, b)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := (Options{}).Bytes(nil, nil); len(got) != 0 {
		t.Errorf("nothing: %q", got)
	}
}

// TestLong has offsets of more than four digits.
func TestLong(t *testing.T) {
	lines := strings.Split(string(Options{}.Bytes(nil, make([]byte, 0x10001))), "\n")
	if !strings.HasPrefix(lines[0], "00000  00") || !strings.HasPrefix(lines[0x1000], "10000  00") {
		t.Errorf("%q … %q", lines[0], lines[0x1000])
	}
}
