package reassembly_test

import (
	"fmt"
	"testing"
	"time"

	"netsniff/capture/capturetest"
	"netsniff/reassembly"
)

// numbers are tables of segments with what the analysis must measure.
var numbers = []struct {
	name string
	of   func(*reassembly.Segment) string
	text string
}{
	{"initial RTT is from SYN to the ACK after it", initialRTT, `
		> S 0
		+30ms < SA 0 ack 1
		+2ms > A 1 ack 1         = 32ms
		> PA 1+10 ack 1          = 32ms`},
	{"initial RTT with a SYN sent again counts from the last", initialRTT, `
		> S 0
		+1s > S 0
		+30ms < SA 0 ack 1
		> A 1 ack 1              = 31ms`},
	{"initial RTT from data that completes the handshake", initialRTT, `
		> S 0
		+30ms < SA 0 ack 1
		> PA 1+10 ack 1          = 31ms
		> A 11 ack 1             = 31ms`},
	{"no initial RTT without SYN", initialRTT, `
		< SA 0 ack 1
		> A 1 ack 1`},

	{"ack RTT is to the segment that ends there", ackRTT, opening + `
		> PA 1+100 ack 1
		> PA 101+100 ack 1
		+30ms < A 1 ack 101 win 500  = 4 31ms
		< A 1 ack 201                = 5 31ms`},
	{"an ACK between the ends of segments measures nothing", ackRTT, opening + `
		> PA 1+100 ack 1
		+30ms < A 1 ack 51 win 500`},
	{"data acknowledges as well", ackRTT, opening + `
		> PA 1+100 ack 1
		+30ms < PA 1+10 ack 101      = 4 30ms
		> A 101 ack 11               = 5 1ms`},
	{"an ACK of several segments measures the last", ackRTT, opening + `
		> PA 1+100 ack 1
		> PA 101+100 ack 1
		+30ms < A 1 ack 201 win 500  = 5 30ms`},
	{"a duplicate measures nothing", ackRTT, opening + `
		> PA 1+100 ack 1
		< A 1 ack 101 win 500        = 4 1ms
		< A 1 ack 101`},

	{"bytes in flight", inFlight, opening + `
		> PA 1+100 ack 1             = 100
		> PA 101+100 ack 1           = 200
		< A 1 ack 101 win 500
		> PA 201+50 ack 1            = 150
		< A 1 ack 251
		> PA 251+10 ack 1            = 10`},
	{"bytes in flight are not known after a hole until an ACK", inFlight, opening + `
		> PA 101+100 ack 1
		< A 1 ack 201 win 500
		> PA 201+100 ack 1           = 100`},
	{"bytes sent again are not more in flight", inFlight, opening + `
		> PA 1+100 ack 1             = 100
		+300ms > PA 1+100 ack 1      = 100`},

	{"bytes in flight count SYN and FIN once they are behind", inFlight, opening + `
		> PA 1+100 ack 1             = 100
		> FA 101 ack 1
		> A 1+100 ack 1              = 101`},
	{"a FIN with data is not in flight itself", inFlight, opening + `
		> FA 1+100 ack 1             = 100
		> FA 102+100 ack 1           = 201`},
	{"a keep-alive's byte is in flight", inFlight, opening + `
		> PA 1+100 ack 1             = 100
		< A 1 ack 101 win 500
		> A 100+1 ack 1              = 1
		> A 101+1 ack 1              = 2`},
	{"bytes since PSH count those sent again, but not beyond a hole", pushed, opening + `
		> PA 1+100 ack 1             = 100
		> A 101+100 ack 1            = 100
		+300ms > A 1+100 ack 1       = 200
		> PA 201+100 ack 1           = 300
		> A 301+100 ack 1            = 100
		> A 501+100 ack 1
		< A 1 ack 401 win 500
		> A 601+100 ack 1            = 200`},
	{"the RTO counts from the oldest segment not acknowledged", rto, opening + `
		> A 1+100 ack 1
		> A 101+100 ack 1
		+300ms > A 101+100 ack 1     = 4 301ms
		+300ms > A 1+200 ack 1       = 4 601ms`},
	{"the RTO of a spurious retransmission is not known", rto, opening + `
		> A 1+100 ack 1
		< A 1 ack 101 win 500
		+300ms > A 1+100 ack 1`},
	{"a copy captured in the same moment waited for nothing", rto, opening + `
		> A 1+100 ack 1
		+0s > A 1+100 ack 1`},
	{"the RTO of SYN, ACK sent again after its answer", rto, opening + `
		+1s < SA 0 ack 1 ws 7        = 2 1.001s`},

	{"windows are scaled after the handshake", window, `
		> S 0 win 1000 ws 7          = 1000
		< SA 0 ack 1 win 2000 ws 2   = 2000
		> A 1 ack 1 win 1000         = 128000
		< A 1 ack 1 win 2000         = 8000`},
	{"client without the option: no scaling", window, `
		> S 0 win 1000               = 1000
		< SA 0 ack 1 win 2000 ws 2   = 2000
		> A 1 ack 1 win 1000         = 1000
		< A 1 ack 1 win 2000         = 2000`},
	{"server without the option: no scaling", window, `
		> S 0 win 1000 ws 7          = 1000
		< SA 0 ack 1 win 2000        = 2000
		> A 1 ack 1 win 1000         = 1000
		< A 1 ack 1 win 2000         = 2000`},
	{"a reset agrees on no scale, though it says SYN", window, `
		> S 0 win 1000 ws 7          = 1000
		< SA 0 ack 1 win 2000 ws 2   = 2000
		> A 1 ack 1 win 1000         = 128000
		> SRA 1 ack 1 win 1000       = 1000
		< A 1 ack 1 win 2000         = 8000`},
	{"a shift above 14 counts as 14", window, `
		> S 0 win 1 ws 200           = 1
		< SA 0 ack 1 win 1 ws 14     = 1
		> A 1 ack 1 win 1            = 16384`},
	{"joined late: windows as in the header", window, `
		> A 1 ack 1 win 1000         = 1000`},
}

func TestNumbers(t *testing.T) {
	for _, c := range numbers {
		t.Run(c.name, func(t *testing.T) {
			for _, isn := range isns {
				x := capturetest.Exchange{Text: c.text, ISN: isn, Port: 7}
				analyze(t, &x, func(s capturetest.Step, got *reassembly.Segment) {
					if n := c.of(got); n != s.Want {
						t.Errorf("ISN %#x, frame %d %q: %q", isn, s.Packet.Frame, s.Line, n)
					}
				})
			}
		})
	}
}

func initialRTT(s *reassembly.Segment) string {
	if s.InitialRTT == 0 {
		return ""
	}
	return time.Duration(s.InitialRTT).String()
}

func ackRTT(s *reassembly.Segment) string {
	if s.AcksFrame < 4 {
		return "" // the handshake's are tested elsewhere
	}
	return fmt.Sprint(s.AcksFrame, " ", time.Duration(s.AckRTT))
}

func inFlight(s *reassembly.Segment) string {
	if s.BytesInFlight == 0 {
		return ""
	}
	return fmt.Sprint(s.BytesInFlight)
}

func pushed(s *reassembly.Segment) string {
	if s.PushBytesSent == 0 {
		return ""
	}
	return fmt.Sprint(s.PushBytesSent)
}

func rto(s *reassembly.Segment) string {
	if s.RTOFrame == 0 {
		return ""
	}
	return fmt.Sprint(s.RTOFrame, " ", time.Duration(s.RTO))
}

func window(s *reassembly.Segment) string { return fmt.Sprint(s.Window) }

func TestRelativeNumbers(t *testing.T) {
	text := `
		> S 0                        = 0 0
		< SA 0 ack 1                 = 0 1
		> PA 1+10 ack 1              = 1 1
		< PA 1+70 ack 11             = 1 11
		> A 11 ack 71                = 11 71`
	for _, isn := range isns {
		x := capturetest.Exchange{Text: text, ISN: isn, Port: 7}
		analyze(t, &x, func(s capturetest.Step, got *reassembly.Segment) {
			if n := fmt.Sprint(got.Seq, got.Ack); n != s.Want {
				t.Errorf("ISN %#x, frame %d %q: %s", isn, s.Packet.Frame, s.Line, n)
			}
		})
	}
}

func TestTimesAndCompleteness(t *testing.T) {
	text := `
		> S 0                        = 0s 0s 0
		+30ms < SA 0 ack 1           = 30ms 30ms 1
		> A 1 ack 1                  = 1ms 31ms 3
		> PA 1+10 ack 1              = 1ms 32ms 7
		+1s > FA 11 ack 1            = 1s 1.032s 15
		< R 1                        = 1ms 1.033s 31`
	x := capturetest.Exchange{Text: text, ISN: isns[0], Port: 7}
	analyze(t, &x, func(s capturetest.Step, got *reassembly.Segment) {
		if n := fmt.Sprint(time.Duration(got.Delta), time.Duration(got.Since), uint8(got.Completeness)); n != s.Want {
			t.Errorf("frame %d %q: %s", s.Packet.Frame, s.Line, n)
		}
	})
}
