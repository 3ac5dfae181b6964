package protobuf

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/dissect"
)

// TestFields: every wire type, numbers of several bytes, what is damaged.
func TestFields(t *testing.T) {
	for _, x := range []struct{ message, want string }{
		{"\x08\x96\x01", "1 varint 150 9601"},
		{"\x12\x02hi\x1d\x01\x00\x00\x00", "2 Length-delimited 0 6869|3 32-bit 1 01000000"},
		{"\x21\x00\x00\x00\x00\x00\x00\xe0\x3f", "4 64-bit 4602678819172646912 000000000000e03f"},
		{"\x82\x80\x01\x00", "2048 Length-delimited 0 "},
		{"\x0b\x0c", "1 Start group (deprecated) 0 |1 End group (deprecated) 0 "},
		{"\x08\x01\x12\x09short", "1 varint 1 01"},
		{"\x08\x01\x0f", "1 varint 1 01"},
		{"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", ""},
	} {
		var list []string
		for f := range each([]byte(x.message)) {
			list = append(list, fmt.Sprintf("%d %v %d %x", f.Number, f.Wire, f.Value, f.Bytes))
		}
		if got := strings.Join(list, "|"); got != x.want {
			t.Errorf("%q: %s, want %s", x.message, got, x.want)
		}
	}
}

// TestLines: what a person reads of a message without its definition.
func TestLines(t *testing.T) {
	var h dissect.Headings
	addFields(nil, &dissect.Layer{Bytes: []byte("\x08\x2a\x12\x05h\xc3\xa9ll\x1a\x02\x01\x02")}, &h)
	var lines []string
	for _, x := range h.List {
		lines = append(lines, string(x.Text))
	}
	if got := strings.Join(lines, "|"); got != `<UNKNOWN> Message Type|Field(1): 42 (uint32)|Field(2): "héll"|Field(3):` {
		t.Error(got)
	}
}

// FuzzFields: whatever the bytes, fields lie one behind the other within them.
func FuzzFields(f *testing.F) {
	f.Add([]byte("\x08\x96\x01\x12\x02hi\x21\x00\x00\x00\x00\x00\x00\xe0\x3f"))
	f.Fuzz(func(t *testing.T, b []byte) {
		at, n := 0, 0
		for x := range each(b) {
			if x.Off != at || x.Size <= 0 || x.At+len(x.Bytes) > len(b) {
				t.Fatalf("%+v at %d", x, at)
			}
			at += x.Size
			n++
		}
		if n > maxFields {
			t.Error(n)
		}
	})
}
