package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Names within the directory of drafts: RUN.lock is locked by its run, whose drafts lie in RUN.
const (
	draftsDir = "_drafts"
	lockEnd   = ".lock"
)

// begin makes the directory of this run, and returns the path of one more draft in it.
func (s *Folder) begin() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.lock == nil {
		if err := s.enter(); err != nil {
			return "", err
		}
	}
	s.drafts++
	return filepath.Join(s.run(), strconv.Itoa(s.drafts)), nil
}

// Temporary returns the path for a file of the caller, which goes with this run as drafts do.
func (s *Folder) Temporary() (string, error) { return s.begin() }

// run is the directory of this run.
func (s *Folder) run() string { return strings.TrimSuffix(s.lock.Name(), lockEnd) }

// enter makes the lock and the directory of this run. It leaves the lock nil if a sweep of
// another run was quicker than the lock.
func (s *Folder) enter() error {
	dir := filepath.Join(s.dir, draftsDir)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	lock, err := os.OpenFile(filepath.Join(dir, rand.Text()+lockEnd), os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o666)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the last run that ended took the directory with it
	}
	if err != nil {
		return err
	}
	held := hold(lock)
	if _, err := os.Stat(lock.Name()); !held || err != nil {
		return lock.Close()
	}
	s.lock = lock
	if err := os.Mkdir(s.run(), 0o777); err != nil {
		s.lock = nil
		return errors.Join(err, os.Remove(lock.Name()), lock.Close())
	}
	return nil
}

// Close implements Store.
func (s *Folder) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lock == nil {
		return nil
	}
	err := errors.Join(os.RemoveAll(s.run()), s.lock.Close())
	if wrong := os.Remove(s.lock.Name()); !errors.Is(wrong, fs.ErrNotExist) { // swept in between
		err = errors.Join(err, wrong)
	}
	s.lock = nil
	_ = os.Remove(filepath.Join(s.dir, draftsDir)) // which fails while others have drafts
	return err
}

// Sweep implements Store.
func (s *Folder) Sweep() (drafts int, err error) {
	locks, _ := filepath.Glob(filepath.Join(escaped(s.dir), draftsDir, "*"+lockEnd))
	for _, name := range locks {
		n, wrong := sweep(name)
		drafts, err = drafts+n, errors.Join(err, wrong)
	}
	_ = os.Remove(filepath.Join(s.dir, draftsDir))
	return drafts, err
}

// escaped is a path as part of a pattern.
func escaped(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}

// sweep removes the drafts beside a lock, if nobody holds it.
func sweep(name string) (drafts int, err error) {
	lock, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
			return 0, nil // it went in the meantime, or is another user's
		}
		return 0, err
	}
	defer lock.Close()
	if !hold(lock) {
		return 0, nil
	}
	dir := strings.TrimSuffix(name, lockEnd)
	left, _ := os.ReadDir(dir) // without it there are none
	return len(left), errors.Join(os.RemoveAll(dir), os.Remove(name))
}

// Scratch implements Store.
func (s *Folder) Scratch() (*os.File, error) {
	at, err := s.begin()
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(at, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err == nil {
		_ = os.Remove(at) // where open files cannot be removed it goes with the run
	}
	return f, err
}

// folderDraft is a Draft in a Folder.
type folderDraft struct {
	*os.File
	final string
	over  bool // it has its name, or is gone
	whole bool // all of it is on the disk, and it is closed
}

// Create implements Store.
func (s *Folder) Create(name string) (Draft, error) {
	final, err := s.path(name)
	if err != nil {
		return nil, err
	}
	at, err := s.begin()
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(at, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return nil, err
	}
	return &folderDraft{File: f, final: final}, nil
}

// Close implements Draft.
func (d *folderDraft) Close() error {
	if d.whole || d.over {
		return nil
	}
	d.whole = true
	err := errors.Join(d.Sync(), d.File.Close())
	if err != nil {
		d.Discard()
	}
	return err
}

// Commit implements Draft.
func (d *folderDraft) Commit(replace bool) error {
	if err := d.Close(); err != nil {
		return err
	}
	if d.over {
		return fmt.Errorf("%s: %w", d.final, fs.ErrClosed)
	}
	dir := filepath.Dir(d.final)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	err := d.name(replace)
	if err != nil {
		return err
	}
	d.over = true
	return syncDir(dir)
}

// name gives the file its name.
func (d *folderDraft) name(replace bool) error {
	if replace {
		return os.Rename(d.Name(), d.final)
	}
	err := os.Link(d.Name(), d.final)
	switch {
	case err == nil:
		_ = os.Remove(d.Name()) // else it goes with the run
		return nil
	case errors.Is(err, fs.ErrExist):
		return &fs.PathError{Op: "create", Path: d.final, Err: fs.ErrExist}
	}
	// File systems without hard links: two runs that end at once have the later one win.
	if _, there := os.Lstat(d.final); there == nil {
		return &fs.PathError{Op: "create", Path: d.final, Err: fs.ErrExist}
	}
	return os.Rename(d.Name(), d.final)
}

// Discard implements Draft.
func (d *folderDraft) Discard() {
	if d.over {
		return
	}
	d.over = true
	_ = d.File.Close()
	_ = os.Remove(d.Name())
}

// syncDir has the names in a directory survive a loss of power, where directories can be synced.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = f.Sync() // systems that cannot say so
	return f.Close()
}
