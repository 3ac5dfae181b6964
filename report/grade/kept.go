package grade

import (
	"slices"

	"netsniff/dissect/filter"
	"netsniff/report/grade/model"
	"netsniff/report/grade/submission"
)

// look reads a capture with what the filters select in it, or takes what was kept of an
// earlier reading.
func (g *grading) look(f *submission.File) (*looked, error) {
	key := g.Cache.Key("model", f.Name, f.Hash, g.secretHash)
	var before *model.Reading
	if b, ok := g.Cache.Get(key); ok {
		if before, _ = model.Decode(b); before != nil {
			if l := g.chosen(f, before); l != nil {
				return l, nil
			}
		}
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	read := &model.Reading{}
	var ready []*filter.Filter
	for i, x := range g.filters {
		if x != nil && !slices.Contains(read.Filters, g.texts[i]) {
			ready, read.Filters = append(ready, x), append(read.Filters, g.texts[i])
		}
	}
	if read.Capture, read.Hits, err = g.reader.Read(f.Name, r, g.secrets, ready); err != nil {
		return nil, err
	}
	if g.Cache != nil {
		g.Cache.Put(key, read.With(before).Encode())
	}
	return g.chosen(f, read), nil
}

// chosen takes what this rubric asks for out of a reading, nil if a filter is not there.
func (g *grading) chosen(f *submission.File, of *model.Reading) *looked {
	l := &looked{file: f.Name, Capture: of.Capture, hits: make([][]model.Hit, len(g.filters))}
	for i, x := range g.filters {
		if x == nil {
			continue
		}
		at := slices.Index(of.Filters, g.texts[i])
		if at < 0 {
			return nil
		}
		l.hits[i] = of.Hits[at]
	}
	return l
}
