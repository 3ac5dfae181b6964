package tlv_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/tlv"
)

func TestAll(t *testing.T) {
	for _, x := range []struct {
		name   string
		layout tlv.Layout
		bytes  string
		want   string
	}{
		{"one octet each", tlv.Layout{Type: 1, Length: 1}, "\x01\x02ab\x02\x00", "1=ab@0 2=@4"},
		{"padding and end", tlv.Layout{Type: 1, Length: 1, Bare: true, End: 255}, "\x00\x01\x01a\xff\x01\x01b",
			"0=@0 1=a@1 255=@4"},
		{"aligned", tlv.Layout{Type: 2, Length: 2, Align: 4}, "\x00\x01\x00\x01a...\x00\x02\x00\x01b", "1=a@0 2=b@8"},
		{"length of all", tlv.Layout{Type: 1, Length: 1, Whole: true}, "\x01\x04ab\x02\x02", "1=ab@0 2=@4"},
		{"length below its own", tlv.Layout{Type: 1, Length: 1, Whole: true}, "\x01\x01ab", ""},
		{"cut value", tlv.Layout{Type: 1, Length: 1}, "\x01\x05ab", "1=ab@0 cut"},
		{"cut head", tlv.Layout{Type: 2, Length: 2}, "\x00\x01\x00", ""},
	} {
		var got []string
		for e := range x.layout.All([]byte(x.bytes), 0) {
			got = append(got, fmt.Sprintf("%d=%s@%d", e.Type, e.Value, e.Off))
			if e.Cut() {
				got = append(got, "cut")
			}
		}
		if text := strings.Join(got, " "); text != x.want {
			t.Errorf("%s: %s, want %s", x.name, text, x.want)
		}
	}
}

// TestGettersAllocateNothing: a message has a hundred fields that look at all of its
// elements.
func TestGettersAllocateNothing(t *testing.T) {
	layout := tlv.Layout{Type: 1, Length: 1, Start: func([]byte) int { return 0 }}
	l, v := &dissect.Layer{Bytes: []byte("\x01\x02ab\x02\x01c\x01\x01d")}, new(dissect.Values)
	for name, get := range map[string]dissect.Getter{"all": layout.Each(layout.Types),
		"of a type": layout.Of(1, tlv.Number(0, 1))} {
		get(nil, l, v)
		if n := len(v.List); n < 2 {
			t.Errorf("%s: %d values", name, n)
		}
		if n := testing.AllocsPerRun(100, func() { v.Reset(); get(nil, l, v) }); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

// TestOf: the getter of a type finds what stands among all elements, in whatever bytes.
func TestOf(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	start := func([]byte) int { return 0 }
	for _, x := range []tlv.Layout{{Type: 1, Length: 1, Start: start},
		{Type: 1, Length: 1, Bare: true, End: 7, Start: start},
		{Type: 1, Length: 1, Whole: true, Start: start}, {Type: 2, Length: 2, Align: 4, Start: start}} {
		for range 3000 {
			b := make([]byte, r.IntN(40))
			for i := range b {
				b[i] = byte(r.IntN(9))
			}
			for want := range uint64(9) {
				var found, all []int
				var v dissect.Values
				x.Of(want, func(e tlv.Element, _ *dissect.Values) { found = append(found, e.Off) })(nil,
					&dissect.Layer{Bytes: b}, &v)
				for e := range x.All(b, 0) {
					if e.Type == want {
						all = append(all, e.Off)
					}
				}
				if !slices.Equal(found, all) {
					t.Fatalf("%+v: type %d of %x: at %v, want %v", x, want, b, found, all)
				}
			}
		}
	}
}
