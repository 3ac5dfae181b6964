package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netsniff/report/stats"
)

// output runs the command line and returns what it prints.
func output(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(args, nil, &out, &errs); code != exitOK {
		t.Fatalf("%v: exit code %d: %s", args, code, errs.String())
	}
	return out.String()
}

// tableNames are those of all tables.
func tableNames() (names []string) {
	for _, d := range stats.Definitions() {
		names = append(names, d.Name)
	}
	return names
}

// TestStatsWorkers: all tables are the same for any number of workers and in
// every run.
func TestStatsWorkers(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(pcaps, "*.pcap*"))
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"stats", "--json"}, tableNames()...)
	for _, name := range names {
		args = append(args, "-r", name)
	}
	want := output(t, append(args, "--workers", "1")...)
	for _, workers := range []string{"1", "2", "3", "8"} {
		got := strings.Split(output(t, append(args, "--workers", workers)...), "\n")
		for i, line := range strings.Split(want, "\n") {
			if i >= len(got) || got[i] != line {
				t.Fatalf("%s workers, line %d\n%s\nwant\n%s", workers, i+1, got[min(i, len(got)-1)], line)
			}
		}
	}
}

// golden captures of the usual tables.
var statsGoldens = []string{"http-page-parallel.pcap", "vlan-qinq.pcap", "smtp-relayed-postfix-to-postfix.pcap",
	"dns-resolve-cold-then-cached-at-resolver.pcap.zst"}

// TestGoldenStats compares the usual tables with their goldens.
func TestGoldenStats(t *testing.T) {
	for _, name := range statsGoldens {
		got := output(t, "stats", "--lang", "en", "-r", filepath.Join(pcaps, name), "overview", "protocols",
			"conversations", "endpoints", "io")
		golden(t, filepath.Join(pcaps, "golden", name+".stats"), got)
	}
}

// TestStatsFormatsAgree: text, JSON and CSV have the same numbers of every
// table.
func TestStatsFormatsAgree(t *testing.T) {
	for _, name := range []string{"http-page-parallel.pcap", "smtp-pipelining.pcap", "dns-truncated-then-tcp.pcap",
		"tunnel-gretap-ethernet.pcap"} {
		args := append([]string{"stats", "--limit", "0", "--lang", "en", "-r", filepath.Join(pcaps, name)}, tableNames()...)
		dir := t.TempDir()
		text := output(t, append(args, "--wide")...) + output(t, append(args, "--vertical")...)
		output(t, append(args, "--csv", "-o", dir)...)
		var document struct {
			Tables map[string]struct {
				Columns []struct{ Name, Type string }
				Rows    []map[string]any
			}
		}
		if err := json.Unmarshal([]byte(output(t, append(args, "--json")...)), &document); err != nil {
			t.Fatal(err)
		}
		for title, table := range document.Tables {
			asCSV, err := os.ReadFile(filepath.Join(dir, title+".csv"))
			if err != nil {
				t.Error(err)
			}
			lines, err := csv.NewReader(bytes.NewReader(asCSV)).ReadAll()
			if err != nil || len(lines) != 1+len(table.Rows) {
				t.Errorf("%s, %s: %d rows of JSON, %d lines of CSV, %v", name, title, len(table.Rows), len(lines), err)
				continue
			}
			for i, row := range table.Rows {
				for j, c := range table.Columns {
					value := row[c.Name]
					if j >= len(lines[0]) || lines[0][j] != c.Name || !sameCell(value, lines[1+i][j]) {
						t.Errorf("%s, %s: %s of row %d is %v and %s", name, title, c.Name, i, value, lines[1+i])
					}
					if number, ok := value.(float64); ok && (c.Type == "count" || c.Type == "bytes") && number > 0 &&
						!shows(text, number) {
						t.Errorf("%s, %s: text has no %v (%s)", name, title, number, c.Name)
					}
				}
			}
		}
	}
}

func sameCell(value any, cell string) bool {
	switch v := value.(type) {
	case nil:
		return cell == ""
	case float64:
		x, err := strconv.ParseFloat(cell, 64)
		return err == nil && x == v
	case string:
		return v == cell
	case []any:
		return len(v) == 0 && cell == "" || len(v) == 1+strings.Count(cell, ";") ||
			slices.ContainsFunc(v, func(x any) bool { return strings.Contains(x.(string), ";") })
	}
	return false
}

var thousands = regexp.MustCompile(`(\d),(\d{3})`)

// shows reports whether a text has a number, with commas or without.
func shows(text string, number float64) bool {
	plain := text
	for thousands.MatchString(plain) {
		plain = thousands.ReplaceAllString(plain, "$1$2")
	}
	return strings.Contains(plain, strconv.FormatFloat(number, 'f', -1, 64))
}

// TestLinesAreRows: exchanges that are told one by one are those of the table,
// whatever the number of workers, in an order of their own. But for DHCP: the table makes one
// of all that is said of a lease.
func TestLinesAreRows(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(pcaps, "*.pcap*"))
	if err != nil {
		t.Fatal(err)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return strings.HasPrefix(filepath.Base(name), "dhcp") })
	args := append([]string{"stats", "exchanges", "--separate", "-r", names[0]}, names[1:]...)
	var rows []string
	for line := range strings.Lines(output(t, append(args, "--json")...)) {
		if line, ok := strings.CutPrefix(line, `{"file":`); ok {
			line, _, _ = strings.Cut(line, "}")
			rows = append(rows, line)
		}
	}
	slices.Sort(rows)
	want := output(t, append(args, "--jsonl", "--workers", "1")...)
	for _, workers := range []string{"1", "2", "3", "8"} {
		if output(t, append(args, "--jsonl", "--workers", workers)...) != want {
			t.Errorf("%s workers tell something else than one", workers)
		}
	}
	var lines []string
	for line := range strings.Lines(want) {
		line, _, _ = strings.Cut(strings.TrimPrefix(line, `{"file":`), "}")
		lines = append(lines, line)
	}
	slices.Sort(lines)
	if !slices.Equal(lines, rows) || len(lines) < 500 {
		t.Errorf("%d lines, %d rows, not the same", len(lines), len(rows))
	}
}
