package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"netsniff/report/queue/jetstream/hubtest"
)

// hubProcess is how this program is called where it is a server of a hub.
const hubProcess = "hub-of-tests"

// copied puts n different captures into a directory.
func copied(t *testing.T, dir string, n int) {
	t.Helper()
	names, _ := filepath.Glob(filepath.Join(pcaps, "*.pcap"))
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(b) > 100_000 {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), b, 0o600); err != nil {
			t.Fatal(err)
		}
		if n--; n == 0 {
			return
		}
	}
	t.Fatalf("%d captures are missing", n)
}

// files returns what is in the files below a directory.
func filesBelow(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[name] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// sameFiles reports what two directories do not have in common.
func sameFiles(t *testing.T, want, got map[string]string) {
	t.Helper()
	for name, b := range want {
		if got[name] == "" {
			t.Errorf("%s is missing", name)
		} else if got[name] != b {
			t.Errorf("%s has other bytes", name)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s is too much", name)
		}
	}
}

// netsniff runs the program as a process.
func netsniff(args ...string) *exec.Cmd {
	program, err := os.Executable()
	if err != nil {
		panic(err)
	}
	c := exec.Command(program)
	c.Args = append([]string{"netsniff"}, args...)
	return c
}

// TestWorkSharedOut: four workers read 100 captures from a hub of three servers; when half is done the
// server that leads and two workers are killed. The records are those of one command, each once.
func TestWorkSharedOut(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	const n = 100
	dir, want, got := t.TempDir(), t.TempDir(), t.TempDir()
	copied(t, dir, n)
	if out, err := netsniff("records", "--separate", "-o", want, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	hub := hubtest.Start(t, hubProcess, 3)
	if out, err := netsniff("queue", "add", "--separate", "--to", hub.URL, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var workers [4]*exec.Cmd
	var said [4]bytes.Buffer
	for i := range workers {
		workers[i] = netsniff("work", "--from", hub.URL, "-o", got, "--separate", "--lease", "3s")
		workers[i].Stderr = &said[i]
		if err := workers[i].Start(); err != nil {
			t.Fatal(err)
		}
		defer workers[i].Process.Kill() //nolint:errcheck // it has ended by then
	}
	ended := func() int {
		var s struct{ Ended int }
		out, err := netsniff("queue", "status", "--json", "--from", hub.URL).Output()
		if err == nil {
			err = json.Unmarshal(out, &s)
		}
		if err != nil {
			t.Log(err)
		}
		return s.Ended
	}
	for start := time.Now(); ended() < n/5; {
		if time.Since(start) > 2*time.Minute {
			t.Fatalf("nothing gets done: %s", said[0].String())
		}
	}
	if done := ended(); done > n*9/10 {
		t.Fatalf("%d captures are read already: there is nothing left to break", done)
	}
	hub.KillLeader(t, "netsniff-captures")
	for _, w := range workers[:2] {
		_ = w.Process.Kill()
		_ = w.Wait()
	}
	var rest sync.WaitGroup
	for i := 2; i < 4; i++ {
		rest.Go(func() {
			if err := workers[i].Wait(); err != nil {
				t.Errorf("worker %d: %v\n%s", i, err, said[i].String())
			}
		})
	}
	rest.Wait()
	if t.Failed() {
		return
	}
	if done := ended(); done != n {
		t.Errorf("%d captures have ended", done)
	}
	for i := range said {
		t.Logf("worker %d: %s", i, last(said[i].String()))
	}
	sweep := netsniff("work", "--from", hub.URL, "-o", got) // what the killed ones left goes with the next
	if out, err := sweep.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	sameFiles(t, filesBelow(t, want), filesBelow(t, got))
}

func last(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return fmt.Sprintf("%d lines, the last is %s", len(lines), lines[len(lines)-1])
}
