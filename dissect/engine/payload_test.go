package engine

import (
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/detect"
)

// TestUnclaimedBehindBrokenHeader: a TCP header that contradicts itself has no
// connection, and what follows it is nobody's.
func TestUnclaimedBehindBrokenHeader(t *testing.T) {
	s := capturetest.Segment{From: capturetest.Client(), To: capturetest.Server(80), Flags: capture.ACK,
		Data: []byte("payload")}
	b := s.Frame()
	const offsetByte = 14 + 20 + 12
	b[offsetByte] = 0x30
	p := capturetest.Packet(1, 0, b)
	if p.Converses() {
		t.Fatal("the header is taken for sound")
	}
	f := New(detect.New(nil), ByArrival).Dissect(p, nil, dissect.ToServer, false)
	if got := f.Unclaimed(); got != nil {
		t.Errorf("%q", got)
	}
}
