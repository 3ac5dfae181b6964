package export

import (
	"bytes"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
	"netsniff/report/table"
)

const pcaps = "../../testdata/pcaps/"

// memory is a source of such frames.
type memory struct {
	frames []capturetest.Record
	next   int
}

func (m *memory) Next(p *capture.Packet) error {
	if m.next == len(m.frames) {
		return io.EOF
	}
	c := &m.frames[m.next]
	m.next++
	p.Frame, p.At, p.CapLen, p.WireLen, p.Link, p.Interface, p.On, p.Data = uint32(m.next), c.At, len(c.Data),
		c.WireLen, c.Link, 0, nil, c.Data
	return nil
}

func (m *memory) Interfaces() []capture.Interface { return []capture.Interface{{Precision: 6}} }
func (m *memory) Close() error                    { return nil }

// load returns the frames of a shipped capture.
func load(t testing.TB, name string) (frames []capturetest.Record) {
	t.Helper()
	s, err := file.Open(pcaps + name)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for {
		var p capture.Packet
		if err := s.Next(&p); err == io.EOF {
			return frames
		} else if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, capturetest.Record{At: p.At, WireLen: p.WireLen, Link: p.Link, Data: bytes.Clone(p.Data)})
	}
}

// payload returns how many bytes of TCP a frame carries, and its connection's
// direction as a word to compare.
func payload(c *capturetest.Record) (n int, way string) {
	p := capture.Packet{Frame: 1, CapLen: len(c.Data), WireLen: c.WireLen, Link: c.Link, Data: c.Data}
	p.Decode()
	if p.Transport != capture.ProtoTCP {
		return 0, ""
	}
	return p.PayloadLen, string(p.Src.B[:]) + string(p.Dst.B[:])
}

// exported is what an export wrote.
type exported struct {
	dir    string
	index  []map[string]string // index.csv
	parts  []map[string]string // attachments.csv
	totals pipeline.Totals
	err    error
}

// content returns the bytes of a file of the export.
func (x *exported) content(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(x.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// export writes what frames carry into dir.
func export(t testing.TB, k Kind, dir string, frames []capturetest.Record, workers int) *exported {
	t.Helper()
	e := &Exporter{Kind: k, Dir: dir}
	if err := e.Prepare(); err != nil {
		t.Fatal(err)
	}
	plan := &collect.Plan{Asks: []collect.Ask{e.Ask()}, Detector: all.Detector()}
	var sets []*collect.Set
	x := &exported{dir: dir}
	x.totals, x.err = pipeline.Run(pipeline.Options{
		Source: &memory{frames: frames}, Detector: plan.Detector, Workers: workers, Out: io.Discard,
		NewSink: func() pipeline.Sink {
			sets = append(sets, plan.New())
			return sets[len(sets)-1]
		},
	})
	if x.err != nil || x.totals.Faults != 0 {
		t.Fatalf("%v, %d faults", x.err, x.totals.Faults)
	}
	sets[0].Merge(sets[1:])
	run := &collect.Run{}
	tables := sets[0].Tables(run)
	if x.err = Failure(sets[0]); x.err == nil {
		x.err = e.Index(tables, run)
	}
	x.index = rows(t, &tables[0])
	if len(tables) > 1 {
		x.parts = rows(t, &tables[1])
	}
	return x
}

// rows returns a table as its CSV has it, by the names of its columns.
func rows(t testing.TB, x *table.Table) (list []map[string]string) {
	t.Helper()
	var b strings.Builder
	if err := table.WriteCSV(&b, x, table.QuoteFormulas); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		list = append(list, row)
	}
	return list
}

// files lists what lies below dir, without the index, in order.
func files(t testing.TB, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if name, _ := filepath.Rel(dir, path); err == nil && !d.IsDir() && !slices.Contains(indexes[:], name) {
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

var _ dissect.Listener = (*collector)(nil)
