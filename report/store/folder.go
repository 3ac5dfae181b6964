package store

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
)

// Folder is a Store in a directory, which is made when the first file is written. Drafts lie
// in a directory of their run below _drafts, beside a file that the run holds locked for as
// long as it lives: who gets the lock knows that it is dead.
type Folder struct {
	dir string

	mu     sync.Mutex
	lock   *os.File // of this run, once it has drafts
	drafts int      // so far
}

// NewFolder returns the store in a directory.
func NewFolder(dir string) *Folder { return &Folder{dir: dir} }

var _ Store = (*Folder)(nil)

// String implements Store.
func (s *Folder) String() string { return s.dir }

// path returns where a file lies.
func (s *Folder) path(name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", fmt.Errorf("%s: %q is no name of a file: %w", s.dir, name, fs.ErrInvalid)
	}
	return filepath.Join(s.dir, filepath.FromSlash(name)), nil
}

// Open implements Store.
func (s *Folder) Open(name string) (File, error) {
	at, err := s.path(name)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(at)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a directory", at)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &folderFile{f, info.Size()}, nil
}

type folderFile struct {
	*os.File
	size int64
}

// Size implements File.
func (f *folderFile) Size() int64 { return f.size }

// Stat implements Store.
func (s *Folder) Stat(name string) (Info, error) {
	at, err := s.path(name)
	if err != nil {
		return Info{}, err
	}
	info, err := os.Stat(at)
	if err != nil {
		return Info{}, err
	}
	return Info{Name: name, Size: info.Size(), Modified: info.ModTime()}, nil
}

// List implements Store.
func (s *Folder) List(dir string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		root := s.dir
		if dir != "" {
			var err error
			if root, err = s.path(path.Clean(dir)); err != nil {
				yield(Info{}, err)
				return
			}
		}
		_ = filepath.WalkDir(root, func(at string, d fs.DirEntry, err error) error {
			return s.walked(at, at == root, d, err, yield)
		})
	}
}

// walked tells of what a walk came to.
func (s *Folder) walked(at string, root bool, d fs.DirEntry, err error, yield func(Info, error) bool) error {
	switch {
	case err != nil:
		if errors.Is(err, fs.ErrNotExist) || yield(Info{}, err) {
			return nil // it went in the meantime, or the caller can do without
		}
		return filepath.SkipAll
	case !root && strings.ContainsRune("_.", rune(d.Name()[0])):
		if d.IsDir() {
			return filepath.SkipDir
		}
		return nil
	case d.IsDir():
		return nil
	}
	info, err := os.Stat(at) // follows links
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return nil
	}
	told := Info{}
	if err == nil {
		name, _ := filepath.Rel(s.dir, at) // at lies below it
		told = Info{Name: filepath.ToSlash(name), Size: info.Size(), Modified: info.ModTime()}
	}
	if !yield(told, err) {
		return filepath.SkipAll
	}
	return nil
}

// Remove implements Store.
func (s *Folder) Remove(name string) error {
	at, err := s.path(name)
	if err != nil {
		return err
	}
	if err := os.Remove(at); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
