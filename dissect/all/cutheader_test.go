package all_test

import (
	"encoding/hex"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect/all"
	"netsniff/dissect/engine"
	"netsniff/dissect/registry"
)

// TestCutHeaders: rows and fields of transport headers that end early, and of one with nothing behind it.
func TestCutHeaders(t *testing.T) {
	const (
		ethernet = "020000000002020000000001" + "0800"
		ports    = "dead" + "beef"
	)
	r := registry.New(all.Protocols())
	for _, x := range []struct{ total, protocol, rest, info, field, want string }{
		{"0028", "06", ports + "00000000" + "00000000" + "5002" + "2000",
			"57005 → 48879 [SYN] Seq=0 Win=8192[Malformed Packet]", "tcp.srcport", "57005"},
		{"0028", "06", ports + "00000001" + "00000002" + "5010" + "01fb",
			"57005 → 48879 [ACK] Seq=1 Ack=2 Win=507[Malformed Packet]", "tcp.srcport", "57005"},
		{"0028", "06", ports + "00000001" + "0000", "57005 → 48879[Malformed Packet]", "tcp.srcport", "57005"},
		{"0020", "84", ports + "00000000" + "00000000", "", "sctp.srcport", "57005"},
		{"0020", "84", ports + "00000000", "[Malformed Packet]", "sctp.srcport", ""},
	} {
		ip := "4500" + x.total + "0001000040" + x.protocol + "0000c0000201c0000202"
		data, err := hex.DecodeString(ethernet + ip + x.rest)
		if err != nil {
			t.Fatal(err)
		}
		d := all.Detector()
		s := &stack{engine: engine.New(d, engine.ByArrival)}
		s.table.New, s.table.ServerPort = engine.NewConn, d.ServerPort
		p := capturetest.Packet(1, capturetest.Start, data)
		p.Link = capture.LinkEthernet
		f := s.take(p)
		if got := string(f.AppendInfo(nil)); got != x.info {
			t.Errorf("%s: %q, want %q", x.rest, got, x.info)
		}
		if got := collected(r, f, x.field); got != x.want {
			t.Errorf("%s: %s is %q, want %q", x.rest, x.field, got, x.want)
		}
	}
}
