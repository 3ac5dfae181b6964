package main

import (
	"fmt"
	"io"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
)

// needed is what -w writes with a filter: the frames that match, and those with
// the earlier parts of the messages in them, without which nobody who reads the
// file could put them together.
type needed struct {
	frames collect.Numbers
	known  bool            // else what matches is found as it is written
	totals pipeline.Totals // of the run that found them
	late   []*uint64       // of each worker: frames that had passed when a later one needed them
}

// needs finds the frames that -w is to write; nil if they need no search.
// Files are read once for it. What can be read only once is not: there it is
// counted what could not be written.
func (o *options) needs(masked *masking, selector func() func(*dissect.Frame) bool) (*needed, error) {
	if o.write == "" || o.filter == "" || o.onlyMatching {
		return nil, nil
	}
	n := new(needed)
	if !o.twice() {
		return n, nil
	}
	var sets []*collect.Numbers
	var err error
	n.totals, err = o.search("the frames to write", func(run *pipeline.Options) {
		run.Traced = true
		run.NewSink = func() pipeline.Sink {
			s := &seeker{matches: selector(), frames: new(collect.Numbers)}
			sets = append(sets, s.frames)
			return s
		}
		masked.apply(run)
	})
	if err != nil {
		return nil, err
	}
	for _, s := range sets {
		n.frames.Merge(*s)
	}
	n.known = true
	return n, nil
}

// apply has a run save the frames. Nothing else is said about them unless shown is
// set.
func (n *needed) apply(run *pipeline.Options, shown bool) {
	switch {
	case n == nil:
	case !n.known:
		inner := run.NewSink
		run.NewSink = func() pipeline.Sink {
			late := new(uint64)
			n.late = append(n.late, late)
			return &lateness{Sink: inner(), late: late}
		}
	default:
		run.Saved = n.frames.Has
		searched(run, n.totals.Frames)
		if !shown {
			run.Depth = pipeline.Headers
			run.NewSink = func() pipeline.Sink { return copies{} }
		}
	}
}

// report says what could not be written.
func (n *needed) report(errs io.Writer) {
	if n == nil {
		return
	}
	var late uint64
	for _, x := range n.late {
		late += *x
	}
	if late > 0 {
		fmt.Fprintf(errs, "netsniff: -w has not got %d earlier frames with parts of the messages in it: input that is read only once has passed when a message is complete; write all of it, and then filter the file\n",
			late)
	}
}

// given adds what the run that looked for frames had to give up: the one that
// writes them does not dissect them again.
func (n *needed) given(t pipeline.Totals) pipeline.Totals {
	if n != nil && t.Losses == (dissect.Losses{}) && t.Faults == 0 {
		t.Losses, t.Faults = n.totals.Losses, n.totals.Faults
	}
	return t
}

// seeker is a Sink that notes the frames that match and those they need.
type seeker struct {
	matches func(*dissect.Frame) bool
	frames  *collect.Numbers
}

// Frame implements pipeline.Sink.
func (s *seeker) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	if !s.matches(f) {
		return dst, false
	}
	s.frames.Add(f.Packet.Frame)
	partsOf(f, s.frames.Add)
	return dst, true
}

// partsOf calls visit with the frames that brought the parts of what f
// completes: segments of TCP and fragments of IP.
func partsOf(f *dissect.Frame, visit func(frame uint32)) {
	for i := range f.Whole.Segments() {
		visit(f.Whole.Frame(i))
	}
	for _, x := range f.Needed {
		visit(x.Frame)
	}
	for _, b := range [...]capture.Buffer{capture.BufferDatagram, capture.BufferInner} {
		for _, x := range f.Parts(b) {
			visit(x.Frame)
		}
	}
}

// lateness is a Sink that counts frames which were not selected when they came,
// and are needed by one that is.
type lateness struct {
	pipeline.Sink
	late *uint64
	seen collect.Numbers // those that were selected or counted
}

// Frame implements pipeline.Sink.
func (s *lateness) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	dst, selected := s.Sink.Frame(f, dst)
	if selected {
		s.seen.Add(f.Packet.Frame)
		partsOf(f, func(frame uint32) {
			if !s.seen.Has(frame) {
				s.seen.Add(frame)
				*s.late++
			}
		})
	}
	return dst, selected
}

// Forget implements pipeline.Forgetter.
func (s *lateness) Forget(c *dissect.Conn) {
	if x, ok := s.Sink.(pipeline.Forgetter); ok {
		x.Forget(c)
	}
}

// copies is the Sink of frames that are only written.
type copies struct{}

// Frame implements pipeline.Sink.
func (copies) Frame(_ *dissect.Frame, dst []byte) ([]byte, bool) { return dst, false }
