package oui

import "testing"

func TestMaker(t *testing.T) {
	for _, x := range []struct {
		address []byte
		want    string
	}{
		{[]byte{0x00, 0x00, 0x0c, 1, 2, 3}, "Cisco Systems, Inc"},
		{[]byte{0x00, 0x50, 0x56, 0, 0, 1}, "VMware, Inc."},
		{[]byte{0x00, 0x00, 0x00, 0, 0, 1}, "Xerox Corporation"}, // in capitals in the registry
		{[]byte{0, 0, 0, 0, 0, 0}, ""},
		{[]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, ""},
		{[]byte{0x02, 0x42, 0xac, 0x11, 0, 2}, ""},
		{[]byte{0x00, 0x00}, ""},
	} {
		if got := string(Maker(x.address)); got != x.want {
			t.Errorf("% x: %q, want %q", x.address, got, x.want)
		}
	}
	if n := testing.AllocsPerRun(100, func() { Maker([]byte{0, 0x50, 0x56, 0, 0, 1}) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestWhole: the registry has 32,000 identifiers and more each month.
func TestWhole(t *testing.T) {
	entries := table()
	if len(entries) < 32000 {
		t.Errorf("%d identifiers", len(entries))
	}
	for i, e := range entries {
		if len(e.name) == 0 || len(e.name) > 160 {
			t.Errorf("%06x: %q", e.oui, e.name)
		}
		if i > 0 && e.oui == entries[i-1].oui {
			t.Errorf("%06x stands there twice", e.oui)
		}
	}
}
