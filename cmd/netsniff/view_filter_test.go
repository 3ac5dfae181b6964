package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"netsniff/report/view"
)

// viewReply are the rows that a view answers with.
type viewReply struct {
	Total int
	Done  bool
	Rows  []string
}

// TestViewFilters: the rows of a filter are the same whether they are found in those that are
// there or printed, and what is known of all frames answers without reading the capture again.
func TestViewFilters(t *testing.T) {
	name := filepath.Join(pcaps, "http-page-parallel.pcap")
	x := &viewCmd{options: &options{files: []string{name}}}
	input, err := x.input()
	if err != nil {
		t.Fatal(err)
	}
	c := x.capture(input)
	var runs atomic.Int32
	printed := c.Run
	c.Run = func(args []string, out, errs io.Writer) int {
		runs.Add(1)
		return printed(args, out, errs)
	}
	s := view.New(c)
	defer s.Close()
	rows := func(filter, time string) []string {
		t.Helper()
		for {
			a := get(t, s, "rows?n=500&seen=500&filter="+url.QueryEscape(filter)+"&time="+time)
			if a.Done {
				if a.Total != len(a.Rows) {
					t.Errorf("%s: %d rows of %d", filter, len(a.Rows), a.Total)
				}
				return a.Rows
			}
		}
	}
	rows("", "")
	for _, q := range []struct {
		filter, time string
		runs         int32
	}{
		{"tcp.stream == 1", "", 0}, {"dns", "", 0}, {"frame.number in {3, 5}", "", 0}, {"ip.addr == 203.0.113.1", "", 0},
		{"http.response.code == 200", "", 1}, {"tcp.flags.syn == 1", "", 1},
		{"tcp.stream == 1", "dd", 1}, {"tcp.stream == 1", "ud", 1}, {"", "ud", 1}, {"tcp.stream == 2", "ud", 0},
	} {
		before := runs.Load()
		got := rows(q.filter, q.time)
		if n := runs.Load() - before; n != q.runs {
			t.Errorf("%q with time %q takes %d runs, want %d", q.filter, q.time, n, q.runs)
		}
		var out bytes.Buffer
		run([]string{"-r", name, "-n", "-T", view.Rows, "-f", q.filter, "-t", cmp.Or(q.time, "r")}, strings.NewReader(""), &out, io.Discard)
		want := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if out.Len() == 0 {
			want = nil
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q with time %q: %d rows, want %d: %q", q.filter, q.time, len(got), len(want), got)
		}
	}
}

// get asks a view.
func get(t *testing.T, s *view.Server, path string) (a viewReply) {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "http://localhost"+s.Path()+path, nil)
	s.Handler().ServeHTTP(w, r)
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		t.Fatal(w.Code, w.Body.String())
	}
	time.Sleep(time.Millisecond) // rows come meanwhile
	return a
}

// TestViewTableNames: only names of tables are taken for one, so that none becomes a flag.
func TestViewTableNames(t *testing.T) {
	x := &viewCmd{options: &options{files: []string{filepath.Join(pcaps, "arp.pcap")}}}
	input, err := x.input()
	if err != nil {
		t.Fatal(err)
	}
	s := view.New(x.capture(input))
	defer s.Close()
	for name, want := range map[string]int{"overview": 200, "dns.lookups": 200, "dns.x": 404, "--help": 404, "-r": 404, "all": 404, "overview.more": 404} {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequest("GET", "http://localhost"+s.Path()+"table?name="+url.QueryEscape(name), nil))
		if w.Code != want {
			t.Errorf("%s: %d, want %d: %.100s", name, w.Code, want, w.Body.String())
		}
	}
}
