package pipeline

import "testing"

// TestBatchesAreBounded: 256 frames of a megabyte each, in six batches, would
// be a gigabyte and a half.
func TestBatchesAreBounded(t *testing.T) {
	b := newBatch(1)
	frame := make([]byte, 1<<20)
	for ; !b.full(); b.n++ {
		b.keep(frame)
	}
	if b.n != batchBytes>>20 {
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
