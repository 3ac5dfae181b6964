package head_test

import (
	"strings"
	"testing"

	"netsniff/dissect/head"
)

func TestRead(t *testing.T) {
	const message = "GET x Y/1.0\r\nA:  b\r\n c \r\nno colon\r\nEmpty:\r\nLast : z\r\n\r\nbody"
	var h head.Head
	h.Read([]byte(message))
	var got []string
	for _, f := range h.Fields {
		got = append(got, string(f.Name)+"="+string(f.Value))
		if v := message[f.At : f.At+len(f.Value)]; v != string(f.Value) {
			t.Errorf("%s stands at %d: %q", f.Name, f.At, v)
		}
		if l := message[f.Off:f.End]; !strings.HasPrefix(l, string(f.Line)) {
			t.Errorf("%q, want %q", l, f.Line)
		}
	}
	if s := strings.Join(got, ";"); s != "A=b\r\n c;Empty=;Last=z" {
		t.Errorf("%q", s)
	}
	if string(h.Start) != "GET x Y/1.0" || !h.Ended || message[h.Len:] != "body" || h.Colonless != 1 {
		t.Errorf("%+v", h)
	}
	if n := head.Length([]byte(message), 0); n != h.Len {
		t.Errorf("length %d, want %d", n, h.Len)
	}
	for i := range h.Len {
		if n := head.Length([]byte(message[:i]), 0); n != 0 && n != h.Len {
			t.Errorf("%d bytes: a head of %d", i, n)
		}
		if n := head.Length([]byte(message), i); n != h.Len {
			t.Errorf("from %d: a head of %d, want %d", i, n, h.Len)
		}
	}
	h.Read([]byte("GET x Y/1.0\r\nA: b"))
	if !h.Torn || h.Ended {
		t.Errorf("%+v", h)
	}
}

func TestParts(t *testing.T) {
	var got []string
	for x := range head.Items([]byte(`"a, b" <sip:c,d>;e="f;g" , h`)) {
		got = append(got, string(x))
	}
	if s := strings.Join(got, "|"); s != `"a, b" <sip:c,d>;e="f;g"|h` {
		t.Errorf("%q", s)
	}
	if v := head.Parameter([]byte(`x;A = "1;2";b;c=3`), "a"); string(head.Unquoted(v)) != "1;2" {
		t.Errorf("%q", v)
	}
	if v := head.Parameter([]byte("x;b;c=3"), "b"); v == nil || len(v) > 0 {
		t.Errorf("%q", v)
	}
	if v := head.Parameter([]byte("x;b;c=3"), "d"); v != nil {
		t.Errorf("%q", v)
	}
}
