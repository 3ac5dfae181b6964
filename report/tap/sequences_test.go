package tap

import (
	"fmt"
	"testing"
)

// TestResolved: a Location is read as a browser reads it.
func TestResolved(t *testing.T) {
	const base = "http://www.example.com/a/b?q=1"
	for _, x := range []struct{ location, want string }{
		{"http://www.example.net/", "http://www.example.net/"},
		{"/c", "http://www.example.com/c"},
		{"../c#part", "http://www.example.com/c"},
		{"?r", "http://www.example.com/a/b?r"},
		{"//www.example.net/c", "http://www.example.net/c"},
		{"mailto:alice@example.com", "mailto:alice@example.com"},
		{"http://[::1", "http://[::1"},
	} {
		if got := resolved(base, x.location); got != x.want {
			t.Errorf("%q: %q, want %q", x.location, got, x.want)
		}
	}
}

// TestSequenceIsBounded: what leads to itself does not grow a chain without end.
func TestSequenceIsBounded(t *testing.T) {
	tr := &tree{definition: &trees[0], c: &Context{}, root: node{kept: true}}
	s := sequences{}
	for range 10 * maxSequence {
		s.leads(tr, "http://www.example.com/", "http://www.example.com/", 0)
	}
	if got := s["http://www.example.com/"].depth; got != maxSequence || tr.lost != 9*maxSequence {
		t.Errorf("%d deep, %d lost", got, tr.lost)
	}
	for i := range 3 {
		s.leads(tr, fmt.Sprint("http://www.example.net/", i), "http://www.example.net/", 0)
	}
	if got := tr.top(sequenced).count; got != maxSequence+3 {
		t.Errorf("%d steps counted", got)
	}
}
