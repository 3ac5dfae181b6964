package dns

import (
	"testing"

	"netsniff/dissect"
)

// TestConversationsKeepNoMessages: what a frame with many messages took must
// not stay with its connection, of which there may be many.
func TestConversationsKeepNoMessages(t *testing.T) {
	s := &store{}
	d := &dissector{store: s}
	many := frame(1, 0)
	for range 700 {
		d.Dissect(many, &dissect.Input{Bytes: []byte{0, 0}})
	}
	if len(s.ring) != 700 {
		t.Fatalf("%d messages in the frame", len(s.ring))
	}
	s.ring[0].names.text = make([]byte, 0, maxSpareText+1)
	d.Dissect(frame(2, 0), &dissect.Input{Bytes: []byte{0, 0}})
	if len(s.ring) != maxSpare || cap(s.ring[0].names.text) > 0 {
		t.Errorf("%d messages and %d bytes of text were kept", len(s.ring), cap(s.ring[0].names.text))
	}
}
