package detect

import (
	"strings"
	"testing"

	"netsniff/dissect"
)

// A protocol that is announced by somebody who may be wrong is taken as one that a
// port proposes: not where bytes are another's without doubt.
func TestYields(t *testing.T) {
	stream := func(*dissect.Conn) dissect.StreamDissector { return nil }
	any := &dissect.Protocol{Name: "any", NewStream: stream,
		Sniff: func(dissect.Origin, []byte) dissect.Match { return dissect.Maybe }}
	sure := &dissect.Protocol{Name: "sure", NewStream: stream, Sniff: func(_ dissect.Origin, b []byte) dissect.Match {
		if strings.HasPrefix(string(b), "sure") {
			return dissect.Yes
		}
		return dissect.No
	}}
	d := New([]*dissect.Protocol{any, sure})
	for _, c := range []struct {
		yields bool
		bytes  string
		want   *dissect.Protocol
	}{{false, "sure", any}, {true, "sure", sure}, {true, "what", any}, {false, "what", any}} {
		var x Decision
		x.Expect(any, c.yields)
		x.Segment(d, &dissect.Conn{}, dissect.ToServer, []byte(c.bytes))
		if x.Protocol != c.want || x.Expected() != (c.want == any) {
			t.Errorf("yields %v, %s: %v, expected %v", c.yields, c.bytes, x.Protocol, x.Expected())
		}
	}
}
