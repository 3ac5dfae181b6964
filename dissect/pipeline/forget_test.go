package pipeline_test

import (
	"io"
	"slices"
	"sync"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/pipeline"
)

// forgetful notes which connections it sees and which are forgotten.
type forgetful struct {
	known     map[*dissect.Conn]bool
	forgotten *[]uint32
	mu        *sync.Mutex
	t         *testing.T
}

func (s forgetful) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	s.known[f.Conn] = true
	return dst, true
}

func (s forgetful) Forget(c *dissect.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.known[c] {
		s.t.Errorf("connection %d was another worker's", c.ID)
	}
	*s.forgotten = append(*s.forgotten, c.ID)
}

// TestForget: each connection that is forgotten is told to the worker that
// knew it, whatever the number of workers.
func TestForget(t *testing.T) {
	for _, workers := range []int{1, 2, 3} {
		var forgotten []uint32
		var mu sync.Mutex
		o := options(&source{n: 1000, err: io.EOF}, workers, io.Discard)
		o.Conns = 100
		o.NewSink = func() pipeline.Sink { return forgetful{map[*dissect.Conn]bool{}, &forgotten, &mu, t} }
		totals, err := pipeline.Run(o)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(forgotten)
		for i, id := range forgotten {
			if id != uint32(i) {
				t.Fatalf("%d workers: %d-th forgotten is %d", workers, i, id)
			}
		}
		if len(forgotten) < 900 || uint64(len(forgotten)) != totals.Evicted {
			t.Errorf("%d workers: %d forgotten, %d evicted", workers, len(forgotten), totals.Evicted)
		}
	}
}
