package reassembly_test

import (
	"fmt"
	"testing"
	"time"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/reassembly"
)

// TestGlance: headers whose last bytes are not in their packet belong to their
// connection, which takes the window scale and its life from them, and no numbers.
func TestGlance(t *testing.T) {
	client, server := capturetest.Client(), capturetest.Server(7)
	scale := []byte{reassembly.OptionWindowScale, 3, 5, reassembly.OptionNop, reassembly.OptionSACKPermitted, 2, 0, 0}
	table := newTable()
	for i, x := range []struct {
		segment capturetest.Segment
		cut     int // bytes that the packet does not have of what its header announces
		want    string
	}{
		{capturetest.Segment{From: client, To: server, Seq: 100, Flags: capture.SYN, Options: scale}, 2, "0 0s 0s 0 0 -1 0s"},
		{capturetest.Segment{From: server, To: client, Seq: 900, Ack: 101, Flags: capture.SYN | capture.ACK, Options: scale},
			2, "0 1ms 1ms 1 0 -1 0s"},
		{capturetest.Segment{From: client, To: server, Seq: 7777, Ack: 8888, Flags: capture.ACK, Options: scale},
			2, "1 1ms 2ms 3 0 5 0s"},
		{capturetest.Segment{From: client, To: server, Seq: 101, Ack: 901, Flags: capture.ACK, Window: 2, Data: []byte("a")}, 0,
			"1 1ms 3ms 7 64 5 2ms"},
	} {
		b := x.segment.Frame()
		b = b[:len(b)-x.cut]
		p := capturetest.Packet(uint32(i+1), capturetest.Start+capture.Stamp(i)*1e6, b)
		p.Decode()
		if !p.Ported() || p.Converses() != (x.cut == 0) {
			t.Fatalf("frame %d: state %v, %d bytes cut", i+1, p.State, x.cut)
		}
		found := table.Find(p)
		var s reassembly.Segment
		if p.Converses() {
			found.Conn.tcp.Analyze(p, found.Dir, found.Reused, &s)
		} else {
			found.Conn.tcp.Glance(p, found.Dir, found.Reused, &s)
		}
		got := fmt.Sprint(s.Seq, time.Duration(s.Delta), time.Duration(s.Since), uint8(s.Completeness), s.Window, s.Scale,
			time.Duration(s.InitialRTT))
		if got != x.want {
			t.Errorf("frame %d: %s, want %s", i+1, got, x.want)
		}
	}
}
