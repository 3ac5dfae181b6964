package swarm

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"netsniff/reassembly"
)

// thing is something of a frame that takes some room.
type thing struct {
	frame uint32
	size  int
	gone  *int
}

func (x thing) place() uint32 { return x.frame }
func (x thing) cost() int     { return x.size }
func (x thing) drop()         { *x.gone++ }

// TestEarliest: what is kept, and how much is not, is the same for any number of
// workers, whatever the sizes; nothing is kept behind something that is not.
func TestEarliest(t *testing.T) {
	const most, keys, frames = 5000, 400, 2000
	for seed := range uint64(20) {
		var want string
		for _, workers := range []int{1, 2, 3, 8} {
			r := rand.New(rand.NewPCG(seed, 7))
			kept := make([]earliest[thing], workers)
			told := make([]register[int, int], workers)
			gone, all := 0, 0
			for frame := uint32(1); frame <= frames; frame++ {
				w := int(frame*2654435761>>8) % workers
				for range r.IntN(3) {
					size := 1 + r.IntN(20)
					if r.IntN(50) == 0 {
						size = 400
					}
					kept[w].add(thing{frame, size, &gone}, most)
					told[w].note(r.IntN(1500), reassembly.Mark{Frame: frame}, keys)
					all++
				}
			}
			for i := 1; i < workers; i++ {
				kept[0].merge(&kept[i])
				told[0].merge(&told[i], func(*int, int) {})
			}
			kept[0].cut(most)
			told[0].cut(keys)
			if len(kept[0].list)+gone != all || kept[0].beyond != uint64(gone) || gone == 0 || !told[0].full() {
				t.Fatalf("%d things, %d kept, %d gone, %d counted", all, len(kept[0].list), gone, kept[0].beyond)
			}
			sum := 0
			for _, x := range kept[0].list {
				sum += x.size
			}
			if sum > most || kept[0].size != sum ||
				!slices.IsSortedFunc(kept[0].list, func(a, b thing) int { return int(a.frame) - int(b.frame) }) {
				t.Errorf("%d bytes are kept, counted %d", sum, kept[0].size)
			}
			got := fmt.Sprint(len(kept[0].list), sum, kept[0].until, told[0].until, told[0].sorted())
			if want == "" {
				want = got
			} else if got != want {
				t.Errorf("seed %d: %d workers keep\n%s\none keeps\n%s", seed, workers, got, want)
			}
		}
	}
}

// TestBitmapAsField: pieces as ranges and as a bitfield.
func TestBitmapAsField(t *testing.T) {
	b := newBitmap(200)
	for _, i := range []uint32{0, 1, 2, 63, 64, 65, 127, 130, 199} {
		b.add(i)
	}
	if n := b.ranges(); n != 5 {
		t.Errorf("%d ranges", n)
	}
	f := b.field(200)
	want := make([]byte, 25)
	for i := range 200 {
		if b.has(uint32(i)) {
			want[i/8] |= 0x80 >> (i % 8)
		}
	}
	if !bytes.Equal(f, want) || highest(f) != 200 || count(f) != 9 {
		t.Errorf("%x, want %x", f, want)
	}
}
