package main

import (
	"errors"
	"os"

	"netsniff/capture"
	"netsniff/capture/file"
)

// saver writes selected frames to the file of -w.
type saver struct{ w *file.Writer }

// saver opens the file of -w; nil without the flag.
func (o *options) saver() (*saver, error) {
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
	w, err := file.Create(o.write)
	if err != nil {
		return nil, err
	}
	return &saver{w}, nil
}

// Save writes a frame; its interface is described first if it is new.
func (s *saver) Save(p *capture.Packet, interfaces []capture.Interface) error {
	if err := s.w.Describe(interfaces); err != nil {
		return err
	}
	return s.w.Write(p)
}

// close adds what a live capture counted and ends the file.
func (s *saver) close(in *input) error {
	err := s.w.Describe(in.source.Interfaces())
	if in.live != nil {
		if st, statErr := in.live.Stats(); statErr == nil {
			err = errors.Join(err, s.w.Statistics(0, st.Received, st.KernelDropped))
		}
	}
	return errors.Join(err, s.w.Close())
}
