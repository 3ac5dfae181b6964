package all_test

import (
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/engine"
)

// TestBegun: a frame in which a record of TLS only begins has the protocol, though
// its row is TCP's, with no text of the header; one that goes on in the middle of
// the record has not.
func TestBegun(t *testing.T) {
	d := all.Detector()
	s := &stack{engine: engine.New(d, engine.ByArrival)}
	s.table.New, s.table.ServerPort = engine.NewConn, d.ServerPort
	tls, _ := all.Names().Protocol("tls")
	seq := uint32(1000)
	for i, c := range []struct {
		payload string
		has     bool
		info    string
	}{
		{"\x17\x03\x03\x00\x06abc", true, "[TCP segment of a reassembled PDU]"},
		{"de", false, "49152 → 443 [PSH, ACK] Seq=9 Ack=1 Win=500 Len=2 [TCP segment of a reassembled PDU]"},
		{"f", true, "Application Data"},
	} {
		x := capturetest.Segment{From: capturetest.Client(), To: capturetest.Server(443), Seq: seq, Ack: 1,
			Flags: capture.ACK | capture.PSH, Window: 500, Data: []byte(c.payload)}
		f := s.take(capturetest.Packet(uint32(i+1), capturetest.Start, x.Frame()))
		if got := tls.Present(f); got != c.has {
			t.Errorf("frame %d: TLS is there: %t, want %t", i+1, got, c.has)
		}
		if got := string(f.AppendInfo(nil)); got != c.info {
			t.Errorf("frame %d: %q, want %q", i+1, got, c.info)
		}
		seq += uint32(len(c.payload))
	}
}

// TestReadingsInFrame: frame.protocols names a protocol again where what earlier
// frames began is followed by more, and not where a message only begins behind
// others.
func TestReadingsInFrame(t *testing.T) {
	const record = "\x17\x03\x03\x00\x06abcdef"
	d := all.Detector()
	s := &stack{engine: engine.New(d, engine.ByArrival)}
	s.table.New, s.table.ServerPort = engine.NewConn, d.ServerPort
	protocols := all.Names().Field("frame.protocols")[0]
	seq := uint32(1000)
	for i, c := range []struct{ payload, want string }{
		{record + record, "eth:ethertype:ip:tcp:tls"},
		{record + record[:7], "eth:ethertype:ip:tcp:tls"},
		{record[7:] + record, "eth:ethertype:ip:tcp:tls:tls"},
		{record[:7], "eth:ethertype:ip:tcp:tls"},
		{record[7:] + record[:7], "eth:ethertype:ip:tcp:tls:tls"},
		{record[7:], "eth:ethertype:ip:tcp:tls"},
	} {
		x := capturetest.Segment{From: capturetest.Client(), To: capturetest.Server(443), Seq: seq, Ack: 1,
			Flags: capture.ACK | capture.PSH, Window: 500, Data: []byte(c.payload)}
		f := s.take(capturetest.Packet(uint32(i+1), capturetest.Start, x.Frame()))
		var v dissect.Values
		protocols.Collect(f, &v)
		if len(v.List) != 1 || string(v.List[0].B) != c.want {
			t.Errorf("frame %d: %q, want %q", i+1, v.List[0].B, c.want)
		}
		seq += uint32(len(c.payload))
	}
}

// TestBegunSaying: what rows of protocols say that have no text of the header when a message begins.
func TestBegunSaying(t *testing.T) {
	const cut = "[TCP segment of a reassembled PDU]"
	for _, c := range []struct {
		port          uint16
		payload, want string
	}{
		{1883, "\x10\x20\x00\x04MQTT", cut},
		{179, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x1d\x01", cut},
		{5432, "Q\x00\x00\x00\x20select", "> " + cut},
		{6379, "*2\r\n$3\r\nGET\r\n", "Request: GET [continuation] " + cut},
	} {
		d := all.Detector()
		s := &stack{engine: engine.New(d, engine.ByArrival)}
		s.table.New, s.table.ServerPort = engine.NewConn, d.ServerPort
		x := capturetest.Segment{From: capturetest.Client(), To: capturetest.Server(c.port), Seq: 1000, Ack: 1,
			Flags: capture.ACK | capture.PSH, Window: 500, Data: []byte(c.payload)}
		if got := string(s.take(capturetest.Packet(1, capturetest.Start, x.Frame())).AppendInfo(nil)); got != c.want {
			t.Errorf("port %d: %q, want %q", c.port, got, c.want)
		}
	}
}
