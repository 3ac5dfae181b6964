package export

import (
	"bytes"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect/all"
	"netsniff/dissect/detect"
	"netsniff/dissect/engine"
	"netsniff/dissect/pipeline"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/stats"
	"netsniff/report/table"
)

// FuzzFrames takes frames of shipped captures, changed in ways that a seed
// says, through the pipeline to all collectors there are: those of tables and
// those that export. Nothing panics, and the tables are the same for any
// number of workers.
func FuzzFrames(f *testing.F) {
	names, err := filepath.Glob(pcaps + "*.pcap*")
	if err != nil || len(names) == 0 {
		f.Fatalf("no captures: %v", err)
	}
	loaded := make([][]capturetest.Record, len(names))
	for i, name := range names {
		loaded[i] = load(f, filepath.Base(name))
		f.Add(uint16(i), uint64(i), []byte(nil))
	}
	detector := all.Detector()
	f.Fuzz(func(t *testing.T, which uint16, seed uint64, extra []byte) {
		frames := mutate(loaded[int(which)%len(loaded)], seed, extra)
		one := counted(t, frames, detector, 1)
		if two := counted(t, frames, detector, 2); one != two {
			t.Errorf("one worker and two: %s", differ(two, one))
		}
	})
}

// maxFrames bounds the frames of one try.
const maxFrames = 300

// mutate returns some frames of a capture, changed, with one more that holds
// extra, if that is anything.
func mutate(frames []capturetest.Record, seed uint64, extra []byte) []capturetest.Record {
	r := rand.New(rand.NewPCG(seed, 1))
	if n := len(frames); n > maxFrames {
		at := r.IntN(n - maxFrames)
		frames = frames[at : at+maxFrames]
	}
	if len(extra) > 0 {
		x := frames[0]
		x.WireLen, x.Data = len(extra), extra
		frames = slices.Insert(slices.Clone(frames), r.IntN(len(frames)+1), x)
	}
	return capturetest.Mutate(r, frames, 40)
}

// everything asks for all tables and both exports, which write nothing.
func everything(d *detect.Detector) *collect.Plan {
	p := &collect.Plan{Detector: d}
	for _, x := range stats.Definitions() {
		p.Asks = append(p.Asks, collect.Ask{Definition: x, Named: true})
	}
	for k := range kinds {
		e := &Exporter{Kind: Kind(k)}
		p.Asks = append(p.Asks, e.Ask())
	}
	return p
}

// counted returns all tables as CSV.
func counted(t *testing.T, frames []capturetest.Record, d *detect.Detector, workers int) string {
	plan := everything(d)
	var sets []*collect.Set
	totals, err := pipeline.Run(pipeline.Options{
		Source: &memory{frames: frames}, Detector: d, Workers: workers, Out: io.Discard, Totals: plan.Totals(), Conns: 20,
		NewSink: func() pipeline.Sink {
			sets = append(sets, plan.New())
			return sets[len(sets)-1]
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if totals.Faults > 0 {
		panics(frames, plan)
		t.Fatalf("%d faults", totals.Faults)
	}
	sets[0].Merge(sets[1:])
	run := &collect.Run{}
	tables := sets[0].Tables(run)
	var b bytes.Buffer
	for i := range tables {
		if err := table.WriteCSV(&b, &tables[i], table.QuoteFormulas); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.WriteJSON(io.Discard, tables, run.Figures(), table.Chinese); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// panics takes frames through one engine, where nothing recovers what the
// pipeline only counts: the stack shows where it happens.
func panics(frames []capturetest.Record, plan *collect.Plan) {
	set, e := plan.New(), engine.New(plan.Detector, engine.ByArrival)
	e.Total()
	table := reassembly.Table[engine.Conn]{New: engine.NewConn, ServerPort: plan.Detector.ServerPort}
	var fragments reassembly.Fragments
	source := &memory{frames: frames}
	for {
		p := new(capture.Packet)
		if source.Next(p) != nil {
			return
		}
		p.Decode()
		fragments.Add(p)
		var found reassembly.Found[engine.Conn]
		if p.Converses() {
			found = table.Find(p)
		}
		f := e.Dissect(p, found.Conn, found.Dir, found.Reused)
		f.First, f.Previous = frames[0].At, f.At
		_, _ = set.Frame(f, nil)
	}
}
