package main

import (
	"cmp"
	"errors"
	"slices"

	"netsniff/report/collect"
	"netsniff/report/follow"
	"netsniff/report/picture"
	"netsniff/report/plot"
	"netsniff/report/stats"
	"netsniff/report/table"
)

// drawnStreams is how many connections a page draws one by one: those with the most bytes.
const drawnStreams = 3

// pictures draws what the capture has something for, by kind. Connections that are drawn
// one by one are read again: which they are is known at the end.
func (x *reportCmd) pictures(h *heard) (map[string]*picture.Picture, error) {
	tables := h.set.Tables(h.about)
	drawn := map[string]*picture.Picture{}
	var wrong error
	var again []plot.Kind
	for _, k := range plot.Kinds() {
		if k.Takes == plot.Streams {
			again = append(again, k)
			continue
		}
		wrong = errors.Join(wrong, draw(drawn, &k, tables))
	}
	targets := busiestOf(tables)
	if _, once := onlyOnce(x.files); once || len(targets) == 0 {
		return drawn, wrong
	}
	plan := &collect.Plan{Filter: within(targets, x.match), Detector: x.detector()}
	for _, k := range again {
		for _, name := range k.Tables {
			a, err := stats.Find(name)
			if err != nil {
				return drawn, err
			}
			plan.Asks = append(plan.Asks, a)
		}
	}
	h, err := x.hear(plan, meanwhile{})
	if h == nil {
		return drawn, errors.Join(wrong, err)
	}
	tables = h.set.Tables(h.about)
	for _, k := range again {
		wrong = errors.Join(wrong, draw(drawn, &k, tables))
	}
	return drawn, errors.Join(wrong, err)
}

// draw adds the picture of a kind, if the tables have something for it.
func draw(drawn map[string]*picture.Picture, k *plot.Kind, tables []table.Table) error {
	in := plot.Input{Kind: k}
	for _, t := range tables {
		if k.Uses(t.Name) {
			in.Tables = append(in.Tables, t)
		}
	}
	p, err := in.Picture()
	var absent *plot.Absent
	switch {
	case errors.As(err, &absent):
		return nil
	case err != nil:
		return err
	}
	drawn[k.Name] = p
	return nil
}

// busiestOf returns the connections with the most bytes, in the order of their numbers.
func busiestOf(tables []table.Table) (targets []follow.Target) {
	var list []known
	for i := range tables {
		if tables[i].Name == "connections" {
			list = connectionsOf(&tables[i])
		}
	}
	slices.SortStableFunc(list, func(a, b known) int { return cmp.Compare(b.weight, a.weight) })
	list = list[:min(len(list), drawnStreams)]
	slices.SortFunc(list, func(a, b known) int { return cmp.Compare(a.stream, b.stream) })
	for _, k := range list {
		targets = append(targets, follow.Target{Number: uint32(k.stream)})
	}
	return targets
}
