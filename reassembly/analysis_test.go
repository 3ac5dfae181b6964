package reassembly_test

import (
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/reassembly"
)

// opening is the handshake most cases begin with: frames 1 to 3, windows
// scaled by 128.
const opening = `
> S 0 win 64240 ws 7
+30ms < SA 0 ack 1 win 65160 ws 7
> A 1 ack 1 win 500
`

// findings is one table of segments: what the analysis must say of each
// follows the =, segments without it are ordinary.
var findings = []struct{ name, text string }{
	{"in order", opening + `
		> PA 1+100 ack 1
		+30ms < A 1 ack 101 win 500
		< PA 1+1000 ack 101
		> A 101 ack 1001
		> FA 101 ack 1001
		< FA 1001 ack 102
		> A 102 ack 1002`},
	{"previous segment not captured", opening + `
		< A 1+1000 ack 1 win 500
		< A 2001+1000 ack 1      = Previous segment not captured
		< A 3001+1000 ack 1`},
	{"two holes are two findings", opening + `
		< A 1+1000 ack 1 win 500
		< A 2001+1000 ack 1      = Previous segment not captured
		< A 4001+1000 ack 1      = Previous segment not captured`},
	{"reordering of three", opening + `
		< A 1+1000 ack 1 win 500
		< A 3001+1000 ack 1      = Previous segment not captured
		< A 2001+1000 ack 1      = Out-Of-Order
		< A 1001+1000 ack 1      = Out-Of-Order
		> A 1 ack 4001`},
	{"previous FIN not captured", opening + `
		< FA 501 ack 1           = Previous segment not captured`},
	{"a reset beyond a hole is no loss", opening + `
		< R 5000`},
	{"joined late: nothing is known to be missing", `
		> PA 5000+100 ack 9000
		< A 9000 ack 5100`},
	{"retransmission", opening + `
		> PA 1+100 ack 1
		+300ms > PA 1+100 ack 1  = Retransmission`},
	{"retransmission of two segments as one", opening + `
		> PA 1+100 ack 1
		> PA 101+100 ack 1
		+300ms > PA 1+200 ack 1  = Retransmission`},
	{"retransmission of SYN", `
		> S 0 ws 7
		+1s > S 0 ws 7           = Retransmission`},
	{"retransmission of SYN, ACK", `
		> S 0 ws 7
		+1ms < SA 0 ack 1 ws 7
		+1s < SA 0 ack 1 ws 7    = Retransmission`},
	{"retransmission of FIN", opening + `
		> FA 1 ack 1
		+300ms > FA 1 ack 1      = Retransmission`},
	{"retransmission that goes on with new bytes", opening + `
		> PA 1+100 ack 1
		+300ms > PA 1+150 ack 1  = Retransmission`},
	{"new bytes that begin with the last one sent are no retransmission", opening + `
		> PA 1+100 ack 1
		+300ms > PA 100+20 ack 1`},
	{"reset after FIN is no retransmission", opening + `
		> FA 1 ack 1
		> R 2`},
	{"new bytes are no retransmission", opening + `
		> PA 1+100 ack 1
		+300ms > PA 101+100 ack 1`},
	{"fast retransmission", opening + `
		< A 1+1000 ack 1 win 500
		< A 1001+1000 ack 1
		< A 3001+1000 ack 1      = Previous segment not captured
		< A 4001+1000 ack 1
		> A 1 ack 2001
		> A 1 ack 2001           = Dup ACK 8#1
		> A 1 ack 2001           = Dup ACK 8#2
		+10ms < A 2001+1000 ack 1 = Fast Retransmission`},
	{"one duplicate is too few for a fast retransmission", opening + `
		< A 1+1000 ack 1 win 500
		< A 2001+1000 ack 1      = Previous segment not captured
		> A 1 ack 1001
		> A 1 ack 1001           = Dup ACK 6#1
		+10ms < A 1001+1000 ack 1 = Out-Of-Order`},
	{"too late for a fast retransmission", opening + `
		< A 1+1000 ack 1 win 500
		< A 2001+1000 ack 1      = Previous segment not captured
		> A 1 ack 1001
		> A 1 ack 1001           = Dup ACK 6#1
		> A 1 ack 1001           = Dup ACK 6#2
		+200ms < A 1001+1000 ack 1 = Retransmission`},
	{"spurious retransmission", opening + `
		> PA 1+100 ack 1
		+30ms < A 1 ack 101 win 500
		+300ms > PA 1+100 ack 1  = Spurious Retransmission`},
	{"acknowledged in part only: not spurious", opening + `
		> PA 1+100 ack 1
		+30ms < A 1 ack 51 win 500
		+300ms > PA 1+100 ack 1  = Retransmission`},
	{"out of order within the handshake's round trip", opening + `
		< A 1+1000 ack 1 win 500
		< A 2001+1000 ack 1      = Previous segment not captured
		+20ms < A 1001+1000 ack 1 = Out-Of-Order`},
	{"out of order after the handshake's round trip is a retransmission", opening + `
		< A 1+1000 ack 1 win 500
		< A 2001+1000 ack 1      = Previous segment not captured
		+40ms < A 1001+1000 ack 1 = Retransmission`},
	{"out of order within 3 ms if the round trip is not known", `
		< A 1+1000 ack 1
		< A 2001+1000 ack 1      = Previous segment not captured
		+2ms < A 1001+1000 ack 1 = Out-Of-Order`},
	{"after 3 ms it is a retransmission", `
		< A 1+1000 ack 1
		< A 2001+1000 ack 1      = Previous segment not captured
		+4ms < A 1001+1000 ack 1 = Retransmission`},
	{"acked unseen segment", opening + `
		< A 1 ack 501 win 500    = ACKed unseen segment`},
	{"acked unseen segment is said once", opening + `
		> PA 1+100 ack 1
		< A 1 ack 501 win 500    = ACKed unseen segment
		< A 1 ack 601`},
	{"acked unseen segment: once for a hole, once for what lies beyond", opening + `
		> PA 1+100 ack 1
		> PA 201+100 ack 1       = Previous segment not captured
		< A 1 ack 301 win 500    = ACKed unseen segment
		< A 1 ack 401            = ACKed unseen segment
		< A 1 ack 501`},
	{"acked unseen segment: data in order changes nothing", opening + `
		< A 1 ack 501 win 500    = ACKed unseen segment
		> PA 1+1000 ack 1
		< A 1 ack 1001
		< A 1 ack 1501`},
	{"acked unseen segment: another hole is said again", opening + `
		< A 1 ack 501 win 500    = ACKed unseen segment
		> PA 601+100 ack 1       = Previous segment not captured
		< A 1 ack 701            = ACKed unseen segment
		< A 1 ack 801`},
	{"acked unseen segment: a sender that acknowledges anew is doubted anew", opening + `
		< A 1 ack 501 win 500    = ACKed unseen segment
		< PA 1+10 ack 501
		> A 1 ack 11
		< A 11 ack 601           = ACKed unseen segment`},
	{"acked unseen segment: a segment over the end of what was seen", opening + `
		> PA 1+100 ack 1
		+300ms > PA 1+200 ack 1  = Retransmission
		< A 1 ack 201 win 500    = ACKed unseen segment`},
	{"SYN again after a stray reset", `
		> S 0 win 64240 ws 7
		> R 5001
		+3s > S 0                = Retransmission
		+5s > PA 1+50 ack 1`},
	{"SYN again after data", opening + `
		> PA 1+100 ack 1
		+3s > S 0                = Retransmission
		+5s > PA 1+50 ack 1      = Retransmission`},
	{"ACK of all that was seen", opening + `
		> PA 1+100 ack 1
		< A 1 ack 101 win 500`},
	{"duplicate ACKs are numbered", opening + `
		< A 1+1000 ack 1 win 500
		> A 1 ack 1001
		< A 2001+100 ack 1       = Previous segment not captured
		> A 1 ack 1001           = Dup ACK 5#1
		< A 2101+100 ack 1
		> A 1 ack 1001           = Dup ACK 5#2
		> A 1 ack 2201           = ACKed unseen segment
		> A 1 ack 2201           = Dup ACK 10#1`},
	{"ACK with data is no duplicate", opening + `
		< A 1+1000 ack 1 win 500
		> A 1 ack 1001
		> PA 1+10 ack 1001
		> PA 11+10 ack 1001`},
	{"FIN, ACK is no duplicate", opening + `
		< A 1+1000 ack 1 win 500
		> A 1 ack 1001
		> FA 1 ack 1001`},
	{"window update", opening + `
		< A 1+1000 ack 1 win 500
		> A 1 ack 1001
		> A 1 ack 1001 win 600   = Window Update`},
	{"another window with a new ACK is no update", opening + `
		< A 1+1000 ack 1 win 500
		> A 1 ack 1001 win 600`},
	{"window full", `
		> S 0 win 64240 ws 0
		< SA 0 ack 1 win 2000 ws 0
		> A 1 ack 1
		> A 1+1000 ack 1
		> A 1001+1000 ack 1      = Window Full`},
	{"window full with scaling", opening + `
		< A 1 ack 1 win 10       = Window Update
		> A 1+1280 ack 1         = Window Full`},
	{"a byte short of a full window", `
		> S 0 win 64240 ws 0
		< SA 0 ack 1 win 2000 ws 0
		> A 1 ack 1
		> A 1+1999 ack 1`},
	{"window full needs the scale", `
		< A 1 ack 1 win 100
		> A 1+100 ack 1`},
	{"zero window", opening + `
		> A 1+100 ack 1
		< A 1 ack 101 win 0      = ZeroWindow`},
	{"no zero window in a reset", opening + `
		> A 1+100 ack 1
		< RA 1 ack 101 win 0`},
	{"no zero window in SYN", `
		> S 0 win 0`},
	{"zero window probe and its answer", opening + `
		> A 1+100 ack 1
		< A 1 ack 101 win 0      = ZeroWindow
		+1s > A 101+1 ack 1      = ZeroWindowProbe
		+30ms < A 1 ack 101 win 0 = ZeroWindowProbeAck, ZeroWindow
		+1s < A 1 ack 101 win 200 = Window Update
		> A 101+100 ack 1`},
	{"one byte into an open window is no probe", opening + `
		> A 1+100 ack 1
		< A 1 ack 101 win 10
		> A 101+1 ack 1`},
	{"keep-alive and its answer", opening + `
		> PA 1+100 ack 1
		+30ms < A 1 ack 101 win 500
		+5s > A 100 ack 1        = Keep-Alive
		+30ms < A 1 ack 101      = Keep-Alive ACK`},
	{"keep-alive with a byte", opening + `
		> PA 1+100 ack 1
		+30ms < A 1 ack 101 win 500
		+5s > A 100+1 ack 1      = Keep-Alive`},
	{"two bytes before the end are no keep-alive", opening + `
		> PA 1+100 ack 1
		+30ms < A 1 ack 101 win 500
		+5s > A 99+2 ack 1       = Spurious Retransmission`},
	{"the same ACK without a keep-alive is a duplicate", opening + `
		> PA 1+100 ack 1
		+30ms < A 1 ack 101 win 500
		+5s < A 1 ack 101        = Dup ACK 5#1`},
	{"SYN, ACK with another sequence number", `
		> S 0 ws 7
		< SA 0 ack 1 ws 7
		> A 1 ack 1
		+1s < SA 70000 ack 1 ws 7 = Previous segment not captured, Port numbers reused`},
}

// isns are initial sequence numbers for which every finding must hold: plain
// ones, and those that wrap in the handshake, in the first or later data.
var isns = [][2]uint32{
	{1000, 5000000}, {0xffffffff, 0xffffffff}, {0xfffffffe, 0xfffffff0}, {0xffffffb0, 0xfffffc18},
	{0x7fffffff, 0x7ffffc00}, {0xfffff830, 0xfffff800},
}

func TestFindings(t *testing.T) {
	for _, c := range findings {
		t.Run(c.name, func(t *testing.T) {
			for _, isn := range isns {
				x := capturetest.Exchange{Text: c.text, ISN: isn, Port: 7}
				analyze(t, &x, func(s capturetest.Step, got *reassembly.Segment) {
					if marks := short(got); marks != s.Want {
						t.Errorf("ISN %#x, frame %d %q: %q", isn, s.Packet.Frame, s.Line, marks)
					}
				})
			}
		})
	}
}

// analyze takes the segments of x, which belong to one connection, through
// table and analysis.
func analyze(t *testing.T, x *capturetest.Exchange, check func(capturetest.Step, *reassembly.Segment)) {
	t.Helper()
	steps, err := x.Steps()
	if err != nil {
		t.Fatal(err)
	}
	table := newTable()
	var s reassembly.Segment
	for _, step := range steps {
		found := table.Find(step.Packet)
		found.Conn.tcp.Analyze(step.Packet, found.Dir, found.Reused, &s)
		check(step, &s)
	}
}

// conn is what the tests keep of a connection.
type conn struct {
	id     uint32
	client capture.Addr
	port   uint16
	tcp    reassembly.TCP
}

func newTable() *reassembly.Table[conn] {
	return &reassembly.Table[conn]{
		New: func(id uint32, p *capture.Packet, d reassembly.Dir) *conn {
			c := &conn{id: id, client: p.Src, port: p.DstPort, tcp: reassembly.NewTCP()}
			if d == reassembly.ToClient {
				c.client, c.port = p.Dst, p.SrcPort
			}
			return c
		},
		ServerPort: func(_ capture.Proto, port uint16) bool { return port == 7 },
	}
}

// short returns the marks without their brackets.
func short(s *reassembly.Segment) string {
	m := strings.TrimSuffix(string(s.AppendMarks(nil)), "] ")
	return strings.TrimPrefix(strings.ReplaceAll(m, "] [TCP ", ", "), "[TCP ")
}
