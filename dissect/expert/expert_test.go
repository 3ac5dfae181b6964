package expert_test

import (
	"io"
	"testing"

	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/detect"
	"netsniff/dissect/pipeline"
	"netsniff/dissect/registry"
)

// watcher measures what asking for the findings of each frame allocates.
type watcher struct {
	t      *testing.T
	source registry.Source
	values dissect.Values
	found  int
}

func (w *watcher) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	w.found += len(f.Findings())
	allocs := testing.AllocsPerRun(3, func() {
		w.source.Present(f)
		w.values.Reset()
		w.source.Collect(f, &w.values)
	})
	if allocs > 0 {
		w.t.Errorf("frame %d: %v allocations", f.Packet.Frame, allocs)
	}
	return dst, true
}

func TestFindingsDoNotAllocate(t *testing.T) {
	source, err := file.Open("../../testdata/pcaps/http-large-body-loss-at-client.pcap")
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	w := &watcher{t: t, source: all.Names().Field("_ws.expert")[0]}
	_, err = pipeline.Run(pipeline.Options{
		Source: source, Detector: detect.New(all.Protocols()), Workers: 1, Out: io.Discard,
		NewSink: func() pipeline.Sink { return w },
	})
	if err != nil || w.found < 20 {
		t.Errorf("%d findings, %v", w.found, err)
	}
}
