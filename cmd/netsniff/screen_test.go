package main

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"netsniff/capture/file"
	"netsniff/dissect/pipeline"
	"netsniff/report/cells"
	"netsniff/report/collect"
)

// TestScreenKeepsHeads: the tables of the moment have their heads on the screen,
// however many rows there are, and no line wraps.
func TestScreenKeepsHeads(t *testing.T) {
	t.Setenv("COLUMNS", "80")
	var out bytes.Buffer // a screen of 24 lines
	s := &statsCmd{options: &options{out: &out, errs: io.Discard, colour: "never", workers: 1, conns: 1000}}
	plan, printer, err := s.parse([]string{"conversations.tcp", "protocols", "endpoints.tcp"})
	if err != nil {
		t.Fatal(err)
	}
	var sets []*collect.Set
	source, err := file.Open(filepath.Join(pcaps, "http-status-codes.pcap"), filepath.Join(pcaps, "http-page-parallel.pcap"))
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	if _, err := pipeline.Run(pipeline.Options{
		Source: source, Detector: plan.Detector, Workers: 1, Out: io.Discard, Conns: 1000, Depth: plan.Depth(),
		NewSink: func() pipeline.Sink { sets = append(sets, plan.New()); return sets[len(sets)-1] },
	}); err != nil {
		t.Fatal(err)
	}
	screen := strings.ReplaceAll(string(s.screen(printer, sets[0])(nil)), clearLine, "")
	lines := strings.Split(strings.TrimSuffix(strings.TrimPrefix(screen, home), clearBelow), "\n")
	if len(lines) > 24 {
		t.Errorf("%d lines", len(lines))
	}
	for _, line := range lines {
		if cells.Width(line) > 80 {
			t.Errorf("%d cells: %s", cells.Width(line), line)
		}
	}
	for _, head := range []string{"TCP conversations\nStream  A ", "Protocols\nProtocol ", "TCP endpoints\nAddress ",
		" frames, 0 malformed"} {
		if !strings.Contains(screen, head) {
			t.Errorf("no %q on\n%s", head, screen)
		}
	}
}
