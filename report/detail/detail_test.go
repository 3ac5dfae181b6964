package detail_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/detect"
	"netsniff/dissect/pipeline"
	"netsniff/dissect/registry"
	"netsniff/report/detail"
	"netsniff/report/timeline"
)

var update = flag.Bool("update", false, "rewrite the goldens in testdata")

const pcaps = "../../testdata/pcaps/"

func replay(t testing.TB, name string, workers int, limit uint32, out io.Writer, sink func() pipeline.Sink) {
	t.Helper()
	source, err := file.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	totals, err := pipeline.Run(pipeline.Options{
		Source: source, Detector: detect.New(all.Protocols()), Workers: workers, NewSink: sink, Out: out, Limit: limit,
	})
	if err != nil || totals.Faults > 0 {
		t.Fatalf("%s: %v, %d faults", name, err, totals.Faults)
	}
}

func TestGolden(t *testing.T) {
	r := registry.New(all.Protocols())
	tree := func(only ...string) *detail.Tree {
		x := detail.New(r)
		x.Only = only
		return x
	}
	for _, x := range []struct {
		golden, capture string
		limit           uint32
		pages           detail.Pages
	}{
		{"http.txt", "http-head-then-get.pcap", 6, detail.Pages{Tree: tree("http")}},
		{"dns.txt", "dns-errors.pcap", 2, detail.Pages{Tree: tree("ip", "dns"), Summary: &timeline.Text{}}},
		{"hex.txt", "dns-errors.pcap", 2, detail.Pages{Tree: tree("udp"), Summary: &timeline.Text{}, Hex: true}},
		{"hexonly.txt", "dns-errors.pcap", 1, detail.Pages{Hex: true}},
	} {
		var out bytes.Buffer
		replay(t, pcaps+x.capture, 1, x.limit, &out, func() pipeline.Sink { return &x.pages })
		path := filepath.Join("testdata", x.golden)
		if *update {
			if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(out.Bytes(), want) {
			t.Errorf("%s: got\n%s\nwant\n%s\nif that is right: go test ./report/detail -update", x.golden, out.Bytes(), want)
		}
	}
}

// TestClean prints every capture: no control character but the line feed may
// come out, and any number of workers prints the same.
func TestClean(t *testing.T) {
	names, err := filepath.Glob(pcaps + "*.pcap*")
	if err != nil || len(names) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	r := registry.New(all.Protocols())
	for _, name := range names {
		print := func(workers int) []byte {
			var out bytes.Buffer
			replay(t, name, workers, 40, &out, func() pipeline.Sink { return &detail.Pages{Tree: detail.New(r), Hex: true} })
			return out.Bytes()
		}
		out := print(1)
		for i, c := range out {
			if c < 0x20 && c != '\n' || c == 0x7f || c == 0xc2 && out[i+1] < 0xa0 {
				t.Fatalf("%s: control character %#x at %d: %q", name, c, i, out[max(0, i-40):i+1])
			}
		}
		if !bytes.Equal(out, print(3)) {
			t.Errorf("%s: three workers print something else", name)
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
	r := registry.New(all.Protocols())
	for _, name := range []string{"http-head-then-get.pcap", "smtp-ehlo-plain-message.pcap", "arp.pcap"} {
		sink := &detail.Pages{Tree: detail.New(r), Hex: true}
		replay(t, pcaps+name, 1, 0, io.Discard, func() pipeline.Sink { return &measured{Sink: sink, t: t} })
	}
}
