package detect

import (
	"strings"
	"testing"

	"netsniff/dissect"
)

// spoken returns a protocol that owns what begins with its name, cannot be what
// begins with "\x16", and may be anything else.
func spoken(name string, port uint16) *dissect.Protocol {
	return &dissect.Protocol{
		Name: name, TCP: []uint16{port}, UDP: []uint16{port},
		NewStream:   func(*dissect.Conn) dissect.StreamDissector { return nil },
		NewDatagram: func(*dissect.Conn) dissect.DatagramDissector { return nil },
		Sniff: func(_ dissect.Origin, b []byte) dissect.Match {
			switch {
			case strings.HasPrefix(string(b), name):
				return dissect.Yes
			case len(b) > 0 && b[0] == 0x16:
				return dissect.No
			}
			return dissect.Maybe
		},
	}
}

var (
	red   = spoken("red", 1)
	blue  = spoken("blue", 2)
	blind = &dissect.Protocol{
		Name: "blind", TCP: []uint16{3}, NewStream: func(*dissect.Conn) dissect.StreamDissector { return nil },
	}
	secret = &dissect.Protocol{Name: "secret", Undecoded: true, Sniff: func(_ dissect.Origin, b []byte) dissect.Match {
		if len(b) > 1 && b[0] == 0x16 && b[1] == 3 {
			return dissect.Yes
		}
		return dissect.No
	}}
	detector = New([]*dissect.Protocol{red, blue, blind, secret})
)

// conn is a connection to port.
func conn(port uint16) *dissect.Conn {
	c := &dissect.Conn{}
	c.Client.Port, c.Server.Port = 40000, port
	return c
}

// TestBothPorts: both ports may be a server's. The lower one's protocol is asked first,
// the other's where the bytes cannot be of that.
func TestBothPorts(t *testing.T) {
	c := conn(3)
	c.Client.Port = 1
	for text, want := range map[string]string{"hello": "red", "\x16": "blind", "blue": "blue"} {
		var x Decision
		if x.Segment(detector, c, dissect.ToServer, []byte(text)); name(&x) != want {
			t.Errorf("%q: %s", text, name(&x))
		}
	}
	c.Server.Port = 2
	for text, want := range map[string]*dissect.Protocol{"red": red, "hello": nil} {
		if p := detector.Guest([]byte(text)); p != want {
			t.Errorf("the guest that says %q is %v", text, p)
		}
	}
	if p := detector.Other(c); p != blue {
		t.Errorf("the other port's is %v", p)
	}
}

// TestDecision: segments, each "> text" or "< text", and what is known after
// each.
func TestDecision(t *testing.T) {
	for _, c := range []struct {
		title string
		port  uint16
		said  []string
		want  string // names, "-" for none
	}{
		{"by its port", 1, []string{"> hello", "< hello"}, "red red"},
		{"by its bytes", 9, []string{"> red x"}, "red"},
		{"by its bytes on another's port", 1, []string{"> blue x"}, "blue"},
		{"by the other side's bytes", 9, []string{"> x", "< red"}, "- red"},
		{"refused on its port", 1, []string{"> \x16", "> more"}, "- red"},
		{"refused for good", 1, []string{"> \x16\x03", "> red"}, "- -"},
		{"brought back, however late", 1, strings.Split("> \x16,> \x16,> \x16,> \x16,> \x16,> \x16,> \x16,> red", ","),
			"- - - - - - - red"},
		{"but not by what it may be", 1, strings.Split("> \x16,> \x16,> \x16,> \x16,> \x16,> \x16,> x", ","),
			"- - - - - - -"},
		{"without a port only so often", 9, strings.Split("> x,> x,> x,> x,> x,> x,> red", ","), "- - - - - - -"},
		{"kept though the other side says otherwise", 1, []string{"> x", "< \x16"}, "red red"},
		{"given up for what the other side proves", 1, []string{"> x", "< blue"}, "red blue"},
		{"settled by its bytes", 1, []string{"> red", "< blue"}, "red red"},
		{"by a port that nothing refuses", 3, []string{"> \x16", "< x"}, "blind blind"},
	} {
		var x Decision
		var got []string
		for _, s := range c.said {
			d := dissect.ToServer
			if s[0] == '<' {
				d = dissect.ToClient
			}
			x.Segment(detector, conn(c.port), d, []byte(s[2:]))
			got = append(got, name(&x))
		}
		if list := strings.Join(got, " "); list != c.want {
			t.Errorf("%s: %s, want %s", c.title, list, c.want)
		}
	}
}

func name(x *Decision) string {
	if x.Protocol == nil {
		return "-"
	}
	return x.Protocol.Name
}

// TestReject: what its dissector rejects is looked at again, and so often only.
func TestReject(t *testing.T) {
	var x Decision
	for i := range 2 * maxLooks {
		x.Segment(detector, conn(1), dissect.ToServer, []byte("x"))
		if want := map[bool]string{true: "red", false: "-"}[i < maxLooks]; name(&x) != want {
			t.Errorf("after %d rejections: %s", i, name(&x))
		}
		if x.Protocol != nil {
			x.Reject()
		}
	}
	x = Decision{}
	x.Segment(detector, conn(3), dissect.ToServer, []byte("x"))
	x.Reject()
	if x.Segment(detector, conn(3), dissect.ToServer, []byte("x")); name(&x) != "-" {
		t.Errorf("%s comes back without bytes that show it", name(&x))
	}
}

// TestInnerDecision: a stream within another has what its carrier says, what
// the carrier's port proposes, or its bytes.
func TestInnerDecision(t *testing.T) {
	for _, c := range []struct {
		in   dissect.Inner
		b    string
		want string
	}{
		{dissect.Inner{Protocol: blue}, "red", "blue"},
		{dissect.Inner{Port: 1}, "x", "red"},
		{dissect.Inner{Port: 1}, "blue", "blue"},
		{dissect.Inner{}, "x", "-"},
		{dissect.Inner{}, "blue", "blue"},
	} {
		var x Decision
		x.Begin(detector, c.in)
		if x.Segment(detector, conn(2), dissect.ToServer, []byte(c.b)); name(&x) != c.want {
			t.Errorf("%+v %q: %s", c.in, c.b, name(&x))
		}
	}
}

// FuzzDecision: whatever comes, what is settled stays, and as many segments
// settle it as are looked at.
func FuzzDecision(f *testing.F) {
	f.Add(uint16(1), []byte("> red\n< x"))
	f.Add(uint16(9), []byte("> x\n< \x16\n> blue"))
	f.Fuzz(func(t *testing.T, port uint16, text []byte) {
		var x, again Decision
		c := conn(port)
		for i, line := range strings.Split(string(text), "\n") {
			if line == "" {
				continue
			}
			d := dissect.Dir(line[0] & 1)
			settled, before := x.Settled(), name(&x)
			x.Segment(detector, c, d, []byte(line[1:]))
			again.Segment(detector, c, d, []byte(line[1:]))
			if settled && (name(&x) != before || !x.Settled()) {
				t.Fatalf("segment %d: %s was settled, now %s", i, before, name(&x))
			}
			if name(&x) != name(&again) {
				t.Fatalf("segment %d: %s and %s", i, name(&x), name(&again))
			}
		}
	})
}
