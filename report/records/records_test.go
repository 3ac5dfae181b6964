package records

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"netsniff/report/store"
)

func pointer[T any](v T) *T { return &v }

// made are records of each kind, with and without what may be missing.
func made() []Record {
	place := Place{Input: "4711", File: "made.pcap"}
	ends := Ends{Transport: "tcp", Stream: 3, Client: "192.0.2.10", ClientAddress: []byte{192, 0, 2, 10}, ClientPort: 49152,
		Server: "2001:db8::80", ServerAddress: bytes.Repeat([]byte{1}, 16), ServerPort: 80}
	day := time.Date(2026, 11, 21, 23, 59, 59, 123456789, time.UTC).UnixNano()
	return []Record{
		&Exchange{Place: place, Ends: ends, Start: day, Protocol: "http", Ordinal: 1,
			RequestFirstFrame: pointer(uint32(6)), RequestFrame: pointer(uint32(7)),
			Method: "GET", Subject: "/" + strings.Repeat("a", 1000) + "?<b>&\x00\xff", Status: "200",
			Outcome: "succeeded", TTFB: pointer(int64(30935000)),
			RequestBytes: 1 << 40, Notes: []string{"gap", "cut"}},
		&Exchange{Place: place, Start: -1, ReplyFirstFrame: pointer(uint32(4))},
		&Connection{Place: place, Ends: ends, Start: day, Duration: 5, FirstFrame: 1, LastFrame: 9,
			ClientResent: pointer(uint32(0))},
		&Lookup{Place: place, Ends: ends, Start: day, Name: "www.example.com", Answers: []string{"192.0.2.80"},
			TTL: pointer(uint32(300)), Recursive: true},
		&Login{Place: place, Ends: ends, Start: day, User: "爱丽丝", Hashed: true},
		&Mail{Place: place, Ends: ends, Start: day, FirstFrame: 8, Subject: "Grüße",
			From: []string{"alice@example.com"}, ReplyCode: pointer(uint32(250)), Whole: true},
		&Transfer{Place: place, Ends: ends, Start: day, FirstFrame: 9, Name: "notes.txt", Offset: 5, Complete: true},
	}
}

// taken keeps records.
type taken struct{ list []Record }

func (s *taken) Take(r Record) error {
	s.list = append(s.list, r)
	return nil
}

// TestCodec: what tellers say comes back, however it is cut.
func TestCodec(t *testing.T) {
	var all []byte
	for _, r := range made() {
		all = encode(all, r)
	}
	for _, step := range []int{1, 3, len(all)} {
		var s taken
		in := &Reader{Sink: &s, Place: Place{Input: "4711", File: "made.pcap"}}
		for chunk := range slices.Chunk(all, step) {
			if _, err := in.Write(chunk); err != nil {
				t.Fatal(err)
			}
		}
		if !reflect.DeepEqual(s.list, made()) || in.Count[Exchanges] != 2 || len(in.rest) > 0 {
			t.Errorf("in steps of %d: %d records, %v", step, len(s.list), in.Count)
		}
	}
}

// TestTags: every column has a meaning, a name that engines take unquoted, and one in JSON of its own.
func TestTags(t *testing.T) {
	for _, k := range Kinds() {
		seen := map[string]bool{}
		for _, c := range Columns(k) {
			if c.About == "" || c.Name != strings.ToLower(c.Name) || seen[c.Name] || seen[c.ECS] {
				t.Errorf("%s of %v: %+v", c.Name, k, c)
			}
			seen[c.Name], seen[c.ECS] = true, true
			if strings.Contains(c.Name, "time") && c.Unit == "" || strings.HasSuffix(c.Name, "bytes") && c.Unit != "B" {
				t.Errorf("%s of %v has the unit %q", c.Name, k, c.Unit)
			}
		}
	}
}

// lakeOf returns the files that records make, by name.
func lakeOf(t *testing.T, dir string, commit bool, list ...Record) map[string][]byte {
	t.Helper()
	s := store.NewFolder(dir)
	defer s.Close()
	l := &Lake{Store: s, Sensor: "one", Input: "4711"}
	for _, r := range list {
		if err := l.Take(r); err != nil {
			t.Fatal(err)
		}
	}
	if commit {
		if err := l.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	files := map[string][]byte{}
	_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".parquet") {
			name, _ := filepath.Rel(dir, path)
			files[name], err = os.ReadFile(path)
		}
		return err
	})
	return files
}

// TestLake: files are there when all of them are complete, with the same bytes each time.
func TestLake(t *testing.T) {
	dir := t.TempDir()
	if files := lakeOf(t, dir, false, made()...); len(files) > 0 { // as if it was killed
		t.Errorf("%d files before all is written", len(files))
	}
	once, again := lakeOf(t, dir, true, made()...), lakeOf(t, t.TempDir(), true, made()...)
	if !reflect.DeepEqual(once, again) || len(once) != 7 {
		t.Errorf("%d files, then %d", len(once), len(again))
	}
	if once["exchanges/date=1969-12-31/sensor=one/4711.parquet"] == nil ||
		once["logins/date=2026-11-21/sensor=one/4711.parquet"] == nil {
		t.Error("the files have other names")
	}
	s := store.NewFolder(t.TempDir())
	l := &Lake{Store: s, Sensor: "one", Input: "4711"}
	if err := l.Take(made()[0]); err != nil {
		t.Fatal(err)
	}
	l.Discard()
	if left, _ := filepath.Glob(filepath.Join(s.String(), "*", "*", "*")); len(left) > 0 {
		t.Errorf("%v are left", left)
	}
}

// TestParquet: what was written is read again, in the order of frames, with what columns mean.
func TestParquet(t *testing.T) {
	var list []Record
	for n := range uint32(25_000) {
		x := made()[0].(*Exchange)
		x.RequestFirstFrame = pointer(n ^ 0xff)
		list = append(list, x)
	}
	for name, b := range lakeOf(t, t.TempDir(), true, list...) {
		f, err := parquet.OpenFile(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(name, err)
		}
		if about, _ := f.Lookup("column.ttfb"); !strings.Contains(about, "last byte of the request") ||
			!strings.HasSuffix(about, "(ns)") {
			t.Errorf("ttfb means %q", about)
		}
		if n := len(f.RowGroups()); n != 4 {
			t.Errorf("%d row groups", n)
		}
		rows, err := parquet.Read[Exchange](bytes.NewReader(b), int64(len(b)))
		if err != nil || len(rows) != len(list) {
			t.Fatal(len(rows), err)
		}
		for i := range rows {
			if want := uint32(i); *rows[i].RequestFirstFrame != want && i < 3*groupRows {
				t.Fatalf("row %d is of frame %d", i, *rows[i].RequestFirstFrame)
			}
		}
		want := *made()[0].(*Exchange)
		want.RequestFirstFrame = pointer(uint32(0))
		if !reflect.DeepEqual(rows[0], want) {
			t.Errorf("%+v\nwant %+v", rows[0], want)
		}
	}
}

// TestManyDays: a capture of many days has few files open; a day that comes again has another file.
func TestManyDays(t *testing.T) {
	var list []Record
	days := func(n, of int) {
		for i := range n {
			x := made()[2].(*Connection)
			x.Start = int64(i%of) * 86400e9
			list = append(list, x)
		}
	}
	days(mostRows+20, 20) // of which all are kept before one is written
	if files := lakeOf(t, t.TempDir(), true, list...); len(files) != 20 {
		t.Errorf("%d files of 20 days", len(files))
	}
	list = nil
	days(100, 50)
	files := lakeOf(t, t.TempDir(), true, list...)
	if len(files) != 100 || files["connections/date=1970-01-03/sensor=one/4711-2.parquet"] == nil {
		t.Errorf("%d files", len(files))
	}
}

// TestLines: an object each, with the names of the Elastic Common Schema.
func TestLines(t *testing.T) {
	var b bytes.Buffer
	l := NewLines(&b)
	for _, r := range made() {
		if err := l.Take(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Flush(); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	for i, want := range []string{
		`"@timestamp":"2026-11-21T23:59:59.123456789Z"`, `"@timestamp":"1969-12-31T23:59:59.999999999Z"`,
		`"event.duration":5`,
		`"dns.question.name":"www.example.com"`, `"user.name":"爱丽丝"`, `"email.subject":"Grüße"`,
		`"file.path":"notes.txt"`,
	} {
		if i >= len(lines) || !strings.Contains(lines[i], want) {
			t.Errorf("line %d of %d has no %s", i, len(lines), want)
		}
	}
	if strings.Contains(lines[1], "ttfb") || !strings.Contains(lines[0], `?<b>&\u0000\ufffd"`) {
		t.Error(lines[0])
	}
}
