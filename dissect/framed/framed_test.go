package framed_test

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/framed"
	"netsniff/reassembly"
)

// length is that of messages with a byte in front that counts those behind it.
func length(_ dissect.Dir, b []byte) int { return 1 + int(b[0]) }

// messages of 1, 3, 201 and 2 bytes, of which 40 are kept.
var messages = append([]byte("\x00\x02ab\xc8"+strings.Repeat("x", 200)), "\x01z"...)

// TestInbound: messages are the same however their bytes come.
func TestInbound(t *testing.T) {
	const want = `1 "\x00" 3 "\x02ab" 201 "\xc8xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" 2 "\x01z" `
	for cut := range messages {
		x := framed.Inbound{Length: length, Keep: 40}
		got := ""
		hand := func(m *framed.Message) bool {
			got += fmt.Sprintf("%d %q ", m.Size, m.Bytes)
			if int(m.Side.Bytes) != m.Size {
				t.Errorf("cut at %d: %d bytes of a message of %d", cut, m.Side.Bytes, m.Size)
			}
			return true
		}
		for _, b := range [][]byte{messages[:cut], messages[cut:]} {
			if n := x.Read(dissect.ToServer, b, reassembly.Mark{Frame: 1}, hand); n != len(b) {
				t.Fatalf("cut at %d: %d of %d bytes taken", cut, n, len(b))
			}
		}
		if got != want || x.Begun() {
			t.Errorf("cut at %d: %s", cut, got)
		}
	}
}

// TestInboundAllocates nothing for messages that come whole, many of them in a segment.
func TestInboundAllocates(t *testing.T) {
	segment := []byte(strings.Repeat("\x02ok", 400))
	x := framed.Inbound{Length: length, Keep: 16 << 10}
	n, hand := 0, func(*framed.Message) bool { return true }
	if a := testing.AllocsPerRun(20,
		func() { n = x.Read(dissect.ToClient, segment, reassembly.Mark{}, hand) }); a > 0 || n != len(segment) {
		t.Errorf("%v allocations, %d bytes read", a, n)
	}
}
