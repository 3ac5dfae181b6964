package reassembly_test

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/reassembly"
)

// total returns the totals of the one connection in text.
func total(t *testing.T, text string, isn [2]uint32) *reassembly.Totals {
	t.Helper()
	x := capturetest.Exchange{Text: text, ISN: isn, Port: 7}
	steps, err := x.Steps()
	if err != nil {
		t.Fatal(err)
	}
	table := newTable()
	totals := new(reassembly.Totals)
	var s reassembly.Segment
	for i, step := range steps {
		found := table.Find(step.Packet)
		if i == 0 {
			found.Conn.tcp.Count(totals)
		}
		found.Conn.tcp.Analyze(step.Packet, found.Dir, found.Reused, &s)
	}
	return totals
}

func ms(t capture.Stamp) string { return fmt.Sprintf("%gms", float64(t)/1e6) }

// legs says what the round trips of both legs are: count, shortest to longest,
// what was left out.
func legs(t *reassembly.TCPTotals) string {
	var parts []string
	for d := range reassembly.Dir(2) {
		r, h := t.RTT(d), "-"
		if t.Handshake[d].Known {
			h = ms(t.Handshake[d].Time)
		}
		parts = append(parts, fmt.Sprintf("%s %d %s..%s amb %d held %d", h, r.Count(), ms(r.Min()), ms(r.Max()),
			r.Ambiguous, r.Held))
	}
	return strings.Join(parts, " | ")
}

// roundTrips are conversations and what is measured of their legs.
var roundTrips = []struct{ name, text, want string }{
	{"handshake", opening, "30ms 1 30ms..30ms amb 0 held 0 | 1ms 1 1ms..1ms amb 0 held 0"},
	{"an acknowledgment of two segments is timed from the second", opening + `
		< A 1+1460 ack 1 win 500
		+5ms < A 1461+1460 ack 1
		+2ms > A 1 ack 2921 win 500`, "30ms 1 30ms..30ms amb 0 held 0 | 1ms 2 1ms..2ms amb 0 held 0"},
	{"sent twice: Karn", opening + `
		> PA 1+100 ack 1
		+300ms > PA 1+100 ack 1
		+30ms < A 1 ack 101 win 500`, "30ms 1 30ms..30ms amb 1 held 0 | 1ms 1 1ms..1ms amb 0 held 0"},
	{"what waited behind a hole", opening + `
		< A 1461+1460 ack 1 win 500
		> A 1 ack 1 win 500
		> A 1 ack 1
		< A 1+1460 ack 1
		> A 1 ack 2921`, "30ms 1 30ms..30ms amb 0 held 0 | 1ms 1 1ms..1ms amb 1 held 0"},
	{"reordered before the capture point: timed from the late one", opening + `
		< A 1461+1460 ack 1 win 500
		+9ms < A 1+1460 ack 1
		> A 1 ack 2921 win 500`, "30ms 1 30ms..30ms amb 0 held 0 | 1ms 2 1ms..1ms amb 0 held 0"},
	{"a reply that brings the acknowledgment", opening + `
		> PA 1+100 ack 1
		+80ms < PA 1+100 ack 101 win 500
		+1ms > A 101 ack 101`, "30ms 1 30ms..30ms amb 0 held 1 | 1ms 2 1ms..1ms amb 0 held 0"},
	{"a delayed acknowledgment", opening + `
		> PA 1+100 ack 1
		+70ms < A 1 ack 101 win 500`, "30ms 1 30ms..30ms amb 0 held 1 | 1ms 1 1ms..1ms amb 0 held 0"},
	{"later than any delay", opening + `
		> PA 1+100 ack 1
		+900ms < A 1 ack 101 win 500`, "30ms 2 30ms..900ms amb 0 held 0 | 1ms 1 1ms..1ms amb 0 held 0"},
	{"one large segment is timed once", opening + `
		< A 1+5840 ack 1 win 500
		+3ms > A 1 ack 2921 win 500
		+4ms > A 1 ack 5841`, "30ms 1 30ms..30ms amb 0 held 0 | 1ms 2 1ms..3ms amb 0 held 0"},
	{"SYN sent twice", `
		> S 0
		+1s > S 0
		+30ms < SA 0 ack 1
		> A 1 ack 1`, "- 0 0ms..0ms amb 1 held 0 | 1ms 1 1ms..1ms amb 0 held 0"},
	{"SYN, ACK sent twice", `
		> S 0
		+30ms < SA 0 ack 1
		+1s < SA 0 ack 1
		> A 1 ack 1`, "30ms 1 30ms..30ms amb 0 held 0 | - 0 0ms..0ms amb 1 held 0"},
	{"SYN, ACK sent again later", opening + "+1s < SA 0 ack 1\n> A 1 ack 1",
		"30ms 1 30ms..30ms amb 0 held 0 | 1ms 1 1ms..1ms amb 0 held 0"},
	{"joined late", `
		> PA 5000+100 ack 700
		+30ms < A 700 ack 5100
		> PA 5100+100 ack 700
		+31ms < A 700 ack 5200`, "- 2 30ms..31ms amb 0 held 0 | - 0 0ms..0ms amb 0 held 0"},
	{"one direction only", `
		> PA 5000+100 ack 700
		> PA 5100+100 ack 700`, "- 0 0ms..0ms amb 0 held 0 | - 0 0ms..0ms amb 0 held 0"},
}

func TestRoundTrips(t *testing.T) {
	for _, c := range roundTrips {
		for _, isn := range isns {
			if got := legs(total(t, c.text, isn).TCP); got != c.want {
				t.Errorf("%s, ISN %#x:\n%s\n%s", c.name, isn, got, c.want)
			}
		}
	}
}

// sums says what a side sent.
func sums(x *reassembly.Totals, d reassembly.Dir) string {
	s, v := &x.TCP.Sides[d], &x.Sent[d]
	return fmt.Sprintf("%d frames %d bytes %d unique %d missing, first flight %d/%d, in flight %d, resent %d, out of order %d, dup %d, lost %d, windows %d-%d zero %d full %d, alive %d",
		v.Frames, v.Bytes, s.Unique, s.Missing(), s.InitialSegments, s.InitialBytes, s.MaxInFlight,
		s.Count(reassembly.Resent), s.Count(reassembly.OutOfOrder),
		s.Count(reassembly.DuplicateAck), s.Count(reassembly.LostSegment), s.MinWindow, s.MaxWindow,
		s.Count(reassembly.ZeroWindow), s.Count(reassembly.WindowFull), s.Count(reassembly.KeepAlive))
}

func TestSums(t *testing.T) {
	for _, c := range []struct{ name, text, client, server string }{
		{"request and reply", opening + `
			> PA 1+100 ack 1
			< A 1+1000 ack 101
			< PA 1001+500 ack 101
			> A 101 ack 1501 win 400
			< A 1501+50 ack 101`,
			"4 frames 100 bytes 100 unique 0 missing, first flight 1/100, in flight 100, resent 0, out of order 0, dup 0, lost 0, windows 51200-64240 zero 0 full 0, alive 0",
			"4 frames 1550 bytes 1550 unique 0 missing, first flight 2/1500, in flight 1500, resent 0, out of order 0, dup 0, lost 0, windows 65160-8340480 zero 0 full 0, alive 0"},
		{"sent again, in part new", opening + `
			< A 1+1000 ack 1 win 500
			+500ms < A 1+1000 ack 1
			+500ms < A 501+1000 ack 1`,
			"2 frames 0 bytes 0 unique 0 missing, first flight 0/0, in flight 0, resent 0, out of order 0, dup 0, lost 0, windows 64000-64240 zero 0 full 0, alive 0",
			"4 frames 3000 bytes 1500 unique 0 missing, first flight 2/1500, in flight 1500, resent 2, out of order 0, dup 0, lost 0, windows 64000-65160 zero 0 full 0, alive 0"},
		{"a hole that is filled and one that stays", opening + `
			< A 1+1000 ack 1 win 500
			< A 2001+1000 ack 1
			< A 1001+1000 ack 1
			< A 4001+1000 ack 1
			> A 1 ack 5001`,
			"3 frames 0 bytes 0 unique 0 missing, first flight 0/0, in flight 0, resent 0, out of order 0, dup 0, lost 0, windows 64000-64240 zero 0 full 0, alive 0",
			"5 frames 4000 bytes 4000 unique 1000 missing, first flight 4/4000, in flight 1000, resent 0, out of order 1, dup 0, lost 2, windows 64000-65160 zero 0 full 0, alive 0"},
	} {
		for _, isn := range isns {
			x := total(t, c.text, isn)
			if got := sums(x, reassembly.ToServer); got != c.client {
				t.Errorf("%s, client, ISN %#x:\n%s\n%s", c.name, isn, got, c.client)
			}
			if got := sums(x, reassembly.ToClient); got != c.server {
				t.Errorf("%s, server, ISN %#x:\n%s\n%s", c.name, isn, got, c.server)
			}
		}
	}
}

func TestOpenedClosed(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"whole", opening + "> PA 1+5 ack 1\n< FA 1 ack 6\n> FA 6 ack 2\n< A 2 ack 7",
			"established, FIN to client, first to server; Complete, WITH_DATA"},
		{"half closed", opening + "< PA 1+5 ack 1\n> FA 1 ack 6",
			"established, half closed to server, first to client; Complete, WITH_DATA"},
		{"reset", opening + "> PA 1+5 ack 1\n< RA 1 ack 6",
			"established, RST to client, first to server; Complete, WITH_DATA"},
		{"reset after the end", opening + "< FA 1 ack 1\n> FA 1 ack 2\n> R 2",
			"established, FIN to client; Complete, NO_DATA"},
		{"refused", "> S 0\n< RA 0 ack 1", "refused, RST to client; Incomplete"},
		{"unanswered", "> S 0\n+1s > S 0", "unanswered, open; Incomplete, SYN_SENT"},
		{"answer only", "< SA 0 ack 1\n> A 1 ack 1", "SYN not captured, open; Incomplete"},
		{"joined late", "> PA 1+5 ack 1\n< PA 1+5 ack 6", "midstream, open, first to server; Incomplete"},
	} {
		x := total(t, c.text, isns[0]).TCP
		got := fmt.Sprint(x.Opened, ", ", x.Closed)
		if x.Closed != reassembly.StillOpen {
			got += fmt.Sprint(" ", x.ClosedBy)
		}
		if x.Spoke {
			got += fmt.Sprint(", first ", x.FirstSpeaker)
		}
		if got += fmt.Sprint("; ", x.Completeness); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestEnded(t *testing.T) {
	const fins = opening + "> FA 1 ack 1\n< A 1 ack 2\n< FA 1 ack 2\n"
	for _, c := range []struct {
		text string
		want bool
	}{
		{fins, false},
		{fins + "> A 2 ack 1", false},
		{fins + "> A 2 ack 2", true},
		{fins + "> A 2 ack 2\n< FA 1 ack 2\n> A 2 ack 2", true},
		{opening + "> FA 1 ack 1\n< FA 1 ack 2\n> A 2 ack 2", true},
		{opening + "< FA 1 ack 1\n> R 1", false},
	} {
		for _, isn := range isns {
			x := capturetest.Exchange{Text: c.text, ISN: isn, Port: 7}
			steps, err := x.Steps()
			if err != nil {
				t.Fatal(err)
			}
			tcp := reassembly.NewTCP()
			var s reassembly.Segment
			for _, step := range steps {
				d := reassembly.ToServer
				if step.Packet.SrcPort == 7 {
					d = reassembly.ToClient
				}
				tcp.Analyze(step.Packet, d, false, &s)
			}
			if tcp.Ended() != c.want {
				t.Errorf("ISN %#x, %q: ended %v", isn, c.text, tcp.Ended())
			}
		}
	}
}

func TestVantage(t *testing.T) {
	leg := func(server, client string) string {
		return "> S 0\n+" + server + " < SA 0 ack 1\n+" + client + " > A 1 ack 1\n"
	}
	for _, c := range []struct{ text, want string }{
		{leg("30ms", "50us"), "client side: round trips to both ends compared"},
		{leg("50us", "30ms"), "server side: round trips to both ends compared"},
		{leg("10ms", "20ms"), "middle: round trips to both ends compared"},
		{leg("20us", "20us"), "unknown: both ends answer at once"},
		{"> S 0\n> S 0", "unknown: no round trip and no hop limit tells"},
	} {
		x := total(t, c.text, isns[0]).TCP
		v, why := x.Vantage()
		if got := fmt.Sprint(v, ": ", why); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
	x := reassembly.TCPTotals{}
	x.Sides[reassembly.ToServer].HopLimit, x.Sides[reassembly.ToClient].HopLimit = 64, 51
	if v, why := x.Vantage(); v != reassembly.AtClient || why != reassembly.ByHopLimit {
		t.Error(v, why)
	}
}

func TestSplit(t *testing.T) {
	x := total(t, opening, isns[0]).TCP
	for _, c := range []struct{ ttfb, network, server capture.Stamp }{{100e6, 30e6, 70e6}, {30e6, 30e6, 0},
		{10e6, 10e6, 0}} {
		if network, server, known := x.Split(c.ttfb); !known || network != c.network || server != c.server {
			t.Errorf("%d: %d + %d", c.ttfb, network, server)
		}
	}
	if _, _, known := new(reassembly.TCPTotals).Split(1e6); known {
		t.Error("the way is not known")
	}
}

// TestTotalsAllocate: counting costs no memory that grows with the frames.
func TestTotalsAllocate(t *testing.T) {
	d, table := newDownload(), newTable()
	var s reassembly.Segment
	var totals reassembly.Totals
	step := func() {
		p := d.next()
		p.Decode()
		found := table.Find(p)
		if totals.TCP == nil {
			found.Conn.tcp.Count(&totals)
		}
		found.Conn.tcp.Analyze(p, found.Dir, found.Reused, &s)
	}
	for range 200 {
		step()
	}
	if n := testing.AllocsPerRun(1000, step); n != 0 {
		t.Errorf("%v allocations", n)
	}
	r := totals.TCP.RTT(reassembly.ToClient)
	if totals.TCP.Sides[reassembly.ToClient].Missing() != 0 || r.Count() < 500 {
		t.Errorf("%d samples", r.Count())
	}
	if n := unsafe.Sizeof(reassembly.Totals{}); n > 128 {
		t.Errorf("totals of a UDP conversation take %d bytes", n)
	}
	if n := unsafe.Sizeof(reassembly.TCPTotals{}); n > 320 {
		t.Errorf("what TCP has beside takes %d bytes", n)
	}
}

func BenchmarkTotals(b *testing.B) {
	d, table := newDownload(), newTable()
	var s reassembly.Segment
	var totals reassembly.Totals
	b.ReportAllocs()
	for b.Loop() {
		p := d.next()
		p.Decode()
		found := table.Find(p)
		if totals.TCP == nil {
			found.Conn.tcp.Count(&totals)
		}
		found.Conn.tcp.Analyze(p, found.Dir, found.Reused, &s)
	}
}

// TestMissingBeyondWindows: acknowledgments in another number space make no
// bytes missing.
func TestMissingBeyondWindows(t *testing.T) {
	for _, far := range []uint32{1 << 26, 1 << 28, 3 << 29} {
		tcp, at := reassembly.NewTCP(), capture.Stamp(1e18)
		var totals reassembly.Totals
		tcp.Count(&totals)
		implausible := 0
		add := func(d reassembly.Dir, flags capture.TCPFlags, seq, ack uint32, n int) {
			at += 1e6
			p := &capture.Packet{At: at}
			p.TCP.Flags, p.TCP.Seq, p.TCP.Ack, p.TCP.Window, p.PayloadLen = flags, seq, ack, 60000, n
			var s reassembly.Segment
			if tcp.Analyze(p, d, false, &s); s.Implausible {
				implausible++
			}
		}
		add(reassembly.ToServer, capture.SYN, 99, 0, 0)
		add(reassembly.ToClient, capture.SYN|capture.ACK, 499, 100, 0)
		add(reassembly.ToServer, capture.ACK, 100, 500+far, 0)
		add(reassembly.ToClient, capture.ACK, 500, 100, 1000)
		add(reassembly.ToServer, capture.ACK, 100, 1500+far, 0)
		if n := totals.TCP.Sides[reassembly.ToClient].Missing(); n != 0 || implausible != 2 {
			t.Errorf("%d away: %d bytes missing, %d implausible", far, n, implausible)
		}
	}
}
