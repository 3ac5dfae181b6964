package all_test

import (
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect/all"
	"netsniff/dissect/engine"
)

// TestBegun: a frame in which a record of TLS only begins has the protocol, though
// its row is TCP's; one that goes on in the middle of the record has not.
func TestBegun(t *testing.T) {
	d := all.Detector()
	s := &stack{engine: engine.New(d, engine.ByArrival)}
	s.table.New, s.table.ServerPort = engine.NewConn, d.ServerPort
	tls, _ := all.Names().Protocol("tls")
	seq := uint32(1000)
	for i, c := range []struct {
		payload string
		has     bool
	}{
		{"\x17\x03\x03\x00\x06abc", true},
		{"de", false},
		{"f", true},
	} {
		x := capturetest.Segment{From: capturetest.Client(), To: capturetest.Server(443), Seq: seq, Ack: 1,
			Flags: capture.ACK | capture.PSH, Window: 500, Data: []byte(c.payload)}
		f := s.take(capturetest.Packet(uint32(i+1), capturetest.Start, x.Frame()))
		if got := tls.Present(f); got != c.has {
			t.Errorf("frame %d: TLS is there: %t, want %t", i+1, got, c.has)
		}
		seq += uint32(len(c.payload))
	}
}
