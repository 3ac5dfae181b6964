package engine

import (
	"strings"
	"testing"

	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/detect"
)

// tube feeds all bytes of a connection to the stream that their first one
// names, which carries the toy protocol.
type tube struct {
	c    *dissect.Conn
	open map[byte]dissect.InnerStream
}

var tubeProtocol = dissect.Protocol{
	Name: "tube", Column: "TUBE", TCP: []uint16{toyPort},
	NewStream: func(c *dissect.Conn) dissect.StreamDissector {
		return &tube{c: c, open: map[byte]dissect.InnerStream{}}
	},
}

func (t *tube) Gap(dissect.Dir, int64) {}

func (t *tube) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	s := t.open[b[0]]
	if s == nil {
		s = t.c.Open(dissect.Inner{Name: "TUBE", Protocol: &toyProtocol})
		t.open[b[0]] = s
	}
	switch string(b[1:]) {
	case "gap":
		s.Gap(f, in.Dir, 3)
	case "close":
		s.Close(f, dissect.ToServer)
		s.Close(f, dissect.ToClient)
		delete(t.open, b[0])
	default:
		s.Feed(f, in.Dir, b[1:])
	}
	return dissect.Done(len(b))
}

func newTubeRun(o Order) *toyRun {
	d := detect.New([]*dissect.Protocol{&tubeProtocol, &toyProtocol})
	r := &toyRun{engine: New(d, o)}
	r.table.New, r.table.ServerPort = NewConn, d.ServerPort
	return r
}

// TestInnerStreams: messages of inner streams wait for their bytes, are ended
// by gaps, completed by the end of their stream, and gone with it or with their
// carrier.
func TestInnerStreams(t *testing.T) {
	r := newTubeRun(ByArrival)
	r.check(t, `> PA 1"1N05he"`, "[TUBE segment of a reassembled PDU]")
	r.check(t, `> PA 8"2N01x"`, "[N01x]")
	r.check(t, `> PA 13"1lloN01"`, "[N05hello]")
	r.check(t, `> PA 20"1gap"`, "")
	r.check(t, `> PA 24"1N01y"`, "[N01y]")
	r.check(t, `> PA 29"2Cab"`, "[TUBE segment of a reassembled PDU]")
	r.check(t, `> PA 33"2close"`, "[C+2]")
	if n := len(r.conn.rare.inner.open); n != 1 {
		t.Errorf("%d streams are open", n)
	}
	r.check(t, `> PA 39"1N99abc"`, "[TUBE segment of a reassembled PDU]")
	if r.engine.budget.Kept() == 0 {
		t.Error("nothing is charged")
	}
	r.engine.Forget(r.conn)
	if r.engine.budget.Kept() != 0 || len(r.conn.rare.inner.open) != 0 {
		t.Errorf("%d bytes of %d streams stay", r.engine.budget.Kept(), len(r.conn.rare.inner.open))
	}
}

func (r *toyRun) check(t *testing.T, line, want string) {
	t.Helper()
	if got := feed(t, r, line); got != want {
		t.Errorf("%s\n got %q\nwant %q", line, got, want)
	}
}

// TestInnerBounds: what inner streams leave unfinished is in the same budget as
// all else, and a carrier has only so many of them.
func TestInnerBounds(t *testing.T) {
	r := newTubeRun(ByArrival)
	feed(t, r, `> PA 1"1N01x"`)
	r.engine.Limit(20 << 10)
	for i := range 2 * dissect.MaxInner {
		s := r.conn.Open(dissect.Inner{Name: "TUBE", Protocol: &toyProtocol})
		s.Feed(r.engine.frame, dissect.ToServer, []byte("N99"+strings.Repeat("x", 50)))
		if i < dissect.MaxInner-1 && r.engine.Losses.Inner != 0 {
			t.Fatalf("stream %d is not read", i)
		}
	}
	if kept := r.engine.budget.Kept(); kept > 20<<10 || kept == 0 || r.engine.Losses.Crowded == 0 {
		t.Errorf("%d bytes kept, %d messages given up", kept, r.engine.Losses.Crowded)
	}
	if r.engine.Losses.Inner != dissect.MaxInner+1 {
		t.Errorf("%d streams not read", r.engine.Losses.Inner)
	}
}

// TestInnerAllocations: reading a stream within a stream costs nothing.
func TestInnerAllocations(t *testing.T) {
	r := newTubeRun(ByArrival)
	feed(t, r, `> PA 1"1N01x"`)
	s := r.conn.rare.inner.open[0]
	text := []byte("N03abc")
	if n := testing.AllocsPerRun(100, func() {
		r.engine.frame.Retract(0)
		s.Feed(r.engine.frame, dissect.ToServer, text)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestInnerTrace: who needs all segments of the messages in inner streams is
// told their frames.
func TestInnerTrace(t *testing.T) {
	r := newTubeRun(ByArrival)
	r.engine.Trace()
	x := capturetest.Exchange{Text: "> PA 1\"1N05he\"\n> PA 8\"1llo\"", ISN: [2]uint32{1000, 5000}, Port: toyPort}
	steps, err := x.Steps()
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range steps {
		s.Packet.Frame = uint32(i + 1)
		r.take(s.Packet)
	}
	f := r.engine.frame
	if len(f.Needed) != 2 || f.Needed[0].Frame != 1 || f.Needed[1].Frame != 2 || f.Whole.Parts != nil {
		t.Errorf("%v, %v", f.Needed, f.Whole.Parts)
	}
}
