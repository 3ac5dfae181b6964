package collect

import (
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/pipeline"
	"netsniff/report/table"
)

// Plan says what a run counts.
type Plan struct {
	Asks     []Ask
	Filter   *Filter             // frames that count; nil: all
	Detector *detect.Detector    // tells what connections say
	Wanted   []*dissect.Protocol // whose bodies the filters search
	Memory   int64               // bytes that the dialogues of a set may keep, see dialogues.Reader.Limit; 0: the default
}

// Share gives all that is asked for equal parts of so many bytes to keep.
func (p *Plan) Share(bytes int64) {
	for i := range p.Asks {
		p.Asks[i].Room = bytes / int64(len(p.Asks))
	}
}

// Totals reports whether connections have to be added up, see Conn.Totals.
func (p *Plan) Totals() bool {
	return slices.ContainsFunc(p.Asks, func(a Ask) bool { return a.Definition.Totals })
}

// Depth says how much of frames has to be read: without messages if neither a
// collector nor a filter needs them. Dialogues read connections by themselves.
func (p *Plan) Depth() pipeline.Depth { return p.deepest(false) }

// deepest is Depth if others read rows as well, or do not.
func (p *Plan) deepest(rows bool) pipeline.Depth {
	rows = rows || p.Filter.Rows() || slices.ContainsFunc(p.Asks, func(a Ask) bool {
		return a.Rows || a.Filter.Rows() || slices.ContainsFunc(a.Beside, (*Filter).Rows)
	})
	return depth(rows)
}

func depth(rows bool) pipeline.Depth {
	if rows {
		return pipeline.Messages
	}
	return pipeline.Segments
}

// Set is what one worker counts. It is a pipeline.Sink that says nothing.
type Set struct {
	vitals     Vitals
	match      Match
	entries    []entry
	dispatcher *dispatcher // nil: no collector is a dissect.Listener
	losses     dissect.Losses
}

type entry struct {
	Collector
	match    Match
	spoken   bool      // see Definition.Spoken
	filter   string    // what counts, as the user wrote it
	listener *listener // nil: the collector is no dissect.Listener
}

// New returns a set for one more worker.
func (p *Plan) New() *Set {
	s := &Set{match: p.Filter.Match(), entries: p.entries()}
	s.dispatcher = p.dispatcher(s.match, s.entries)
	return s
}

// entries makes a collector for each ask.
func (p *Plan) entries() (list []entry) {
	for i := range p.Asks {
		a := &p.Asks[i]
		list = append(list, entry{Collector: a.New(a), match: a.Filter.Match(),
			spoken: a.Spoken, filter: p.Filter.with(a.Filter)})
	}
	return list
}

// count has a collector count a frame that its filter selects.
func (e *entry) count(f *dissect.Frame) {
	if e.match != nil && !e.match(f) {
		return
	}
	if e.listener != nil {
		e.listener.own.add(f)
	}
	e.Collector.Frame(f)
}

// forget tells a collector that wants to know that a connection is forgotten.
func (e *entry) forget(c *dissect.Conn) {
	if x, ok := e.Collector.(pipeline.Forgetter); ok {
		x.Forget(c)
	}
}

// Frame counts a frame; it is selected if the filter of the plan matches.
func (s *Set) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	s.vitals.Note(f)
	counts := s.match == nil || s.match(f)
	if counts {
		s.count(f)
	}
	if s.dispatcher != nil {
		s.dispatcher.frame(f)
	}
	return dst, counts
}

// count has the collectors count a frame; what is said in it is heard later.
func (s *Set) count(f *dissect.Frame) {
	if s.dispatcher != nil {
		s.dispatcher.all.add(f)
	}
	for i := range s.entries {
		s.entries[i].count(f)
	}
}

// Forget implements pipeline.Forgetter. Collectors that are one are told as well.
func (s *Set) Forget(c *dissect.Conn) {
	if s.dispatcher != nil {
		s.dispatcher.reader.Forget(c)
	}
	for i := range s.entries {
		s.entries[i].forget(c)
	}
}

// Each calls visit with each collector.
func (s *Set) Each(visit func(Collector)) {
	for i := range s.entries {
		visit(s.entries[i].Collector)
	}
}

// end hears what connections have left to say, and forgets them.
func (s *Set) end() {
	if s.dispatcher != nil {
		s.dispatcher.reader.End()
		s.losses = s.dispatcher.reader.Losses
		s.dispatcher = nil
	}
}

// Merge ends the count and adds to s what the others counted; they are not
// used afterwards.
func (s *Set) Merge(others []*Set) {
	s.end()
	for _, o := range others {
		o.end()
		s.vitals.Merge(&o.vitals)
		s.losses.Add(o.losses)
		for i := range s.entries {
			s.entries[i].Merge(o.entries[i].Collector)
		}
	}
}

// Losses returns what s had to give up so far; after Merge what all had.
func (s *Set) Losses() dissect.Losses {
	sum := s.losses
	s.Each(func(c Collector) {
		if x, ok := c.(dissect.Loser); ok {
			sum.Add(x.Losses())
		}
	})
	return sum
}

// Tables returns the tables of all that was asked for, and completes r.
func (s *Set) Tables(r *Run) (tables []table.Table) {
	r.Vitals = s.vitals
	for i := range s.entries {
		tables = append(tables, s.entries[i].tables(r)...)
	}
	return tables
}

// tables returns the tables of a collector, with the filter that counts.
func (e *entry) tables(r *Run) []table.Table {
	tables := e.Tables(r)
	for i := range tables {
		tables[i].Filter = e.filter
	}
	return tables
}

// Translate returns tables, which Tables made in another language, in that of r. Those
// that are the same in every language share their rows.
func (s *Set) Translate(tables []table.Table, r *Run) []table.Table {
	tables = slices.Clone(tables)
	for i := range s.entries {
		if !s.entries[i].spoken {
			continue
		}
		for _, t := range s.entries[i].tables(r) {
			if j := slices.IndexFunc(tables, func(x table.Table) bool { return x.Name == t.Name }); j >= 0 {
				tables[j] = t
			}
		}
	}
	return tables
}

// Unique leaves out tables that were asked for twice.
func Unique(tables []table.Table) []table.Table {
	var names []string
	return slices.DeleteFunc(tables, func(t table.Table) bool {
		if slices.Contains(names, t.Name) {
			return true
		}
		names = append(names, t.Name)
		return false
	})
}
