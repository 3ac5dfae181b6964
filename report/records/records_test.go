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

// madePlace is what is told of the capture that made records are of.
var madePlace = Place{Input: "4711", File: "made.pcap"}

// made are records of each kind, with and without what may be missing.
func made() []Record {
	place := madePlace
	place.Begun = 5
	ends := Ends{Transport: "tcp", Stream: 3, Client: "192.0.2.10", ClientAddress: []byte{192, 0, 2, 10}, ClientPort: 49152,
		Server: "2001:db8::80", ServerAddress: bytes.Repeat([]byte{1}, 16), ServerPort: 80}
	day := time.Date(2026, 11, 21, 23, 59, 59, 123456789, time.UTC).UnixNano()
	return []Record{
		&Exchange{Place: place, Ends: ends, Start: day, Protocol: "http", Ordinal: 1,
			RequestFirstFrame: pointer(uint32(6)), RequestFrame: pointer(uint32(7)),
			Method: "GET", Subject: "/" + strings.Repeat("a", 1000) + "?<b>&\x00\xff", Status: "200",
			Outcome: "succeeded", TTFB: pointer(int64(30935000)),
			RequestBytes: 1 << 40, Notes: []string{"gap", "cut"}, Complete: []string{"request"}},
		&Exchange{Place: place, Start: -1, ReplyFirstFrame: pointer(uint32(4))},
		&Connection{Place: place, Ends: ends, Start: day, Duration: 5, FirstFrame: 1, LastFrame: 9,
			ClientResent: pointer(uint32(0))},
		&Lookup{Place: place, Ends: ends, Start: day, Name: "www.example.com", Answers: []string{"192.0.2.80"},
			TTL: pointer(uint32(300)), Recursive: true},
		&Login{Place: place, Ends: ends, Start: day, User: "爱丽丝", Hashed: true},
		&Mail{Place: place, Ends: ends, Start: day, FirstFrame: 8, Subject: "Grüße",
			From: []string{"alice@example.com"}, ReplyCode: pointer(uint32(250)), Whole: true},
		&Transfer{Place: place, Ends: ends, Start: day, FirstFrame: 9, Name: "notes.txt", Offset: 5, Complete: true},
		&Handshake{Place: place, Ends: ends, Start: day, Frame: 4, Version: "TLS 1.3", Outcome: "complete",
			NotAfter: pointer(day), Names: []string{"example.com"}},
		&Finding{Place: place, Start: day, Name: "arp-conflict", Client: "00:00:5e:00:53:01", Count: 2,
			What: []string{"a", "b"}, Frames: []uint32{3, 0}, Weights: []uint64{1 << 60, 0}},
	}
}

// taken keeps records.
type taken struct{ list []Record }

func (s *taken) Take(x *Said) error {
	s.list = append(s.list, x.Record(madePlace))
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
		in := &Reader{Sink: &s}
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
	l := &Lake{Store: s, Sensor: "one", Input: "4711", Place: madePlace}
	in := &Reader{Sink: l}
	for _, r := range list {
		if err := in.Say(r); err != nil {
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
	if !reflect.DeepEqual(once, again) || len(once) != 9 {
		t.Errorf("%d files, then %d", len(once), len(again))
	}
	if once["exchanges/date=1969-12-31/sensor=one/4711.parquet"] == nil ||
		once["logins/date=2026-11-21/sensor=one/4711.parquet"] == nil {
		t.Error("the files have other names")
	}
	s := store.NewFolder(t.TempDir())
	l := &Lake{Store: s, Sensor: "one", Input: "4711"}
	if err := (&Reader{Sink: l}).Say(made()[0]); err != nil {
		t.Fatal(err)
	}
	l.Discard()
	if left, _ := filepath.Glob(filepath.Join(s.String(), "*", "*", "*")); len(left) > 0 {
		t.Errorf("%v are left", left)
	}
}

// TestParquet: what was written is read again, in the order of frames across row groups and runs,
// with what columns mean.
func TestParquet(t *testing.T) {
	const rows = groupRows + 1000
	subject := strings.Repeat("a", 400) // so that there are several runs
	var list []Record
	for n := range uint32(rows) {
		x := made()[0].(*Exchange)
		x.Subject = subject
		x.RequestFirstFrame = pointer((n*7919)%(rows/2) + 1) // each frame twice, far apart
		x.Ordinal = n
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
		if n := len(f.RowGroups()); n != 2 {
			t.Errorf("%d row groups", n)
		}
		read, err := parquet.Read[Exchange](bytes.NewReader(b), int64(len(b)))
		if err != nil || len(read) != len(list) {
			t.Fatal(len(read), err)
		}
		for i := 1; i < len(read); i++ {
			x, y := &read[i-1], &read[i]
			if *x.RequestFirstFrame > *y.RequestFirstFrame ||
				*x.RequestFirstFrame == *y.RequestFirstFrame && x.Ordinal > y.Ordinal {
				t.Fatalf("row %d is of frame %d, the next one of %d", i-1, *x.RequestFirstFrame, *y.RequestFirstFrame)
			}
		}
		if want := *list[read[0].Ordinal].(*Exchange); !reflect.DeepEqual(read[0], want) {
			t.Errorf("%+v\nwant %+v", read[0], want)
		}
	}
}

// TestManyDays: a capture of many days has a file for each.
func TestManyDays(t *testing.T) {
	var list []Record
	for i := range 1000 {
		x := made()[2].(*Connection)
		x.Start, x.FirstFrame = int64(i%100)*86400e9, uint32(i)
		list = append(list, x)
	}
	files := lakeOf(t, t.TempDir(), true, list...)
	if len(files) != 100 || files["connections/date=1970-01-03/sensor=one/4711.parquet"] == nil {
		t.Errorf("%d files", len(files))
	}
}

// TestRunsUnite: more runs than can be merged at once are united before.
func TestRunsUnite(t *testing.T) {
	s := store.NewFolder(t.TempDir())
	defer s.Close()
	l := &Lake{Store: s, Sensor: "one", Input: "4711", Place: madePlace}
	defer l.Discard()
	in := &Reader{Sink: l}
	for n := range uint32(2*maxRuns + 10) {
		x := made()[2].(*Connection)
		x.FirstFrame = 1000 - n
		if err := in.Say(x); err != nil {
			t.Fatal(err)
		}
		l.piled += mostPiled // as if there was much
		if err := l.spill(); err != nil {
			t.Fatal(err)
		}
		l.piled = 0
	}
	for _, p := range l.parts {
		if n := len(p.runs); n >= maxRuns {
			t.Errorf("%d runs", n)
		}
	}
	if err := l.Commit(); err != nil {
		t.Fatal(err)
	}
	f, err := s.Open("connections/date=2026-11-21/sensor=one/4711.parquet")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := parquet.Read[Connection](f, f.Size())
	if err != nil || len(rows) != 2*maxRuns+10 ||
		!slices.IsSortedFunc(rows, func(a, b Connection) int { return int(a.FirstFrame) - int(b.FirstFrame) }) {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

// TestLines: an object each, with the names of the Elastic Common Schema.
func TestLines(t *testing.T) {
	var b bytes.Buffer
	l := NewLines(&b)
	in := &Reader{Sink: l}
	for _, r := range made() {
		if err := in.Say(r); err != nil {
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
		`"file.path":"notes.txt"`, `"tls.version":"1.3"`, `"rule.id":"arp-conflict"`,
	} {
		if i >= len(lines) || !strings.Contains(lines[i], want) {
			t.Errorf("line %d of %d has no %s", i, len(lines), want)
		}
	}
	if strings.Contains(lines[1], "ttfb") || !strings.Contains(lines[0], `?<b>&\u0000\ufffd"`) {
		t.Error(lines[0])
	}
}
