package engine

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/reassembly"
)

// toyPort is where the toy protocol listens. Its messages show everything a
// verdict can ask for, by their first byte:
//
//	N05hello     a message of known length
//	Lline\n      a line: asks for the next segment until it ends
//	B0100\n...   a body of 100 bytes that is counted, not stored
//	K0100\n...   a body of which the first ten bytes are stored
//	C...         everything until the stream ends, not stored
//	P            breaks the protocol's code
//	X            not of this protocol
//
// Everything else is junk to the end of the segment.
const toyPort = 7

var toyProtocol = dissect.Protocol{
	Name: "toy", Column: "TOY", TCP: []uint16{toyPort},
	NewStream: func(*dissect.Conn) dissect.StreamDissector { return new(toy) },
}

type toy struct {
	said [16]text
	n    int
	gaps int64
}

type text []byte

func (t *text) AppendInfo(dst []byte) []byte { return append(dst, *t...) }

func (d *toy) Gap(_ dissect.Dir, n int64) { d.gaps += n }

func (d *toy) Dissect(f *dissect.Frame, in *dissect.Input) dissect.Verdict {
	b := in.Bytes
	switch b[0] {
	case 'N':
		return d.known(f, in, 3, -1)
	case 'B':
		return d.known(f, in, 6, 6)
	case 'K':
		return d.known(f, in, 6, 16)
	case 'L':
		i := bytes.IndexByte(b, '\n')
		if i < 0 {
			return dissect.MoreSegment()
		}
		d.say(f, b[:i], 0)
		return dissect.Done(i + 1)
	case 'C':
		if !in.Last {
			return dissect.ToClose().Keeping(1)
		}
		d.say(f, b, in.Elided)
		return dissect.Done(len(b))
	case 'P':
		panic("toy")
	case 'X':
		return dissect.Reject()
	}
	d.say(f, []byte("junk"), 0)
	return dissect.Done(len(b))
}

// known reads a message whose header of n bytes tells its length.
func (d *toy) known(f *dissect.Frame, in *dissect.Input, n, keep int) dissect.Verdict {
	b := in.Bytes
	if len(b) < n {
		return dissect.More(n - len(b))
	}
	size, err := strconv.Atoi(strings.TrimSpace(string(b[1:n])))
	if err != nil || size < 0 {
		return dissect.Reject()
	}
	if have := len(b) + in.Elided; have < n+size {
		v := dissect.More(n + size - have)
		if keep >= 0 {
			v = v.Keeping(keep)
		}
		return v
	}
	if keep < 0 || in.Elided == 0 {
		b = b[:n+size]
	}
	d.say(f, b, in.Elided)
	return dissect.Done(len(b))
}

// say emits the message's bytes, long ones by their length, and how many
// bytes were elided.
func (d *toy) say(f *dissect.Frame, b []byte, elided int) {
	t := &d.said[d.n%len(d.said)]
	d.n++
	*t = append((*t)[:0], '[')
	if len(b) > 20 {
		*t = strconv.AppendInt(append(*t, b[0]), int64(len(b)), 10)
	} else {
		for _, c := range bytes.TrimSpace(b) {
			*t = append(*t, max(c, ' '))
		}
	}
	if elided > 0 {
		*t = strconv.AppendInt(append(*t, '+'), int64(elided), 10)
	}
	*t = append(*t, ']')
	f.Emit(dissect.Layer{Message: t})
}

// toyRun takes segments through decode, table and engine.
type toyRun struct {
	engine *Engine
	table  reassembly.Table[Conn]
	conn   *Conn
}

func newToyRun(o Order) *toyRun {
	d := detect.New([]*dissect.Protocol{&toyProtocol})
	r := &toyRun{engine: New(d, o)}
	r.table.New, r.table.ServerPort = NewConn, d.ServerPort
	return r
}

// take returns what the frame's row says of messages: their texts, and "part"
// for a segment that brings part of one.
func (r *toyRun) take(p *capture.Packet) string {
	found := r.table.Find(p)
	f := r.engine.Dissect(p, found.Conn, found.Dir, found.Reused)
	r.conn = found.Conn
	f.Segment = nil // its marks are tested elsewhere
	return strings.TrimSpace(strings.ReplaceAll(string(f.AppendInfo(nil)), "[TCP segment of a reassembled PDU]", "part"))
}

// stored returns how many bytes the engine keeps for the connection.
func (r *toyRun) stored() (n int) {
	for d := range 2 {
		s := r.conn.unfinished(dissect.Dir(d))
		if s == nil {
			continue
		}
		for _, x := range s.list {
			n += len(x.bytes)
			for _, p := range x.late {
				n += len(p.bytes)
			}
		}
	}
	return n
}

// play checks the rows of an exchange: what follows the =; after //, if rows
// differ in sequence order, what is said then.
func play(t *testing.T, script string, isn [2]uint32, o Order) *toyRun {
	t.Helper()
	x := capturetest.Exchange{Text: script, ISN: isn, Port: toyPort}
	steps, err := x.Steps()
	if err != nil {
		t.Fatal(err)
	}
	r := newToyRun(o)
	for _, s := range steps {
		want, ordered, differ := strings.Cut(s.Want, "//")
		if differ && o == BySequence {
			want = ordered
		}
		if got := r.take(s.Packet); got != strings.TrimSpace(want) {
			t.Errorf("%s: frame %d %s\n got %q", fmt.Sprintf("ISN %#x, order %d", isn, o), s.Packet.Frame, s.Line, got)
		}
	}
	return r
}
