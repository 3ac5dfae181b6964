package export

import (
	"bytes"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"netsniff/capture"
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
	loaded := make([][]captured, len(names))
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

// mutate returns some frames of a capture, changed.
func mutate(frames []captured, seed uint64, extra []byte) []captured {
	r := rand.New(rand.NewPCG(seed, 1))
	if n := len(frames); n > maxFrames {
		at := r.IntN(n - maxFrames)
		frames = frames[at : at+maxFrames]
	}
	frames = slices.Clone(frames)
	if len(extra) > 0 {
		frames = slices.Insert(frames, r.IntN(len(frames)+1), captured{frames[0].at, len(extra), frames[0].link, extra})
	}
	for range r.IntN(40) {
		i, j := r.IntN(len(frames)), r.IntN(len(frames))
		x := &frames[i]
		b := bytes.Clone(x.data)
		switch r.IntN(9) {
		case 0, 1, 2: // a byte of the headers
			if n := min(len(b), 74); n > 0 {
				b[r.IntN(n)] = byte(r.IntN(256))
			}
		case 3: // some bytes anywhere
			for range 1 + r.IntN(8) {
				if len(b) > 0 {
					b[r.IntN(len(b))] ^= 1 << r.IntN(8)
				}
			}
		case 4: // cut when it was captured
			b = b[:r.IntN(len(b)+1)]
		case 5: // the end of another frame
			other := frames[j].data
			b = append(b[:min(len(b), 66)], other[min(len(other), 66):]...)
			x.wire = len(b)
		case 6:
			frames[i], frames[j] = frames[j], frames[i]
			continue
		case 7:
			if len(frames) > 1 {
				frames = slices.Delete(frames, i, i+1)
			}
			continue
		default:
			frames = slices.Insert(frames, j, *x)
			continue
		}
		x.data, x.wire = b, max(x.wire, len(b))
	}
	return frames
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
func counted(t *testing.T, frames []captured, d *detect.Detector, workers int) string {
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
func panics(frames []captured, plan *collect.Plan) {
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
		f.First, f.Previous = frames[0].at, f.At
		_, _ = set.Frame(f, nil)
	}
}
