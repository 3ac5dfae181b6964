package engine

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/capture/capturetest"
	"netsniff/dissect"
)

const shake = `
> S 0
< SA 0 ack 1
> A 1 ack 1
`

var spanCases = []struct{ name, text string }{
	{"message in one segment", shake + `
		> PA 1"N05hello"           = [N05hello]`},
	{"two messages in one segment", shake + `
		> PA 1"N05helloN01x"       = [N05hello][N01x]`},
	{"message in three segments", shake + `
		> PA 1"N05"                = part
		> PA 4"he"                 = part
		> PA 6"llo"                = [N05hello]`},
	{"header in two segments", shake + `
		> PA 1"N"                  = part
		> PA 2"05hello"            = [N05hello]`},
	{"end of one message and beginning of the next", shake + `
		> PA 1"N05he"              = part
		> PA 6"lloN02x"            = [N05hello]
		> PA 13"y"                 = [N02xy]`},
	{"three messages over two segments", shake + `
		> PA 1"N01aN05he"          = [N01a]
		> PA 10"lloN01b"           = [N05hello][N01b]`},
	{"pieces out of order", shake + `
		> PA 1"N05h"               = part
		> PA 8"o"                  = part
		> PA 5"ell"                = [N05hello]`},
	{"pieces in reverse", shake + `
		> PA 1"N05h"               = part
		+100us > PA 8"o"           = part
		+100us > PA 7"l"           = part
		+100us > PA 6"l"           = part
		+100us > PA 5"e"           = [N05hello]`},
	{"a retransmission fills a hole in sequence order only", shake + `
		> PA 1"N05h"               = part
		> PA 8"o"                  = part
		+1s > PA 5"ell"            = // [N05hello]`},
	{"messages of one segment do not share memory", shake + `
		> PA 1"N05he"              = part
		> PA 6"lloN05wo"           = [N05hello]
		> PA 14"rldN05xx"          = [N05world]`},
	{"a late segment with the beginning of the next message", shake + `
		> PA 1"N05h"               = part
		> PA 7"loN01x"             = [N01x] // part
		> PA 5"el"                 = [N05hello] // [N05hello][N01x]`},
	{"overlapping pieces", shake + `
		> PA 1"N05hel"             = part
		+1ms > PA 5"ello"          = [N05hello]`},
	{"a piece sent again", shake + `
		> PA 1"N05"                = part
		> PA 4"he"                 = part
		+1s > PA 4"he"
		> PA 6"llo"                = [N05hello]`},
	{"a complete message sent again", shake + `
		> PA 1"N05hello"           = [N05hello]
		+1s > PA 1"N05hello"
		> PA 9"N01x"               = [N01x]`},
	{"the first piece sent again with more", shake + `
		> PA 1"N05"                = part
		+1s > PA 1"N05hello"       = // [N05hello]`},
	{"line until its end", shake + `
		> PA 1"Lone"               = part
		> PA 5"two"                = part
		> PA 8"\nL3\n"             = [Lonetwo][L3]`},
	{"line with a hole", shake + `
		> PA 1"La"                 = part
		> PA 4"c\n"                = [junk] // part
		> PA 3"b"                  = part // [Labc]`},
	{"both directions at once", shake + `
		> PA 1"N05he"              = part
		< PA 1"N03x" ack 6         = part
		> PA 6"llo" ack 5          = [N05hello]
		< PA 5"yz" ack 9           = [N03xyz]`},
	{"body that is only counted", shake + `
		< PA 1"B0100\n"            = part
		< PA 7+50                  = part
		< PA 57+50                 = [B0100+100]
		< PA 107"N01x"             = [N01x]`},
	{"counted body out of order", shake + `
		< PA 1"B0100\n"            = part
		< PA 57+50                 = part
		< PA 7+50                  = [B0100+100]`},
	{"counted body that ends within a segment", shake + `
		< PA 1"B0010\nabc"         = part
		< PA 10"defghijN01x"       = [B0010+10][N01x]`},
	{"body of which ten bytes are stored", shake + `
		< PA 1"K0100\nabc"         = part
		< PA 10+40                 = part
		< PA 50+57                 = [K0100 abcklmnopq+90]`},
	{"message that ends with its stream", shake + `
		< PA 1"Chello"             = part
		< PA 7"more"               = part
		< FA 11                    = [C+9]`},
	{"data with the FIN", shake + `
		< PA 1"Chello"             = part
		< FPA 7"more"              = [C+9]`},
	{"message that ends with a reset", shake + `
		< PA 1"Chello"             = part
		< RA 7                     = [C+5]`},
	{"FIN beyond a hole does not end the message", shake + `
		< PA 1"Chello"             = part
		< FA 20`},
	{"segment beyond a hole is a fresh message", shake + `
		> PA 1"N01x"               = [N01x]
		> PA 20"N01y"              = [N01y] // part`},
	{"other bytes than the protocol's", shake + `
		> PA 1"X"
		> PA 2"N01x"`},
	{"data in the SYN", `
		> S 0"N05he"               = part
		< SA 0 ack 6
		> PA 6"llo"                = [N05hello]`},
}

// spanISNs put every case across the wrap of sequence numbers.
func spanISNs() (list [][2]uint32) {
	for i := range uint32(24) {
		list = append(list, [2]uint32{-i, -i})
	}
	return append(list, [2]uint32{1000, 70000}, [2]uint32{0xffffffa0, 0xffffffa0}, [2]uint32{0x7ffffff8, 0x7ffffff8})
}

func TestSpans(t *testing.T) {
	for _, c := range spanCases {
		t.Run(c.name, func(t *testing.T) {
			for _, isn := range spanISNs() {
				for _, o := range []Order{ByArrival, BySequence} {
					r := play(t, c.text, isn, o)
					if r.engine.Losses.Unfinished != 0 {
						t.Errorf("%d messages were let go", r.engine.Losses.Unfinished)
					}
				}
				if t.Failed() {
					return // other numbers say the same
				}
			}
		})
	}
}

// TestElidedIsNotStored: a body of 9,999 bytes that arrives in any order takes
// no more than its header.
func TestElidedIsNotStored(t *testing.T) {
	for _, order := range [][3]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
		r := newToyRun(ByArrival)
		feed(t, r, `< PA 1"B9000\n"`)
		for i, n := range order {
			got := feed(t, r, fmt.Sprintf("< PA %d+3000", 7+3000*n))
			if want := []string{"part", "part", "[B9000+9000]"}[i]; got != want {
				t.Errorf("order %v, piece %d: %q", order, n, got)
			}
			if n := r.stored(); n > 6 {
				t.Errorf("%d bytes stored", n)
			}
		}
	}
}

// feed takes one more segment of the connection.
func feed(t *testing.T, r *toyRun, line string) string {
	t.Helper()
	x := capturetest.Exchange{Text: line, ISN: [2]uint32{1000, 5000}, Port: toyPort}
	steps, err := x.Steps()
	if err != nil {
		t.Fatal(err)
	}
	return r.take(steps[0].Packet)
}

func TestSpanBounds(t *testing.T) {
	t.Run("unfinished messages", func(t *testing.T) {
		r := newToyRun(ByArrival)
		for i := range 100 {
			feed(t, r, fmt.Sprintf(`> PA %d"N99abc"`, 1+1000*i))
		}
		if n := len(r.conn.spans[dissect.ToServer].list); n != maxSpans {
			t.Errorf("%d messages wait", n)
		}
		if r.engine.Losses.Unfinished != 100-maxSpans {
			t.Errorf("%d messages let go", r.engine.Losses.Unfinished)
		}
	})
	t.Run("stored bytes", func(t *testing.T) {
		r := newToyRun(ByArrival)
		feed(t, r, `> PA 1"L"`)
		for i := range 2 * maxSpanBytes / 60000 {
			feed(t, r, fmt.Sprintf("> PA %d+60000", 2+60000*i))
			if n := r.stored(); n > maxSpanBytes+60000 {
				t.Fatalf("%d bytes stored", n)
			}
		}
		if r.engine.Losses.Unfinished == 0 {
			t.Error("nothing was let go")
		}
	})
	t.Run("late segments", func(t *testing.T) {
		r := newToyRun(ByArrival)
		feed(t, r, `> PA 1"B9999\n"`)
		for i := range maxLate + 10 {
			feed(t, r, fmt.Sprintf("> PA %d+1", 10+2*i))
			for _, x := range r.conn.spans[dissect.ToServer].list {
				if len(x.late) > maxLate {
					t.Fatalf("%d late segments", len(x.late))
				}
			}
		}
		if r.engine.Losses.Unfinished == 0 {
			t.Error("nothing was let go")
		}
	})
	t.Run("late bytes", func(t *testing.T) {
		r := newToyRun(ByArrival)
		feed(t, r, `> PA 1"L"`)
		for i := range 500 {
			feed(t, r, fmt.Sprintf("> PA %d+60000", 3+60000*i))
			if n := r.stored(); n > 2*maxSpanBytes {
				t.Fatalf("%d bytes stored", n)
			}
		}
	})
}

// TestSpansAreReused: a connection whose messages come in two segments each
// allocates nothing in the long run.
func TestSpansAreReused(t *testing.T) {
	r := newToyRun(ByArrival)
	x := capturetest.Exchange{Text: "> PA 1\"N05he\"\n> PA 6\"llo\"", Port: toyPort}
	steps, err := x.Steps()
	if err != nil {
		t.Fatal(err)
	}
	var conn *Conn
	frame := uint32(0)
	step := func() {
		for _, s := range steps {
			frame++
			s.Packet.Frame = frame
			found := r.table.Find(s.Packet)
			conn = found.Conn
			r.engine.Dissect(s.Packet, conn, found.Dir, found.Reused)
			s.Packet.TCP.Seq += 8
		}
	}
	for range 100 {
		step()
	}
	if n := testing.AllocsPerRun(100, step); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if got := string(r.engine.frame.AppendInfo(nil)); !strings.Contains(got, "[N05hello]") {
		t.Errorf("%q", got)
	}
}
