package main

import (
	"strings"
	"testing"
)

// TestUnknownTap: near names are told, what there is fits a terminal.
func TestUnknownTap(t *testing.T) {
	for _, x := range []struct{ asked, near string }{
		{"sip,stats", "sip,stat"}, {"phs", "io,phs"}, {"expret", "expert"}, {"HTTP,tre", "http,tree"},
		{"conv,tpc", "conv,tcp"}, {"conv", "conv,eth"}, {"quite,other", ""}, {"", ""},
	} {
		e := newUnknownTap(x.asked)
		if got := strings.Join(e.near, " "); !strings.HasPrefix(got, x.near) || x.near == "" && got != "" {
			t.Errorf("%q: near are %q, want %q", x.asked, got, x.near)
		}
		for line := range strings.Lines(e.Error()) {
			if len(line) > helpWidth {
				t.Errorf("%q: %d columns: %s", x.asked, len(line), line)
			}
		}
	}
	if got, want := columned([]string{"a", "bb", "ccc", "d", "e"}, "  ", 14), "  a    d\n  bb   e\n  ccc"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
