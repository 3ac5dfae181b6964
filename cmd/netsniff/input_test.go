package main

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/pipeline"
	"netsniff/reassembly"
)

// nothing is a source without frames.
type nothing struct{}

func (nothing) Next(*capture.Packet) error      { return io.EOF }
func (nothing) Interfaces() []capture.Interface { return nil }
func (nothing) Close() error                    { return nil }

// TestFooter: what a bound let go is said, a line each, and nothing else.
func TestFooter(t *testing.T) {
	var errs bytes.Buffer
	o := &options{errs: &errs}
	o.footer(&input{source: nothing{}}, pipeline.Totals{})
	if errs.Len() > 0 {
		t.Errorf("nothing happened: %q", &errs)
	}
	o.footer(&input{source: nothing{}}, pipeline.Totals{
		Evicted: 11, Fragments: reassembly.FragmentLosses{Expired: 12, Evicted: 13},
		Losses: dissect.Losses{Unfinished: 14, Crowded: 19, Requests: 20, Asked: 21, Heads: 24, Echoes: 22,
			Unwatched: 23, Announced: 17, Inner: 18, Streams: reassembly.StreamLosses{Early: 15, Implausible: 16}},
	})
	lines := strings.Split(strings.TrimSuffix(errs.String(), "\n"), "\n")
	for i, n := range []string{"11 idle", "14 messages", "19 messages", "12 IP datagrams", "13 IP datagrams",
		"21 requests", "24 HTTP messages", "22 echo", "23 uses", "17 announcements", "18 streams", "15 holes",
		"16 TCP segments"} {
		if i >= len(lines) || !strings.HasPrefix(lines[i], "netsniff: "+n) {
			t.Errorf("line %d does not begin with %q: %q", i, n, lines)
		}
	}
}
