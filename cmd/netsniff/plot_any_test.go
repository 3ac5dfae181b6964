package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"netsniff/report/plot"
)

// TestPlotsOfAnything: every kind draws every capture, or says in a line that there is nothing.
func TestPlotsOfAnything(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(pcaps, "*.pcap*"))
	if err != nil || len(names) < 100 {
		t.Fatal(err, len(names))
	}
	for i, name := range names {
		if i%6 > 0 { // each draws nine pictures
			continue
		}
		for _, kind := range plot.Names() {
			var out, errs bytes.Buffer
			code := run([]string{"plot", kind, "-r", name, "-T", "svg"}, nil, &out, &errs)
			switch {
			case code == exitOK && strings.HasPrefix(out.String(), "<svg ") && strings.HasSuffix(out.String(), "</svg>\n") && !strings.Contains(out.String(), "NaN"):
			case code == exitNone && out.Len() == 0 && strings.Contains(errs.String(), "netsniff: "):
			default:
				t.Errorf("%s of %s: %d, %s", kind, name, code, errs.String())
			}
		}
	}
}
