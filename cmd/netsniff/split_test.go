package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// recordsOf returns the records of captures as lines of JSON in an order of their own, without
// what a part of a capture numbers for itself: streams, and the file.
func recordsOf(t *testing.T, args ...string) (list []string) {
	t.Helper()
	var out, errs bytes.Buffer
	args = append([]string{"records", "--as", "ndjson", "-o", "-"}, args...)
	if code := run(args, strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("%q: exit code %d: %s", args, code, errs.String())
	}
	for line := range strings.Lines(out.String()) {
		o := map[string]any{}
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatal(err)
		}
		if o["event.dataset"] == "netsniff.findings" {
			continue // some are about all frames of a capture: the clock, copies
		}
		delete(o, "netsniff.stream")
		delete(o, "file.name")
		delete(o, "netsniff.input")
		delete(o, "netsniff.capture_start")
		b, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(b))
	}
	slices.Sort(list)
	return list
}

// different returns the first record that one list has and the other has not.
func different(a, b []string) string {
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a):
			return "too much: " + b[i]
		case i >= len(b):
			return "missing: " + a[i]
		case a[i] != b[i]:
			return "want " + a[i] + "\ngot  " + b[i]
		}
	}
	return ""
}

// parted are captures that together have fragments, tunnels, lost segments, and many hosts.
var parted = []string{"dns-udp-answer-in-ip-fragments.pcap", "ip-fragments-icmp-udp.pcap", "ip-fragments-ipv6.pcap",
	"ip-fragments-missing-and-overlapping.pcap", "tunnel-gtp.pcap", "tunnel-ipip.pcap", "tunnel-vxlan.pcap",
	"http-pipelined.pcap", "smtp-auth-login.pcap", "dns-record-types.pcap", "arp.pcap", "http-think-times.pcap"}

// TestRecordsOfParts: the records of the parts of a capture are those of the whole, with its
// frame numbers, whether the parts are files or shares.
func TestRecordsOfParts(t *testing.T) {
	dir := t.TempDir()
	whole := filepath.Join(dir, "whole.pcapng")
	var out, errs bytes.Buffer
	var args []string
	for _, name := range parted {
		args = append(args, "-r", filepath.Join(pcaps, name))
	}
	if code := run(append(args, "-w", whole), strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	want := recordsOf(t, "-r", whole)
	if len(want) < 60 {
		t.Fatalf("%d records", len(want))
	}
	const n = 4
	parts := filepath.Join(dir, "parts")
	if code := run([]string{"split", "-n", fmt.Sprint(n), "-r", whole, "-o", parts}, strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatal(errs.String())
	}
	names, _ := filepath.Glob(filepath.Join(parts, "*"))
	if len(names) != n {
		t.Fatalf("parts are %q", names)
	}
	if d := different(want, recordsOf(t, "--separate", "-r", parts)); d != "" {
		t.Error("files:", d)
	}
	var shares []string
	for i := range n {
		share := recordsOf(t, "-r", whole, "--shard", fmt.Sprintf("%d/%d", i, n), "--shard-by", "pairs")
		if len(share) == len(want) {
			t.Errorf("share %d has all records", i)
		}
		shares = append(shares, share...)
	}
	slices.Sort(shares)
	if d := different(want, shares); d != "" {
		t.Error("shares:", d)
	}
	var captures []string
	for i := range n {
		captures = append(captures, recordsOf(t, "--separate", "-r", parts, "--shard", fmt.Sprintf("%d/%d", i, n))...)
	}
	slices.Sort(captures)
	if d := different(want, captures); d != "" {
		t.Error("captures in turn:", d)
	}
}
