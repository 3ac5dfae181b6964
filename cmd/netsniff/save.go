package main

import (
	"errors"
	"os"
	"sync"
	"time"

	"netsniff/capture"
	"netsniff/capture/file"
)

// saver writes selected frames to the file of -w. That of a live capture is
// written out at each pause and at least each second, so that who follows the
// file sees it grow, and nothing older is lost whatever ends the program.
type saver struct {
	mu   sync.Mutex // between the run and the clock
	w    *file.Writer
	stop chan struct{} // ends the clock; nil if there is none
	done chan struct{}
}

// flushEach is how long a frame of a live capture waits at most.
const flushEach = time.Second

// saver opens the file of -w; nil without the flag.
func (o *options) saver(in *input) (*saver, error) {
	if o.write == "" {
		return nil, nil
	}
	if target, err := os.Stat(o.write); err == nil {
		for _, name := range o.files {
			if source, err := os.Stat(name); err == nil && os.SameFile(source, target) {
				return nil, errors.New("-w " + o.write + ": the file is being read; write to another one")
			}
		}
	}
	w, err := file.Create(o.write, in.source.Interfaces()...)
	if err != nil {
		return nil, err
	}
	s := &saver{w: w}
	if in.live == nil {
		return s, nil
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
	if err := s.w.Describe(interfaces); err != nil {
		return err
	}
	return s.w.Write(p)
}

// Flush implements pipeline.Flusher.
func (s *saver) Flush() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.w.Flush()
}

// close adds what a live capture counted and ends the file.
func (s *saver) close(in *input) error {
	if s.stop != nil {
		close(s.stop)
		<-s.done
	}
	err := s.w.Describe(in.source.Interfaces())
	if in.live != nil {
		if st, statErr := in.live.Stats(); statErr == nil {
			err = errors.Join(err, s.w.Statistics(0, st.Received, st.KernelDropped))
		}
	}
	return errors.Join(err, s.w.Close())
}
