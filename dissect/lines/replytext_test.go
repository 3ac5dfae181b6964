package lines

import (
	"bytes"
	"testing"
)

// TestReplyText: the first lines are kept, all are counted, and a clone
// outlives the storage that Reset keeps.
func TestReplyText(t *testing.T) {
	var r ReplyText
	r.Keep([]byte("first"))
	r.Keep(nil)
	r.Keep([]byte("last"))
	kept := r.Clone()
	r.Reset()
	if r.Count != 0 || r.Last() != nil {
		t.Errorf("%d lines after Reset", r.Count)
	}
	r.Keep([]byte("other"))
	if kept.Count != 3 || string(bytes.Join(kept.Lines, []byte("|"))) != "first||last" || string(kept.Last()) != "last" {
		t.Errorf("kept %q", kept.Lines)
	}
	r.Reset()
	for range maxReplyLines + 7 {
		r.Keep([]byte("x"))
	}
	if r.Count != maxReplyLines+7 || len(r.Lines) != maxReplyLines {
		t.Errorf("%d lines, %d kept", r.Count, len(r.Lines))
	}
	r.Reset()
	r.Keep(make([]byte, MaxReplyText+1))
	if r.Count != 1 || len(r.Lines) != 0 {
		t.Errorf("a line of %d bytes was kept", MaxReplyText+1)
	}
	line := []byte("250 OK")
	if n := testing.AllocsPerRun(100, func() { r.Reset(); r.Keep(line) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
