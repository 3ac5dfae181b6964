package tcp

import (
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
)

// TestRows: what rows say of headers that contradict themselves, and of options that
// experiments share.
func TestRows(t *testing.T) {
	const seq = " Seq=7 Win=500"
	for _, x := range []struct {
		title   string
		options []byte
		words   byte // of the header, if it says another length than it has
		cut     int  // bytes that the packet does not have
		want    string
	}{
		{"an acknowledgment rate may be asked for", []byte{254, 4, 0, 0xac}, 0, 0, seq + " TARR"},
		{"it is asked for", []byte{254, 5, 0, 0xac, 0x25}, 0, 0, seq + " TARR=18"},
		{"what is no rate", []byte{254, 6, 0, 0xac, 1, 2}, 0, 0, seq},
		{"another experiment", []byte{254, 4, 0, 0xad}, 0, 0, seq + " ExID=AD"},
		{"the packet ends in an option", []byte{3, 3, 5, 1, 2, 4, 5, 0xb4}, 0, 2,
			seq + " WS=32[Malformed Packet: length of contained item exceeds length of containing item]"},
		{"an option goes beyond the header", []byte{0xaa, 0xaa, 0xaa, 0xaa}, 10, 0, seq + "[Malformed Packet]"},
		{"less than a header", nil, 4, 0, seq + ", bogus TCP header length (16, must be at least 20)"},
	} {
		s := capturetest.Segment{From: capturetest.Client(), To: capturetest.Server(7), Seq: 7,
			Flags: capture.SYN, Window: 500, Options: x.options}
		b := s.Frame()
		const dataOffset = 14 + 20 + 12
		if x.words != 0 {
			b[dataOffset] = x.words << 4
		}
		p := capturetest.Packet(1, capturetest.Start, b[:len(b)-x.cut])
		p.Decode()
		f := dissect.NewFrame(nil)
		f.Reset(p, nil, dissect.ToServer)
		if got, want := string(AppendRow(nil, f)), "49152 → 7 [SYN]"+x.want; got != want {
			t.Errorf("%s: %s, want %s", x.title, got, want)
		}
	}
}
