package file

import (
	"io"
	"time"

	"netsniff/capture"
)

const (
	aheadChunks = 4
	aheadChunk  = 128 << 10
	// patience is how long a stream may pause before its reader is told to
	// show what it has; shorter pauses are the rhythm of a busy pipe.
	patience = 20 * time.Millisecond
)

// readahead reads a stream in the background: decompression then runs beside
// the analysis, and a pipe that pauses does not block its reader.
type readahead struct {
	full, free chan []byte
	done       chan struct{}
	ended      error // set before full is closed
	chunk      []byte
	rest       []byte      // unread part of chunk
	timer      *time.Timer // nil if a pause is not reported
}

// newReadahead starts reading src and calls end when nothing reads it any
// more. If pauses is set, Read returns capture.ErrIdle when the stream pauses.
func newReadahead(src io.Reader, pauses bool, end func()) *readahead {
	a := &readahead{
		full: make(chan []byte, aheadChunks),
		free: make(chan []byte, aheadChunks),
		done: make(chan struct{}),
	}
	for range aheadChunks {
		a.free <- make([]byte, aheadChunk)
	}
	if pauses {
		a.timer = time.NewTimer(patience)
	}
	go a.run(src, end)
	return a
}

func (a *readahead) run(src io.Reader, end func()) {
	defer end()
	defer close(a.full)
	for {
		select {
		case <-a.done:
			return
		case b := <-a.free:
			n, err := src.Read(b[:aheadChunk])
			a.ended = err
			a.full <- b[:n] // never blocks: no more chunks exist than it holds
			if err != nil {
				return
			}
		}
	}
}

// Read returns what is there, at most one chunk.
func (a *readahead) Read(p []byte) (int, error) {
	if len(a.rest) == 0 {
		if a.chunk != nil {
			a.free <- a.chunk
			a.chunk = nil
		}
		if err := a.receive(); err != nil {
			return 0, err
		}
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

func (a *readahead) receive() error {
	var pause <-chan time.Time
	if a.timer != nil {
		a.timer.Reset(patience)
		pause = a.timer.C
	}
	select {
	case b, ok := <-a.full:
		if !ok {
			return a.ended
		}
		a.chunk, a.rest = b, b
		return nil
	case <-pause:
		return capture.ErrIdle
	}
}

// stop lets the background end after the read it is in.
func (a *readahead) stop() { close(a.done) }
