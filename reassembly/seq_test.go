package reassembly_test

import (
	"testing"

	"netsniff/reassembly"
)

func TestBeforeAfter(t *testing.T) {
	for _, c := range []struct {
		a, b          uint32
		before, after bool
	}{
		{1, 2, true, false},
		{2, 1, false, true},
		{7, 7, false, false},
		{0xffffffff, 0, true, false},
		{5, 0xfffffff0, false, true},
		{0, 0x7fffffff, true, false},
	} {
		if got := reassembly.Before(c.a, c.b); got != c.before {
			t.Errorf("Before(%#x, %#x) = %v", c.a, c.b, got)
		}
		if got := reassembly.After(c.a, c.b); got != c.after {
			t.Errorf("After(%#x, %#x) = %v", c.a, c.b, got)
		}
	}
}

func TestNextOption(t *testing.T) {
	for _, c := range []struct {
		name    string
		options []byte
		kinds   []byte
	}{
		{"none", nil, nil},
		{"as Linux sends them", []byte{2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 1, 3, 3, 7},
			[]byte{2, 4, 8, 1, 3}},
		{"nothing after the end", []byte{1, 0, 2, 4, 5, 0xb4}, []byte{1}},
		{"length 0", []byte{1, 2, 0, 1}, []byte{1}},
		{"length 1", []byte{2, 1, 1, 1}, nil},
		{"longer than the header", []byte{2, 5, 5, 0xb4}, nil},
		{"kind without length", []byte{1, 2}, []byte{1}},
	} {
		var kinds []byte
		for b := c.options; ; {
			kind, _, rest, ok := reassembly.NextOption(b)
			if !ok {
				break
			}
			kinds, b = append(kinds, kind), rest
		}
		if string(kinds) != string(c.kinds) {
			t.Errorf("%s: kinds %v, want %v", c.name, kinds, c.kinds)
		}
	}
}
