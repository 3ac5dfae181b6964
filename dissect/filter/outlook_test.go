package filter

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/registry"
)

// TestOutlook: a filter says of what is known of a frame what it can, and no more.
func TestOutlook(t *testing.T) {
	f := webFrame(false)
	shape := known.Shape(string(registry.AppendShape(nil, f)))
	given := registry.New([]*dissect.Protocol{&testFrame})
	for _, c := range []struct {
		filter string
		shape  dissect.Match // of the shape alone
		known  dissect.Match // and of the fields of frames
	}{
		{"", dissect.Yes, dissect.Yes},
		{"tcp", dissect.Yes, dissect.Yes},
		{"udp", dissect.No, dissect.No},
		{"not udp and web", dissect.Yes, dissect.Yes},
		{"tcp xor web", dissect.No, dissect.No},
		{"web.code == 200", dissect.Maybe, dissect.Maybe},
		{"udp.port == 53", dissect.No, dissect.No},
		{"not udp.port == 53", dissect.Yes, dissect.Yes},
		{"udp.port not in {53}", dissect.Yes, dissect.Yes},
		{"udp.port in {53} or tcp.port", dissect.Maybe, dissect.Maybe},
		{"frame.number == 7", dissect.Maybe, dissect.Yes},
		{"frame.number > 7 xor udp", dissect.Maybe, dissect.No},
		{"frame.number == 7 and web.code", dissect.Maybe, dissect.Maybe},
		{"max(udp.port, tcp.port) > 1", dissect.Maybe, dissect.Maybe},
		{"len(web.host) > 3 and udp.port + 1 == 3", dissect.No, dissect.No},
		{"tcp#7", dissect.Maybe, dissect.Maybe},
	} {
		x, err := Compile(c.filter, known)
		if err != nil {
			t.Fatal(err)
		}
		o := x.Outlook(given)
		if got := o.Of(shape, nil, nil); got != c.shape {
			t.Errorf("%s: %d of the shape, want %d", c.filter, got, c.shape)
		}
		if got := o.Of(shape, f, new(Scratch)); got != c.known {
			t.Errorf("%s: %d of what is known, want %d", c.filter, got, c.known)
		}
	}
}
