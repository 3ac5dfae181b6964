package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// netsniffs runs the program and returns its exit code and what it says.
func netsniffs(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(args, strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

// TestCompact: the same tables come of merged files, also when the old ones are there still or
// again.
func TestCompact(t *testing.T) {
	dir := t.TempDir()
	input := []string{}
	for _, name := range []string{"http-page-parallel.pcap", "http-think-times.pcap", "http-pipelined.pcap",
		"smtp-auth-login.pcap", "smtp-recipient-refused-550.pcap"} {
		input = append(input, "-r", filepath.Join(pcaps, name))
	}
	before := lake(t, dir, input...)
	tables := []string{"--from", dir, "exchanges", "http-hosts", "mail-commands", "findings"}
	want := tablesOf(t, tables...)
	same := func(when string) {
		t.Helper()
		if got := tablesOf(t, tables...); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: other tables:\n%v\n%v", when, got, want)
		}
	}
	check := func(when string, code int, text string) {
		t.Helper()
		if c, out, errs := netsniffs("lake", "check", dir); c != code || !strings.Contains(out+errs, text) {
			t.Errorf("%s: check: exit code %d, %s%s", when, c, out, errs)
		}
	}
	check("before", 0, " 0 problems")
	if code, out, errs := netsniffs("lake", "compact", dir); code != 0 || !strings.Contains(out, "/merged-") {
		t.Fatalf("exit code %d, %s%s", code, out, errs)
	}
	same("merged")
	check("merged", 0, " 0 problems")
	merged := lake(t, dir, input...) // made again: what is merged does not come back
	if len(merged) >= len(before) {
		t.Errorf("%d files before, %d after", len(before), len(merged))
	}
	for name, b := range before { // as if the old ones could not be removed
		if err := os.WriteFile(filepath.Join(dir, name), []byte(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	same("interrupted")
	check("interrupted", 1, "its records are in ")
	if code, _, errs := netsniffs("lake", "compact", dir); code != 0 || !strings.Contains(errs, "files were removed") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	same("run again")
	check("run again", 0, " 0 problems")
}

// TestDamagedLake: a file that is damaged, of a newer version or no Parquet is said in one line by
// all who read it.
func TestDamagedLake(t *testing.T) {
	dir := t.TempDir()
	files := lake(t, dir, "--kinds", "exchanges", "-r", filepath.Join(pcaps, "http-page-parallel.pcap"))
	if len(files) != 1 {
		t.Fatal(len(files))
	}
	for name, good := range files {
		path := filepath.Join(dir, name)
		for what, b := range map[string]string{
			"empty": "", "text": "PAR1 this is a text PAR1", "cut": good[:len(good)-100],
			"damaged": good[:200] + strings.Repeat("\xff", 600) + good[800:],
			"newer":   strings.Replace(good, "netsniff.schema\x18\x012", "netsniff.schema\x18\x019", 1),
		} {
			if b == good {
				t.Fatalf("%s is as it was", what)
			}
			if err := os.WriteFile(path, []byte(b), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{{"lake", "check", dir}, {"stats", "--from", dir, "exchanges"}} {
				code, out, errs := netsniffs(args...)
				if code == 0 || !strings.Contains(out+errs, filepath.Base(name)) || strings.Contains(errs, "goroutine") ||
					what == "newer" && !strings.Contains(out+errs, "update netsniff") {
					t.Errorf("%s, %q: exit code %d, %s%s", what, args, code, out, errs)
				}
			}
		}
	}
}

// TestKilledRecords: a run that is killed leaves nothing half-written, the next one says what it
// has cleared away, and the files are the same.
func TestKilledRecords(t *testing.T) {
	capture := filepath.Join(pcaps, "mail-stored-imap.pcap.zst")
	if dir := os.Getenv("RECORDS_TO_KILL"); dir != "" {
		for {
			netsniffs("records", "-o", dir, "-r", capture, "--replace")
			_, _ = os.Stdout.WriteString("once\n")
		}
	}
	want := lake(t, t.TempDir(), "-r", capture)
	dir := t.TempDir()
	for i := range 8 {
		child := exec.Command(os.Args[0], "-test.run", "^TestKilledRecords$")
		child.Env = append(os.Environ(), "RECORDS_TO_KILL="+dir)
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(100+70*i) * time.Millisecond)
		_ = child.Process.Kill()
		_ = child.Wait()
		if left, _ := filepath.Glob(filepath.Join(dir, "*", "*", "*", "*")); len(left) > 0 {
			if code, out, errs := netsniffs("lake", "check", dir); code != 0 {
				t.Fatalf("killed after %d ms: %s%s", 100+70*i, out, errs)
			}
		}
	}
	if got := lake(t, dir, "-r", capture); !reflect.DeepEqual(got, want) {
		t.Errorf("%d files, want %d, or with other bytes", len(got), len(want))
	}
}
