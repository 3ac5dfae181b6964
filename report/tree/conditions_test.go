package tree

import (
	"io"
	"path/filepath"
	"testing"

	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/engine"
	"netsniff/dissect/pipeline"
	"netsniff/dissect/registry"
)

// asked compares the trees of frames with and without the conditions that save
// asking for fields.
type asked struct {
	t             *testing.T
	some, without *Tree
	capture       string
	frames        int
}

func (a *asked) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	a.frames++
	a.some.Build(f)
	a.without.Build(f)
	for i := range a.without.Nodes {
		want := &a.without.Nodes[i]
		if i == len(a.some.Nodes) || a.some.Nodes[i].ID != want.ID {
			a.t.Fatalf("%s, frame %d: the condition of %s does not hold, and it has a value", a.capture, f.Packet.Frame,
				name(want))
		}
	}
	return dst, true
}

// TestConditions: no field has a value where its condition does not hold.
func TestConditions(t *testing.T) {
	protocols := registry.New(all.Protocols())
	a := &asked{t: t, some: New(protocols), without: New(protocols)}
	plans := []*plan{a.without.frame}
	for _, p := range a.without.plans {
		plans = append(plans, p)
	}
	for _, p := range a.without.messages {
		plans = append(plans, p)
	}
	for _, p := range plans {
		for i := 0; p != nil && i < len(p.steps); i++ {
			p.steps[i].given = None
		}
	}
	eachCapture(t, a, func(name string) { a.capture = name })
	if a.frames < 1000 {
		t.Errorf("only %d frames", a.frames)
	}
}

// eachCapture reads all captures of the tests, after it has told their names.
func eachCapture(t *testing.T, sink pipeline.Sink, next func(name string)) {
	captures, err := filepath.Glob("../../testdata/pcaps/*.pcap*")
	if err != nil || len(captures) == 0 {
		t.Fatal("no captures", err)
	}
	for _, name := range captures {
		next(filepath.Base(name))
		source, err := file.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = pipeline.Run(pipeline.Options{ // what is damaged has frames before the damage
			Source: source, Detector: all.Detector(), Order: engine.ByArrival, Workers: 1,
			NewSink: func() pipeline.Sink { return sink }, Out: io.Discard,
		})
		source.Close()
	}
}
