package pipeline_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/detect"
	"netsniff/dissect/engine"
	"netsniff/dissect/pipeline"
)

// lines is a Sink that says number, columns and time of every frame; report's
// own are tested in their package.
type lines struct{}

func (lines) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	dst = fmt.Appendf(dst, "%d %d %d ", f.Packet.Frame, f.At-f.First, f.At-f.Previous)
	dst = f.AppendDestination(append(f.AppendSource(dst), ' '))
	dst = append(append(append(dst, ' '), f.Column()...), ' ')
	return append(f.AppendInfo(dst), '\n'), true
}

func options(s capture.Source, workers int, out io.Writer) pipeline.Options {
	return pipeline.Options{
		Source:   s,
		Detector: detect.New(all.Protocols()),
		Workers:  workers,
		NewSink:  func() pipeline.Sink { return lines{} },
		Out:      out,
	}
}

// captures are the shipped ones; all together are enough for many batches.
func captures(t testing.TB) []string {
	names, err := filepath.Glob("../../testdata/pcaps/*.pcap*")
	if err != nil || len(names) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	return names
}

func run(t *testing.T, workers int, order engine.Order, names ...string) (string, pipeline.Totals) {
	t.Helper()
	s, err := file.Open(names...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var out bytes.Buffer
	o := options(s, workers, &out)
	o.Order = order
	totals, err := pipeline.Run(o)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), totals
}

// TestWorkers: the output is the same for any number of workers and in every
// run.
func TestWorkers(t *testing.T) {
	names := captures(t)
	for _, order := range []engine.Order{engine.ByArrival, engine.BySequence} {
		want, totals := run(t, 1, order, names...)
		if n := strings.Count(want, "\n"); n != int(totals.Frames) || totals.Selected != uint64(n) || totals.Faults != 0 {
			t.Errorf("%d lines, %+v", n, totals)
		}
		for _, workers := range []int{1, 2, 3, 8} {
			got, again := run(t, workers, order, names...)
			if got != want {
				t.Errorf("order %d, %d workers: %s", order, workers, firstDifference(got, want))
			}
			if again != totals {
				t.Errorf("order %d, %d workers: %+v, with one %+v", order, workers, again, totals)
			}
		}
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d\n got %s\nwant %s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}

// source yields n UDP frames, the i-th between its own two addresses, and
// then fails.
type source struct {
	n, i int
	err  error
	text string // of every datagram
}

func (s *source) Next(p *capture.Packet) error {
	if s.i == s.n {
		return s.err
	}
	from := capturetest.Client()
	from.Addr[3] = byte(s.i)
	b := capturetest.Datagram(from, capturetest.Server(40000), []byte(s.text))
	s.i++
	*p = capture.Packet{Frame: uint32(s.i), At: capturetest.Start + capture.Stamp(s.i), CapLen: len(b), WireLen: len(b),
		Link: capture.LinkEthernet, Data: b}
	return nil
}

func (s *source) Interfaces() []capture.Interface {
	return []capture.Interface{{Link: capture.LinkEthernet, Precision: 6}}
}

func (s *source) Close() error { return nil }

func TestLimit(t *testing.T) {
	for _, limit := range []uint32{1, 255, 256, 257, 1000} {
		var out bytes.Buffer
		o := options(&source{n: 5000, err: io.EOF}, 2, &out)
		o.Limit = limit
		totals, err := pipeline.Run(o)
		if n := strings.Count(out.String(), "\n"); err != nil || n != int(limit) || totals.Frames != limit {
			t.Errorf("limit %d: %d lines, %+v, %v", limit, n, totals, err)
		}
	}
}

func TestSourceBreaks(t *testing.T) {
	broken := errors.New("broken")
	for _, n := range []int{0, 1, 256, 300, 5000} {
		var out bytes.Buffer
		totals, err := pipeline.Run(options(&source{n: n, err: broken}, 2, &out))
		if lines := strings.Count(out.String(), "\n"); !errors.Is(err, broken) || lines != n || totals.Frames != uint32(n) {
			t.Errorf("%d frames: %d lines, %+v, %v", n, lines, totals, err)
		}
	}
}

// reader closes its end after some bytes.
type reader struct{ left int }

var errClosed = errors.New("closed")

func (r *reader) Write(b []byte) (int, error) {
	if r.left -= len(b); r.left < 0 {
		return 0, errClosed
	}
	return len(b), nil
}

// TestClosedOutput: a source without end is left when nobody reads on.
func TestClosedOutput(t *testing.T) {
	for _, workers := range []int{1, 3} {
		_, err := pipeline.Run(options(&source{n: -1, err: io.EOF}, workers, &reader{100_000}))
		if !errors.Is(err, errClosed) {
			t.Errorf("%d workers: %v", workers, err)
		}
	}
}

// saved is a Saver that fails in the end.
type saved struct {
	frames []uint32
	limit  int
}

func (s *saved) Save(p *capture.Packet, interfaces []capture.Interface) error {
	if len(s.frames) == s.limit {
		return errClosed
	}
	if p.Interface >= len(interfaces) {
		return fmt.Errorf("frame %d: interface %d of %d", p.Frame, p.Interface, len(interfaces))
	}
	s.frames = append(s.frames, p.Frame)
	return nil
}

func TestSaver(t *testing.T) {
	all := &saved{limit: -1}
	o := options(&source{n: 1000, err: io.EOF}, 3, io.Discard)
	o.Saver = all
	if _, err := pipeline.Run(o); err != nil || len(all.frames) != 1000 {
		t.Errorf("%d frames saved, %v", len(all.frames), err)
	}
	for i, n := range all.frames {
		if n != uint32(i+1) {
			t.Fatalf("frame %d saved in place %d", n, i+1)
		}
	}
	full := options(&source{n: -1, err: io.EOF}, 3, io.Discard)
	full.Saver = &saved{limit: 700}
	if _, err := pipeline.Run(full); !errors.Is(err, errClosed) {
		t.Errorf("a full disk: %v", err)
	}
}

// faulty is a protocol whose code breaks at every third datagram.
type faulty struct{}

func (d *faulty) Datagram(f *dissect.Frame, _ []byte) bool {
	if f.Packet.Frame%3 == 0 {
		panic("faulty")
	}
	f.Emit(dissect.Layer{Message: word("fine")})
	return true
}

type word string

func (w word) AppendInfo(dst []byte) []byte { return append(dst, w...) }

// TestFault: a fault costs the frames in which it happens their messages, and
// nothing else.
func TestFault(t *testing.T) {
	p := &dissect.Protocol{Name: "faulty", Column: "F", UDP: []uint16{40000},
		NewDatagram: func(*dissect.Conn) dissect.DatagramDissector { return new(faulty) }}
	for _, workers := range []int{1, 2, 8} {
		var out bytes.Buffer
		o := options(&source{n: 900, err: io.EOF, text: "x"}, workers, &out)
		o.Detector = detect.New([]*dissect.Protocol{p})
		totals, err := pipeline.Run(o)
		fine, failed := strings.Count(out.String(), "F fine\n"),
			strings.Count(out.String(), "[netsniff failed to dissect this frame]\n")
		if err != nil || fine != 600 || failed != 300 || totals.Faults != 300 || totals.Frames != 900 {
			t.Errorf("%d workers: %d fine rows, %d failed, %+v, %v", workers, fine, failed, totals, err)
		}
	}
}

// pausing is a source that pauses after each ten frames.
type pausing struct {
	source
	paused bool
}

func (s *pausing) Next(p *capture.Packet) error {
	if s.i%10 == 0 && s.i > 0 && !s.paused {
		s.paused = true
		return capture.ErrIdle
	}
	s.paused = false
	return s.source.Next(p)
}

// flushed is a Saver that notes when it is told of pauses.
type flushed struct {
	saved
	at []int
}

func (s *flushed) Flush() error {
	s.at = append(s.at, len(s.frames))
	return nil
}

// TestPauses: what was saved is written out at each pause, and frames of
// Options.Saved are saved though no sink wants them.
func TestPauses(t *testing.T) {
	for _, workers := range []int{1, 3} {
		x := &flushed{saved: saved{limit: -1}}
		o := options(&pausing{source: source{n: 35, err: io.EOF}}, workers, io.Discard)
		o.Saver, o.Saved = x, func(frame uint32) bool { return frame != 7 }
		o.NewSink = func() pipeline.Sink { return nothing{} }
		totals, err := pipeline.Run(o)
		if err != nil || totals.Selected != 0 || !slices.Equal(x.at, []int{9, 19, 29}) || len(x.frames) != 34 {
			t.Errorf("%d workers: %v, %+v, flushed at %v, %d frames", workers, err, totals, x.at, len(x.frames))
		}
	}
}

// nothing is a Sink that selects nothing.
type nothing struct{}

func (nothing) Frame(_ *dissect.Frame, dst []byte) ([]byte, bool) { return dst, false }
