package store

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// draft begins a file with a text.
func draft(t *testing.T, s Store, name, text string) Draft {
	t.Helper()
	d, err := s.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(d, text); err != nil {
		t.Fatal(err)
	}
	return d
}

// text returns what stands in a file.
func text(t *testing.T, s Store, name string) string {
	t.Helper()
	f, err := s.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(Reader(f))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// names lists a store.
func names(t *testing.T, s Store, dir string) (list []string) {
	t.Helper()
	for x, err := range s.List(dir) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, x.Name)
	}
	return list
}

// TestFolder: a file is there when it is committed, under a name that is taken once.
func TestFolder(t *testing.T) {
	s := NewFolder(filepath.Join(t.TempDir(), "la[k]e"))
	if list := names(t, s, ""); list != nil {
		t.Errorf("a folder that is not there has %v", list)
	}
	d := draft(t, s, "a/b/one", "1")
	if _, err := s.Stat("a/b/one"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before it is committed: %v", err)
	}
	if err := errors.Join(d.Close(), d.Commit(false)); err != nil {
		t.Fatal(err)
	}
	late := draft(t, s, "a/b/one", "late")
	if err := late.Commit(false); !errors.Is(err, fs.ErrExist) || text(t, s, "a/b/one") != "1" {
		t.Errorf("committed under a name that is taken: %v", err)
	}
	if err := late.Commit(true); err != nil || text(t, s, "a/b/one") != "late" {
		t.Error(err)
	}
	late.Discard()
	draft(t, s, "a/two", "2").Discard()
	if err := draft(t, s, "a/c", "3").Commit(false); err != nil {
		t.Fatal(err)
	}
	if list := names(t, s, ""); !slices.Equal(list, []string{"a/b/one", "a/c"}) {
		t.Errorf("there are %v", list)
	}
	if list := names(t, s, "a/b"); !slices.Equal(list, []string{"a/b/one"}) {
		t.Errorf("below a/b there are %v", list)
	}
	if err := errors.Join(s.Remove("a/c"), s.Remove("a/c")); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"../x", "/x", "", "a//b"} {
		if _, err := s.Create(name); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(s.String()); len(left) != 1 {
		t.Errorf("%v are left", left)
	}
}

// TestOneOfMany: of those who commit the same name at once one has it.
func TestOneOfMany(t *testing.T) {
	s := NewFolder(t.TempDir())
	defer s.Close()
	var wait sync.WaitGroup
	var mu sync.Mutex
	taken := 0
	for range 16 {
		d := draft(t, s, "name", "text")
		wait.Go(func() {
			err := d.Commit(false)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				taken++
			} else if !errors.Is(err, fs.ErrExist) {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if taken != 1 {
		t.Errorf("%d have it", taken)
	}
}

// TestSweep: drafts of a process that was killed are removed, those of one that lives are not.
func TestSweep(t *testing.T) {
	if dir := os.Getenv("STORE_TO_FILL"); dir != "" {
		draft(t, NewFolder(dir), "killed", "half")
		_, _ = os.Stdout.WriteString("ready\n")
		select {}
	}
	dir := t.TempDir()
	child := exec.Command(os.Args[0], "-test.run", "^TestSweep$")
	child.Env = append(os.Environ(), "STORE_TO_FILL="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if b := make([]byte, 6); true {
		if _, err := io.ReadFull(out, b); err != nil || !strings.HasPrefix(string(b), "ready") {
			t.Fatalf("%q, %v", b, err)
		}
	}
	alive := NewFolder(dir)
	d := draft(t, alive, "alive", "text")
	sweep := func(want int) {
		t.Helper()
		if n, err := NewFolder(dir).Sweep(); n != want || err != nil {
			t.Errorf("%d drafts, want %d: %v", n, want, err)
		}
	}
	sweep(0)
	_ = child.Process.Kill()
	_ = child.Wait()
	sweep(1)
	sweep(0)
	if err := errors.Join(d.Commit(false), alive.Close()); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 || left[0].Name() != "alive" {
		t.Errorf("%v are left", left)
	}
}

// TestScratch: what a run keeps for itself is in no list and leaves nothing.
func TestScratch(t *testing.T) {
	s := NewFolder(t.TempDir())
	f, err := s.Scratch()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("text"); err != nil {
		t.Fatal(err)
	}
	if list := names(t, s, ""); list != nil {
		t.Errorf("%v are listed", list)
	}
	if err := errors.Join(f.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(s.String()); len(left) != 0 {
		t.Errorf("%v are left", left)
	}
}
