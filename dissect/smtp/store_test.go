package smtp

import (
	"testing"

	"netsniff/dissect"
)

// TestDissectorsShareStorage: a segment of 1,460 empty lines takes a quarter of
// a megabyte, which must not stay with its connection.
func TestDissectorsShareStorage(t *testing.T) {
	c := &dissect.Conn{}
	a, b := newStream(c).(*dissector), newStream(c).(*dissector)
	if a.store != b.store || a.inbox != b.inbox {
		t.Error("dissectors of one worker have storage of their own")
	}
	a.lines = make([]Line, 0, maxSpare+1)
	b.recycle(7)
	if cap(a.lines) > maxSpare {
		t.Errorf("room for %d lines was kept", cap(a.lines))
	}
}
