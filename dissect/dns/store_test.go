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

// TestQueriesOfAllConversationsAreBounded: what waits for responses that do not
// come is let go where it has waited longest, and counted.
func TestQueriesOfAllConversationsAreBounded(t *testing.T) {
	s := &store{}
	var all []*dissector
	n := uint32(0)
	for range 500 {
		d := &dissector{store: s}
		all = append(all, d)
		for id := range uint16(600) {
			n++
			d.Datagram(frame(n, 0), query(id, "a", 1))
		}
	}
	kept, queries := int64(0), 0
	for _, d := range all {
		kept += d.open.kept()
		queries += len(d.open.list)
	}
	if kept > maxRemembered || kept < maxRemembered/2 || len(all[0].open.list) > 0 {
		t.Errorf("%d bytes are kept", kept)
	}
	if lost := s.Losses().Queries; lost == 0 || int(lost)+queries != int(n) {
		t.Errorf("%d of %d queries are counted as forgotten, %d are kept", lost, n, queries)
	}
}

// TestWhatIsNotReadIsCounted once, whatever is asked of the message.
func TestWhatIsNotReadIsCounted(t *testing.T) {
	s := &store{}
	f := frame(1, 0)
	(&dissector{store: s}).Datagram(f, chainOf(1))
	m := f.Messages()[0].Message.(*Message)
	m.AppendInfo(nil)
	m.Fault()
	names, _ := m.Let()
	if lost := s.Losses().Unread; names == 0 || lost != uint64(names) || s.Losses().Unread != lost {
		t.Errorf("%d counted of %d names", lost, names)
	}
}
