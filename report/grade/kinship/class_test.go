package kinship_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"netsniff/capture/capturetest"
	"netsniff/report/grade/kinship"
	"netsniff/report/table"
)

// disguises are what becomes of a submission that is handed in by another.
var disguises = []struct {
	name    string
	make    func(t testing.TB, c *class, s student, by student) []byte
	verdict kinship.Verdict
	changes kinship.Changes // at least
}{
	{"the same bytes", func(t testing.TB, _ *class, s, _ student) []byte {
		return saved(t, s.frames, 9)
	}, kinship.SameBytes, 0},
	{"saved in another format with another resolution", func(t testing.TB, _ *class, s, _ student) []byte {
		return saved(t, s.frames, 6)
	}, kinship.Copy, kinship.Saved},
	{"trimmed", func(t testing.TB, _ *class, s, _ student) []byte {
		n := len(s.frames)
		return saved(t, s.frames[n/4:n*3/4], 9)
	}, kinship.Copy, kinship.Part},
	{"shifted in time", func(t testing.TB, _ *class, s, _ student) []byte {
		w := capturetest.Rewrite{Shift: 86_461_234_567_000}
		return saved(t, w.Apply(s.frames), 9)
	}, kinship.Copy, kinship.Shifted},
	{"MACs and addresses written over", func(t testing.TB, _ *class, s, by student) []byte {
		return saved(t, mine(s, by).Apply(s.frames), 9)
	}, kinship.Copy, kinship.MACs | kinship.Addresses},
	{"addresses, ports and times written over", func(t testing.TB, _ *class, s, by student) []byte {
		w := mine(s, by)
		w.Ports, w.Shift = true, 3600e9
		return saved(t, w.Apply(s.frames), 9)
	}, kinship.Copy, kinship.MACs | kinship.Addresses | kinship.Ports | kinship.Shifted},
	{"merged with traffic of its own", func(t testing.TB, _ *class, s, by student) []byte {
		frames := slices.Concat(mine(s, by).Apply(s.frames), by.frames)
		sort(frames)
		return saved(t, frames, 9)
	}, kinship.Copy, kinship.MACs | kinship.Addresses},
	{"the name in the payload written over", func(t testing.TB, _ *class, s, by student) []byte {
		w := mine(s, by)
		w.Replace = [][2]string{{"stu" + s.id[4:], "x" + by.id}, {"example", "fantasy"}}
		return saved(t, w.Apply(s.frames), 9)
	}, kinship.Copy, kinship.MACs | kinship.Addresses},
}

// mine has a capture look as if another machine had recorded it.
func mine(s, by student) *capturetest.Rewrite {
	return &capturetest.Rewrite{MACs: map[[6]byte][6]byte{s.mac: by.mac}, Addrs: map[[4]byte][4]byte{s.addr: by.addr}}
}

// TestClass: of 200 submissions, a third with other traffic, every copy is found in
// whatever disguise, and nobody else is accused.
func TestClass(t *testing.T) {
	c := newClass(t)
	const size = 200
	dir := t.TempDir()
	var names []string
	total := 0
	keep := func(i int, b []byte) string {
		total += len(b)
		owner := fmt.Sprintf("2024%04d", i)
		names = append(names, owner)
		if err := os.WriteFile(filepath.Join(dir, owner), b, 0o600); err != nil {
			t.Fatal(err)
		}
		return owner
	}
	for i := range size {
		keep(i, saved(t, c.submission(i).frames, 9))
	}
	planted := map[[2]string]int{}
	for k := range 2 * len(disguises) {
		from, by := 5+k*9, size+k
		owner := keep(by, disguises[k%len(disguises)].make(t, c, c.submission(from), c.submission(by)))
		planted[[2]string{names[from], owner}] = k % len(disguises)
	}
	var members []kinship.Member
	began := time.Now()
	for _, name := range names {
		p, err := kinship.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		members = append(members, kinship.Member{Owner: name, Print: p})
	}
	reading := time.Since(began)
	began = time.Now()
	made := kinship.NewClass(members)
	pairs := made.Pairs()
	comparing := time.Since(began)
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	t.Logf("%d captures of %d KB: prints in %v, compared in %v, %d related pairs, heap %d MB",
		len(members), total>>10, reading, comparing, len(pairs), m.HeapAlloc>>20)
	judge(t, pairs, planted)
	if groups := made.Groups(); len(groups) > 0 {
		t.Errorf("groups: %v", groups)
	}
}

// judge compares what was found with what was planted.
func judge(t *testing.T, pairs []kinship.Pair, planted map[[2]string]int) {
	for _, p := range pairs {
		key := [2]string{p.A.Owner, p.B.Owner}
		k, is := planted[key]
		switch {
		case is:
			d := &disguises[k]
			if p.Verdict != d.verdict || p.Changes&d.changes != d.changes || p.Score <= 0.6 {
				t.Errorf("%s: %v is %v, %v, with %v, want %v with %v", d.name, key, p.Verdict, p.Score,
					p.Changes.Names(), d.verdict, d.changes.Names())
			}
			delete(planted, key)
		case p.Verdict.NeedsLook():
			t.Errorf("%v are accused: %s", key, p.Why(table.English))
		}
	}
	for key, k := range planted {
		t.Errorf("%v: not found: %s", key, disguises[k].name)
	}
}

// TestPrintIsKept: a print that was written and read gives the same relations.
func TestPrintIsKept(t *testing.T) {
	c := newClass(t)
	s := c.submission(3)
	p := printOf(t, s.frames, 9)
	var first, again bytes.Buffer
	if err := p.Save(&first); err != nil {
		t.Fatal(err)
	}
	text := first.String()
	q, err := kinship.Load(&first)
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Save(&again); err != nil || text != again.String() {
		t.Errorf("written again it differs: %v\n%.200s\n%.200s", err, text, again.String())
	}
	t.Logf("%d frames: %d bytes of JSON", p.Frames, len(text))
	w := capturetest.Rewrite{Shift: 5e9}
	other := printOf(t, w.Apply(s.frames), 9)
	want, got := kinship.Compare(p, other), kinship.Compare(q, other)
	if got.Verdict != kinship.Copy || got.Shift != want.Shift || got.Shift != -5e9 || got.Score != want.Score {
		t.Errorf("%v by %v, want %v by %v", got.Verdict, got.Shift, want.Verdict, want.Shift)
	}
}
