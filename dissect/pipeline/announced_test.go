package pipeline_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/dialogues"
	"netsniff/dissect/pipeline"
	"netsniff/reassembly"
)

// played is a Source of frames that were made.
type played struct {
	source
	frames []capture.Packet
}

func (s *played) Next(p *capture.Packet) error {
	if s.i == len(s.frames) {
		return io.EOF
	}
	*p = s.frames[s.i]
	s.i++
	return nil
}

// stage makes frames of connections that were open before; the segments of a
// direction follow each other.
type stage struct {
	frames []capture.Packet
	next   map[[2]capturetest.Endpoint]uint32
}

func (s *stage) say(seconds float64, transport string, from, to capturetest.Endpoint, payload string) {
	at := capturetest.Start + capture.Stamp(seconds*1e9)
	var b []byte
	if transport == "udp" {
		b = capturetest.Datagram(from, to, []byte(payload))
	} else {
		way := [2]capturetest.Endpoint{from, to}
		if s.next[way] == 0 {
			s.next[way] = 1000
		}
		seq := s.next[way]
		s.next[way] += uint32(len(payload))
		segment := capturetest.Segment{
			From: from, To: to, Seq: seq, Ack: 1, Flags: capture.ACK | capture.PSH, Window: 65535, Data: []byte(payload),
		}
		b = segment.Frame()
	}
	s.frames = append(s.frames, capture.Packet{At: at, CapLen: len(b), WireLen: len(b), Link: capture.LinkEthernet, Data: b})
}

func (s *stage) number() []capture.Packet {
	for i := range s.frames {
		s.frames[i].Frame = uint32(i + 1)
	}
	return s.frames
}

// script makes frames between hosts 192.0.2.x, of a line each: seconds, "tcp" or
// "udp", last byte and port of the sender, those of the receiver, and the
// payload, where | ends a line.
func script(t *testing.T, text string) []capture.Packet {
	s := stage{next: map[[2]capturetest.Endpoint]uint32{}}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		line, _, _ = strings.Cut(line, " = ")
		var seconds float64
		var transport string
		var a, b [2]int
		if _, err := fmt.Sscan(line, &seconds, &transport, &a[0], &a[1], &b[0], &b[1]); err != nil {
			t.Fatal(line, err)
		}
		_, payload, _ := strings.Cut(line, ": ")
		s.say(seconds, transport, place(a[0], a[1]), place(b[0], b[1]),
			strings.ReplaceAll(strings.TrimSpace(payload), "|", "\n"))
	}
	return s.number()
}

func place(last, port int) capturetest.Endpoint {
	return capturetest.Endpoint{Addr: [4]byte{192, 0, 2, byte(last)}, Port: uint16(port)}
}

// Which readers of connections run.
type readers int

const (
	rowsOnly readers = iota
	dialoguesOnly
	both
)

// reading is a Sink that says rows, and has dialogues read.
type reading struct {
	lines
	dialogues *dialogues.Reader // nil: none are
}

func (s *reading) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	if s.dialogues != nil {
		s.dialogues.Frame(f)
	}
	dst, _ = s.lines.Frame(f, dst)
	if c := f.Conn; c != nil && c.Announced != nil {
		dst = fmt.Appendf(dst, "\t%v from %d\n", c.Announced.About, c.Announced.Mark.Frame)
	}
	return dst, true
}

func (s *reading) Forget(c *dissect.Conn) {
	if s.dialogues != nil {
		s.dialogues.Forget(c)
	}
}

type deaf struct{}

func (deaf) Exchange(*dissect.Exchange)            {}
func (deaf) Piece(*dissect.Piece)                  {}
func (deaf) Closed(*dissect.Conn, reassembly.Mark) {}

func announced(t testing.TB, frames []capture.Packet, workers int, r readers) (string, pipeline.Totals) {
	var out bytes.Buffer
	o := options(&played{frames: frames}, workers, &out)
	o.Detector = detect.New([]*dissect.Protocol{&herald, &host, &guest})
	if r == dialoguesOnly {
		o.Depth = pipeline.Headers
	}
	o.NewSink = func() pipeline.Sink {
		s := &reading{}
		if r != rowsOnly {
			s.dialogues = dialogues.NewReader(o.Detector, deaf{}, 0)
		}
		return s
	}
	totals, err := pipeline.Run(o)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), totals
}

// TestAnnounced: what follows a = is what the connection of the frame is found
// to be about, nothing if it was not announced.
func TestAnnounced(t *testing.T) {
	for name, text := range map[string]string{
		"the next connection, from whom it was announced": `
			0 tcp 1 40000 2 9: tcp 3 5000 4 10 a|
			1 tcp 5 41000 3 5000: other
			1 tcp 4 41000 3 5001: other
			1 udp 4 41000 3 5000: other
			1 tcp 4 41000 3 5000: that = a
			1 tcp 3 5000 4 41000: and = a
			2 tcp 4 41001 3 5000: later`,
		"until it is over": `
			0 tcp 1 40000 2 9: tcp 3 5000 4 10 a|udp 3 5000 0 10 b|
			10 tcp 4 41000 3 5000: just = a
			10.001 udp 4 41000 3 5000: late`,
		"from anybody, to any port": `
			0 tcp 1 40000 2 9: tcp 3 0 0 10 a|
			1 tcp 9 41000 3 7777: that = a
			1 tcp 9 41001 3 7777: later`,
		"all that fit": `
			0 tcp 1 40000 2 9: tcp 3 5000 0 10 stays|
			1 tcp 9 41000 3 5000: x = stays
			2 tcp 8 41000 3 5000: x = stays`,
		"who says most is believed, of those who said the same the last": `
			0 tcp 1 40000 2 9: tcp 3 5000 0 10 a|
			0 tcp 1 40001 2 9: tcp 3 5000 4 10 b|
			0 tcp 1 40002 2 9: tcp 3 5000 4 10 c|
			1 tcp 4 41000 3 5000: x = c
			1 tcp 4 41001 3 5000: x = b
			1 tcp 4 41002 3 5000: x = a
			1 tcp 4 41003 3 5000: x`,
		"announced again": `
			0 tcp 1 40000 2 9: tcp 3 5000 4 10 a|
			5 tcp 1 40000 2 9: tcp 3 5000 4 10 b|
			14 tcp 4 41000 3 5000: x = b
			14 tcp 4 41001 3 5000: x
			15 tcp 1 40000 2 9: tcp 3 5000 4 10 c|
			16 tcp 4 41002 3 5000: x = c`,
		"whoever speaks first": `
			0 udp 1 40000 2 9: udp 3 5000 4 10 a|
			1 udp 3 5000 4 41000: x = a`,
		"bytes that cannot be it do not use it up": `
			0 tcp 1 40000 2 9: tcp 3 5000 4 10 a|
			1 tcp 4 41000 3 5000: No
			1 tcp 4 41001 3 5000: x = a`,
		"before ports and bytes": `
			0 tcp 1 40000 2 9: tcp 3 5003 4 10 a|
			1 tcp 4 41000 3 5003: host = a`,
		"a message in segments": `
			0 tcp 1 40000 2 9: tcp 3 50
			0 tcp 1 40000 2 9: 00 4 10 a|
			1 tcp 4 41000 3 5000: x = a
			1 tcp 4 41001 3 5000: x`,
		"who has not the floor": `
			0 tcp 1 40000 2 5003: tcp 3 5000 4 10 a|
			1 tcp 4 41000 3 5000: x`,
	} {
		frames := script(t, text)
		for _, r := range []readers{rowsOnly, dialoguesOnly, both} {
			for _, workers := range []int{1, 2, 3, 8} {
				out, totals := announced(t, frames, workers, r)
				for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
					_, want, _ := strings.Cut(line, " = ")
					if got := about(out, i+1); got != want {
						t.Errorf("%s: readers %d, %d workers, frame %d: %q, want %q", name, r, workers, i+1, got, want)
					}
				}
				if totals.Losses.Announced > 0 || totals.Faults > 0 {
					t.Errorf("%s: %+v", name, totals)
				}
			}
		}
	}
}

// about returns what the output says that frame n was announced as.
func about(out string, n int) string {
	_, rest, _ := strings.Cut("\n"+out, fmt.Sprintf("\n%d ", n))
	_, rest, _ = strings.Cut(rest, "\n")
	if rest, ok := strings.CutPrefix(rest, "\t"); ok {
		word, _, _ := strings.Cut(rest, " ")
		return word
	}
	return ""
}

// TestAnnouncedDetails: dissectors know who announced their connection.
func TestAnnouncedDetails(t *testing.T) {
	out, _ := announced(t, script(t, `
		0 udp 9 40000 9 40001: noise
		0 udp 1 40000 2 9: tcp 3 5000 4 10 a
		1 tcp 4 41000 3 5000: x`), 2, rowsOnly)
	if want := "guest announced by 1 in 2 about a\n"; !strings.Contains(out, want) {
		t.Errorf("%q is not in\n%s", want, out)
	}
}

// crowd makes frames of many hosts that announce, meet what was announced or say
// something else, as chance wills.
func crowd(seed uint64, n int) []capture.Packet {
	const hosts, ports = 5, 4
	r := rand.New(rand.NewPCG(seed, 1))
	s := stage{next: map[[2]capturetest.Endpoint]uint32{}}
	transports := []string{"tcp", "udp"}
	at, fresh := 0.0, 20000
	for range n {
		at += r.Float64() * 0.02
		a, b := 1+r.IntN(hosts), 1+r.IntN(hosts)
		transport := transports[r.IntN(2)]
		switch r.IntN(6) {
		case 0:
			line := fmt.Sprintf("%s %d %d %d %d a%d\n", transports[r.IntN(2)], 1+r.IntN(hosts), 5000+r.IntN(ports),
				r.IntN(hosts+1), 1+r.IntN(3), len(s.frames))
			if r.IntN(10) == 0 {
				line = strings.Replace(line, " a", " stays", 1)
			}
			if r.IntN(50) == 0 {
				line = "break\n"
			}
			cut := r.IntN(len(line))
			if transport == "tcp" && r.IntN(3) == 0 {
				s.say(at, transport, place(a, 40000), place(b, heraldPort), line[:cut])
				line = line[cut:]
			}
			s.say(at, transport, place(a, 40000), place(b, heraldPort), line)
			if k := len(s.frames); r.IntN(4) == 0 && k > 1 {
				slices.Reverse(s.frames[k-2:])
			}
		case 1, 2, 3:
			fresh = 20000 + (fresh-19999)%20000
			payload := []string{"x", "No", "host"}[r.IntN(3)]
			s.say(at, transport, place(a, fresh), place(b, 5000+r.IntN(ports)), payload)
		default:
			s.say(at, "udp", place(a, 3000), place(b, 3001), "noise")
		}
	}
	return s.number()
}

// TestAnnouncedToOthers: what is announced to other hosts is found by any number
// of workers alike, whatever they read.
func TestAnnouncedToOthers(t *testing.T) {
	for seed := range uint64(3) {
		frames := crowd(seed, 4000)
		for _, r := range []readers{rowsOnly, dialoguesOnly, both} {
			want, totals := announced(t, frames, 1, r)
			if n := strings.Count(want, "\t"); n < 200 || totals.Faults == 0 && r == rowsOnly {
				t.Errorf("seed %d: %d frames were announced, %+v", seed, n, totals)
			}
			for _, workers := range []int{2, 3, 8} {
				got, again := announced(t, frames, workers, r)
				if got != want {
					t.Errorf("seed %d, readers %d, %d workers: %s", seed, r, workers, firstDifference(got, want))
				}
				if again != totals {
					t.Errorf("seed %d, readers %d, %d workers: %+v, with one %+v", seed, r, workers, again, totals)
				}
			}
		}
	}
}

// TestAnnouncedTooMuch: what is let go is counted, the same by any number of
// workers.
func TestAnnouncedTooMuch(t *testing.T) {
	s := stage{next: map[[2]capturetest.Endpoint]uint32{}}
	for i := range 300 {
		from := place(1+i%200, 40000+i)
		for j := range 300 {
			s.say(1, "udp", from, place(250, heraldPort), fmt.Sprintf("udp %d %d 0 10 a%d", 1+i%200, 1+i/200*1000+j, i))
		}
	}
	frames := s.number()
	for _, workers := range []int{1, 3} {
		_, totals := announced(t, frames, workers, rowsOnly)
		if want := uint64(300*300 - 65536); totals.Losses.Announced != want {
			t.Errorf("%d workers: %d announcements were let go, want %d", workers, totals.Losses.Announced, want)
		}
	}
}

// TestAnnouncedStops: workers that wait for each other end with the run.
func TestAnnouncedStops(t *testing.T) {
	frames := crowd(7, 20000)
	for _, limit := range []int{1, 5000, 100_000} {
		o := options(&played{frames: frames}, 3, &reader{limit})
		o.Detector = detect.New([]*dissect.Protocol{&herald, &guest})
		if _, err := pipeline.Run(o); err == nil {
			t.Errorf("%d bytes: no error", limit)
		}
	}
}
