package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the goldens in testdata/pcaps/golden")

const pcaps = "../../testdata/pcaps"

// TestGoldenRows compares the timeline of every shipped capture with its
// golden: netsniff -t r -r NAME. Rows of what is not dissected yet are there as well
// (what follows STARTTLS, WebSocket, HTTP/2): they change when it is.
func TestGoldenRows(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(pcaps, "*.pcap*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	for _, name := range names {
		base := filepath.Base(name)
		t.Run(base, func(t *testing.T) {
			var out, errs bytes.Buffer
			if code := run([]string{"-t", "r", "-r", name}, nil, &out, &errs); code != exitOK || errs.Len() > 0 {
				t.Fatalf("exit code %d: %s", code, errs.String())
			}
			golden(t, filepath.Join(pcaps, "golden", base+".rows"), out.String())
		})
	}
}

// golden compares got with a file, or rewrites the file.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; look at the rows, then go test ./cmd/netsniff -run Golden -update", err)
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(g), len(w)) {
		switch {
		case i >= len(g):
			t.Fatalf("row %d is missing:\n%s", i+1, w[i])
		case i >= len(w):
			t.Fatalf("row %d is new:\n%s", i+1, g[i])
		case g[i] != w[i]:
			t.Fatalf("row %d\n got %s\nwant %s", i+1, g[i], w[i])
		}
	}
}

// TestGoldensAreUsed: a golden without its capture is a leftover.
func TestGoldensAreUsed(t *testing.T) {
	goldens, err := filepath.Glob(filepath.Join(pcaps, "golden", "*.rows"))
	if err != nil || len(goldens) == 0 {
		t.Fatalf("no goldens: %v", err)
	}
	for _, path := range goldens {
		name := strings.TrimSuffix(filepath.Base(path), ".rows")
		if _, err := os.Stat(filepath.Join(pcaps, name)); err != nil {
			t.Errorf("%s belongs to no capture", path)
		}
	}
}
