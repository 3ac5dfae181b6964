package follow_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect/detect"
	"netsniff/dissect/engine"
	"netsniff/reassembly"
	"netsniff/report/follow"
)

// conversations are exchanges with what a follower says of them: the parts,
// "> " for those of the client, "< " for those of the server; a number is a
// gap.
var conversations = []struct{ name, text, want string }{
	{"in order", `
		> S 0
		< SA 0
		> A 1
		> PA 1"ask"
		< PA 1"answer"
		> PA 4"more"`,
		"> ask\n< answer\n> more\n"},
	{"sent again", `
		> S 0
		> S 0
		< SA 0
		> PA 1"one"
		> PA 1"one"
		> PA 1"onetwo"
		> PA 4"two"
		< A 1 ack 7`,
		"> one\n> two\n"},
	{"reordered", `
		> S 0
		< SA 0
		> PA 4"two"
		> PA 7"three"
		< A 1 ack 1
		> PA 1"one"
		< PA 1"ok" ack 12`,
		"> one\n> two\n> three\n< ok\n"},
	{"overlapping, the first bytes count", `
		> S 0
		< SA 0
		> PA 1"aaaa"
		> PA 3"xxbb"
		> PA 11"dd"
		> PA 9"yyzz"
		> PA 7"ee"
		< PA 1"r" ack 13`,
		"> aaaa\n> bb\n> ee\n> yyzz\n< r\n"},
	{"lost, then acknowledged", `
		> S 0
		< SA 0
		> PA 1"aaa"
		> PA 11"bbb"
		> PA 21"ccc"
		< PA 1"r1" ack 12
		< PA 3"r2" ack 14
		< PA 5"r3" ack 24`,
		"> aaa\n> +7\n> bbb\n< r1\n< r2\n> +7\n> ccc\n< r3\n"},
	{"acknowledged before it was captured", `
		> S 0
		< SA 0
		> PA 1"aaa"
		< PA 1"r1" ack 14
		> PA 11"bbb"
		> PA 4"-------"
		< PA 3"r2" ack 14`,
		"> aaa\n< r1\n> -------\n> bbb\n< r2\n"},
	{"a hole that nobody acknowledged", `
		> S 0
		< SA 0
		> PA 1"aaa"
		> PA 11"bbb"`,
		"> aaa\n> +7\n> bbb\n"},
	{"joined late", `
		< A 500 ack 100
		> PA 105"ask"
		> PA 90"old"
		< PA 505"answer" ack 108`,
		"> ask\n< +5\n< answer\n"},
	{"a SYN says where it begins", `
		> S 0
		< RA -7000 ack 1
		< SA 0
		> PA 1"ask"
		< PA 1"answer"`,
		"> ask\n< answer\n"},
	{"data with SYN and with RST", `
		> S 0"early"
		< SA 0 ack 6
		< RA 1"sorry"`,
		"> early\n"},
	{"keep-alive", `
		> S 0
		< SA 0
		> PA 1"a"
		> A 1"\x00"
		< A 1 ack 2
		> PA 2"b"`,
		"> a\n> b\n"},
	{"ports used again", `
		> S 0
		< SA 0
		> PA 1"one"
		> S 9000
		< SA 7000 ack 9001
		> PA 9001"two"
		< PA 7001"ok"`,
		"> one\n"},
}

// isns put the exchanges in the middle of the sequence space and across its
// end.
var isns = [][2]uint32{{1000000, 5000000}, {^uint32(2), ^uint32(0)}}

func TestConversations(t *testing.T) {
	for _, c := range conversations {
		t.Run(c.name, func(t *testing.T) {
			for _, isn := range isns {
				out := run(t, follow.Options{Mode: follow.JSON}, packets(t, c.text, isn))
				if got := spoken(t, out); got != c.want {
					t.Errorf("ISN %#x:\n%swant\n%s", isn[0], got, c.want)
				}
			}
		})
	}
}

// TestPair: all connections between two endpoints, in turn.
func TestPair(t *testing.T) {
	target, ok := follow.ParseTarget("192.0.2.80:80-192.0.2.10:49152", follow.TCP)
	if !ok {
		t.Fatal("no target")
	}
	text := conversations[len(conversations)-1].text
	out := run(t, follow.Options{Mode: follow.JSON, Target: target}, packets(t, text, isns[0]))
	if got, want := spoken(t, out), "> one\n> two\n< ok\n"; got != want {
		t.Errorf("%swant\n%s", got, want)
	}
}

func TestSides(t *testing.T) {
	text := conversations[4].text
	for side, want := range map[follow.Side]string{
		follow.ClientSide: "> aaa\n> +7\n> bbb\n> +7\n> ccc\n",
		follow.ServerSide: "< r1\n< r2\n< r3\n",
	} {
		out := run(t, follow.Options{Mode: follow.JSON, Side: side}, packets(t, text, isns[0]))
		if got := spoken(t, out); got != want {
			t.Errorf("%v: %swant\n%s", side, got, want)
		}
	}
}

// TestCut: bytes that the snap length cut are missing like others.
func TestCut(t *testing.T) {
	list := packets(t, "> S 0\n< SA 0\n> PA 1\"abcdefgh\"\n> PA 9\"ij\"\n< A 1 ack 11", isns[0])
	p := list[2]
	p.Data = p.Data[:len(p.Data)-3]
	p.CapLen = len(p.Data)
	p.Decode()
	if got, want := spoken(t, run(t, follow.Options{Mode: follow.JSON}, list)), "> abcde\n> +3\n> ij\n"; got != want {
		t.Errorf("%swant\n%s", got, want)
	}
}

func TestDatagrams(t *testing.T) {
	from, to := capturetest.Client(), capturetest.Server(53)
	list := []*capture.Packet{
		capturetest.Packet(1, capturetest.Start, capturetest.Datagram(from, to, []byte("ask"))),
		capturetest.Packet(2, capturetest.Start, capturetest.Datagram(from, to, []byte("ask"))),
		capturetest.Packet(3, capturetest.Start, capturetest.Datagram(to, from, []byte("answer"))),
	}
	out := run(t, follow.Options{Protocol: follow.UDP, Mode: follow.JSON}, list)
	if got, want := spoken(t, out), "> ask\n> ask\n< answer\n"; got != want {
		t.Errorf("%swant\n%s", got, want)
	}
}

func packets(t testing.TB, text string, isn [2]uint32) []*capture.Packet {
	t.Helper()
	x := capturetest.Exchange{Text: text, ISN: isn, Port: 80}
	steps, err := x.Steps()
	if err != nil {
		t.Fatal(err)
	}
	var list []*capture.Packet
	for _, s := range steps {
		list = append(list, s.Packet)
	}
	return list
}

// run takes packets through a table to a follower.
func run(t testing.TB, o follow.Options, list []*capture.Packet) []byte {
	t.Helper()
	table := reassembly.Table[engine.Conn]{New: engine.NewConn}
	engine := engine.New(detect.New(nil), engine.ByArrival)
	w := follow.New(o)
	var out []byte
	for _, p := range list {
		found := table.Find(p)
		out, _ = w.Frame(engine.Undissected(p, found.Conn, found.Dir), out)
	}
	return w.End(out)
}

// spoken reads the JSON form.
func spoken(t testing.TB, b []byte) string {
	t.Helper()
	var said struct {
		Peers []struct{ Host, Role string }
		Parts []struct {
			Peer    int
			Text    string
			Base64  []byte
			Missing uint32
		}
	}
	if err := json.Unmarshal(b, &said); err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	var out strings.Builder
	for _, p := range said.Parts {
		sign := map[string]string{"client": "> ", "server": "< "}[said.Peers[p.Peer].Role]
		switch {
		case p.Missing > 0:
			fmt.Fprintf(&out, "%s+%d\n", sign, p.Missing)
		default:
			fmt.Fprintf(&out, "%s%s%s\n", sign, p.Text, p.Base64)
		}
	}
	return out.String()
}

// TestHeadless: a stream that never came by has a head without peers.
func TestHeadless(t *testing.T) {
	w := follow.New(follow.Options{Target: follow.Target{Number: 3}})
	want := strings.Replace("\nRULE\nFollow: tcp,ascii\nFilter: tcp.stream eq 3\nNode 0: :0\nNode 1: :0\nRULE\n",
		"RULE", strings.Repeat("=", 67), 2)
	if got := w.End(nil); w.Seen() || string(got) != want {
		t.Errorf("%s", got)
	}
	if got := w.End(nil); len(got) > 0 {
		t.Errorf("ended twice: %s", got)
	}
}

// TestAllocations: following a stream in order costs nothing per segment, and
// frames of others cost nothing at all.
func TestAllocations(t *testing.T) {
	for _, number := range []uint32{0, 7} {
		for _, mode := range []follow.Mode{follow.ASCII, follow.Hex, follow.Raw} {
			list := packets(t, "> S 0\n< SA 0\n> PA 1+100", isns[0])
			table := reassembly.Table[engine.Conn]{New: engine.NewConn}
			engine := engine.New(detect.New(nil), engine.ByArrival)
			w := follow.New(follow.Options{Mode: mode, Target: follow.Target{Number: number}})
			var out []byte
			for _, p := range list {
				found := table.Find(p)
				out, _ = w.Frame(engine.Undissected(p, found.Conn, found.Dir), out[:0])
			}
			p := list[2]
			n := testing.AllocsPerRun(100, func() {
				p.TCP.Seq += 100
				found := table.Find(p)
				out, _ = w.Frame(engine.Undissected(p, found.Conn, found.Dir), out[:0])
			})
			if n > 0 || number == 0 && !bytes.HasSuffix(out, []byte("\n")) {
				t.Errorf("stream %d, %v: %v allocations, %q", number, mode, n, out)
			}
		}
	}
}

// TestTerminal: text cannot overwrite what stands on the screen.
func TestTerminal(t *testing.T) {
	list := packets(t, "> S 0\n< SA 0\n> PA 1\"one\\r\\ntwo\\rXX\\x1b[2J\\r\"", isns[0])
	for terminal, want := range map[bool]string{true: "one\r\ntwo.XX.[2J.\n", false: "one\r\ntwo\rXX.[2J\r\n"} {
		if out := run(t, follow.Options{Terminal: terminal}, list); !bytes.Contains(out, []byte("\n"+want)) {
			t.Errorf("%v: %q", terminal, out)
		}
	}
}

// TestTargets: what names a stream and what does not.
func TestTargets(t *testing.T) {
	for _, s := range []string{"0", "4294967295", "192.0.2.1:1-192.0.2.2:2", "[2001:db8::1]:1-2001:db8::2:80"} {
		if _, ok := follow.ParseTarget(s, follow.TCP); !ok {
			t.Errorf("%s is a stream", s)
		}
	}
	for _, s := range []string{"", "-", "-1", "x", "4294967296", "192.0.2.1-192.0.2.2", "192.0.2.1:1",
		"192.0.2.1:1-192.0.2.2:65536", "[fe80::1%eth0]:1-[fe80::2]:2", "1:2-3:4"} {
		if _, ok := follow.ParseTarget(s, follow.TCP); ok {
			t.Errorf("%s is no stream", s)
		}
	}
	for s, want := range map[string]follow.Target{
		"3": {Number: 3}, "3.0": {Number: 3, Inside: true},
		"3.4611686018427387903": {Number: 3, Inside: true, Stream: 1<<62 - 1},
	} {
		if got, ok := follow.ParseTarget(s, follow.QUIC); !ok || got != want {
			t.Errorf("%s: %+v, %t", s, got, ok)
		}
	}
	for _, s := range []string{"3.", "3.x", ".3", "3.4611686018427387904"} {
		if _, ok := follow.ParseTarget(s, follow.HTTP3); ok {
			t.Errorf("%s is no stream", s)
		}
	}
}
