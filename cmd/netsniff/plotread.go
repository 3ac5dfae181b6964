package main

import (
	"errors"
	"fmt"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/report/collect"
	"netsniff/report/follow"
	"netsniff/report/plot"
)

// read counts the tables of these names: of frames of the streams only if some are named. beside
// are filters for frames that have columns of their own.
func (x *plotCmd) read(tables []string, targets []follow.Target, beside []string) (*heard, error) {
	plan, err := x.plan(tables, beside)
	if err != nil {
		return nil, err
	}
	plan.Filter = within(targets, plan.Filter)
	captures, err := x.captures()
	if err != nil {
		return nil, err
	}
	if len(captures) > 1 {
		return nil, fmt.Errorf("-r names %d captures, and a picture is of one: name one, or read them as one with --join",
			len(captures))
	}
	x.files = captures[0].Files
	h, err := x.hear(plan, meanwhile{})
	return h, errors.Join(append(x.unread, err)...)
}

// plan says what is counted for these tables.
func (x *plotCmd) plan(tables, beside []string) (*collect.Plan, error) {
	plan := &collect.Plan{Detector: x.detector()}
	needs := func(text string) (*collect.Filter, error) {
		chosen, err := x.chosen(text)
		if err != nil {
			return nil, err
		}
		plan.Wanted = append(plan.Wanted, chosen.Needs().Bytes...)
		return matching(text, chosen), nil
	}
	var err error
	if plan.Filter, err = needs(x.filter); err != nil {
		return nil, err
	}
	for _, name := range tables {
		ask, err := findTable(name)
		if err != nil {
			return nil, err
		}
		ask.Interval, ask.Intervals = capture.Stamp(x.interval), plot.Intervals
		for _, text := range beside {
			f, err := needs(text)
			if err != nil {
				return nil, err
			}
			ask.Beside = append(ask.Beside, f)
		}
		plan.Asks = append(plan.Asks, ask)
	}
	return plan, nil
}

// within returns a filter for the frames of these streams that match f; if no stream is named,
// for those of all.
func within(targets []follow.Target, f *collect.Filter) *collect.Filter {
	if len(targets) == 0 {
		return f
	}
	x := collect.Filter{Reads: collect.Headers}
	if f != nil {
		x = *f
	}
	x.New = func() collect.Match {
		match := f.Match()
		return func(f *dissect.Frame) bool {
			if f.Conn == nil || f.Conn.Transport != capture.ProtoTCP {
				return false
			}
			for i := range targets {
				if targets[i].Is(f.Conn) {
					return match == nil || match(f)
				}
			}
			return false
		}
	}
	return &x
}
