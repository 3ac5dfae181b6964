package ber

import "testing"

func TestRead(t *testing.T) {
	for _, x := range []struct {
		in         string
		tag        byte
		head, size int
		body       string
		ok         bool
	}{
		{"\x04\x02ab", OctetString, 2, 2, "ab", true},
		{"\x30\x84\x00\x00\x00\x01x", Sequence, 6, 1, "x", true},
		{"\x04\x05ab", OctetString, 2, 5, "ab", true}, // cut
		{"\x5f\x87\x68\x01x", 0x5f, 4, 1, "x", true},  // a long number
		{"\x04", 0, 0, 0, "", false},
		{"\x04\x82\x01", 0, 0, 0, "", false},
		{"\x30\x80\x00\x00", 0, 0, 0, "", false}, // of indefinite length
		{"\x30\x84\xff\xff\xff\xff", 0, 0, 0, "", false},
		{"\x1f\xff\xff\xff\xff\xff\x01\x01x", 0, 0, 0, "", false},
		{"\x1f\x81", 0, 0, 0, "", false},
	} {
		e, ok := Read([]byte(x.in))
		if ok != x.ok || e.Tag != x.tag || e.Head != x.head || e.Size != x.size || string(e.Body) != x.body ||
			e.Cut() != (len(x.body) < x.size) {
			t.Errorf("%q: %+v %v", x.in, e, ok)
		}
	}
}

func TestLength(t *testing.T) {
	for in, want := range map[string]int{"\x04\x02": 4, "\x30": 0, "\x30\x82\x01": 0, "\x30\x82\x01\x00": 260,
		"\x30\x80": -1, "": 0} {
		if got := Length([]byte(in)); got != want {
			t.Errorf("%q: %d, want %d", in, got, want)
		}
	}
}

func TestReader(t *testing.T) {
	e, _ := Read([]byte("\x30\x09\x02\x01\xff\x04\x01a\x01\x01\x00"))
	r := In(e)
	if n, ok := r.Next(); !ok || n.Int() != -1 {
		t.Errorf("%+v", n)
	}
	if b, ok := r.Find(Boolean); !ok || b.Int() != 0 {
		t.Errorf("%+v", b)
	}
	if _, ok := r.Next(); ok {
		t.Error("more than there is")
	}
}

func FuzzReader(f *testing.F) {
	f.Add([]byte("\x30\x09\x02\x01\xff\x04\x01a\x01\x01\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := Reader{b}
		for n := 0; ; n++ {
			e, ok := r.Next()
			if !ok {
				return
			}
			e.Int()
			if n > len(b) {
				t.Fatal("endless")
			}
		}
	})
}
