package collect_test

import (
	"bytes"
	"cmp"
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
	"netsniff/dissect/pipeline"
	"netsniff/reassembly"
	"netsniff/report/collect"
)

// lines says everything that it is told in a line each.
type lines struct{ first capture.Stamp }

func (l *lines) Frame(dst []byte, f *dissect.Frame) []byte {
	l.first = f.First
	return dst
}

func (l *lines) Exchange(dst []byte, x *dissect.Exchange) []byte {
	return fmt.Appendf(dst, "exchange %s %d/%d #%d %d %d-%d %d-%d %q %s %s\n", x.Conn.Transport, x.Conn.ID,
		x.Conn.Number, x.Ordinal, x.Began().At-l.first,
		x.Request.First.Frame, x.Request.Last.Frame, x.Reply.First.Frame, x.Reply.Last.Frame, x.Subject, x.Outcome, x.Notes)
}

func (l *lines) Piece(dst []byte, p *dissect.Piece, counts bool) []byte {
	return fmt.Appendf(dst, "piece %d %d %d+%d %t %t\n", p.Conn.ID, p.Mark.Frame, len(p.Bytes), p.Missing, p.Last, counts)
}

func (l *lines) Closed(dst []byte, c *dissect.Conn, last reassembly.Mark) []byte {
	return fmt.Appendf(dst, "closed %s %d %d\n", c.Transport, c.ID, last.Frame)
}

// told runs a source through a feed and returns what it says.
func told(t *testing.T, s capture.Source, f *collect.Feed, workers, conns int) string {
	t.Helper()
	var out bytes.Buffer
	var outlets []*collect.Outlet
	totals, err := pipeline.Run(pipeline.Options{
		Source: s, Detector: f.Detector, Workers: workers, Out: &out, Conns: conns,
		NewSink: func() pipeline.Sink {
			outlets = append(outlets, f.NewOutlet())
			return outlets[len(outlets)-1]
		},
	})
	if err = errors.Join(err, collect.End(outlets, &out)); err != nil || totals.Faults > 0 {
		t.Fatalf("%v, %d faults", err, totals.Faults)
	}
	if n := outlets[0].Vitals.Frames; n != uint64(totals.Frames) || outlets[0].Lost > 0 {
		t.Errorf("%d of %d frames, %d lost", n, totals.Frames, outlets[0].Lost)
	}
	return out.String()
}

func open(t *testing.T, names ...string) capture.Source {
	t.Helper()
	s, err := file.Open(names...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// same compares what any number of workers say.
func same(t *testing.T, what string, say func(workers int) string) (want string) {
	t.Helper()
	want = say(1)
	w := strings.Split(want, "\n")
	for _, workers := range []int{1, 2, 3, 8} {
		for i, line := range strings.Split(say(workers), "\n") {
			if i >= len(w) || line != w[i] {
				t.Fatalf("%s, %d workers, line %d\n got %s\nwant %s", what, workers, i+1, line, w[min(i, len(w)-1)])
			}
		}
	}
	return want
}

// begins returns when the first frame of a capture was captured: files that are read as
// one come in this order, and connections wait for as long as no time passes.
func begins(t *testing.T, name string) capture.Stamp {
	t.Helper()
	s := open(t, name)
	var p capture.Packet
	if err := s.Next(&p); err != nil {
		t.Fatal(err)
	}
	return p.At
}

// TestFeedOrder: whatever connections say comes in the same order for any number
// of workers, each exchange once and those of a connection by their ordinals; also
// if connections are forgotten in the middle of it.
func TestFeedOrder(t *testing.T) {
	names, err := filepath.Glob("../../testdata/pcaps/*.pcap*")
	if err != nil || len(names) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	feed := &collect.Feed{Detector: all.Detector(), Content: dissect.AllContents,
		New: func() collect.Teller { return &lines{} }}
	for _, name := range names {
		same(t, filepath.Base(name), func(workers int) string { return told(t, open(t, name), feed, workers, 0) })
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(begins(t, a), begins(t, b)) })
	for _, conns := range []int{0, 4, 40} {
		said := same(t, "all", func(workers int) string { return told(t, open(t, names...), feed, workers, conns) })
		ordinals := map[string]int{}
		for line := range strings.Lines(said) {
			var transport, id string
			var ordinal int
			if n, _ := fmt.Sscanf(line, "exchange %s %s #%d", &transport, &id, &ordinal); n == 3 {
				if ordinals[transport+id]++; ordinals[transport+id] != ordinal {
					t.Fatalf("%d connections: out of order: %s", conns, line)
				}
			}
		}
		if len(ordinals) < 100 {
			t.Errorf("%d connections: only %d say something", conns, len(ordinals))
		}
	}
}

// TestFeedInTime: an exchange is told with the frame that ends it, not when the
// capture is over.
func TestFeedInTime(t *testing.T) {
	feed := &collect.Feed{Detector: all.Detector(), New: func() collect.Teller { return &lines{} }}
	s := &stalling{Source: open(t, "../../testdata/pcaps/http-page-parallel.pcap"), out: new(bytes.Buffer)}
	var outlets []*collect.Outlet
	_, err := pipeline.Run(pipeline.Options{
		Source: s, Detector: feed.Detector, Workers: 2, Out: s.out,
		NewSink: func() pipeline.Sink {
			outlets = append(outlets, feed.NewOutlet())
			return outlets[len(outlets)-1]
		},
		Stop: func(p *capture.Packet) bool { return p == nil },
	})
	if err != nil || !strings.HasPrefix(s.out.String(), "exchange tcp 0/0 #1 30997000 4-4 6-6 ") ||
		strings.Count(s.out.String(), "\n") != 1 {
		t.Errorf("%v, after 10 frames: %s", err, s.out)
	}
}

// stalling is a live source that has nothing more to give after 10 frames.
type stalling struct {
	capture.Source
	out *bytes.Buffer
	n   int
}

func (s *stalling) Next(p *capture.Packet) error {
	if s.n++; s.n > 10 {
		return capture.ErrIdle
	}
	return s.Source.Next(p)
}

// queries yields DNS queries that nobody answers, each from a port of its own;
// then, after two hours, a datagram of every second one, twenty minutes apart.
type queries struct{ i int }

const asking = 40

func (q *queries) Next(p *capture.Packet) error {
	at, client := capture.Stamp(q.i)*1e9, q.i
	if q.i >= asking {
		at, client = capture.Stamp(7200e9)+capture.Stamp(q.i)*1200e9, (q.i-asking)*2
	}
	if client >= asking {
		return io.EOF
	}
	from := capturetest.Client()
	from.Addr[3], from.Port = byte(client), uint16(40000+client)
	query := "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01" + string(rune('a'+client%26)) +
		"\x07example\x00\x00\x01\x00\x01"
	b := capturetest.Datagram(from, capturetest.Server(53), []byte(query))
	q.i++
	*p = capture.Packet{Frame: uint32(q.i), At: capturetest.Start + at, CapLen: len(b), WireLen: len(b),
		Link: capture.LinkEthernet, Data: b}
	return nil
}

func (q *queries) Interfaces() []capture.Interface {
	return []capture.Interface{{Link: capture.LinkEthernet, Precision: 6}}
}

func (q *queries) Close() error { return nil }

// TestFeedOfSilence: what connections have left to say that were silent for long
// waits for what they do next, whoever noticed the silence.
func TestFeedOfSilence(t *testing.T) {
	feed := &collect.Feed{Detector: all.Detector(), New: func() collect.Teller { return &lines{} }}
	for _, conns := range []int{0, 24} {
		said := same(t, "silence", func(workers int) string { return told(t, &queries{}, feed, workers, conns) })
		if n := strings.Count(said, "exchange udp"); n != asking+asking/2 {
			t.Errorf("%d exchanges of %d connections:\n%s", n, asking, said)
		}
	}
}

// TestFeedFilter: with a filter those exchanges are told of which a frame matches
// in which one of their sides begins or ends.
func TestFeedFilter(t *testing.T) {
	feed := &collect.Feed{Detector: all.Detector(), New: func() collect.Teller { return &lines{} }}
	feed.Filter = &collect.Filter{Text: "frame.number == 6", New: func() collect.Match {
		return func(f *dissect.Frame) bool { return f.Packet.Frame == 6 }
	}}
	said := same(t, "filter", func(workers int) string {
		return told(t, open(t, "../../testdata/pcaps/http-page-parallel.pcap"), feed, workers, 0)
	})
	if strings.Count(said, "exchange") != 1 || !strings.Contains(said, " 4-4 6-6 ") {
		t.Error(said)
	}
}
