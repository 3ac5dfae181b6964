package main

import (
	"bytes"
	"flag"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// hostsSamples is how many frames of each capture TestHosts compares.
var hostsSamples = flag.Int("hosts.samples", 1, "TestHosts: compare so many frames of each capture")

// TestHosts: what a frame holds is the same whether only its two hosts are dissected or all.
func TestHosts(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(pcaps, "*.pcap*"))
	if err != nil || len(names) < 100 {
		t.Fatal(len(names), err)
	}
	printed := func(args ...string) string {
		var out, errs bytes.Buffer
		run(args, strings.NewReader(""), &out, &errs)
		return out.String()
	}
	compared := 0
	for _, name := range names {
		rows := strings.Split(strings.TrimSpace(printed("-r", name, "-n", "-T", "tabs")), "\n")
		for i := len(rows) - 1; i >= 0; i -= len(rows) / *hostsSamples + 1 {
			columns := strings.Split(rows[i], "\t")
			if len(columns) < 5 {
				continue
			}
			from, to := strings.TrimSpace(columns[2]), strings.TrimSpace(columns[4])
			if _, err := netip.ParseAddr(from); err != nil {
				continue
			}
			n := strconv.Itoa(i + 1)
			args := []string{"-r", name, "-n", "-T", "anatomy", "-c", n, "-f", "frame.number == " + n}
			if all, own := printed(args...), printed(append(args, "--hosts", from+","+to)...); all != own || own == "" {
				t.Errorf("%s, frame %s: with its hosts alone it is %.200q, else %.200q", filepath.Base(name), n, own, all)
			}
			compared++
		}
	}
	if compared < len(names)/2 {
		t.Errorf("%d frames were compared", compared)
	}
}
