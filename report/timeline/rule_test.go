package timeline_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netsniff/capture/file"
	"netsniff/dissect/all"
	"netsniff/dissect/detect"
	"netsniff/dissect/pipeline"
	"netsniff/report/timeline"
)

// TestRules: rows have the rules that Wireshark's default colours give these frames.
func TestRules(t *testing.T) {
	for _, c := range []struct {
		capture string
		want    []string // of frames from 1 on
	}{
		{"arp.pcap", []string{"arp", "arp"}},
		{"icmp-unreachable.pcap", []string{"udp", "icmp-error", "icmp", "arp"}},
		{"http-content-encodings.pcap",
			[]string{"web", "web", "web", "web", "web", "web", "web", "web", "web", "web", "web", "web", "open-close",
				"web", "web", "open-close", "tcp", "web", "tcp"}},
		{"tcp-resets.pcap", []string{"open-close", "reset", "open-close", "open-close", "tcp"}},
		{"tcp-loss-reordering-at-receiver.pcap",
			[]string{"arp", "arp", "open-close", "open-close", "tcp", "tcp", "tcp", "tcp", "tcp", "bad-tcp"}},
	} {
		source, err := file.Open(filepath.Join("..", "..", "testdata", "pcaps", c.capture))
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		_, err = pipeline.Run(pipeline.Options{
			Source: source, Detector: detect.New(all.Protocols()), Workers: 1, Out: &out, Limit: uint32(len(c.want)),
			NewSink: func() pipeline.Sink { return &timeline.Text{Rules: true, Tabs: true} },
		})
		source.Close()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
			rule, _, _ := strings.Cut(line, "\t")
			got = append(got, rule)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.capture, got, c.want)
		}
	}
}
