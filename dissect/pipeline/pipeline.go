// Package pipeline moves frames from a source to a report: one goroutine
// reads, decodes and finds connections, workers dissect and format, the
// caller's goroutine writes in order. Frames travel in numbered batches, so
// the output is the same byte for byte whatever the number of workers.
package pipeline

import (
	"io"
	"sync/atomic"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/engine"
	"netsniff/reassembly"
)

// Sink says something about frames. Each worker has its own.
type Sink interface {
	// Frame appends what is to be said about f to dst, and reports whether f
	// was selected: shown, saved and counted. f is borrowed until return.
	Frame(f *dissect.Frame, dst []byte) ([]byte, bool)
}

// Saver stores selected frames, in order. Interfaces lists at least the one
// that p came from.
type Saver interface {
	Save(p *capture.Packet, interfaces []capture.Interface) error
}

// Flusher is a Saver that collects frames before it writes them. It is told when
// a live source pauses.
type Flusher interface{ Flush() error }

// Forgetter is a Sink that keeps something for connections. It is told those
// of its worker that the run forgets, before the frame that made it forget.
type Forgetter interface{ Forget(c *dissect.Conn) }

// ForgetAppender is a Forgetter that has something to say: what it appends to
// dst stands before what is said of the frame that made the run forget, in the
// order in which connections are forgotten. Forget is not called.
type ForgetAppender interface {
	AppendForgotten(c *dissect.Conn, dst []byte) []byte
}

// Preparer changes frames before anything is said about them. Each worker has
// its own. One that is a Forgetter is told as a Sink is.
type Preparer interface {
	// Prepare takes a decoded frame, whose bytes it may overwrite, and its
	// connection, nil if there is none. Borrowed until return.
	Prepare(p *capture.Packet, c *dissect.Conn, d dissect.Dir)
}

// Depth says how much of frames is read.
type Depth uint8

// Depths.
const (
	Messages Depth = iota // everything, see Engine.Dissect
	Segments              // headers, connections and TCP's analysis, see Engine.Analyze
	Headers               // headers and connections only, see Engine.Undissected
)

var depths = [...]string{"messages", "segments", "headers"}

func (d Depth) String() string { return depths[d] }

// Options says what to run.
type Options struct {
	Source   capture.Source
	Detector *detect.Detector
	Order    engine.Order        // in which streams are read
	Wanted   []*dissect.Protocol // whose messages keep their bodies, see Engine.Want
	Workers  int                 // at least 1
	Depth    Depth               // how much of frames sinks need
	// Only tells the frames that are read as Depth says: of the others there are headers.
	// nil: all are.
	Only     func(p *capture.Packet) bool
	Totals   bool                // connections are added up, see Conn.Totals
	Apart    []*dissect.Protocol // whose segments are read each for itself
	Absolute bool                // sequence numbers are said as headers have them
	Traced   bool                // messages know all their segments, see Engine.Trace
	NewSink  func() Sink
	Prepare  func() Preparer // makes one for each worker; nil: frames stay as they are
	Out      io.Writer
	Saver    Saver // nil: frames are not saved
	// Saved tells frames that are saved though no sink selected them; nil: none.
	Saved func(frame uint32) bool
	Limit uint32 // stop after this many frames, 0: never
	// Stop is asked before each frame, and with nil while a live source is
	// idle; nil never stops.
	Stop  func(p *capture.Packet) bool
	Conns int // connections remembered, 0: no limit
	// Memory bounds what unfinished messages keep, in bytes; 0 stands for
	// dissect.DefaultMemory in each worker.
	Memory int64
}

// Totals is what a run counted.
type Totals struct {
	Frames    uint32 // read
	Selected  uint64 // by the sinks
	Evicted   uint64 // connections forgotten to stay within Options.Conns
	Faults    uint64 // frames whose dissection failed; each is a bug
	Fragments reassembly.FragmentLosses
	Losses    dissect.Losses
}

// Add adds the totals of another run.
func (t *Totals) Add(o Totals) {
	t.Frames += o.Frames
	t.Selected += o.Selected
	t.Evicted += o.Evicted
	t.Faults += o.Faults
	t.Fragments.Add(o.Fragments)
	t.Losses.Add(o.Losses)
}

// Run takes every frame of o.Source through the workers. It returns when the
// source ends or breaks (its error; nil at the end) or when Out or Saver
// fails.
func Run(o Options) (Totals, error) {
	r := &run{Options: o, announces: o.Detector.Announces(), ordered: make(chan *batch, batches),
		free: make(chan *batch, batches)}
	expectations, places := &detect.Expectations{}, newTurns(o.Workers)
	for i := range o.Workers {
		w := &worker{sink: o.NewSink(), engine: engine.New(o.Detector, o.Order), depth: o.Depth, only: o.Only,
			alone: o.Workers == 1, in: make(chan *batch, batches)}
		if w.appender, _ = w.sink.(ForgetAppender); w.appender != nil {
			r.appends = true
		} else {
			w.forgets(w.sink)
		}
		if o.Prepare != nil {
			x := o.Prepare()
			w.engine.Prepare = x.Prepare
			w.forgets(x)
		}
		w.workers = uint32(o.Workers)
		if r.announces {
			w.turn = places.of(i)
			w.engine.Share(expectations, w.turn)
		}
		w.engine.Want(o.Wanted)
		if o.Totals {
			w.engine.Total()
		}
		w.engine.Apart(o.Apart)
		if o.Absolute {
			w.engine.Absolute()
		}
		if o.Traced {
			w.engine.Trace()
		}
		if o.Memory > 0 {
			w.engine.Limit(o.Memory / int64(o.Workers))
		}
		r.workers = append(r.workers, w)
	}
	for range batches {
		r.free <- newBatch(o.Workers)
	}
	for i, w := range r.workers {
		go w.loop(i)
	}
	go r.read()
	err := r.write()
	if err == nil {
		err = r.readErr
	}
	for _, w := range r.workers {
		r.totals.Faults += w.faults
		r.totals.Losses.Add(w.engine.Lost())
	}
	return r.totals, err
}

// batches bounds the work in flight: reading stops while all are in use.
const batches = 6

type run struct {
	Options
	workers   []*worker
	appends   bool        // sinks say something of what is forgotten
	announces bool        // some protocol tells of connections to come
	ordered   chan *batch // batches in order, for the writer
	free      chan *batch
	stopped   atomic.Bool
	readErr   error // valid after ordered is closed
	totals    Totals
	merged    []byte // of the batch that is written
}

// read fills batches from the source until it ends.
func (r *run) read() {
	defer func() {
		for _, w := range r.workers {
			close(w.in)
		}
		close(r.ordered)
	}()
	in := newIntake(r)
	for !r.stopped.Load() {
		b := <-r.free
		b.reset()
		err := in.fill(b)
		if b.n > 0 {
			b.pending.Add(len(r.workers))
			for _, w := range r.workers {
				w.in <- b
			}
			r.ordered <- b
		} else {
			r.free <- b
		}
		r.totals.Frames, r.totals.Evicted = in.frames, in.table.Evicted()
		r.totals.Fragments = in.fragments.Losses
		if err == io.EOF {
			return
		}
		if err != nil {
			r.readErr = err
			return
		}
	}
}

// write takes finished batches in order.
func (r *run) write() error {
	var failed error
	for b := range r.ordered {
		b.pending.Wait()
		if failed == nil {
			failed = r.writeBatch(b)
			if failed == nil && b.paused {
				failed = r.flush()
			}
			if failed != nil {
				r.stopped.Store(true)
			}
		}
		for i, w := range r.workers {
			w.texts.give(b.out[i])
			b.out[i] = nil
		}
		r.free <- b
	}
	return failed
}

func (r *run) writeBatch(b *batch) error {
	for i := range b.slots[:b.n] {
		s := &b.slots[i]
		if s.selected {
			r.totals.Selected++
		}
		if r.Saver != nil && (s.selected || r.Saved != nil && r.Saved(s.packet.Frame)) {
			if err := r.Saver.Save(&s.packet, b.interfaces); err != nil {
				return err
			}
		}
	}
	if len(r.workers) == 1 {
		return r.put(b.out[0])
	}
	var from [maxWorkers]int
	r.merged = r.merged[:0]
	for i := range b.slots[:b.n] {
		s := &b.slots[i]
		for _, x := range s.said {
			if x.end > 0 {
				r.merged = append(r.merged, b.out[x.worker][from[x.worker]:x.end]...)
				from[x.worker] = x.end
			}
		}
		r.merged = append(r.merged, b.out[s.worker][from[s.worker]:s.end]...)
		from[s.worker] = s.end
	}
	return r.put(r.merged)
}

// flush has what was saved written out, where nothing more comes for now.
func (r *run) flush() error {
	if x, ok := r.Saver.(Flusher); ok {
		return x.Flush()
	}
	return nil
}

func (r *run) put(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	_, err := r.Out.Write(b)
	return err
}

// connTable returns the connection table of a run.
func (o *Options) connTable() *reassembly.Table[engine.Conn] {
	return &reassembly.Table[engine.Conn]{New: engine.NewConn, ServerPort: o.Detector.ServerPort, Limit: o.Conns}
}
