package main

import (
	"io"
	"sync"
	"time"

	"netsniff/capture"
	"netsniff/capture/live"
)

// saver writes selected frames to the file of -w, or to one after the other as
// -b says. That of a live capture is written out at each pause and at least each
// second, so that who follows the file sees it grow, and nothing older is lost
// whatever ends the program.
type saver struct {
	mu    sync.Mutex // between the run and the clock
	files fileSet
	stop  chan struct{} // ends the clock; nil if there is none
	done  chan struct{}
}

// flushEach is how long a frame of a live capture waits at most.
const flushEach = time.Second

// saver opens the file of -w; nil without the flag.
func (o *options) saver(in *input) (*saver, error) {
	if o.write == "" {
		return nil, nil
	}
	s := &saver{files: fileSet{target: o.target, each: o.rotate, most: o.ending, inputs: o.files, kept: o.keys.kept}}
	if in.live == nil {
		return s, s.files.begin(nil, in.source.Interfaces())
	}
	now := capture.Stamp(time.Now().UnixNano())
	if err := s.files.begin(&now, in.source.Interfaces()); err != nil {
		return nil, err
	}
	s.stop, s.done = make(chan struct{}), make(chan struct{})
	go s.tick()
	return s, s.Flush()
}

// tick writes out what waits, until close. An error is that of the next write.
func (s *saver) tick() {
	defer close(s.done)
	clock := time.NewTicker(flushEach)
	defer clock.Stop()
	for {
		select {
		case <-clock.C:
			_ = s.Flush()
		case <-s.stop:
			return
		}
	}
}

// Save writes a frame; its interface is described first if it is new.
func (s *saver) Save(p *capture.Packet, interfaces []capture.Interface) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.files.write(p, interfaces)
}

// Flush implements pipeline.Flusher.
func (s *saver) Flush() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.files.flush()
}

// full reports whether -a says that enough has been written.
func (s *saver) full() bool { return s.files.full.Load() }

// close adds what a live capture counted and ends the file. What its format
// could not hold is said on errs.
func (s *saver) close(in *input, errs io.Writer) error {
	if s.stop != nil {
		close(s.stop)
		<-s.done
	}
	var counted *live.Stats
	if in.live != nil {
		if st, err := in.live.Stats(); err == nil {
			counted = &st
		}
	}
	err := s.files.end(in.source.Interfaces(), counted)
	s.files.report(errs)
	return err
}
