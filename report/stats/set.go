package stats

import (
	"slices"

	"netsniff/dissect"
)

// Plan says what a run counts.
type Plan struct {
	Asks   []Ask
	Filter Filter // frames that count; nil: all
}

// Set is what one worker counts. It is a pipeline.Sink that says nothing.
type Set struct {
	vitals  Vitals
	match   Match
	entries []entry
}

type entry struct {
	Collector
	match Match
}

// New returns a set for one more worker.
func (p *Plan) New() *Set {
	s := &Set{match: p.Filter.match()}
	for i := range p.Asks {
		a := &p.Asks[i]
		s.entries = append(s.entries, entry{a.New(a), a.Filter.match()})
	}
	return s
}

func (f Filter) match() Match {
	if f == nil {
		return nil
	}
	return f()
}

// Frame counts a frame; it is selected if the filter of the plan matches.
func (s *Set) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	s.vitals.note(f)
	if s.match != nil && !s.match(f) {
		return dst, false
	}
	for i := range s.entries {
		if e := &s.entries[i]; e.match == nil || e.match(f) {
			e.Collector.Frame(f)
		}
	}
	return dst, true
}

// Merge adds to s what the others counted; they are not used afterwards.
func (s *Set) Merge(others []*Set) {
	for _, o := range others {
		s.vitals.merge(&o.vitals)
		for i := range s.entries {
			s.entries[i].Merge(o.entries[i].Collector)
		}
	}
}

// Tables returns the tables of all that was asked for, and completes r.
func (s *Set) Tables(r *Run) (tables []Table) {
	r.Vitals = s.vitals
	for i := range s.entries {
		tables = append(tables, s.entries[i].Tables(r)...)
	}
	return unique(tables)
}

// unique leaves out tables that were asked for twice.
func unique(tables []Table) []Table {
	var names []string
	return slices.DeleteFunc(tables, func(t Table) bool {
		if slices.Contains(names, t.Name) {
			return true
		}
		names = append(names, t.Name)
		return false
	})
}
