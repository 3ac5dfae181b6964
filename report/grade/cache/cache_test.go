package cache

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func opened(t *testing.T, dir, program string) *Store {
	t.Helper()
	s, err := Open(dir, program)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestStore: what was kept is found by all that it depends on, and by nothing else.
func TestStore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	s := opened(t, dir, "v1")
	k := s.Key("model", "x", "y")
	s.Put(k, []byte("hello"))
	if b, ok := opened(t, dir, "v1").Get(k); !ok || string(b) != "hello" {
		t.Errorf("%q, %v", b, ok)
	}
	if st, err := os.Stat(dir); err != nil || st.Mode().Perm() != 0o700 {
		t.Errorf("the folder is open to others: %v, %v", st.Mode(), err)
	}
	for _, other := range []Key{s.Key("model", "xy"), s.Key("model", "x", "y", ""), s.Key("print", "x", "y"),
		opened(t, dir, "v2").Key("model", "x", "y")} {
		if _, ok := s.Get(other); ok || other == k {
			t.Errorf("%x is found", other[:4])
		}
	}
	var none *Store
	none.Put(none.Key("model"), []byte("x"))
	if _, ok := none.Get(none.Key("model")); ok {
		t.Error("no store keeps something")
	}
}

// TestDamaged: an entry that was cut, changed anywhere, put in another's place or
// replaced by a link is none.
func TestDamaged(t *testing.T) {
	s := opened(t, t.TempDir(), "v")
	k := s.Key("model", "x")
	s.Put(k, bytes.Repeat([]byte("netsniff "), 20))
	name := s.file(k)
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	put := func(b []byte) {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i := range whole {
		put(whole[:i])
		if _, ok := s.Get(k); ok {
			t.Errorf("cut to %d bytes it is believed", i)
		}
		damaged := bytes.Clone(whole)
		damaged[i] ^= 1
		put(damaged)
		if _, ok := s.Get(k); ok {
			t.Errorf("with byte %d changed it is believed", i)
		}
	}
	put(whole)
	other := s.Key("model", "y")
	if err := os.Link(name, s.file(other)); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Get(other); ok {
		t.Error("another's entry is believed")
	}
	if err := os.Rename(name, name+".moved"); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(name+".moved", name); err != nil {
		t.Skip(err)
	}
	if _, ok := s.Get(k); ok {
		t.Error("a link is followed")
	}
}

// TestPrune: what was used longest ago goes, and foreign files stay.
func TestPrune(t *testing.T) {
	s := opened(t, t.TempDir(), "v")
	var keys []Key
	for i := range 4 {
		k := s.Key("model", string(rune('a'+i)))
		keys = append(keys, k)
		s.Put(k, []byte{byte(i)})
		at := time.Now().Add(-time.Duration(10-i) * time.Hour)
		if err := os.Chtimes(s.file(k), at, at); err != nil {
			t.Fatal(err)
		}
	}
	foreign := filepath.Join(s.dir, "notes.txt")
	if err := os.WriteFile(foreign, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Get(keys[0]); !ok { // used just now
		t.Fatal("it is gone")
	}
	st, err := os.Stat(s.file(keys[0]))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.prune(2 * st.Size()); err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{true, false, false, true} {
		if _, ok := s.Get(keys[i]); ok != want {
			t.Errorf("entry %d: %v, want %v", i, ok, want)
		}
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Error("a file of somebody else is gone")
	}
}
