package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/capture/file"
)

// What TestMutated takes, and for how long:
//
//	go test ./cmd/netsniff -run TestMutated -v -timeout 0 -mutate.for 20m -mutate.dir ../captures
//
// A failure names its seed; with -mutate.seed of that number it comes at once.
var (
	mutateFor  = flag.Duration("mutate.for", 2*time.Second, "damage captures for this time")
	mutateDir  = flag.String("mutate.dir", "", "captures below this directory as well")
	mutateSeed = flag.Uint64("mutate.seed", 1, "begin with this seed")
)

// Bounds of one try: frames of a capture, of which so many are looked through;
// how often they are damaged; how long a command may take for them.
const (
	mutatedFrames = 300
	mutatedAmong  = 20000
	mutations     = 40
	hangs         = time.Minute
)

// readings are the ways in which people read captures. DIR stands for a
// directory that is not there yet.
func readings() [][]string {
	return [][]string{
		{},
		{"-V", "-x"},
		{"-T", "json", "-x"},
		{"-T", "pdml"},
		{"-T", "ek", "--mask"},
		{"-o", "tcp.reassemble_out_of_order:TRUE", "-f", "http or smtp or imap or pop or dns", "-w", "DIR.pcapng"},
		append([]string{"stats", "--json"}, tableNames()...),
		append([]string{"stats", "--limit", "0", "-f", "tcp or udp"}, tableNames()...),
		{"stats", "exchanges", "--jsonl"},
		{"mail"},
		{"mail", "--list", "--json"},
		{"export", "mail", "-o", "DIR"},
		{"export", "http", "-o", "DIR"},
		{"credentials", "--reveal"},
		{"follow", "--list"},
	}
}

// TestMutated takes damaged captures through everything there is to read them
// with: no frame may be lost to a fault, no command may fail or hang.
func TestMutated(t *testing.T) {
	captures, seed := capturesToMutate(t), *mutateSeed
	for end := time.Now().Add(*mutateFor); ; seed++ {
		r := rand.New(rand.NewPCG(seed, 0))
		name := captures[r.IntN(len(captures))]
		frames := capturetest.Mutate(r, window(r, load(t, name)), mutations)
		dir := t.TempDir()
		path := filepath.Join(dir, "mutated.pcapng")
		writeFrames(t, path, frames)
		for i, reading := range readings() {
			args := append(reading, "-r", path)
			for j := range args {
				args[j] = strings.Replace(args[j], "DIR", filepath.Join(dir, strconv.Itoa(i)), 1)
			}
			if wrong := trouble(args); wrong != "" {
				t.Fatalf("%s, -mutate.seed %d: netsniff %s\n%s", name, seed, strings.Join(reading, " "), wrong)
			}
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if !time.Now().Before(end) {
			break
		}
	}
	t.Logf("seeds %d to %d", *mutateSeed, seed)
}

// trouble runs the command line and returns what went wrong, "" if nothing did.
func trouble(args []string) string {
	var errs bytes.Buffer
	done := make(chan string, 1)
	go func() {
		defer func() {
			if x := recover(); x != nil {
				done <- fmt.Sprintf("panic: %v\n%s", x, debug.Stack())
			}
		}()
		if code := run(args, nil, io.Discard, &errs); code == exitUsage {
			done <- "failed: " + errs.String()
			return
		}
		done <- ""
	}()
	select {
	case wrong := <-done:
		if wrong == "" && strings.Contains(errs.String(), "fault in netsniff") {
			return errs.String()
		}
		return wrong
	case <-time.After(hangs):
		stacks := make([]byte, 1<<20)
		return fmt.Sprintf("hangs:\n%s", stacks[:runtime.Stack(stacks, true)])
	}
}

// capturesToMutate returns the shipped captures and those that were asked for.
func capturesToMutate(t *testing.T) []string {
	names, err := filepath.Glob(filepath.Join(pcaps, "*.pcap*"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	if *mutateDir == "" {
		return names
	}
	err = filepath.WalkDir(*mutateDir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.Contains(d.Name(), "cap") && d.Type().IsRegular() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// load returns the frames of a capture, as far as it can be read.
func load(t *testing.T, name string) (frames []capturetest.Record) {
	s, err := file.Open(name)
	if err != nil {
		return nil
	}
	defer s.Close()
	var p capture.Packet
	for len(frames) < mutatedAmong && s.Next(&p) == nil {
		frames = append(frames, capturetest.Record{At: p.At, WireLen: p.WireLen, Link: p.Link, Data: bytes.Clone(p.Data)})
	}
	return frames
}

// window returns some of the frames, often the first.
func window(r *rand.Rand, frames []capturetest.Record) []capturetest.Record {
	at := 0
	if n := len(frames) - mutatedFrames; n > 0 && r.IntN(2) == 0 {
		at = r.IntN(n)
	}
	return frames[at:min(len(frames), at+mutatedFrames)]
}

// writeFrames writes frames to a capture file.
func writeFrames(t *testing.T, path string, frames []capturetest.Record) {
	links := map[capture.LinkType]int{}
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	w, err := file.NewWriter(out)
	if err != nil {
		t.Fatal(err)
	}
	var interfaces []capture.Interface
	for i, f := range frames {
		if _, known := links[f.Link]; !known {
			links[f.Link] = len(interfaces)
			interfaces = append(interfaces, capture.Interface{Link: f.Link, Precision: 9})
		}
		p := capture.Packet{Frame: uint32(i + 1), At: f.At, CapLen: len(f.Data), WireLen: f.WireLen, Link: f.Link,
			Interface: links[f.Link], Data: f.Data}
		if err := w.Describe(interfaces); err != nil {
			t.Fatal(err)
		}
		if err := w.Write(&p); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}
