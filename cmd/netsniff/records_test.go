package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRecordsAreExchanges: records say what the table of exchanges says, in all captures.
func TestRecordsAreExchanges(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(pcaps, "*.pcap*"))
	if err != nil || len(names) < 100 {
		t.Fatal(len(names), err)
	}
	objects := func(args ...string) (list []map[string]any) {
		t.Helper()
		var out, errs bytes.Buffer
		run(args, strings.NewReader(""), &out, &errs)
		for line := range strings.Lines(out.String()) {
			o := map[string]any{}
			if err := json.Unmarshal([]byte(line), &o); err != nil {
				t.Fatalf("%q: %v", args, err)
			}
			list = append(list, o)
		}
		return list
	}
	all := 0
	for _, name := range names {
		told := objects("stats", "exchanges", "--jsonl", "-r", name)
		records := objects("records", "--as", "ndjson", "-o", "-", "--kinds", "exchanges", "--reveal", "-r", name)
		if len(told) != len(records) {
			t.Errorf("%s: %d exchanges, %d records", filepath.Base(name), len(told), len(records))
			continue
		}
		for i, x := range told {
			r := records[i]
			for column, field := range map[string]string{"stream": "netsniff.stream", "ordinal": "netsniff.ordinal",
				"request_frame": "netsniff.request_frame",
				"reply_frame":   "netsniff.reply_frame", "method": "event.action", "status": "netsniff.status",
				"outcome": "netsniff.outcome", "reply_bytes": "destination.bytes"} {
				if a, b := fmt.Sprint(x[column]), fmt.Sprint(r[field]); a != b && !(a == "" && b == "<nil>") {
					t.Errorf("%s, exchange %d: %s is %s, in the record %s", filepath.Base(name), i, column, a, b)
				}
			}
			seconds, timed := x["ttfb"].(float64)
			if ns, ok := r["netsniff.ttfb"].(float64); ok != timed || math.Abs(ns/1e9-seconds) > 1e-9 {
				t.Errorf("%s, exchange %d: ttfb is %v, in the record %v", filepath.Base(name), i, x["ttfb"],
					r["netsniff.ttfb"])
			}
		}
		all += len(told)
	}
	if all < 1000 {
		t.Errorf("%d exchanges in all", all)
	}
}

// lake runs netsniff records and returns the files that it makes.
func lake(t *testing.T, dir string, args ...string) map[string]string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(append([]string{"records", "-o", dir}, args...), strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
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

// TestLakeIsTheSame: for any number of workers, and when it is made again.
func TestLakeIsTheSame(t *testing.T) {
	input := []string{}
	for _, name := range []string{"http-page-parallel.pcap", "dns-resolve-cold-then-cached-at-client.pcap",
		"smtp-auth-login.pcap", "mail-stored-imap.pcap.zst"} {
		input = append(input, "-r", filepath.Join(pcaps, name))
	}
	dir := t.TempDir()
	want := lake(t, dir, input...)
	for _, workers := range []string{"1", "2", "3", "8"} {
		if workers != "3" {
			dir = t.TempDir() // else it is made again over what is there
		}
		got := lake(t, dir, append(input, "--workers", workers)...)
		if len(got) != len(want) || len(got) < 10 {
			t.Errorf("%s workers: %d files, want %d", workers, len(got), len(want))
		}
		for name := range want {
			if got[name] != want[name] {
				t.Errorf("%s workers: %s has other bytes", workers, name)
			}
		}
	}
}

// TestRecordsHideSecrets: what URIs carry is overwritten, and passwords are nowhere.
func TestRecordsHideSecrets(t *testing.T) {
	for _, c := range []struct{ capture, shown, secret string }{
		{"http2-secrets-in-clear.pcap", "access_token=****", ""},
		{"smtp-auth-plain.pcap", `"user.name":"`, "netsniff.secret"},
	} {
		var out, errs bytes.Buffer
		run([]string{"records", "--as", "ndjson", "-o", "-", "-r", filepath.Join(pcaps, c.capture)},
			strings.NewReader(""), &out, &errs)
		if !strings.Contains(out.String(), c.shown) || c.secret != "" && strings.Contains(out.String(), c.secret) {
			t.Errorf("%s: %s", c.capture, out.String())
		}
	}
}

// TestRecordsOfContents: mails with their headers, and what FTP transferred.
func TestRecordsOfContents(t *testing.T) {
	for _, c := range []struct {
		capture, kind string
		count         int
		shown         []string
	}{
		{"mail-stored-smtp.pcap.zst", "mails", 5,
			[]string{`"netsniff.reply_code":250`, `"event.action":"DATA"`, `"event.outcome":"success"`,
				`"netsniff.whole":true`, `"email.attachments":[{"file":{"name":"`}},
		{"foxmail-coremail-pop3-fetch.pcap", "mails", 2, []string{`"event.action":"RETR"`, `"email.x_mailer":"Foxmail`}},
		{"ftp-passive.pcap", "transfers", 0,
			[]string{`"event.action":"RETR","file.path":"notes.txt"`, `"netsniff.way":"download"`,
				`"network.bytes":19692`, `"netsniff.complete":true`}},
	} {
		var out, errs bytes.Buffer
		run([]string{"records", "--as", "ndjson", "-o", "-", "--kinds", c.kind, "-r", filepath.Join(pcaps, c.capture)},
			strings.NewReader(""), &out, &errs)
		if n := strings.Count(out.String(), "\n"); c.count > 0 && n != c.count {
			t.Errorf("%s: %d %s, want %d", c.capture, n, c.kind, c.count)
		}
		for _, s := range c.shown {
			if !strings.Contains(out.String(), s) {
				t.Errorf("%s has no %s: %s", c.capture, s, out.String())
			}
		}
	}
}

// TestRecordsErrors: what can be wrong is said in one line, and nothing is written.
func TestRecordsErrors(t *testing.T) {
	pcap, dir := filepath.Join(pcaps, "arp.pcap"), t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		args []string
		want string
	}{
		{nil, "nothing to read: name captures with -r FILE"},
		{[]string{"-r", pcap}, "say where the records go with -o DIR"},
		{[]string{"-r", pcap, "-o", "-"}, "records in Parquet are written into a directory"},
		{[]string{"-r", pcap, "-o", dir, "--file-time", "5m"}, "--file-time is for live captures"},
		{[]string{"-r", pcap, "-o", dir, "--file-size", "1M"}, "--file-size is for live captures and for --as ndjson"},
		{[]string{"-r", pcap, "-o", dir, "--as", "ndjson", "--file-size", "1X"}, "--file-size 1X: a size such as 64M"},
		{[]string{"-r", pcap, "-o", dir, "-c", "3"}, "-c ends a live capture"},
		{[]string{"-r", pcap, "-o", dir, "--as", "csv"}, "--as csv: parquet or ndjson"},
		{[]string{"-r", pcap, "-o", dir, "--kinds", "calls"},
			"--kinds calls: no such kind of records; one of exchanges, connections, lookups, logins, mails, transfers, handshakes, findings"},
		{[]string{"-r", pcap, "-o", dir, "--sensor", "a/b"}, "--sensor a/b: letters, digits"},
		{[]string{"-r", "-", "-o", dir}, "- can be read only once"},
		{[]string{"-r", "nowhere.pcap", "-o", dir}, "nowhere.pcap: no such file or directory"},
		{[]string{"-r", filepath.Join(pcaps, "dns-errors.pcap"), "-o", file}, "not a directory"},
	} {
		var out, errs bytes.Buffer
		code := run(append([]string{"records"}, x.args...), strings.NewReader(""), &out, &errs)
		if code != exitUsage || !strings.Contains(errs.String(), x.want) || out.Len() > 0 {
			t.Errorf("records %q: exit code %d, %q", x.args, code, errs.String())
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
		t.Errorf("%v are there", left)
	}
}

// TestRecordsMasked: no record of any kind has the secret of a URI.
func TestRecordsMasked(t *testing.T) {
	var out, errs bytes.Buffer
	if run([]string{"records", "--as", "ndjson", "-o", "-", "-r", "../../testdata/pcaps/http3-secrets.pcapng"},
		strings.NewReader(""), &out, &errs) != 0 {
		t.Fatal(errs.String())
	}
	if !strings.Contains(out.String(), "token=*") || strings.Contains(out.String(), "query-secret") {
		t.Errorf("%s", out.String())
	}
}
