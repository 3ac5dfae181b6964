package pipeline

import "sync"

// texts are buffers for what workers say, handed on from who writes to who says next. The
// one that came back last goes first: however many batches are on their way, two or three
// buffers of a worker grow to what the largest batch needs, and are still in the cache.
type texts struct {
	mu    sync.Mutex
	spare [][]byte
}

// take returns an empty buffer.
func (x *texts) take() []byte {
	x.mu.Lock()
	defer x.mu.Unlock()
	last := len(x.spare) - 1
	if last < 0 {
		return nil
	}
	b := x.spare[last]
	x.spare = x.spare[:last]
	return b
}

// give takes back a buffer that was written.
func (x *texts) give(b []byte) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.spare = append(x.spare, b[:0])
}
