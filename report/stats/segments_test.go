package stats

import (
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
)

// long is a connection whose numbers go beyond 32 bits, with a block that SACK acknowledges there.
func long(yield func(*dissect.Frame)) {
	x := newFrames()
	client, server := capturetest.Client(), capturetest.Server(80)
	at := capture.Stamp(1e9)
	send := func(s capturetest.Segment) {
		at += 1e6
		yield(x.next(at, s.Frame()))
	}
	send(capturetest.Segment{From: client, To: server, Seq: 1000, Flags: capture.SYN, Window: 1000})
	send(capturetest.Segment{From: server, To: client, Seq: 5000, Ack: 1001, Flags: capture.SYN | capture.ACK, Window: 1000})
	for i := uint64(1); i < 6; i++ { // a gigabyte apart: the capture has only some of them
		seq := uint32(1001 + i<<30)
		send(capturetest.Segment{From: client, To: server, Seq: seq, Ack: 5001, Flags: capture.ACK, Window: 1000,
			Data: make([]byte, 100)})
		send(capturetest.Segment{From: server, To: client, Seq: 5001, Ack: seq + 100, Flags: capture.ACK, Window: 1000,
			Options: sackOption(seq+200, seq+300)})
	}
}

// sackOption is an option with one block (RFC 2018 §3), and what fills its word.
func sackOption(left, right uint32) []byte {
	b := []byte{1, 1, 5, 10}
	for _, n := range [...]uint32{left, right} {
		b = append(b, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return b
}

// TestSegments: numbers go on beyond 32 bits, and who counts a part of the frames makes no
// difference.
func TestSegments(t *testing.T) {
	one, merged := halves(t, "tcp-segments", long)
	if one != merged {
		t.Errorf("one collector\n%s\nmerged\n%s", one, merged)
	}
	for _, want := range []string{
		"1,0,0,client,SYN,0,1,0,,1000,,",
		"2,0,0.001,server,\"SYN, ACK\",0,1,0,1,1000,,",
		"11,0,0.01,client,ACK,5368709121,5368709221,100,1,1000,,",
		",server,ACK,1,1,0,5368709221,1000,5368709321-5368709421,",
	} {
		if !strings.Contains(one, want) {
			t.Errorf("no %q in\n%s", want, one)
		}
	}
}

// TestSegmentsAreBounded: the first are kept, the others counted.
func TestSegmentsAreBounded(t *testing.T) {
	a := ask(t, "tcp-segments")
	a.Room = 1
	c := a.New(a).(*segments)
	x := newFrames()
	client, server := capturetest.Client(), capturetest.Server(80)
	for i := range uint32(3000) {
		s := capturetest.Segment{From: client, To: server, Seq: 1 + i, Ack: 1, Flags: capture.ACK, Window: 1000,
			Data: []byte{0}}
		c.Frame(x.next(capture.Stamp(1e9+1e6*i), s.Frame()))
	}
	tables := c.Tables(nil)
	if n := tables[0].Len(); n != 1000 || len(tables[0].Notes) != 1 ||
		!strings.Contains(tables[0].Notes[0].EN, "2,000 more") {
		t.Errorf("%d rows, %v", n, tables[0].Notes)
	}
}
