package reassembly

import (
	"slices"
	"testing"

	"netsniff/capture"
)

// unseenHeard writes down what each piece of data says of the other direction.
type unseenHeard struct {
	x      *Duplex
	unseen []uint32
}

func (h *unseenHeard) Data(_ Dir, _ []byte, m Mark) { h.unseen = append(h.unseen, h.x.Unseen(m)) }
func (h *unseenHeard) Gap(_ Dir, _ uint32, _ Mark)  {}

// TestUnseen: who sends after he received what was not captured says so.
func TestUnseen(t *testing.T) {
	var x Duplex
	h := &unseenHeard{x: &x}
	frame := uint32(0)
	add := func(d Dir, flags capture.TCPFlags, seq, ack uint32, data string) {
		frame++
		p := &capture.Packet{Frame: frame}
		p.TCP.Flags, p.TCP.Seq, p.TCP.Ack = flags|capture.ACK, seq, ack
		p.Payload, p.PayloadLen = []byte(data), len(data)
		x.Add(p, d, h)
	}
	add(ToServer, capture.SYN, 99, 0, "")
	add(ToClient, capture.SYN, 499, 100, "")
	add(ToServer, 0, 100, 500, "one")
	add(ToClient, 0, 500, 103, "yes") // the next 7 bytes are not captured
	add(ToServer, 0, 103, 510, "two")
	add(ToClient, 0, 510, 106, "yes") // waits for them
	add(ToServer, 0, 106, 513, "three")
	if want := []uint32{0, 0, 7, 0, 0}; !slices.Equal(h.unseen, want) {
		t.Errorf("%v, want %v", h.unseen, want)
	}
}
