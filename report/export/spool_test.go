package export

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestNoHashOfWhatWasNotWritten: neither where the disk is full, nor where the
// file cannot be made.
func TestNoHashOfWhatWasNotWritten(t *testing.T) {
	var s spools
	full := s.create("/dev/full")
	full.made = true // else it would have to be new
	if _, err := os.Stat(full.path); err != nil {
		t.Skip("needs /dev/full")
	}
	nowhere := s.create(filepath.Join(t.TempDir(), "missing", "file"))
	whole := s.create(filepath.Join(t.TempDir(), "file"))
	for _, x := range []*spool{full, nowhere, whole} {
		if _, err := x.Write([]byte("content")); err != nil {
			t.Fatal(err)
		}
	}
	if _, sum, err := full.close(true); sum != "" || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("disk full: hash %q, %v", sum, err)
	}
	if _, sum, err := nowhere.close(true); sum != "" || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no directory: hash %q, %v", sum, err)
	}
	if size, sum, err := whole.close(true); size != 7 || len(sum) != 64 || err != nil {
		t.Errorf("%d bytes, hash %q, %v", size, sum, err)
	}
	if s.held != 0 {
		t.Errorf("%d bytes still wait", s.held)
	}
}
