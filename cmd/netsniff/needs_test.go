package main

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/filter"
	"netsniff/dissect/pipeline"
	"netsniff/dissect/registry"
	"netsniff/report/collect"
	"netsniff/report/export"
	"netsniff/report/mailview"
	"netsniff/report/stats"
	"netsniff/report/table"
)

// TestReads: which filters need no dissected frames, and which a search of mails.
func TestReads(t *testing.T) {
	for expression, want := range map[string]collect.Reads{
		``:               collect.Headers,
		`tcp.port == 25`: collect.Headers,
		`ip.addr == 192.0.2.1 and tcp.stream == 3 or frame.number > 7 and not eth`: collect.Headers,
		`tcp.analysis.retransmission`:                    collect.Headers,
		`frame contains "x" or tcp.payload contains "y"`: collect.Headers,
		`http`:                                collect.Messages,
		`tcp.port == 25 and smtp.req.command`: collect.Messages,
		`icmp or arp`:                         collect.Messages,
		`tcp.segment.count > 2`:               collect.Mails,
		`frame.protocols contains "imf"`:      collect.Mails,
		`imf.subject contains "x"`:            collect.Mails,
		`data`:                                collect.Mails,
	} {
		x, err := filter.Compile(expression, all.Names())
		if err != nil {
			t.Fatal(err)
		}
		if got := reads(x.Needs()); got != want {
			t.Errorf("%q reads %s, want %s", expression, got, want)
		}
	}
}

// values is a sink that says the values of fields.
type values struct {
	sources []registry.Source
	fields  []*dissect.Field
	v       dissect.Values
}

func (x *values) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	for i := range x.sources {
		x.v.Reset()
		x.sources[i].Collect(f, &x.v)
		for _, v := range x.v.List {
			dst = fmt.Appendf(dst, "frame %d %s %d %q %t\n", f.Packet.Frame, x.fields[i].Name, v.U, v.B,
				x.sources[i].Present(f))
		}
	}
	return dst, true
}

// TestHeaderFields: the fields that filters may read without dissection have the
// same values with and without it, in all captures.
func TestHeaderFields(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(pcaps, "*.pcap*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	known := all.Names()
	newSink := func() pipeline.Sink {
		x := &values{}
		for _, p := range known.Protocols() {
			for i := range p.Fields {
				f := &p.Fields[i]
				if !slices.Contains(headerProtocols, p.Name) || isDissected(f.Name) {
					continue
				}
				for _, s := range known.Field(f.Name) {
					if s.Protocol == p {
						x.sources, x.fields = append(x.sources, s), append(x.fields, f)
					}
				}
			}
		}
		if len(x.fields) < 100 {
			t.Fatalf("%d fields", len(x.fields))
		}
		return x
	}
	read := func(depth pipeline.Depth) *kept {
		s, err := file.Open(names...)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		out := &kept{}
		if _, err := pipeline.Run(pipeline.Options{Source: s, Detector: all.Detector(), Depth: depth, Workers: 1,
			NewSink: newSink, Out: out}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	whole, shallow := read(pipeline.Messages), read(pipeline.Segments)
	for i, line := range whole.lines {
		if i >= len(shallow.lines) || shallow.lines[i] != line {
			t.Fatalf("dissected %s, else %s", line, shallow.lines[min(i, len(shallow.lines)-1)])
		}
	}
	if len(whole.lines) != len(shallow.lines) {
		t.Errorf("%d values, else %d", len(whole.lines), len(shallow.lines))
	}
}

// kept keeps lines.
type kept struct{ lines []string }

func (h *kept) Write(b []byte) (int, error) {
	from := 0
	for i, c := range b {
		if c == '\n' {
			h.lines = append(h.lines, string(b[from:i]))
			from = i + 1
		}
	}
	return len(b), nil
}

// TestDepth: what needs no dissected frames says the same with and without them,
// of all captures.
func TestDepth(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(pcaps, "*.pcap*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	view := &mailview.View{Body: 8}
	plan := &collect.Plan{Detector: all.Detector(),
		Asks: []collect.Ask{view.Ask(), (&export.Exporter{Kind: export.Mail}).Ask(),
			(&export.Exporter{Kind: export.HTTP}).Ask()}}
	for _, d := range stats.Definitions() {
		if !d.Rows {
			plan.Asks = append(plan.Asks, collect.Ask{Definition: d, Named: true})
		}
	}
	if plan.Depth() != pipeline.Segments || len(plan.Asks) < 7 {
		t.Errorf("%d asks need %s", len(plan.Asks), plan.Depth())
	}
	say := func(name string, depth pipeline.Depth) string {
		s, err := file.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		var set *collect.Set
		newSink := func() pipeline.Sink { set = plan.New(); return set }
		if _, err := pipeline.Run(pipeline.Options{Source: s, Detector: plan.Detector, Depth: depth, Workers: 1,
			NewSink: newSink, Totals: plan.Totals()}); err != nil {
			t.Fatal(err)
		}
		set.Merge(nil)
		var b bytes.Buffer
		var r collect.Run
		tables := set.Tables(&r)
		if err := errors.Join(table.WriteJSON(&b, tables, r.Figures(), table.English),
			mailview.Of(set).WriteText(&b, mailview.Style{})); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for _, name := range names {
		if whole, shallow := say(name, pipeline.Messages), say(name, pipeline.Segments); whole != shallow {
			t.Errorf("%s: dissected\n%s\nelse\n%s", name, whole, shallow)
		}
	}
}
