package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/report/picture"
	"netsniff/report/plot"
)

// evidenced is a picture as plot -T json writes it, as far as it tells the frames of marks.
type evidenced struct {
	Panels []struct {
		Title  string
		Series []struct {
			Name, Shape, Filter, Reach string
			Marks                      []struct {
				X, Y, X2    float64
				First, Last uint32
				Count       uint32
				Filter      string
			}
		}
	}
}

// selects returns the filters of all marks, and what they are of.
func (p *evidenced) selects(t *testing.T) (texts, of []string) {
	t.Helper()
	for _, panel := range p.Panels {
		for _, s := range panel.Series {
			series := picture.Series{Filter: s.Filter}
			for series.Reach.String() != s.Reach {
				series.Reach++
			}
			for i, m := range s.Marks {
				mark := picture.Mark{X: m.X, X2: m.X2, First: m.First, Last: m.Last, N: m.Count, Filter: m.Filter}
				text := series.Select(&mark)
				if m.Y == 0 && (s.Shape == "bars" || s.Shape == "steps") {
					continue // there is nothing then
				}
				if text == "" {
					t.Errorf("%s, %s: mark %d at %v names no frames", panel.Title, s.Name, i, m.X)
					continue
				}
				texts, of = append(texts, text), append(of, panel.Title+", "+s.Name)
			}
		}
	}
	return texts, of
}

// TestMarksNameFrames: every mark of every picture has a filter, which frames of the capture match.
func TestMarksNameFrames(t *testing.T) {
	for _, kind := range plot.Names() {
		t.Run(kind, func(t *testing.T) {
			var p evidenced
			if err := json.Unmarshal([]byte(output(t, plotArgs(kind, "-T", "json")...)), &p); err != nil {
				t.Fatal(err)
			}
			texts, of := p.selects(t)
			filters := make([]*filter.Filter, len(texts))
			for i, text := range texts {
				var err error
				if filters[i], err = filter.Compile(text, all.Names()); err != nil {
					t.Fatalf("%s: %v", of[i], err)
				}
			}
			name := plots[kind][slices.IndexFunc(plots[kind], func(a string) bool { return strings.Contains(a, ".pcap") })]
			for i, frames := range framesOf(t, filepath.Join(pcaps, name), filters) {
				if len(frames) == 0 {
					t.Errorf("%s: no frame matches %s", of[i], texts[i])
				}
			}
		})
	}
}

// TestBarsNameTheirFrames: the filter of a bar of round trips shows as many segments as it is high.
func TestBarsNameTheirFrames(t *testing.T) {
	var p evidenced
	if err := json.Unmarshal([]byte(output(t, plotArgs("rtt", "-T", "json")...)), &p); err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, panel := range p.Panels {
		for _, s := range panel.Series {
			if s.Shape != "bars" {
				continue
			}
			for _, m := range s.Marks {
				f, err := filter.Compile(m.Filter, all.Names())
				if err != nil {
					t.Fatal(err)
				}
				if n := len(framesOf(t, filepath.Join(pcaps, "http-large-body-loss-at-server.pcap"), []*filter.Filter{f})[0]); n != int(m.Y) {
					t.Errorf("the bar of %v is %v high, %d frames match %s", m.X, m.Y, n, m.Filter)
				}
				checked++
			}
		}
	}
	if checked < 3 {
		t.Errorf("%d bars", checked)
	}
}
