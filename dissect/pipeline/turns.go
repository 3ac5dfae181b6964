package pipeline

import (
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// progress is how far a worker has come, for others to wait for. What some
// workers announce and others find is in order of capture this way. The worker
// whose frame is the earliest waits for nobody, so somebody always goes on.
type progress struct {
	passed atomic.Uint64 // all its frames among so many first of the run are done; may be behind
	wanted atomic.Uint64 // it tells as soon as it has passed so many: the least that anybody waits for
	mu     sync.Mutex
	told   sync.Cond // passed is what was wanted
	_      [64]byte  // others write to other cache lines
}

// turns is the progress of each worker of a run.
type turns []progress

func newTurns(workers int) turns {
	t := make(turns, workers)
	for i := range t {
		t[i].told.L = &t[i].mu
		t[i].wanted.Store(math.MaxUint64)
	}
	return t
}

func (p *progress) tell(passed uint64) {
	p.passed.Store(passed)
	if p.wanted.Load() <= passed {
		p.mu.Lock()
		p.wanted.Store(math.MaxUint64)
		p.told.Broadcast()
		p.mu.Unlock()
	}
}

// yields is how often a worker lets others go on before it sleeps: they are
// rarely far behind.
const yields = 200

// await returns when the first frames of the run are done, as far as the worker
// has them.
func (p *progress) await(frames uint64) {
	for n := 0; n < yields; n++ {
		if p.passed.Load() >= frames {
			return
		}
		if n == 0 {
			p.mu.Lock()
			p.want(frames)
			p.mu.Unlock()
		}
		runtime.Gosched()
	}
	p.mu.Lock()
	for p.want(frames); p.passed.Load() < frames; p.want(frames) {
		p.told.Wait()
	}
	p.mu.Unlock()
}

func (p *progress) want(frames uint64) { p.wanted.Store(min(p.wanted.Load(), frames)) }

// turn is the place of the frame at which a worker is. It implements detect.Turn.
type turn struct {
	all  turns
	own  *progress
	slot *slot
	// frames is how many of the run are before this one; announcing, by worker,
	// how many are up to the last that may have announced.
	frames     uint64
	announcing []uint64
}

func (t turns) of(worker int) *turn {
	return &turn{all: t, own: &t[worker], announcing: make([]uint64, len(t))}
}

// next goes on to the next frame of the run, whose worker may be another: what
// came before is done.
func (t *turn) next(s *slot) {
	t.done()
	t.slot = s
	if t.frames >= t.own.wanted.Load() {
		t.own.tell(t.frames)
	}
}

// done ends the frame.
func (t *turn) done() {
	s := t.slot
	if s == nil {
		return
	}
	t.slot = nil
	t.frames++
	if !s.suspicious {
		return
	}
	t.announcing[s.worker] = t.frames
	if &t.all[s.worker] == t.own {
		t.own.tell(t.frames)
	}
}

// end is called where the worker may have to wait for more frames.
func (t *turn) end() {
	t.done()
	t.own.tell(t.frames)
}

// Suspicious implements detect.Turn.
func (t *turn) Suspicious() bool { return t.slot.suspicious }

// AwaitAnnounced implements detect.Turn.
func (t *turn) AwaitAnnounced() {
	for i := range t.all {
		t.await(&t.all[i], t.announcing[i])
	}
}

// AwaitAll implements detect.Turn.
func (t *turn) AwaitAll() {
	for i := range t.all {
		t.await(&t.all[i], t.frames)
	}
}

func (t *turn) await(p *progress, frames uint64) {
	if p == t.own || p.passed.Load() >= frames {
		return
	}
	t.own.tell(t.frames) // somebody may wait for this worker while it waits
	p.await(frames)
}
