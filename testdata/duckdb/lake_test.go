// Package duckdb asks DuckDB what docs/records.md asks of a lake, and compares its answers with
// those of netsniff. It is a module of its own, as DuckDB is large and needs cgo:
//
//	make build && go -C testdata/duckdb test
package duckdb

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/duckdb/duckdb-go/v2"
)

// queries returns the questions that docs/records.md has for DuckDB, by their titles.
func queries(t *testing.T) map[string]string {
	b, err := os.ReadFile("../../docs/lake.md")
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]string{}
	_, part, _ := strings.Cut(string(b), "## DuckDB\n")
	part, _, _ = strings.Cut(part, "\n## ")
	for _, block := range strings.Split(part, "```sql\n")[1:] {
		text, _, _ := strings.Cut(block, "```")
		title, query, _ := strings.Cut(text, "\n")
		list[strings.TrimPrefix(title, "-- ")] = query
	}
	return list
}

func TestLake(t *testing.T) {
	program, err := filepath.Abs("../../netsniff")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(program); err != nil {
		t.Skipf("%v: make build makes it", err)
	}
	dir := t.TempDir()
	netsniff := func(args ...string) []byte {
		t.Helper()
		c := exec.Command(program, args...)
		c.Dir = dir
		var errs bytes.Buffer
		c.Stderr = &errs
		out, err := c.Output()
		if err != nil {
			t.Fatalf("netsniff %q: %v: %s", args, err, errs.String())
		}
		return out
	}
	captures, err := filepath.Abs("../pcaps")
	if err != nil {
		t.Fatal(err)
	}
	list := queries(t)
	if len(list) < 5 {
		t.Fatalf("%d queries", len(list))
	}
	netsniff("records", "-r", captures, "-o", "lake")
	t.Chdir(dir)
	db, err := sql.Open("duckdb", "")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows := func(query string) (list [][]any) {
		t.Helper()
		r, err := db.Query(query)
		if err != nil {
			t.Fatalf("%s\n%v", query, err)
		}
		defer r.Close()
		columns, _ := r.Columns()
		for r.Next() {
			row, to := make([]any, len(columns)), make([]any, len(columns))
			for i := range row {
				to[i] = &row[i]
			}
			if err := r.Scan(to...); err != nil {
				t.Fatal(err)
			}
			list = append(list, row)
		}
		return list
	}
	for title, query := range list {
		if len(rows(query)) == 0 {
			t.Errorf("%s: no rows", title)
		}
	}
	var told struct {
		Tables map[string]struct {
			Rows []map[string]any `json:"rows"`
		} `json:"tables"`
	}
	out := netsniff("stats", "--from", "lake", "--join", "--json", "--limit", "0", "http-hosts", "exchanges",
		"--where", "protocol == http")
	if err := json.Unmarshal(out, &told); err != nil {
		t.Fatal(err)
	}
	count := rows("SELECT count(*) FROM 'lake/exchanges/**/*.parquet' WHERE protocol = 'http'")[0][0].(int64)
	if n := len(told.Tables["exchanges"].Rows); int(count) != n || n < 100 {
		t.Errorf("DuckDB counts %d exchanges, netsniff %d", count, n)
	}
	p99 := map[string]float64{}
	for _, r := range rows(`SELECT host, quantile_disc(ttfb, 0.99) FROM 'lake/exchanges/**/*.parquet'
		WHERE protocol = 'http' AND host != '' AND request_first_frame IS NOT NULL AND list_contains(complete, 'request')
		AND NOT list_contains(notes, 'unsure') AND NOT list_contains(notes, 'early') AND ttfb IS NOT NULL GROUP BY host`) {
		p99[r[0].(string)] = float64(r[1].(int64)) / 1e9
	}
	compared := 0
	for _, r := range told.Tables["http-hosts"].Rows {
		ours, timed := r["ttfb_p99"].(float64)
		theirs, known := p99[r["host"].(string)]
		if !known {
			continue
		}
		within := 1e-9
		if r["requests"].(float64) > 32 {
			within = theirs / 125 // percentiles of more than 32 times are within 0.8 %
		}
		if compared++; !timed || math.Abs(ours-theirs) > within {
			t.Errorf("%s: p99 is %v, of DuckDB %v", r["host"], ours, theirs)
		}
	}
	if compared < 10 {
		t.Errorf("%d hosts were compared", compared)
	}
}
