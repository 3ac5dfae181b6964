package main

import (
	"io"

	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
)

// heard is what a plan counted of the whole input.
type heard struct {
	set    *collect.Set
	about  *collect.Run
	footer func() // says on standard error what had to be let go
}

// hear takes the input to the collectors of plan. watched, if not nil, makes
// the sink that shows them meanwhile. The error is one that ended the input
// early; what was heard before it is good, and nil if the input could not be
// opened.
func (s *statsCmd) hear(plan *collect.Plan, watched func(*collect.Set) pipeline.Sink) (*heard, error) {
	stop, err := s.stopper()
	if err != nil {
		return nil, err
	}
	in, err := s.open()
	if err != nil {
		return nil, err
	}
	defer in.close()
	if in.live == nil {
		var release func()
		stop, release = interruptible(stop)
		defer release()
	}
	var sets []*collect.Set
	run := pipeline.Options{
		Source:   in.source,
		Detector: plan.Detector,
		Wanted:   plan.Wanted,
		Workers:  max(1, min(s.workers, maxWorkers)),
		Out:      s.out,
		Limit:    s.count,
		Stop:     stop,
		Conns:    s.conns,
		Totals:   plan.Totals(),
		NewSink: func() pipeline.Sink {
			sets = append(sets, plan.New())
			return sets[len(sets)-1]
		},
	}
	if watched != nil && in.live != nil {
		run.Workers = 1 // the moment is the same for all that is counted
		run.NewSink = func() pipeline.Sink {
			sets = append(sets, plan.New())
			return watched(sets[0])
		}
	}
	progress := s.progress(in)
	totals, err := pipeline.Run(run)
	progress.close()
	if watched != nil && in.live != nil {
		_, _ = io.WriteString(s.out, clearScreen)
	}
	sets[0].Merge(sets[1:])
	return &heard{set: sets[0], about: s.about(in, totals), footer: func() { s.footer(in, totals) }}, err
}
