package stats

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/engine"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// frames are captured frames on their way to collectors.
type frames struct {
	engine *engine.Engine
	table  reassembly.Table[engine.Conn]
	first  capture.Stamp
	number uint32
}

func newFrames() *frames {
	d := all.Detector()
	return &frames{
		engine: engine.New(d, engine.ByArrival),
		table:  reassembly.Table[engine.Conn]{New: engine.NewConn, ServerPort: d.ServerPort},
	}
}

// next dissects a frame captured at a time; borrowed until the next.
func (x *frames) next(at capture.Stamp, data []byte) *dissect.Frame {
	x.number++
	p := capturetest.Packet(x.number, at, data)
	if x.number == 1 {
		x.first = at
	}
	p.Decode()
	var found reassembly.Found[engine.Conn]
	if p.Converses() {
		found = x.table.Find(p)
	}
	f := x.engine.Dissect(p, found.Conn, found.Dir, found.Reused)
	f.First, f.Previous = x.first, at
	return f
}

// dump prints the rows of tables as CSV; of several each begins with its name.
func dump(t *testing.T, tables []table.Table) string {
	t.Helper()
	var b strings.Builder
	for i := range tables {
		if len(tables) > 1 {
			b.WriteString("# " + tables[i].Name + "\n")
		}
		if err := table.WriteCSV(&b, &tables[i], table.QuoteFormulas); err != nil {
			t.Fatal(err)
		}
		if i < len(tables)-1 {
			b.WriteString("\n")
		}
	}
	return b.String()
}

func ask(t *testing.T, name string) *collect.Ask {
	t.Helper()
	a, err := Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return &a
}

// halves counts frames with one collector, and with two that see half of them
// each and are merged, and returns both results.
func halves(t *testing.T, name string, send func(yield func(*dissect.Frame))) (one, merged string) {
	t.Helper()
	a := ask(t, name)
	single, even, odd := a.New(a), a.New(a), a.New(a)
	send(func(f *dissect.Frame) {
		single.Frame(f)
		if f.Packet.Frame%2 == 0 {
			even.Frame(f)
		} else {
			odd.Frame(f)
		}
	})
	even.Merge(odd)
	return dump(t, single.Tables(&collect.Run{})), dump(t, even.Tables(&collect.Run{}))
}

// serverFirst is a TCP connection whose server is heard first, as a capture that
// begins within it has it.
func serverFirst(yield func(*dissect.Frame)) {
	x := newFrames()
	client, server := capturetest.Client(), capturetest.Server(80)
	for i := range uint32(6) {
		s := capturetest.Segment{From: server, To: client, Seq: 1 + 100*i, Ack: 1, Flags: capture.ACK, Window: 1000,
			Data: make([]byte, 100)}
		if i%3 == 2 {
			s = capturetest.Segment{From: client, To: server, Seq: 1, Ack: 1 + 100*i, Flags: capture.ACK, Window: 1000}
		}
		yield(x.next(capture.Stamp(1e9+1e6*i), s.Frame()))
	}
	yield(x.next(2e9, capturetest.Datagram(client, capturetest.Server(53), []byte("nothing that DNS knows"))))
}

func TestConversations(t *testing.T) {
	one, merged := halves(t, "conversations", serverFirst)
	if one != merged {
		t.Errorf("one collector\n%s\nmerged\n%s", one, merged)
	}
	for _, want := range []string{
		// The client is A, though the server was heard first.
		"0,192.0.2.10,49152,192.0.2.80,80,,6,724,2,108,4,616,0,0.005\n",
		"0,192.0.2.10,49152,192.0.2.80,53,dns,1,64,1,64,0,0,1,0\n",
		// Of hosts it is who was first to send.
		"192.0.2.80,192.0.2.10,7,788,4,616,3,172,0,1\n",
	} {
		if !strings.Contains(one, want) {
			t.Errorf("no %s in\n%s", want, one)
		}
	}
}

func TestEndpoints(t *testing.T) {
	one, merged := halves(t, "endpoints", serverFirst)
	if one != merged {
		t.Errorf("one collector\n%s\nmerged\n%s", one, merged)
	}
	for _, want := range []string{"192.0.2.80,80,6,724,4,616,2,108\n", "192.0.2.10,7,788,3,172,4,616\n"} {
		if !strings.Contains(one, want) {
			t.Errorf("no %s in\n%s", want, one)
		}
	}
}

// TestConversationsBounded: what comes later is summed up and said.
func TestConversationsBounded(t *testing.T) {
	x, a := newFrames(), ask(t, "conversations.udp")
	c := newConversations(a).(*conversations)
	c.lists[UDP].bound = 3
	for port := range uint16(5) {
		for range 2 {
			c.Frame(x.next(1, capturetest.Datagram(capturetest.Client(), capturetest.Server(7000+port), []byte("x"))))
		}
	}
	tables := c.Tables(&collect.Run{})
	if len(tables) != 1 || tables[0].Len() != 3 || len(tables[0].Notes) != 1 || c.lists[UDP].others.Frames != 4 {
		t.Errorf("%d tables, others %v", len(tables), c.lists[UDP].others)
	}
}

func TestProtocols(t *testing.T) {
	one, merged := halves(t, "protocols", serverFirst)
	if one != merged {
		t.Errorf("one collector\n%s\nmerged\n%s", one, merged)
	}
	for _, want := range []string{"eth,7,100,788,100\n", "eth:ip,7,100,788,100\n", "eth:ip:tcp,6,85.71,724,91.88\n",
		"eth:ip:udp,1,14.29,64,8.12\n"} {
		if !strings.Contains(one, want) {
			t.Errorf("no %s in\n%s", want, one)
		}
	}
}

// TestTraffic: whatever the times are, no frame is lost, rows fit a screen and
// halves agree.
func TestTraffic(t *testing.T) {
	for _, d := range []capture.Stamp{0, 1, millisecond, 29 * millisecond, 30 * millisecond, second, 100 * second, hour,
		40 * day, 5000 * day} {
		t.Run(fmt.Sprint(d), func(t *testing.T) {
			one, merged := halves(t, "io", func(yield func(*dissect.Frame)) {
				x := newFrames()
				data := capturetest.Datagram(capturetest.Client(), capturetest.Server(7), []byte("x"))
				for i := range capture.Stamp(101) {
					yield(x.next(1e9+d*i/100, data))
				}
				yield(x.next(5e8, data)) // the clock was set back
			})
			if one != merged {
				t.Errorf("one collector\n%s\nmerged\n%s", one, merged)
			}
			lines := strings.Split(strings.TrimSpace(one), "\n")[1:]
			total := 0
			for _, line := range lines {
				var n int
				if _, err := fmt.Sscan(strings.Split(line, ",")[2], &n); err != nil {
					t.Fatal(err)
				}
				total += n
			}
			if total != 102 || len(lines) > fitting+1 {
				t.Errorf("%d frames in %d rows\n%s", total, len(lines), one)
			}
		})
	}
}

// TestCollectorsAllocate: counting a frame of what is known needs no memory.
func TestCollectorsAllocate(t *testing.T) {
	x := newFrames()
	s := capturetest.Segment{From: capturetest.Client(), To: capturetest.Server(80), Seq: 1, Flags: capture.ACK,
		Data: []byte("x")}
	f := x.next(1, s.Frame())
	for _, name := range []string{"overview", "protocols", "conversations", "endpoints", "io"} {
		a := ask(t, name)
		c := a.New(a)
		c.Frame(f)
		if n := testing.AllocsPerRun(100, func() { c.Frame(f) }); n > 0 {
			t.Errorf("%s: %v allocations per frame", name, n)
		}
	}
}

// TestUnderWay: a result can be had while frames are counted, as screens do.
func TestUnderWay(t *testing.T) {
	for _, name := range []string{"overview", "protocols", "conversations", "endpoints", "io"} {
		a := ask(t, name)
		watched, left := a.New(a), a.New(a)
		serverFirst(func(f *dissect.Frame) {
			watched.Frame(f)
			left.Frame(f)
			dump(t, watched.Tables(&collect.Run{}))
		})
		if got, want := dump(t, watched.Tables(&collect.Run{})), dump(t, left.Tables(&collect.Run{})); got != want {
			t.Errorf("%s: %s\nwant %s", name, got, want)
		}
	}
}
