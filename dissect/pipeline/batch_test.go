package pipeline

import "testing"

// TestBatchesAreBounded: 128 frames of a megabyte each, in six batches, would
// be most of a gigabyte.
func TestBatchesAreBounded(t *testing.T) {
	b := newBatch(1)
	frame := make([]byte, 1<<20)
	for ; !b.full(); b.n++ {
		b.keep(frame)
	}
	if b.n != 1 {
		t.Errorf("%d frames in a batch", b.n)
	}
	b.reset()
	for _, a := range b.arenas {
		if cap(a) > arenaBytes {
			t.Errorf("%d bytes are kept for one frame", cap(a))
		}
	}
	if b.full() {
		t.Error("an empty batch is full")
	}
}
