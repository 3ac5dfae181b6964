package collect

import (
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/detect"
)

// hears counts the events that it is told.
type hears struct {
	IgnoreAll
	n int
}

func (h *hears) Event(*dissect.Event) { h.n++ }

// TestEvents: those who hear events are told them, of connections that a filter
// selects.
func TestEvents(t *testing.T) {
	selected, other := &dissect.Conn{ID: 1}, &dissect.Conn{ID: 2}
	all, some := &hears{}, &hears{}
	picky := newSelection(func(*dissect.Frame) bool { return true })
	picky.conns = map[*dissect.Conn]uint32{selected: 1}
	d := newDispatcher(detect.New(nil), nil, []*listener{
		{Listener: IgnoreAll{}}, {Listener: all, events: all}, {Listener: some, events: some, own: picky},
	}, 0)
	d.Event(&dissect.Event{Conn: selected})
	d.Event(&dissect.Event{Conn: other})
	if all.n != 2 || some.n != 1 {
		t.Errorf("all heard %d, some %d", all.n, some.n)
	}
}
