package mask_test

import (
	"bytes"
	"encoding/binary"
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
	"netsniff/dissect/engine"
	"netsniff/dissect/mask"
	"netsniff/dissect/pipeline"
)

const login = `
	> USER alice
	< +OK
	> PASS «secret word»
	< +OK in`

// plain returns the frames of a conversation, and how they are masked.
func plain(t testing.TB, text string, port uint16) (list, want [][]byte) {
	t.Helper()
	for _, s := range conversation(t, text, port, true) {
		list = append(list, s.Frame())
		s.Data = s.masked
		want = append(want, s.Frame())
	}
	return list, want
}

// fragments splits a frame with an IPv4 datagram behind n bytes of its payload.
func fragments(frame []byte, n int) (a, b []byte) {
	const head = 34
	a, b = bytes.Clone(frame[:head+n]), append(bytes.Clone(frame[:head]), frame[head+n:]...)
	for i, x := range [][]byte{a, b} {
		binary.BigEndian.PutUint16(x[16:], uint16(len(x)-14))
		binary.BigEndian.PutUint16(x[20:], [2]uint16{0x2000, uint16(n / 8)}[i])
	}
	return a, b
}

// TestFragments: a secret in an IP datagram in fragments is overwritten in the
// fragments, whichever comes first.
func TestFragments(t *testing.T) {
	list, want := plain(t, login, 110)
	const at = 5 // PASS
	a, b := fragments(list[at], 32)
	x, y := fragments(want[at], 32)
	for _, order := range [][4][]byte{{a, b, x, y}, {b, a, y, x}} {
		in := append(append(append([][]byte{}, list[:at]...), order[0], order[1]), list[at+1:]...)
		got, losses := masked(in, collect(in))
		if losses != (mask.Losses{}) || !bytes.Equal(got[at], order[2]) || !bytes.Equal(got[at+1], order[3]) {
			t.Errorf("%+v\n got %q\n     %q\nwant %q\n     %q", losses, got[at], got[at+1], order[2], order[3])
		}
		if _, losses := masked(in, nil); losses.Late != 1 {
			t.Errorf("live: %+v", losses)
		}
	}
}

// TestQuoted: an error message quotes a segment with a secret.
func TestQuoted(t *testing.T) {
	list, want := plain(t, login, 110)
	in := append(list, quote(list[5]))
	got, losses := masked(in, collect(in))
	if w := quote(want[5]); losses != (mask.Losses{}) || !bytes.Equal(got[len(list)], w) {
		t.Errorf("%+v\n got %q\nwant %q", losses, got[len(list)], w)
	}
	got, _ = masked(in, nil)
	if bytes.Contains(got[len(list)], []byte("secret")) {
		t.Errorf("live: %q", got[len(list)])
	}
}

// sum is the Internet checksum (RFC 1071).
func sum(b []byte) uint16 {
	var n uint32
	for i, c := range b {
		n += uint32(c) << (8 * (1 - i&1))
	}
	for n > 0xffff {
		n = n>>16 + n&0xffff
	}
	return ^uint16(n)
}

// written keeps the frames that are written.
type written struct{ list [][]byte }

func (s *written) Save(p *capture.Packet, _ []capture.Interface) error {
	s.list = append(s.list, bytes.Clone(p.Data))
	return nil
}

// rows says the row of each frame.
type rows struct{}

func (rows) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	return append(f.AppendInfo(dst), '\n'), true
}

// TestCaptures: of the shipped captures no password is left, in rows nor in
// what is written, for any number of workers; and lengths are as they were.
func TestCaptures(t *testing.T) {
	names, err := filepath.Glob("../../testdata/pcaps/*.pcap*")
	if err != nil || len(names) == 0 {
		t.Fatal("no captures")
	}
	secrets := []string{"Example-Passw0rd", "wonderland", "c2Vzc2lvbg", "YnVpbGRlcg", "AGFsaWNl", "d29uZGVybGFuZA"}
	var text, first bytes.Buffer
	var before written
	pass(t, names, 2, pipeline.Options{Out: &text, Saver: &before, NewSink: func() pipeline.Sink { return rows{} }})
	found := 0
	for _, s := range secrets {
		if bytes.Contains(text.Bytes(), []byte(s)) {
			found++
		}
	}
	if found < 3 {
		t.Fatalf("only %d of the secrets are in the captures", found)
	}
	for _, workers := range []int{1, 3} {
		var collectors []*mask.Collector
		pass(t, names, workers, pipeline.Options{Depth: pipeline.Headers, Out: io.Discard, NewSink: func() pipeline.Sink {
			collectors = append(collectors, mask.NewCollector(detector))
			return collectors[len(collectors)-1]
		}})
		known := mask.Merge(collectors)
		var out bytes.Buffer
		var after written
		pass(t, names, workers, pipeline.Options{Out: &out, Saver: &after, NewSink: func() pipeline.Sink { return rows{} },
			Prepare: func() pipeline.Preparer { return mask.NewMasker(detector, known) }})
		for _, s := range secrets {
			if bytes.Contains(out.Bytes(), []byte(s)) || bytes.Contains(bytes.Join(after.list, nil), []byte(s)) {
				t.Errorf("%s is left", s)
			}
		}
		for i, b := range after.list {
			if len(b) != len(before.list[i]) {
				t.Fatalf("frame %d has %d bytes, had %d", i+1, len(b), len(before.list[i]))
			}
		}
		if workers == 1 {
			first = out
		} else if out.String() != first.String() {
			t.Error("the number of workers changes the output")
		}
	}
}

func pass(t *testing.T, names []string, workers int, o pipeline.Options) {
	t.Helper()
	s, err := file.Open(names...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	o.Source, o.Detector, o.Workers = s, all.Detector(), workers
	if totals, err := pipeline.Run(o); err != nil || totals.Faults > 0 {
		t.Fatalf("%v, %+v", err, totals)
	}
}

// TestAllocations: frames without secrets cost nothing, and neither do those
// with secrets that are known.
func TestAllocations(t *testing.T) {
	list, _ := plain(t, login, 110)
	m := mask.NewMasker(detector, collect(list))
	var packet *capture.Packet
	var conn *dissect.Conn
	var dir dissect.Dir
	replay(list, func(p *capture.Packet, c *engine.Conn, d dissect.Dir) {
		if p.Frame == 6 {
			packet, conn, dir = p, &c.Conn, d
		}
	})
	if n := testing.AllocsPerRun(100, func() { m.Prepare(packet, conn, dir) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestLongLine: of a line that is too long to be kept, what follows is hidden.
func TestLongLine(t *testing.T) {
	value := strings.Repeat("x", 1400)
	text := "\n>- GET / HTTP/1.1\\r\\nCookie: a=«" + value + "»"
	for range 70 {
		text += "\n>- «" + value + "»"
	}
	text += "\n>- «end»\\r\\nHost: example.com\\r\\n\\r\\n"
	list := conversation(t, text, 80, true)
	check(t, "a long cookie", list, false)
	check(t, "a long cookie, live", list, true)
}

// TestOverflow: what is not remembered is masked as it comes.
func TestOverflow(t *testing.T) {
	list, want := plain(t, login, 110)
	if got, losses := masked(list, mask.Overflow()); losses != (mask.Losses{}) || !slices.EqualFunc(got, want, bytes.Equal) {
		t.Errorf("%+v\n got %q\nwant %q", losses, got, want)
	}
}

// FuzzMask: whatever two ends say, nothing fails, and nothing changes but that
// bytes of payload become asterisks, and the checksum over them.
func FuzzMask(f *testing.F) {
	f.Add(uint16(25), []byte("\x8bAUTH PLAIN x\r\n\x05334 \r\n"))
	f.Add(uint16(110), []byte("\x8dPASS secret\r\n\x05+OK\r\n"))
	f.Add(uint16(143), []byte("\x94a LOGIN {1}\r\n\x05+ go\r\n\x88b {2+}\r\nxy\r\n"))
	f.Add(uint16(80), []byte("\xb0GET / HTTP/1.1\r\nCookie: a=b; c\r\nAuthorization: x y\r\n\r\n"))
	f.Add(uint16(12000), []byte("\x90CONNECT x HTTP/1.1\r\n\r\n\x13HTTP/1.1 200 OK\r\n\r\n"))
	f.Fuzz(func(t *testing.T, port uint16, b []byte) {
		list := anyFrames(port, b)
		for _, s := range []*mask.Secrets{collect(list), nil} {
			got, _ := masked(list, s)
			for i := range list {
				for j := range list[i] {
					sums := j == 50 || j == 51 // of TCP
					if list[i][j] != got[i][j] && !sums && (j < 54 || got[i][j] != '*') {
						t.Fatalf("frame %d, byte %d: %q became %q", i+1, j, list[i], got[i])
					}
				}
			}
		}
	})
}

// anyFrames makes segments of a fuzzer's bytes: the low six bits of a byte say
// how many follow, the next that they are lost, the highest that the client
// sends them.
func anyFrames(port uint16, b []byte) (list [][]byte) {
	ends := [2]capturetest.Endpoint{capturetest.Client(), capturetest.Server(port)}
	next := [2]uint32{1000, 0xfffffff0}
	for len(b) > 0 {
		d, lost, n := dissect.ToClient, b[0]&0x40 != 0, min(int(b[0]&0x3f), len(b)-1)
		if b[0]&0x80 != 0 {
			d = dissect.ToServer
		}
		s := capturetest.Segment{From: ends[d], To: ends[d.Reverse()], Seq: next[d], Ack: next[d.Reverse()],
			Flags: capture.ACK, Window: 1, Data: b[1 : 1+n]}
		if !lost {
			list = append(list, s.Frame())
		}
		next[d] += uint32(n)
		b = b[1+n:]
	}
	return list
}
