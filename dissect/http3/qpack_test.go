package http3

import (
	"encoding/hex"
	"slices"
	"strings"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func texts2(fields []Field) (list []string) {
	for _, f := range fields {
		list = append(list, f.Name+": "+f.Value)
	}
	return list
}

// TestQPACK: the examples of RFC 9204 §B, one after the other.
func TestQPACK(t *testing.T) {
	var x table
	x.allow(220)
	for i, step := range []struct {
		encoder, section string
		want             []string
		cut              bool
	}{
		{"", "0000 510b 2f69 6e64 6578 2e68 746d 6c", []string{":path: /index.html"}, false},
		{"3fbd01 c00f 7777 772e 6578 616d 706c 652e 636f 6d c10c 2f73 616d 706c 652f 7061 7468", "0381 10 11",
			[]string{":authority: www.example.com", ":path: /sample/path"}, false},
		{"4a63 7573 746f 6d2d 6b65 790c 6375 7374 6f6d 2d76 616c 7565", "", nil, false},
		{"02", "0500 80 c1 81", []string{":authority: www.example.com", ":path: /", "custom-key: custom-value"}, false},
		{"810d 6375 7374 6f6d 2d76 616c 7565 32", "", nil, false},
	} {
		for _, b := range unhex(t, step.encoder) { // in pieces
			x.instructions([]byte{b})
		}
		if step.section == "" {
			continue
		}
		got, cut := x.decode(nil, unhex(t, step.section))
		if !slices.Equal(texts2(got), step.want) || cut != step.cut {
			t.Errorf("step %d: %q, cut %v, want %q", i, texts2(got), cut, step.want)
		}
	}
	if x.broken || x.inserted != 5 || x.size != 215 {
		t.Errorf("%d entries of %d bytes, broken %v", x.inserted, x.size, x.broken)
	}
	if e, ok := x.relative(0); !ok || e.value != "custom-value2" {
		t.Errorf("the newest is %q", e)
	}
	if _, ok := x.absolute(0); ok {
		t.Error("the oldest is still there")
	}
}

// TestUnknownEntries: what stands in a table that is not known is said to be hidden.
func TestUnknownEntries(t *testing.T) {
	var x table
	x.lose()
	got, cut := x.decode(nil, unhex(t, "0381 10 d1"))
	if cut || len(got) != 2 || !got[0].Hidden || got[1].Hidden || got[1].Value != "GET" {
		t.Errorf("%+v, cut %v", got, cut)
	}
}

// TestReader: frames come out the same however the bytes are cut.
func TestReader(t *testing.T) {
	stream := slices.Concat([]byte{0x01, 3, 1, 2, 3}, []byte{0x00, 0x40, 5}, []byte("hello"), []byte{0x21, 2, 9, 9},
		[]byte{0, 0}, []byte{0x01, 0})
	want := "HEADERS 3, DATA 5, Reserved (GREASE) 2, DATA 0, HEADERS 0"
	for size := 1; size <= len(stream); size++ {
		r, x := newReader(0), noted{}
		for at := 0; at < len(stream); at += size {
			r.read(stream[at:min(at+size, len(stream))], &x)
		}
		if got := strings.Join(x.list, ", "); got != want {
			t.Errorf("%d at a time: %s", size, got)
		}
		if string(x.body) != "hello" {
			t.Errorf("%d at a time: %q", size, x.body)
		}
	}
}

type noted struct {
	list []string
	body []byte
}

func (x *noted) opened(StreamType, int, int) {}
func (x *noted) frame(h head, payload []byte, _ int) {
	x.list = append(x.list, h.kind.String()+" "+string('0'+byte(len(payload))))
}
func (x *noted) data(h head, b []byte, _ int, _, last bool) {
	if x.body = append(x.body, b...); last {
		x.list = append(x.list, h.kind.String()+" "+string('0'+byte(h.length)))
	}
}
func (x *noted) instructions(StreamType, []byte) {}

// FuzzQPACK has any bytes be instructions and sections.
func FuzzQPACK(f *testing.F) {
	f.Add(unhex(f, "3fbd01c00f7777772e6578616d706c652e636f6d"), unhex(f, "038110"))
	f.Fuzz(func(t *testing.T, encoder, section []byte) {
		var whole, cut table
		whole.allow(4096)
		cut.allow(4096)
		whole.instructions(encoder)
		for i := range encoder {
			cut.instructions(encoder[i : i+1])
		}
		if whole.inserted != cut.inserted || whole.broken != cut.broken || whole.size > maxCapacity {
			t.Fatalf("%d entries, byte by byte %d", whole.inserted, cut.inserted)
		}
		one, _ := whole.decode(nil, section)
		two, _ := cut.decode(nil, section)
		if !slices.Equal(one, two) || len(one) > maxFields {
			t.Fatalf("%d fields, byte by byte %d", len(one), len(two))
		}
	})
}

// FuzzReader has any bytes be a stream.
func FuzzReader(f *testing.F) {
	f.Add([]byte{0x01, 3, 1, 2, 3, 0x00, 5, 'h', 'e', 'l', 'l', 'o'}, uint8(0))
	f.Fuzz(func(t *testing.T, b []byte, id uint8) {
		one, two := newReader(uint64(id)), newReader(uint64(id))
		var x, y noted
		one.read(b, &x)
		for i := range b {
			two.read(b[i:i+1], &y)
		}
		if !slices.Equal(x.list, y.list) || string(x.body) != string(y.body) {
			t.Fatalf("%q, byte by byte %q", x.list, y.list)
		}
	})
}
