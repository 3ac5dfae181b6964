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

// drawings are the pictures of a capture, by kind, and the connections that are still to
// be drawn one by one.
type drawings struct {
	pictures map[string]*picture.Picture
	busiest  []follow.Target
}

// drawingsOf draws what the tables have something for, but for single connections.
func drawingsOf(tables []table.Table) (d drawings, err error) {
	d.pictures, d.busiest = map[string]*picture.Picture{}, busiestOf(tables)
	for _, k := range plot.Kinds() {
		if k.Takes != plot.Streams {
			err = errors.Join(err, draw(d.pictures, &k, tables))
		}
	}
	return d, err
}

// connections draws the busiest connections one by one. They are read again: which they
// are is known at the end.
func (x *reportCmd) connections(d drawings) error {
	if _, once := onlyOnce(x.files); once || len(d.busiest) == 0 {
		return nil
	}
	plan := &collect.Plan{Filter: within(d.busiest, x.match), Detector: x.detector()}
	var again []plot.Kind
	for _, k := range plot.Kinds() {
		if k.Takes != plot.Streams {
			continue
		}
		again = append(again, k)
		for _, name := range k.Tables {
			if slices.ContainsFunc(plan.Asks, func(a collect.Ask) bool { return a.Name == name }) {
				continue
			}
			a, err := stats.Find(name)
			if err != nil {
				return err
			}
			plan.Asks = append(plan.Asks, a)
		}
	}
	h, err := x.hear(plan, meanwhile{})
	if h == nil {
		return err
	}
	tables := h.set.Tables(h.about)
	for _, k := range again {
		err = errors.Join(err, draw(d.pictures, &k, tables))
	}
	return err
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
