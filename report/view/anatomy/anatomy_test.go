package anatomy_test

import (
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/detect"
	"netsniff/dissect/filter"
	"netsniff/dissect/pipeline"
	"netsniff/dissect/registry"
	"netsniff/report/view/anatomy"
)

// checked holds what is written of a frame against the frame.
type checked struct {
	t *testing.T
	*anatomy.Frames
	registry *registry.Registry
	filters  map[string]*filter.Filter // those that were compiled
	tried    map[string]int            // filters of a field
	placed   int
}

// Frame implements pipeline.Sink.
func (c *checked) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	b, _ := c.Frames.Frame(f, nil)
	var shown anatomy.Frame
	if err := json.Unmarshal(b, &shown); err != nil || strings.Count(string(b), "\n") != 1 {
		c.t.Fatalf("frame %d: %v", f.Packet.Frame, err)
	}
	if string(shown.Sources[0].Bytes) != string(f.Data[:min(len(f.Data), 64<<10)]) {
		c.t.Errorf("frame %d: its bytes are others", f.Packet.Frame)
	}
	for i := range shown.Tree {
		c.node(f, &shown, &shown.Tree[i])
	}
	return dst, false
}

// node: the filter of a line finds the frame, and its place is within its bytes.
func (c *checked) node(f *dissect.Frame, shown *anatomy.Frame, n *anatomy.Node) {
	if n.Filter != "" && !strings.HasPrefix(n.Name, "_ws.expert") { // filters know no findings about what ICMP quotes
		c.passes(f, n)
	}
	if n.Size > 0 {
		c.placed++
		if s := shown.Sources[n.Source]; n.Off < 0 || n.Off+n.Size > s.Size {
			c.t.Errorf("frame %d: %q is at %d, %d bytes of %d", f.Packet.Frame, n.Text, n.Off, n.Size, s.Size)
		}
	}
	for i := range n.Below {
		c.node(f, shown, &n.Below[i])
	}
}

// passes: of each field some filters, which take time to compile.
func (c *checked) passes(f *dissect.Frame, n *anatomy.Node) {
	x := c.filters[n.Filter]
	if x == nil {
		if c.tried[n.Name]++; c.tried[n.Name] > 20 {
			return
		}
		var err error
		if x, err = filter.Compile(n.Filter, c.registry); err != nil {
			c.t.Errorf("frame %d, %q: %v", f.Packet.Frame, n.Text, err)
			return
		}
		c.filters[n.Filter] = x
	}
	if !x.Match(f, new(filter.Scratch)) {
		c.t.Errorf("frame %d does not pass %s (%q)", f.Packet.Frame, n.Filter, n.Text)
	}
}

// TestLines: of every line in every capture.
func TestLines(t *testing.T) {
	names, err := filepath.Glob("../../../testdata/pcaps/*.pcap*")
	if err != nil || len(names) < 100 {
		t.Fatal(len(names), err)
	}
	filters, tried := map[string]*filter.Filter{}, map[string]int{}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			r, err := file.Open(name)
			if err != nil {
				t.Skip(err)
			}
			defer r.Close()
			c := &checked{t: t, Frames: anatomy.New(all.Names()), registry: all.Names(), filters: filters, tried: tried}
			_, err = pipeline.Run(pipeline.Options{
				Source: r, Limit: 25, Workers: 1, Out: io.Discard, Detector: detect.New(all.Protocols()),
				Wanted:  all.Names().Protocols(),
				NewSink: func() pipeline.Sink { return c },
			})
			if err != nil || c.placed == 0 {
				t.Error(c.placed, err)
			}
		})
	}
}
