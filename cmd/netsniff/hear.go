package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"syscall"

	"netsniff/dissect"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/stats"
	"netsniff/report/table"
)

// heard is what a plan counted of a capture, or of a live interface.
type heard struct {
	name   string // of the capture, where there are several
	set    *collect.Set
	about  *collect.Run
	totals pipeline.Totals
	remark func() // says on standard error what is special about the input
}

// meanwhile is what a live capture shows before its end: what sink makes of the
// set. drawn says that it is drawn over by what comes last.
type meanwhile struct {
	sink  func(*collect.Set) pipeline.Sink
	drawn bool
}

// visitor is told which of several captures is read: before and after it.
type visitor interface {
	Enter(capture string) error
	Leave()
}

// hearEach takes the captures that -r names, each by itself, to the collectors
// of plan; a live one shows them meanwhile. visits, if not nil, is told of each if
// there are several. What was heard before an error is good.
func (s *statsCmd) hearEach(plan *collect.Plan, show meanwhile, visits visitor) (list []*heard, err error) {
	if len(s.files) == 0 {
		return s.hearOne(nil, plan, show)
	}
	captures, err := s.captures()
	if err != nil {
		return nil, err
	}
	wrong := s.unread
	for i, c := range captures {
		if s.files = c.Files; len(captures) > 1 {
			s.which = fmt.Sprintf("%d/%d %s", i+1, len(captures), table.Clean(c.Name))
		}
		if visits != nil && len(captures) > 1 {
			if err := visits.Enter(c.Name); err != nil {
				return list, errors.Join(append(wrong, err)...)
			}
		}
		if list, err = s.hearOne(list, plan, show); err != nil {
			wrong = append(wrong, err)
		}
		if n := len(list); n > 0 && list[n-1].name == "" {
			list[n-1].name = c.Name
		}
		if visits != nil {
			visits.Leave()
		}
	}
	return list, errors.Join(wrong...)
}

func (s *statsCmd) hearOne(list []*heard, plan *collect.Plan, show meanwhile) ([]*heard, error) {
	h, err := s.hear(plan, show)
	if h != nil {
		list = append(list, h)
	}
	return list, err
}

// united returns the tables of what was heard, those of several captures
// united.
func (p *tablePrinter) united(list []*heard) ([]table.Table, *collect.Run) {
	parts := make([]collect.Part, len(list))
	for i, h := range list {
		parts[i] = collect.Part{File: h.name, Tables: p.tables(h.set, h.about), Run: h.about}
	}
	return unitedOf(parts), collect.UniteRuns(parts)
}

// unitedOf returns the tables of one part, or of several united.
func unitedOf(parts []collect.Part) []table.Table {
	if len(parts) == 1 {
		return parts[0].Tables
	}
	return collect.Unite(parts)
}

// footers says on standard error what had to be let go.
func (s *statsCmd) footers(list []*heard) {
	var sum pipeline.Totals
	for _, h := range list {
		h.remark()
		sum.Add(h.totals)
	}
	s.lost(sum)
}

// hear takes the input to the collectors of plan; a live one shows them
// meanwhile. The error is one that ended the input
// early; what was heard before it is good, and nil if the input could not be
// opened.
func (s *statsCmd) hear(plan *collect.Plan, show meanwhile) (*heard, error) {
	var sets []*collect.Set
	plan.Memory = s.heardBytes()
	plan.Share(s.memoryBytes())
	run := pipeline.Options{
		Detector: plan.Detector,
		Wanted:   plan.Wanted,
		Totals:   plan.Totals(),
		Depth:    plan.Depth(),
		NewSink: func() pipeline.Sink {
			sets = append(sets, plan.New())
			return sets[len(sets)-1]
		},
	}
	in, done, err := s.begin(&run)
	if err != nil {
		return nil, err
	}
	defer done()
	live := show.sink != nil && in.live != nil
	if live {
		run.Workers = 1 // the moment is the same for all that is counted
		run.NewSink = func() pipeline.Sink {
			sets = append(sets, plan.New())
			return show.sink(sets[0])
		}
	}
	totals, err := s.pass(in, run)
	if live && show.drawn {
		_, _ = io.WriteString(s.out, clearScreen)
	}
	sets[0].Merge(sets[1:])
	totals.Losses = alsoHeard(totals.Losses, sets[0].Losses())
	return &heard{set: sets[0], about: s.about(in, totals), totals: totals,
		remark: func() { s.remark(in, totals) }}, err
}

// begin opens the input and completes run with what the flags say. done closes
// the input.
func (s *statsCmd) begin(run *pipeline.Options) (in *input, done func(), err error) {
	stop, err := s.stopper()
	if err != nil {
		return nil, nil, err
	}
	masked, err := s.masking()
	if err != nil {
		return nil, nil, err
	}
	if in, err = s.open(); err != nil {
		return nil, nil, err
	}
	done = func() { masked.report(s.errs); in.close() }
	if in.live == nil {
		var release func()
		stop, release = interruptible(stop)
		shut := done
		done = func() { release(); shut() }
	}
	run.Source, run.Out, run.Stop = in.source, s.out, stop
	masked.apply(run)
	run.Workers, run.Limit, run.Conns, run.Memory = s.effort(), s.count, s.conns, s.memoryBytes()/2
	return in, done, nil
}

// pass takes the input through run, with a bar that shows how far it is.
func (s *statsCmd) pass(in *input, run pipeline.Options) (pipeline.Totals, error) {
	progress := s.progress(in)
	defer progress.close()
	return pipeline.Run(run)
}

// tellEach writes the exchanges of each capture while it is read, with its name
// in front if there are several.
func (s *statsCmd) tellEach(plan *collect.Plan, l table.Lang) error {
	told := func(x *statsCmd) error {
		feed := &collect.Feed{Filter: plan.Filter, Detector: plan.Detector, New: stats.NewExchangeLines}
		return x.tell(feed, plan.Wanted, l)
	}
	if len(s.files) == 0 {
		return told(s)
	}
	captures, err := s.captures()
	if err != nil {
		return err
	}
	wrong := s.unread
	for _, c := range captures {
		o := *s.options
		o.files = c.Files
		if len(captures) > 1 {
			name, err := json.Marshal(c.Name)
			if err != nil {
				return err
			}
			o.out = &prefixed{w: s.out, prefix: `{"file":` + string(name) + ",", instead: len("{")}
		}
		one := *s
		one.options = &o
		wrong = append(wrong, told(&one))
	}
	return errors.Join(wrong...)
}

// tell takes the input to a feed and writes what that says while it is read.
func (s *statsCmd) tell(feed *collect.Feed, wanted []*dissect.Protocol, l table.Lang) error {
	var outlets []*collect.Outlet
	feed.Memory = s.heardBytes()
	run := pipeline.Options{
		Detector: feed.Detector,
		Depth:    feed.Depth(),
		Wanted:   wanted,
		NewSink: func() pipeline.Sink {
			outlets = append(outlets, feed.NewOutlet())
			return outlets[len(outlets)-1]
		},
	}
	in, done, err := s.begin(&run)
	if err != nil {
		return err
	}
	defer done()
	totals, err := s.pass(in, run)
	if !errors.Is(err, syscall.EPIPE) {
		err = errors.Join(err, collect.End(outlets, s.out))
	}
	var heard dissect.Losses
	for _, o := range outlets {
		heard.Add(o.Losses())
	}
	totals.Losses = alsoHeard(totals.Losses, heard)
	about := s.about(in, totals)
	about.Vitals = outlets[0].Vitals
	fmt.Fprintln(s.errs, about.Footer(l))
	if n := outlets[0].Lost; n > 0 {
		fmt.Fprintf(s.errs, "netsniff: %d exchanges were not told: too much waited for connections in silence\n", n)
	}
	s.footer(in, totals)
	return quietPipe(err)
}

// alsoHeard adds what was given up where connections were heard to what was
// elsewhere. An acknowledgment that cannot be is noticed in both places.
func alsoHeard(totals, heard dissect.Losses) dissect.Losses {
	both := min(totals.Streams.Implausible, heard.Streams.Implausible)
	totals.Add(heard)
	totals.Streams.Implausible -= both
	return totals
}
