package records

import (
	"path"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"netsniff/report/store"
)

// TestRotating: another file begins when one is full, or old enough even if nothing follows; all
// records are there, each once, and the last file is complete at the end.
func TestRotating(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := store.NewFolder(t.TempDir())
		defer s.Close()
		files := func() (names []string) {
			for info, err := range s.List("") {
				if err != nil {
					t.Fatal(err)
				}
				names = append(names, path.Base(info.Name))
			}
			return names
		}
		r := &Rotating{Every: time.Minute, Most: 200 << 10,
			New: func(n int) Output { return NewLineFile(s, "one", madePlace, "4711", n) }}
		in := &Reader{Sink: r}
		say := func(n int) {
			for range n {
				if err := in.Say(made()[2]); err != nil {
					t.Fatal(err)
				}
			}
		}
		say(1)
		if list := files(); list != nil {
			t.Errorf("%v before it is complete", list)
		}
		time.Sleep(time.Minute + time.Second)
		synctest.Wait()
		if want := []string{"4711-000001.ndjson"}; !slices.Equal(files(), want) {
			t.Errorf("%v, want %v", files(), want)
		}
		say(999) // about 600 KiB
		if err := r.Commit(); err != nil {
			t.Fatal(err)
		}
		list := files()
		if len(list) < 3 {
			t.Errorf("%v", list)
		}
		lines := 0
		for info := range s.List("") {
			f, err := s.Open(info.Name)
			if err != nil {
				t.Fatal(err)
			}
			b := make([]byte, f.Size())
			_, _ = f.ReadAt(b, 0)
			f.Close()
			lines += strings.Count(string(b), "\n")
		}
		if lines != 1000 {
			t.Errorf("%d lines", lines)
		}
	})
}
