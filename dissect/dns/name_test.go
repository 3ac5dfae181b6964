package dns

import (
	"strings"
	"testing"
)

func TestName(t *testing.T) {
	label := func(n int) string { return string(rune(n)) + strings.Repeat("a", n) }
	tests := []struct {
		title, msg string
		want       string
		state      NameState
		used       int
	}{
		{"plain", name("www.example.com"), "www.example.com", NameOK, 17},
		{"root", "\x00", "<Root>", NameRoot, 1},
		{"control bytes", "\x05a\x00\n\x1b\x7f\x00", `a\000\n\033\177`, NameOK, 7},
		{"UTF-8", "\x02\xc3\xa9\x00", "é", NameOK, 4},
		{"broken UTF-8", "\x04a\xe5\xb0b\x00", "a\ufffdb", NameOK, 6},
		{"hidden NUL", "\x02\xc0\x80\x00", `\u0000`, NameOK, 4},
		{"direction mark", "\x03\xe2\x80\xae\x00", `\u202E`, NameOK, 5},
		{"beyond the BMP", "\x04\xf3\xa0\x80\x81\x00", `\U000E0001`, NameOK, 6},
		{"253 characters", label(63) + label(63) + label(63) + label(61) + "\x00",
			strings.Repeat("a", 63) + "." + strings.Repeat("a", 63) + "." + strings.Repeat("a", 63) + "." +
				strings.Repeat("a", 61), NameOK, 255},
		{"254 characters", label(63) + label(63) + label(63) + label(62) + "\x00", "<Name too long>", NameTooLong, 256},
		{"pointer to itself", "\xc0\x00", "<Name contains a pointer that loops>", NameLoops, 2},
		{"label and pointer to it", "\x01a\xc0\x00", "<Name contains a pointer that loops>", NameLoops, 4},
		{"pointer ahead", "\xc0\x04xx\x01a\x00", "a", NameOK, 2},
		{"pointer beyond", "\xc1\x00", "", NameBroken, 0},
		{"pointer cut", "\x01a\xc0", "", NameBroken, 0},
		{"label cut", "\x05abc", "", NameBroken, 0},
		{"no end", "\x03abc", "", NameBroken, 0},
		{"reserved type", "\x01a\x80\x00", "", NameBroken, 0},
		{"extended type", "\x01a\x60", "<Unknown extended label>", NameExtended, 3},
		{"extended type at once", "\x60", "", NameBroken, 0},
		{"nothing", "", "", NameBroken, 0},
	}
	for _, tt := range tests {
		t.Run(tt.title, func(t *testing.T) {
			text, n := AppendName([]byte("> "), []byte(tt.msg), 0)
			if got := strings.TrimPrefix(string(text), "> "); got != tt.want || n.State != tt.state || n.Used != tt.used {
				t.Errorf("got %q, %+v, want %q, state %d, %d bytes", got, n, tt.want, tt.state, tt.used)
			}
			if scan := ScanName([]byte(tt.msg), 0); scan != n {
				t.Errorf("scanned %+v, read %+v", scan, n)
			}
		})
	}
}

func TestRecordsWalksSections(t *testing.T) {
	b := newWire(7, 0x8180, 1, 1, 1, 1).question("a.example", 1, 1).record("a.example", 1, 1, "\xc0\x00\x02\x01").
		record("example", 2, 1, name("ns.example")).record("", 41, 1232, "").b
	it := Packet{Bytes: b, WireLen: len(b)}.Records()
	var got []string
	for r := (Record{}); it.Next(&r); {
		owner, _ := AppendName(nil, b, r.Name)
		got = append(got, r.Section.String()+" "+string(owner)+" "+r.Type.String())
	}
	want := "question a.example A, answer a.example A, authority example NS, additional <Root> OPT"
	if s := strings.Join(got, ", "); s != want || it.Fault() != NoFault || it.Offset() != len(b) {
		t.Errorf("got %q, fault %v, end %d of %d\nwant %q", s, it.Fault(), it.Offset(), len(b), want)
	}
}
