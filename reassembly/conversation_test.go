package reassembly

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
)

// sent is a segment of a conversation by hand. Numbers are relative to the SYN
// of its direction.
type sent struct {
	dir      Dir
	flags    capture.TCPFlags
	seq, ack uint32
	text     string
	window   uint16
	wait     capture.Stamp // since the one before
	lost     bool
}

// said writes down what a Duplex tells: "C text", "S[3]" for a gap of three.
type said struct{ parts []string }

func (s *said) Data(d Dir, b []byte, _ Mark) { s.add(d, string(b)) }
func (s *said) Gap(d Dir, n uint32, _ Mark)  { s.add(d, fmt.Sprintf("[%d]", n)) }

func (s *said) add(d Dir, what string) {
	who := [...]string{ToServer: "C ", ToClient: "S "}[d]
	if n := len(s.parts); n > 0 && strings.HasPrefix(s.parts[n-1], who) {
		s.parts[n-1] += what
		return
	}
	s.parts = append(s.parts, who+what)
}

// hear takes a conversation through a Duplex and returns what it tells, with
// what is lost at the ends.
func hear(base [2]uint32, segments []sent) (string, *Duplex) {
	var x Duplex
	var out said
	now := capture.Stamp(1e18)
	for i, s := range segments {
		now += s.wait
		if s.lost {
			continue
		}
		p := &capture.Packet{Frame: uint32(i + 1), At: now}
		p.TCP.Flags, p.TCP.Seq, p.TCP.Ack, p.TCP.Window = s.flags, base[s.dir]+s.seq, base[s.dir.Reverse()]+s.ack, s.window
		p.Payload, p.PayloadLen = []byte(s.text), len(s.text)
		x.Add(p, s.dir, &out)
	}
	m := Mark{Frame: uint32(len(segments)), At: now}
	x.End(ToServer, m, &out)
	for _, d := range [...]Dir{ToServer, ToClient} {
		if n := x.Lost(d); n > 0 {
			out.Gap(d, n, m)
		}
	}
	return strings.Join(out.parts, " | "), &x
}

const (
	syn, ack, fin, rst = capture.SYN, capture.ACK, capture.FIN, capture.RST
	open               = 64000
)

// bases are first sequence numbers: one wraps around in the conversation.
var bases = [][2]uint32{{1000, 2000}, {1<<32 - 3, 1<<32 - 2}, {1<<31 - 2, 1<<31 - 1}}

// halfClose: the client says all it has and that it is done, then the server
// answers.
func halfClose() []sent {
	return []sent{
		{ToServer, syn, 0, 0, "", open, 0, false},
		{ToClient, syn | ack, 0, 1, "", open, 0, false},
		{ToServer, ack, 1, 1, "ab", open, 0, false},
		{ToServer, ack, 3, 1, "cd", open, 0, false},
		{ToServer, fin | ack, 5, 1, "e", open, 0, false},
		{ToClient, ack, 1, 7, "xyz", open, 0, false},
		{ToClient, fin | ack, 4, 7, "", open, 0, false},
		{ToServer, ack, 7, 5, "", open, 0, false},
	}
}

// TestFlagsAreNoBytes: SYN and FIN take numbers, and neither is a byte that
// anybody misses, in whatever order the segments of the request come.
func TestFlagsAreNoBytes(t *testing.T) {
	const want = "C abcde | S xyz"
	orders := [][]int{{2, 3, 4}, {2, 4, 3}, {3, 2, 4}, {3, 4, 2}, {4, 2, 3}, {4, 3, 2}}
	for _, base := range bases {
		for _, order := range orders {
			all := halfClose()
			shuffled := slices.Clone(all)
			for i, j := range order {
				shuffled[2+i] = all[j]
			}
			got, x := hear(base, shuffled)
			if got != want || x.Losses() != (StreamLosses{}) {
				t.Errorf("base %v, order %v: %q %+v, want %q", base, order, got, x.Losses(), want)
			}
			twice := slices.Insert(slices.Clone(shuffled), 5, shuffled[2:5]...)
			if got, _ := hear(base, twice); got != want {
				t.Errorf("base %v, order %v, sent twice: %q", base, order, got)
			}
		}
	}
}

// TestEachSegmentLost: exactly the bytes that were not captured are missing.
func TestEachSegmentLost(t *testing.T) {
	want := map[int]string{
		0: "C abcde | S xyz",
		1: "C abcde | S xyz",
		2: "C [2]cde | S xyz",
		3: "C ab[2]e | S xyz",
		// Not even the FIN was captured: that it was no byte shows at the end.
		4: "C abcd | S xyz | C [1]",
		5: "C abcde | S [3]",
		6: "C abcde | S xyz",
		7: "C abcde | S xyz",
	}
	for _, base := range bases {
		for i, expected := range want {
			all := halfClose()
			all[i].lost = true
			if got, _ := hear(base, all); got != expected {
				t.Errorf("base %v, without segment %d: %q, want %q", base, i, got, expected)
			}
		}
	}
}

// TestBeyondTheEnd: what is no part of a stream is not told.
func TestBeyondTheEnd(t *testing.T) {
	begin := halfClose()[:3]
	for _, c := range []struct {
		name, want string
		then       []sent
	}{
		{"data after the FIN", "C abe",
			[]sent{{ToServer, fin | ack, 3, 1, "e", open, 0, false}, {ToServer, ack, 4, 1, "late", open, 0, false},
				{ToServer, ack, 5, 1, "late", open, 0, false}}},
		{"data across the FIN", "C abe",
			[]sent{{ToServer, fin | ack, 4, 1, "", open, 0, false}, {ToServer, ack, 3, 1, "elate", open, 0, false}}},
		{"held data beyond the FIN", "C abe",
			[]sent{{ToServer, ack, 4, 1, "late", open, 0, false}, {ToServer, fin | ack, 4, 1, "", open, 0, false},
				{ToServer, ack, 3, 1, "e", open, 0, false}}},
		{"text in a reset", "C ab", []sent{{ToClient, rst | ack, 1, 3, "no service", open, 0, false}}},
		{"a reset with numbers of its own", "C ab",
			[]sent{{ToServer, rst, 900000, 0, "", 0, 0, false}, {ToClient, rst | ack, 0, 3000, "", 0, 0, false}}},
		{"a FIN long ago", "C abcd",
			[]sent{{ToServer, fin | ack, 2, 1, "", open, 0, false}, {ToServer, ack, 3, 1, "cd", open, 0, false}}},
		{"a keep-alive", "C ab", []sent{{ToServer, ack, 2, 1, "\x00", open, 0, false},
			{ToClient, ack, 1, 3, "", open, 0, false}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, base := range bases {
				if got, _ := hear(base, append(slices.Clone(begin), c.then...)); got != c.want {
					t.Errorf("base %v: %q, want %q", base, got, c.want)
				}
			}
		})
	}
}

// TestJoinedLate: a capture that begins in the middle begins with whatever
// comes first, but an empty question whether the other side is still there asks
// with a number that is no byte.
func TestJoinedLate(t *testing.T) {
	for _, c := range []struct {
		name, want string
		segments   []sent
	}{
		{"keep-alive and answer", "C ab",
			[]sent{{ToServer, ack, 9, 5, "", open, 0, false}, {ToClient, ack, 5, 10, "", open, 0, false},
				{ToServer, ack, 10, 5, "ab", open, 0, false}}},
		{"keep-alive", "C ab", []sent{{ToServer, ack, 9, 5, "", open, 0, false},
			{ToServer, ack, 10, 5, "ab", open, 0, false}}},
		{"keep-alive after data", "S xy | C ab",
			[]sent{{ToClient, ack, 5, 10, "xy", open, 0, false}, {ToServer, ack, 9, 7, "", open, 0, false},
				{ToServer, ack, 10, 7, "ab", open, 0, false}}},
		{"bytes not captured", "C [2]ab",
			[]sent{{ToServer, ack, 8, 5, "", open, 0, false}, {ToServer, ack, 10, 5, "ab", open, 0, false}}},
		{"one direction", "C ab | S [300]",
			[]sent{{ToServer, ack, 1, 100, "ab", open, 0, false}, {ToServer, ack, 3, 400, "", open, 0, false}}},
		{"one direction, closed", "C ab | S [300]",
			[]sent{{ToServer, ack, 1, 100, "ab", open, 0, false}, {ToServer, fin | ack, 3, 400, "", open, 0, false},
				{ToServer, ack, 4, 401, "", open, 0, false}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, base := range bases {
				if got, _ := hear(base, c.segments); got != c.want {
					t.Errorf("base %v: %q, want %q", base, got, c.want)
				}
			}
		})
	}
}

// TestNumberSpaces: what no window allows is another number space, such as
// that on the other side of a firewall which draws its own numbers. It is
// counted, and nothing is lost by it.
func TestNumberSpaces(t *testing.T) {
	for _, far := range []uint32{3 << 29, 1 << 28, 1 << 30, 5 << 29, 7 << 29, 0xfffffff0} {
		rewritten := halfClose()
		for i := range rewritten {
			if rewritten[i].dir == ToServer {
				rewritten[i].ack += far // of the bytes that the server sends
			}
		}
		got, x := hear(bases[0], rewritten)
		if got != "C abcde | S xyz" || far < 1<<31 && x.Losses().Implausible == 0 {
			t.Errorf("acknowledgments %d away: %q, %+v", far, got, x.Losses())
		}
		var both []sent
		for _, s := range halfClose() {
			copied := s
			copied.wait = 50e3
			copied.seq += far // and the same segment once more, renumbered
			if s.dir == ToServer {
				copied.seq, copied.ack = s.seq, s.ack+far
			}
			if s.flags&syn == 0 {
				both = append(both, s, copied)
			} else {
				both = append(both, s)
			}
		}
		got, x = hear(bases[0], both)
		if far < 0xff000000 && (!strings.HasPrefix(got, "C abcde | S xyz") || strings.Contains(got, "[1") ||
			x.Losses().Implausible == 0) {
			t.Errorf("both sides of a firewall, %d away: %q, %+v", far, got, x.Losses())
		}
	}
}

// TestOutage: what passed while nothing was captured is missing, however much
// it was; what cannot have passed is at most a window.
func TestOutage(t *testing.T) {
	begin := append(halfClose()[:3], sent{ToClient, ack, 1, 3, "xyz", open, 0, false})
	const far = 200_000_000
	after := func(wait capture.Stamp) []sent {
		return append(slices.Clone(begin), sent{ToClient, ack, far, 3, "end", open, wait, false},
			sent{ToServer, ack, 3, far + 3, "", open, 0, false})
	}
	if got, x := hear(bases[0], after(1e9)); got != "C ab | S xyz[199999996]end" || x.Losses().Implausible != 0 {
		t.Errorf("after a second: %q, %+v", got, x.Losses())
	}
	if got, x := hear(bases[0], after(1e3)); got != "C ab | S xyz[65536]end" || x.Losses().Implausible == 0 {
		t.Errorf("after a microsecond: %q, %+v", got, x.Losses())
	}
}

// TestRefused: an acknowledgment that belongs to an older connection is
// answered with a reset and acknowledges nothing.
func TestRefused(t *testing.T) {
	got, _ := hear(bases[0], append([]sent{
		{ToServer, syn, 0, 0, "", open, 0, false},
		{ToClient, ack, 700, 5000, "", open, 0, false},
		{ToServer, rst, 5000, 0, "", 0, 0, false},
	}, halfClose()...))
	if got != "C abcde | S xyz" {
		t.Errorf("%q", got)
	}
}

// TestTooMuchWaits: a bound that lets bytes go is counted.
func TestTooMuchWaits(t *testing.T) {
	all := halfClose()[:3]
	for i := range uint32(maxHeldSegments + 1) {
		all = append(all, sent{ToServer, ack, 5 + 2*i, 1, "x", open, 0, false})
	}
	got, x := hear(bases[0], all)
	if !strings.HasPrefix(got, "C ab[2]x[1]x") || x.Losses() != (StreamLosses{Early: 1}) {
		t.Errorf("%.40q, %+v", got, x.Losses())
	}
}

// TestForeign: what nobody is told of a segment.
func TestForeign(t *testing.T) {
	_, x := hear(bases[0], append(halfClose()[:3], sent{ToServer, fin | ack, 3, 1, "cd", open, 0, false}))
	for _, c := range []struct {
		flags capture.TCPFlags
		seq   uint32
		n     int
		want  int
	}{{ack, 1, 4, 0}, {ack, 3, 4, 2}, {ack, 5, 3, 3}, {ack, 900, 3, 3}, {rst, 5, 3, 3}, {ack, 1 << 30, 7, 7},
		{ack, 3 << 30, 7, 7}, {ack, 1, 0, 0}} {
		p := &capture.Packet{At: 1e18}
		p.TCP.Flags, p.TCP.Seq, p.Payload = c.flags, bases[0][0]+c.seq, make([]byte, c.n)
		if got := x.Foreign(p, ToServer); got != c.want {
			t.Errorf("%d bytes at %d: %d are foreign, want %d", c.n, c.seq, got, c.want)
		}
	}
}
