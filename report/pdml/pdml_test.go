package pdml_test

import (
	"bytes"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netsniff/capture/file"
	"netsniff/dissect/all"
	"netsniff/dissect/detect"
	"netsniff/dissect/pipeline"
	"netsniff/dissect/registry"
	"netsniff/report/pdml"
	"netsniff/report/timeline"
)

var update = flag.Bool("update", false, "rewrite the goldens in testdata")

const pcaps = "../../testdata/pcaps/"

var known = registry.New(all.Protocols())

// replay prints a capture.
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

func details(t testing.TB, name string, workers int, limit uint32, o pdml.Options) []byte {
	t.Helper()
	out := bytes.NewBuffer(pdml.AppendHead(nil, "a<b>.pcap"))
	o.R = known
	replay(t, name, workers, limit, out, func() pipeline.Sink { return pdml.New(o) })
	out.WriteString(pdml.Tail)
	return out.Bytes()
}

// field is what a reader finds in PDML.
type field struct {
	Name   string  `xml:"name,attr"`
	Show   string  `xml:"show,attr"`
	Value  string  `xml:"value,attr"`
	Fields []field `xml:"field"`
}

type document struct {
	Capture string `xml:"capture_file,attr"`
	Packets []struct {
		Protocols []field `xml:"proto"`
		Fields    []field `xml:"field"`
	} `xml:"packet"`
}

// most bounds the frames of long captures.
const most = 40

// TestValid reads what is printed of every capture.
func TestValid(t *testing.T) {
	names, err := filepath.Glob(pcaps + "*.pcap*")
	if err != nil || len(names) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	for _, name := range names {
		out := details(t, name, 1, most, pdml.Options{})
		var d document
		if err := xml.Unmarshal(out, &d); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if d.Capture != "a<b>.pcap" || len(d.Packets) == 0 {
			t.Errorf("%s: %q, %d packets", name, d.Capture, len(d.Packets))
		}
		for i, p := range d.Packets {
			if len(p.Protocols) < 3 || p.Protocols[0].Name != "geninfo" || p.Protocols[1].Name != "frame" {
				t.Errorf("%s: packet %d begins otherwise", name, i+1)
			}
		}
		if other := details(t, name, 3, most, pdml.Options{}); !bytes.Equal(out, other) {
			t.Errorf("%s: three workers print something else", name)
		}
	}
}

func TestGolden(t *testing.T) {
	cells, err := timeline.NewCells([]string{"frame.number", "tcp.port", "http.host", "_ws.col.Info", "http"}, known)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		golden, capture string
		limit           uint32
		options         pdml.Options
	}{
		{"http.xml", "http-head-then-get.pcap", 6, pdml.Options{Only: []string{"http"}, Deep: true}},
		{"ip.xml", "http-head-then-get.pcap", 1, pdml.Options{Only: []string{"ip", "ip.flags"}}},
		{"dns.xml", "dns-errors.pcap", 2, pdml.Options{}},
		{"fields.xml", "http-head-then-get.pcap", 4, pdml.Options{Cells: cells}},
	} {
		golden(t, x.golden, details(t, pcaps+x.capture, 1, x.limit, x.options))
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
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
		t.Errorf("%s: got\n%s\nif that is right: go test ./report/pdml -update", name, got)
	}
}

func TestSummaries(t *testing.T) {
	columns, err := timeline.NewCells([]string{"_ws.col.No.", "_ws.col.Info"}, known)
	if err != nil {
		t.Fatal(err)
	}
	out := bytes.NewBuffer(pdml.AppendSummaryHead(nil, []string{"No.", "Info"}))
	replay(t, pcaps+"smtp-ehlo-plain-message.pcap", 1, 13, out, func() pipeline.Sink {
		return &pdml.Summaries{Columns: columns}
	})
	out.WriteString(pdml.SummaryTail)
	golden(t, "summary.xml", out.Bytes())
	var d struct {
		Packets []struct {
			Sections []string `xml:"section"`
		} `xml:"packet"`
	}
	if err := xml.Unmarshal(out.Bytes(), &d); err != nil {
		t.Fatal(err)
	}
	if last := d.Packets[12].Sections; last[0] != "13" || !strings.Contains(last[1], "<bob@example.com>") {
		t.Errorf("%q", last)
	}
}
