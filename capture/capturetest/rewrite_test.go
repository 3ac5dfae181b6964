package capturetest_test

import (
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
)

// TestRewrite: what is asked for changes and fits together, everything else stays.
func TestRewrite(t *testing.T) {
	x := capturetest.Exchange{Port: 80, ISN: [2]uint32{1000, 5000}, Text: `
		> S 0 ack 0
		< SA 0 ack 1
		> PA 1"user-20240001-here" ack 1
		< PA 1"ok" ack 19
		> PA 19"bye" ack 3`}
	steps, err := x.Steps()
	if err != nil {
		t.Fatal(err)
	}
	var frames []capturetest.Record
	for _, s := range steps {
		frames = append(frames, capturetest.Record{At: s.Packet.At, WireLen: s.Packet.WireLen, Link: s.Packet.Link,
			Data: s.Packet.Data})
	}
	w := capturetest.Rewrite{Seed: 7, Ports: true, Sequences: true, Replace: [][2]string{{"20240001", "7"}},
		Addrs: map[[4]byte][4]byte{{192, 0, 2, 10}: {198, 51, 100, 3}}, Shift: 3e9}
	var p [5]capture.Packet
	for i, f := range w.Apply(frames) {
		p[i] = *capturetest.Packet(uint32(i+1), f.At, f.Data)
		if f.At != frames[i].At+3e9 || f.WireLen != len(f.Data) || p[i].State != capture.Decoded {
			t.Errorf("frame %d: at %d, %d bytes, state %v", i+1, f.At-frames[i].At, f.WireLen, p[i].State)
		}
	}
	if p[2].Src.String() != "198.51.100.3" || p[2].SrcPort == 49152 || p[2].DstPort != 80 ||
		string(p[2].Payload) != "user-7-here" {
		t.Errorf("request from %v:%d to port %d: %q", p[2].Src, p[2].SrcPort, p[2].DstPort, p[2].Payload)
	}
	if p[0].TCP.Seq == 1000 || p[2].TCP.Seq != p[0].TCP.Seq+1 || p[3].TCP.Ack != p[2].TCP.Seq+11 ||
		p[4].TCP.Seq != p[3].TCP.Ack ||
		p[2].TCP.Ack != p[1].TCP.Seq+1 {
		t.Errorf("numbers: SYN %d, request %d, ack of it %d, next %d", p[0].TCP.Seq, p[2].TCP.Seq, p[3].TCP.Ack,
			p[4].TCP.Seq)
	}
	if string(frames[2].Data[54:]) != "user-20240001-here" {
		t.Error("the frames that were given changed")
	}
}
