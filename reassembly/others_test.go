package reassembly_test

import (
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/reassembly"
)

// Conversations around others and quoted ones have numbers as Wireshark gives
// them, and the times of the datagrams before.
func TestNameOthers(t *testing.T) {
	type conn struct{ id uint32 }
	table := reassembly.Table[conn]{New: func(id uint32, _ *capture.Packet, _ reassembly.Dir) *conn { return &conn{id} }}
	plain := capturetest.Datagram(capturetest.Client(), capturetest.Server(9), []byte("abc"))
	outer := func(port uint16) []byte {
		from := capturetest.Client()
		from.Port = port
		return capturetest.Datagram(from, capturetest.Server(4789), append([]byte{8, 0, 0, 0, 0, 0, 1, 0}, plain...))
	}
	quote := append([]byte{}, plain...)
	quote[23] = 1 // ICMP
	quote = append(append(quote[:34:34], 3, 3, 0, 0, 0, 0, 0, 0), plain[14:]...)
	quote[16], quote[17] = 0, byte(len(quote)-14)
	for i, step := range []struct {
		data         []byte
		other        uint32
		since, delta capture.Stamp
		own          int
	}{
		{outer(50000), 0, 0, 0, 1},
		{outer(50001), 2, 0, 0, 1},
		{quote, 1, 0, 0, -1},
		{outer(50000), 0, 3, 3, 1},
		{outer(50000), 0, 4, 1, 1},
	} {
		p := capturetest.Packet(uint32(i+1), capture.Stamp(i), step.data)
		p.FindOthers()
		table.Name(p)
		if len(p.Others) != 1 {
			t.Fatalf("step %d: %d others", i, len(p.Others))
		}
		o := p.Others[0]
		if o.Stream != step.other || o.Since != step.since || o.Delta != step.delta {
			t.Errorf("step %d: stream %d, since %d, delta %d", i, o.Stream, o.Since, o.Delta)
		}
		if step.own >= 0 {
			if id := table.Find(p).Conn.id; int(id) != step.own {
				t.Errorf("step %d: own stream %d", i, id)
			}
		}
	}
}
