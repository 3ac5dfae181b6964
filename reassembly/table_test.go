package reassembly_test

import (
	"fmt"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/reassembly"
)

// exchanges are tables of segments with what the Table must say: the number
// of the connection, the direction and whether ports were reused.
var exchanges = []struct {
	name, text string
	port       uint16
}{
	{"SYN comes from the client", `
		> S 0                = 0 to server
		< SA 0 ack 1         = 0 to client
		> A 1 ack 1          = 0 to server`, 60000},
	{"SYN, ACK comes from the server", `
		> SA 0 ack 1         = 0 to client
		< A 1 ack 1          = 0 to server`, 60000},
	{"joined late, the known port is the server's", `
		> A 5 ack 9          = 0 to server
		< A 9 ack 5          = 0 to client`, 7},
	{"joined late by the server's segment", `
		< A 9 ack 5          = 0 to client
		> A 5 ack 9          = 0 to server`, 7},
	{"joined late, the lower port is the server's", `
		> A 5 ack 9          = 0 to client
		< A 9 ack 5          = 0 to server`, 60000},
	{"SYN with another sequence number opens a new connection", `
		> S 0                = 0 to server
		< SA 0 ack 1         = 0 to client
		> FA 1 ack 1         = 0 to server
		isn 70000
		> S 0                = 1 to server reused
		< SA 0 ack 1         = 1 to client`, 7},
	{"SYN with the same sequence number is sent again", `
		> S 0                = 0 to server
		> S 0                = 0 to server`, 7},
	{"SYN, ACK with another sequence number stays", `
		> S 0                = 0 to server
		< SA 0 ack 1         = 0 to client
		< SA 9000 ack 1      = 0 to client`, 7},
	{"SYN after a connection that was joined late", `
		> A 5 ack 9          = 0 to server
		isn 70000
		> S 0                = 1 to server reused`, 7},
	{"SYN of the other side answers (simultaneous open)", `
		> S 0                = 0 to server
		< S 0                = 0 to client`, 7},
	{"reset does not close", `
		> S 0                = 0 to server
		< RA 0 ack 1         = 0 to client
		> S 0                = 0 to server`, 7},
}

func TestTable(t *testing.T) {
	for _, c := range exchanges {
		t.Run(c.name, func(t *testing.T) {
			x := capturetest.Exchange{Text: c.text, ISN: isns[0], Port: c.port}
			steps, err := x.Steps()
			if err != nil {
				t.Fatal(err)
			}
			table := newTable()
			for _, s := range steps {
				f := table.Find(s.Packet)
				got := fmt.Sprint(f.Conn.id, " ", f.Dir)
				if f.Reused {
					got += " reused"
				}
				if got != s.Want {
					t.Errorf("frame %d %q: %s", s.Packet.Frame, s.Line, got)
				}
			}
		})
	}
}

// TestReusedPorts: a reused pair of ports is a finding on the SYN, and the new
// connection knows nothing of the old one.
func TestReusedPorts(t *testing.T) {
	x := capturetest.Exchange{ISN: isns[0], Port: 7, Text: opening + `
		> PA 1+100 ack 1
		< A 1 ack 101 win 500
		isn 70000
		> S 0 ws 7               = Port numbers reused
		< SA 0 ack 1 ws 7
		> A 1 ack 1
		> PA 1+100 ack 1`}
	analyze(t, &x, func(s capturetest.Step, got *reassembly.Segment) {
		if marks := short(got); marks != s.Want {
			t.Errorf("frame %d %q: %q", s.Packet.Frame, s.Line, marks)
		}
	})
}

// datagram returns a UDP datagram of the n-th client.
func datagram(frame uint32, n int) *capture.Packet {
	from, to := capturetest.Client(), capturetest.Server(53)
	from.Addr[2], from.Addr[3] = byte(n>>8), byte(n)
	return capturetest.Packet(frame, capturetest.Start, capturetest.Datagram(from, to, []byte("x")))
}

func TestTransportsCountApart(t *testing.T) {
	table := newTable()
	udp := table.Find(datagram(1, 1)).Conn.id
	x := capturetest.Exchange{Text: "> S 0", ISN: isns[0], Port: 53}
	steps, err := x.Steps()
	if err != nil {
		t.Fatal(err)
	}
	tcp := table.Find(steps[0].Packet).Conn.id
	second := table.Find(datagram(3, 2)).Conn.id
	if udp != 0 || tcp != 0 || second != 1 {
		t.Errorf("udp %d, tcp %d, second udp %d", udp, tcp, second)
	}
}

func TestEviction(t *testing.T) {
	const limit = 100
	table := newTable()
	table.Limit = limit
	frame := uint32(0)
	find := func(n int) uint32 {
		frame++
		return table.Find(datagram(frame, n)).Conn.id
	}
	kept := find(0)
	for n := 1; n < 10*limit; n++ {
		find(n)
		if got := find(0); got != kept {
			t.Fatalf("after %d connections, the one in use became %d", n, got)
		}
	}
	if table.Evicted() == 0 || table.Evicted() > 10*limit {
		t.Errorf("%d evicted", table.Evicted())
	}
	if got := find(10*limit - 1); got != 10*limit-1 {
		t.Errorf("the newest became %d", got)
	}
	if got := find(1); got != 10*limit {
		t.Errorf("an old one came back as %d", got)
	}
}

func FuzzTable(f *testing.F) {
	f.Add([]byte{0, 2, 1, 0, 1, 18, 2, 0, 0, 2, 3, 0})
	f.Add([]byte("many ports and few flags"))
	f.Fuzz(func(t *testing.T, b []byte) {
		table := newTable()
		table.Limit = 8
		for frame := uint32(1); len(b) >= 4 && frame < 500; b, frame = b[4:], frame+1 {
			from, to := capturetest.Client(), capturetest.Server(uint16(b[0]>>4))
			from.Port = uint16(b[0] & 15)
			if b[1]&0x80 != 0 {
				from, to = to, from
			}
			s := capturetest.Segment{From: from, To: to, Flags: capture.TCPFlags(b[1] & 31), Seq: uint32(b[2]),
				Ack: uint32(b[3])}
			p := capturetest.Packet(frame, capturetest.Start, s.Frame())
			first := table.Find(p)
			if again := table.Find(p); again.Conn != first.Conn || again.Dir != first.Dir || again.Reused {
				t.Fatalf("frame %d: %+v, then %+v", frame, first, again)
			}
			s.From, s.To, s.Flags = to, from, capture.ACK
			answer := table.Find(capturetest.Packet(frame, capturetest.Start, s.Frame()))
			same := from == to // such a connection has no directions
			if answer.Conn != first.Conn || !same && answer.Dir != first.Dir.Reverse() {
				t.Fatalf("frame %d: %+v, answered in %+v", frame, first, answer)
			}
		}
	})
}
