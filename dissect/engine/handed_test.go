package engine

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/detect"
)

// gate takes lines until one says that another protocol follows, "go", or is one of
// another.
type gate struct{ c *dissect.Conn }

var gateProtocol = dissect.Protocol{
	Name: "gate", Column: "GATE", TCP: []uint16{toyPort},
	Sniff:     func(dissect.Origin, []byte) dissect.Match { return dissect.Maybe },
	NewStream: func(c *dissect.Conn) dissect.StreamDissector { return gate{c} },
}

// guest is the protocol behind the gate.
var guestProtocol = dissect.Protocol{
	Name: "guest", Column: "GUEST",
	Sniff: func(_ dissect.Origin, b []byte) dissect.Match {
		if b[0] == 'N' {
			return dissect.Yes
		}
		return dissect.Maybe
	},
	NewStream: func(*dissect.Conn) dissect.StreamDissector { return new(toy) },
}

func (gate) Gap(dissect.Dir, int64) {}

func (g gate) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	switch {
	case in.Bytes[0] == 'N':
		g.c.Redetect()
		return dissect.Reject()
	case string(in.Bytes[:min(2, len(in.Bytes))]) == "go":
		g.c.Redetect()
		f.Emit(dissect.Layer{Message: new(text)})
		return dissect.Done(2)
	}
	f.Emit(dissect.Layer{Message: new(text)})
	return dissect.Done(len(in.Bytes))
}

// TestHandedOn: what follows in the segment in which a protocol hands its connection
// on is read by the next, and so is what shows that it should have been.
func TestHandedOn(t *testing.T) {
	for _, c := range []struct{ segments []string }{
		{[]string{`> PA 1"goN02hi"`, "[N02hi]"}},
		{[]string{`> PA 1"go"`, "", `> PA 3"N02hi"`, "[N02hi]"}},
		{[]string{`> PA 1"x"`, "", `> PA 2"N02hi"`, "[N02hi]"}},
	} {
		d := detect.New([]*dissect.Protocol{&gateProtocol, &guestProtocol})
		r := &toyRun{engine: New(d, ByArrival)}
		r.table.New, r.table.ServerPort = NewConn, d.ServerPort
		for i := 0; i < len(c.segments); i += 2 {
			r.check(t, c.segments[i], c.segments[i+1])
		}
	}
}
