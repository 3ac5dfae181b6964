package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"netsniff/report/records"
)

// tablesOf returns the rows of the tables that netsniff stats makes.
func tablesOf(t *testing.T, args ...string) map[string][]any {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(append([]string{"stats", "--json", "--limit", "0"}, args...), strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("%q: exit code %d: %s", args, code, errs.String())
	}
	var o struct {
		Tables map[string]struct {
			Rows []any `json:"rows"`
		} `json:"tables"`
	}
	if err := json.Unmarshal(out.Bytes(), &o); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	tables := map[string][]any{}
	for name, x := range o.Tables {
		if tables[name] = x.Rows; len(x.Rows) == 0 {
			tables[name] = nil
		}
	}
	return tables
}

// withoutLeases leaves out the exchanges of DHCP: stats makes one of all that is said of a lease,
// records have what is asked and answered.
func withoutLeases(rows []any) []any {
	return slices.DeleteFunc(rows, func(r any) bool {
		protocol, _ := r.(map[string]any)["protocol"].(string)
		return strings.HasPrefix(protocol, "dhcp")
	})
}

// TestTablesOfRecords: the tables that records answer are those of the captures, row by row.
func TestTablesOfRecords(t *testing.T) {
	captures, err := filepath.Glob(filepath.Join(pcaps, "*.pcap*"))
	if err != nil || len(captures) < 100 {
		t.Fatal(len(captures), err)
	}
	names := records.AnsweredNames()
	rows := map[string]int{}
	for _, capture := range captures {
		dir := t.TempDir()
		lake(t, dir, "--reveal", "-r", capture)
		want := tablesOf(t, append([]string{"-r", capture}, names...)...)
		got := tablesOf(t, append([]string{"--from", dir}, names...)...)
		want["exchanges"], got["exchanges"] = withoutLeases(want["exchanges"]), withoutLeases(got["exchanges"])
		for name, list := range want {
			rows[name] += len(list)
			if len(list) == 0 && len(got[name]) == 0 {
				continue
			}
			if reflect.DeepEqual(list, got[name]) {
				continue
			}
			for i := range max(len(list), len(got[name])) {
				if i >= len(list) || i >= len(got[name]) || !reflect.DeepEqual(list[i], got[name][i]) {
					t.Errorf("%s, %s: %d rows of the capture, %d of its records; row %d:\n%v\n%v", filepath.Base(capture), name,
						len(list), len(got[name]), i, at(list, i), at(got[name], i))
					break
				}
			}
		}
	}
	for _, name := range names {
		if name != "tls" && rows[name] < 10 {
			t.Errorf("only %d rows of %s were compared", rows[name], name)
		}
	}
}

func at(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return "none"
}

// TestJoinedRecords: joined, the records of several captures count as one.
func TestJoinedRecords(t *testing.T) {
	dir := t.TempDir()
	lake(t, dir, "-r", filepath.Join(pcaps, "http-think-times.pcap"), "-r", filepath.Join(pcaps, "http-pipelined.pcap"))
	each, all := tablesOf(t, "--from", dir, "http-hosts"), tablesOf(t, "--from", dir, "http-hosts", "--join")
	requests := func(rows []any) (n float64) {
		for _, r := range rows {
			n += r.(map[string]any)["requests"].(float64)
		}
		return n
	}
	if a, b := requests(each["http-hosts"]), requests(all["http-hosts"]); a != b || a < 5 {
		t.Errorf("%v requests, joined %v", a, b)
	}
	if r := each["http-hosts"][0].(map[string]any); r["file"] == nil {
		t.Errorf("%v has no file", r)
	}
	if rows := tablesOf(t, "--from", dir, "exchanges", "--where", "ttfb > 100ms and subject contains think")["exchanges"]; len(rows) != 2 {
		t.Errorf("%d exchanges were slow", len(rows))
	}
	if rows := tablesOf(t, "--from", dir, "exchanges", "--until", "2001-01-01")["exchanges"]; len(rows) != 0 {
		t.Errorf("%d exchanges of long ago", len(rows))
	}
}

// TestErrorsOfRecords: what cannot be answered is said in one line.
func TestErrorsOfRecords(t *testing.T) {
	dir := t.TempDir()
	lake(t, dir, "-r", filepath.Join(pcaps, "http-think-times.pcap"))
	for _, x := range []struct {
		args []string
		want string
	}{
		{[]string{"rtt"}, "records do not answer rtt: it is made of frames (-r); of records there are dns.names"},
		{[]string{"dns.lookups"}, "records do not answer dns.lookups"},
		{[]string{"exchanges", "-r", "x.pcap"}, "--from reads records, -r and -i read frames"},
		{[]string{"exchanges", "-f", "http"}, "of records --where chooses"},
		{[]string{"exchanges", "--since", "tomorrow"}, "--since tomorrow: a time is needed"},
		{[]string{"exchanges", "--since", "2026-02-02", "--until", "2026-02-01"}, "there is no time between them"},
		{[]string{"exchanges", "--where", "ttfb > 1x"}, "    ttfb > 1x\n           ^~\n"},
		{[]string{"exchanges", "--where", "speed == 1"}, "records of exchanges have no column \"speed\""},
	} {
		var out, errs bytes.Buffer
		code := run(append([]string{"stats", "--from", dir}, x.args...), strings.NewReader(""), &out, &errs)
		if code != exitUsage || !strings.Contains(errs.String(), x.want) || out.Len() > 0 {
			t.Errorf("%q: exit code %d, %q", x.args, code, errs.String())
		}
	}
}
