package all_test

import (
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/engine"
)

// TestRecognised: frames of protocols without a dissector are found by their
// names and are not data.
func TestRecognised(t *testing.T) {
	echo := "\x40\x01\x00\x04\x00\x00\x01\x00"
	for _, c := range []struct {
		name    string
		udp     bool
		port    uint16
		payload []string
		want    string // a name for each payload
	}{
		{"by port", false, 27017, []string{"\x00\x9c\x00\x01\x1a\x2b\x3c\x4d"}, "mongo"},
		{"by bytes", false, 9999, []string{"@RSYNCD: 31.0\n", "more"}, "rsync rsync"},
		{"a port is not enough", false, 27017, []string{"AMQP\x00\x00\x09\x01"}, "amqp"},
		{"one after the other", false, 27017, []string{"\x00\x9c\x00\x01\x1a\x2b\x3c\x4d", "@RSYNCD: 31.0\n"},
			"mongo rsync"},
		{"nobody knows", false, 9999, []string{"what is this?"}, "data"},
		{"datagrams share a port", true, 2123, []string{echo, "\x80\x60 media", echo}, "gtpv2 data gtpv2"},
		{"datagram by port", true, 5351, []string{"\x00\x00"}, "nat-pmp"},
	} {
		d := all.Detector()
		s := &stack{engine: engine.New(d, engine.ByArrival)}
		s.table.New, s.table.ServerPort = engine.NewConn, d.ServerPort
		names := all.Names()
		var got []string
		seq := uint32(1000)
		for i, b := range c.payload {
			from, to := capturetest.Client(), capturetest.Server(c.port)
			x := capturetest.Segment{From: from, To: to, Seq: seq, Ack: 1, Flags: capture.ACK | capture.PSH,
				Window: 500, Data: []byte(b)}
			frame := x.Frame()
			if c.udp {
				frame = capturetest.Datagram(from, to, []byte(b))
			}
			seq += uint32(len(b))
			f := s.take(capturetest.Packet(uint32(i+1), capturetest.Start, frame))
			for _, x := range append(all.Undecoded(), protocol("data")) {
				source, _ := names.Protocol(x.Name)
				if source.Present(f) {
					got = append(got, x.Name)
				}
			}
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: %q, want %q", c.name, text, c.want)
		}
	}
}

func protocol(name string) *dissect.Protocol {
	for _, p := range all.Protocols() {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// TestDecodedIsNotUndecoded: whoever decodes a protocol need not strike it from
// the list of those that nobody does, and no name stands for two protocols.
func TestDecodedIsNotUndecoded(t *testing.T) {
	before := all.Undecoded()
	first := before[0].Name
	after := all.UndecodedBeside(append(all.Protocols(), &dissect.Protocol{Name: first})...)
	if len(after) != len(before)-1 || after[0].Name == first {
		t.Errorf("%s is decoded: %d of %d are left undecoded, %s the first", first, len(after), len(before), after[0].Name)
	}
	seen := map[string]bool{}
	for _, p := range all.Recognisable() {
		if seen[p.Name] {
			t.Errorf("%s stands for two protocols", p.Name)
		}
		seen[p.Name] = true
	}
}

// TestSharedPorts: STUN and DTLS come from the same ports (RFC 7983).
func TestSharedPorts(t *testing.T) {
	d := all.Detector()
	s := &stack{engine: engine.New(d, engine.ByArrival)}
	s.table.New, s.table.ServerPort = engine.NewConn, d.ServerPort
	const stun = "\x00\x01\x00\x00\x21\x12\xa4\x42\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b"
	const dtls = "\x17\xfe\xfd\x00\x01\x00\x00\x00\x00\x00\x01\x00\x04abcd"
	var got []string
	for i, b := range []string{stun, dtls, "\x80\x60 media", stun} {
		frame := capturetest.Datagram(capturetest.Client(), capturetest.Server(40002), []byte(b))
		f := s.take(capturetest.Packet(uint32(i+1), capturetest.Start, frame))
		got = append(got, f.Column())
	}
	if text := strings.Join(got, " "); text != "STUN DTLSv1.2  STUN" && text != "STUN DTLSv1.2 UDP STUN" {
		t.Errorf("%q", text)
	}
}
