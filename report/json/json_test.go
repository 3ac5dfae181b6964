package json_test

import (
	"bytes"
	stdjson "encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/detect"
	"netsniff/dissect/pipeline"
	"netsniff/dissect/registry"
	"netsniff/report/json"
	"netsniff/report/timeline"
)

var update = flag.Bool("update", false, "rewrite the goldens in testdata")

const pcaps = "../../testdata/pcaps/"

var (
	known    = registry.New(all.Protocols())
	detector = detect.New(all.Protocols())
)

// replay runs a capture through sinks.
func replay(t testing.TB, name string, workers int, limit uint32, out io.Writer, sink func() pipeline.Sink) pipeline.Totals {
	t.Helper()
	source, err := file.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	totals, err := pipeline.Run(pipeline.Options{
		Source: source, Detector: detector, Workers: workers, NewSink: sink, Out: out, Limit: limit,
	})
	if err != nil || totals.Faults > 0 {
		t.Fatalf("%s: %v, %d faults", name, err, totals.Faults)
	}
	return totals
}

func documents(t testing.TB, name string, workers int, limit uint32, o json.Options) ([]byte, pipeline.Totals) {
	t.Helper()
	var out bytes.Buffer
	o.R, o.Zone = known, time.UTC
	a := json.NewArray(&out)
	totals := replay(t, name, workers, limit, a, func() pipeline.Sink { return json.NewDocuments(o) })
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), totals
}

func captures(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(pcaps + "*.pcap*")
	if err != nil || len(names) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	return names
}

// most bounds the frames of long captures.
const most = 40

// TestDocumentsValid reads what is printed of every capture.
func TestDocumentsValid(t *testing.T) {
	shapes := []json.Options{{Raw: true, Indent: true}, {Raw: true, Unique: true}}
	for _, name := range captures(t) {
		var frames uint32
		for i, o := range shapes {
			out, totals := documents(t, name, 1, most, o)
			var list []struct {
				Source struct{ Layers stdjson.RawMessage } `json:"_source"`
			}
			if err := stdjson.Unmarshal(out, &list); err != nil {
				t.Fatalf("%s, shape %d: %v", name, i, err)
			}
			if frames = totals.Frames; len(list) != int(frames) {
				t.Errorf("%s, shape %d: %d documents of %d frames", name, i, len(list), frames)
			}
			if o.Unique {
				for j, x := range list {
					if key := repeated(t, x.Source.Layers); key != "" {
						t.Errorf("%s, frame %d: key %q twice in an object", name, j+1, key)
					}
				}
			}
			if i > 0 {
				continue
			}
			if other, _ := documents(t, name, 3, most, o); !bytes.Equal(out, other) {
				t.Errorf("%s: three workers print something else", name)
			}
		}
	}
}

// repeated returns a key that occurs twice in an object of b, "" if none.
func repeated(t *testing.T, b []byte) string {
	t.Helper()
	d := stdjson.NewDecoder(bytes.NewReader(b))
	var read func() string
	read = func() string {
		token, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		found := ""
		switch token {
		case stdjson.Delim('{'):
			seen := map[string]bool{}
			for d.More() {
				key, _ := d.Token()
				if seen[key.(string)] {
					found = key.(string)
				}
				seen[key.(string)] = true
				if x := read(); x != "" {
					found = x
				}
			}
			d.Token()
		case stdjson.Delim('['):
			for d.More() {
				if x := read(); x != "" {
					found = x
				}
			}
			d.Token()
		}
		return found
	}
	return read()
}

// TestLinesValid reads the lines of every capture, of which every second one
// is a document.
func TestLinesValid(t *testing.T) {
	for _, name := range captures(t) {
		lines := func(workers int) []byte {
			var out bytes.Buffer
			replay(t, name, workers, most, &out, func() pipeline.Sink {
				return json.NewLines(json.Options{R: known, Zone: time.UTC, Raw: true})
			})
			return out.Bytes()
		}
		out := lines(1)
		for i, line := range bytes.Split(bytes.TrimSuffix(out, []byte("\n")), []byte("\n")) {
			var x map[string]stdjson.RawMessage
			if err := stdjson.Unmarshal(line, &x); err != nil {
				t.Fatalf("%s, line %d: %v", name, i+1, err)
			}
			if want := []string{"index", "layers"}[i%2]; x[want] == nil {
				t.Errorf("%s, line %d: no %s", name, i+1, want)
			}
			if key := repeated(t, line); key != "" {
				t.Errorf("%s, line %d: key %q twice in an object", name, i+1, key)
			}
		}
		if !bytes.Equal(out, lines(3)) {
			t.Errorf("%s: three workers print something else", name)
		}
	}
}

func cells(t *testing.T, names ...string) []timeline.Cell {
	t.Helper()
	list, err := timeline.NewCells(names, known)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestGolden(t *testing.T) {
	for _, x := range []struct {
		golden, capture string
		limit           uint32
		options         json.Options
	}{
		{"http.json", "http-head-then-get.pcap", 6, json.Options{Indent: true, Only: []string{"http"}, Deep: true}},
		{"dns.json", "dns-errors.pcap", 2,
			json.Options{Indent: true, Unique: true, Only: []string{"udp", "dns"}, Deep: true}},
		{"raw.json", "dns-errors.pcap", 1, json.Options{Raw: true, Only: []string{"udp", "dns"}, Deep: true}},
		{"only.json", "http-head-then-get.pcap", 1, json.Options{Indent: true, Only: []string{"ip", "ip.flags"}}},
		{"cells.json", "dns-errors.pcap", 2, json.Options{
			Indent: true, Cells: cells(t, "frame.number", "dns.resp.name", "dns.flags.response", "udp.payload",
				"_ws.col.Info", "dns", "http.host"),
		}},
	} {
		got, _ := documents(t, pcaps+x.capture, 1, x.limit, x.options)
		compare(t, x.golden, got)
	}
}

func TestGoldenLines(t *testing.T) {
	for _, x := range []struct {
		golden, capture string
		limit           uint32
		options         json.Options
	}{
		{"cells.ek", "dns-errors.pcap", 2,
			json.Options{Cells: cells(t, "frame.number", "dns.resp.name", "dns.flags.response", "_ws.col.Info")}},
		{"chosen.ek", "http-head-then-get.pcap", 4,
			json.Options{Only: []string{"http", "http.host", "tcp", "tcp.flags", "tcp.flags.push"}}},
		{"deep.ek", "http-head-then-get.pcap", 1, json.Options{Only: []string{"tcp"}, Deep: true}},
		{"tunnel.ek", "tunnel-ipip.pcap", 1, json.Options{Only: []string{"eth", "ip"}}},
	} {
		x.options.R, x.options.Zone = known, time.UTC
		var out bytes.Buffer
		replay(t, pcaps+x.capture, 1, x.limit, &out, func() pipeline.Sink { return json.NewLines(x.options) })
		compare(t, x.golden, out.Bytes())
	}
}

// compare compares got with a golden. Times of day depend on the machine.
func compare(t *testing.T, golden string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", golden)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got\n%s\nwant\n%s\nif that is right: go test ./report/json -update", golden, got, want)
	}
}

// TestEmpty is a valid array, too.
func TestEmpty(t *testing.T) {
	var out bytes.Buffer
	o := json.Options{R: known}
	a := json.NewArray(&out)
	replay(t, pcaps+"arp.pcap", 2, 0, a, func() pipeline.Sink {
		d := json.NewDocuments(o)
		d.Select = func(*dissect.Frame) bool { return false }
		return d
	})
	if err := a.Close(); err != nil || out.String() != "[]\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
}

func TestArray(t *testing.T) {
	for _, pieces := range [][]string{{",\n1", ",\n2,\n3"}, {",\n1,\n2", ",\n3"}, {"", ",\n1,\n2,\n3"}} {
		var out strings.Builder
		a := json.NewArray(&out)
		for _, p := range pieces {
			if n, err := a.Write([]byte(p)); n != len(p) || err != nil {
				t.Errorf("%q: %d, %v", p, n, err)
			}
		}
		if err := a.Close(); err != nil || out.String() != "[\n1,\n2,\n3\n]\n" {
			t.Errorf("%q: %q, %v", pieces, out.String(), err)
		}
	}
}

// measured reports the allocations of a sink for each frame.
type measured struct {
	pipeline.Sink
	t   *testing.T
	buf []byte
}

func (m *measured) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	m.buf, _ = m.Sink.Frame(f, m.buf[:0])
	if n := testing.AllocsPerRun(10, func() { m.buf, _ = m.Sink.Frame(f, m.buf[:0]) }); n > 0 {
		m.t.Errorf("frame %d: %v allocations", f.Frame, n)
	}
	return dst, true
}

func TestAllocs(t *testing.T) {
	for _, name := range []string{"http-head-then-get.pcap", "smtp-ehlo-plain-message.pcap", "arp.pcap"} {
		for _, sink := range []pipeline.Sink{json.NewDocuments(json.Options{R: known, Raw: true}),
			json.NewLines(json.Options{R: known})} {
			replay(t, pcaps+name, 1, 0, io.Discard, func() pipeline.Sink { return &measured{Sink: sink, t: t} })
		}
	}
}

// repeater prints each frame many times.
type repeater struct {
	pipeline.Sink
	n      int
	frames int
	bytes  int64
	buf    []byte
}

func (r *repeater) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	for range r.n {
		r.buf, _ = r.Sink.Frame(f, r.buf[:0])
		r.bytes += int64(len(r.buf))
		r.frames++
	}
	return dst, true
}

func BenchmarkDocuments(b *testing.B) {
	for _, name := range []string{"http-persistent-gets.pcap", "dns-record-types.pcap"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			x := &repeater{Sink: json.NewDocuments(json.Options{R: known}), n: b.N}
			replay(b, pcaps+name, 1, 0, io.Discard, func() pipeline.Sink { return x })
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(x.frames), "ns/frame")
			b.ReportMetric(float64(x.bytes)/float64(x.frames), "B/frame")
		})
	}
}
