package pipeline

import (
	"sync"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/engine"
)

const (
	batchFrames = 128
	arenaBytes  = 256 << 10
	batchBytes  = 192 << 10 // a batch with as many is full: a frame of 64 KiB still fits its arena
	maxWorkers  = 64
)

// slot is one frame on its way.
type slot struct {
	conn            *engine.Conn
	dir             dissect.Dir
	reused          bool
	selected        bool
	suspicious      bool // its connection may announce others
	worker          uint8
	first, previous capture.Stamp
	end             int            // end of its text in its worker's output
	forgotten       []*engine.Conn // before this frame
	said            []passage      // of each of those, if sinks say something; by its worker
	packet          capture.Packet // last: its rare parts are at its end
}

// passage is where a worker's output has what it says of a connection.
type passage struct {
	worker uint8
	end    int // 0: nothing was said
}

// batch is a run of consecutive frames with the memory they live in.
type batch struct {
	slots      [batchFrames]slot
	n          int
	bytes      int                 // of all frames
	paused     bool                // the source had no more for the moment
	interfaces []capture.Interface // known when it was filled
	arenas     [][]byte            // frame bytes; the last one is being filled
	arena      int
	out        [][]byte // text by worker
	pending    sync.WaitGroup
}

func newBatch(workers int) *batch {
	return &batch{out: make([][]byte, workers), arenas: [][]byte{make([]byte, 0, arenaBytes)}}
}

func (b *batch) reset() {
	for i := range b.arenas {
		if cap(b.arenas[i]) > arenaBytes {
			b.arenas[i] = make([]byte, 0, arenaBytes)
		}
	}
	b.n, b.arena, b.bytes, b.paused = 0, 0, 0, false
	b.arenas[0] = b.arenas[0][:0]
}

// full reports whether no frame should be added.
func (b *batch) full() bool { return b.n == len(b.slots) || b.bytes >= batchBytes }

// keep copies a frame's borrowed bytes into the batch.
func (b *batch) keep(data []byte) []byte {
	b.bytes += len(data)
	a := b.arenas[b.arena]
	if cap(a)-len(a) < len(data) {
		b.arena++
		if b.arena == len(b.arenas) {
			b.arenas = append(b.arenas, make([]byte, 0, max(arenaBytes, len(data))))
		}
		a = b.arenas[b.arena][:0]
		if cap(a) < len(data) {
			a = make([]byte, 0, len(data))
		}
	}
	n := len(a)
	a = append(a, data...)
	b.arenas[b.arena] = a
	return a[n:len(a):len(a)]
}
