// Package cache keeps what was read of captures, so that to grade a class again, or by
// another rubric, takes no second reading. An entry is found by a Key of all that it
// depends on: the bytes of the capture, the program, what it was read with. One that is
// damaged, was changed or is of another key is no entry: what it held is read again.
//
// A nil Store keeps nothing.
package cache

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
)

// Key is a digest of what an entry depends on.
type Key [sha256.Size]byte

// Bounds of a store.
const (
	maxEntry = 64 << 20 // bytes, unpacked
	maxTotal = 1 << 30  // bytes of all entries: those used longest ago go
)

// magic begins an entry; its number is that of the format.
const magic = "netsniff read 1\n"

// ending is how the files of entries end: no others are touched.
const ending = ".read"

// Store is a folder of entries. It may be used by several goroutines, and processes, at
// once.
type Store struct {
	dir     string
	program string
	packer  *zstd.Encoder
	opener  *zstd.Decoder
}

// Open opens the store in a folder, which is made if need be, for the eyes of its owner
// only. program names the one that keeps and reads, so that no other believes it.
func Open(dir, program string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	s := &Store{dir: dir, program: program}
	var err error
	if s.packer, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest)); err != nil {
		return nil, err
	}
	if s.opener, err = zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxEntry)); err != nil {
		return nil, err
	}
	return s, s.prune(maxTotal)
}

// Default is the folder that is used if nobody names one: netsniff/grade in the user's
// folder for caches.
func Default() (string, error) {
	dir, err := os.UserCacheDir()
	return filepath.Join(dir, "netsniff", "grade"), err
}

// Key makes the key of something that is of a kind and depends on these texts.
func (s *Store) Key(kind string, of ...string) (k Key) {
	if s == nil {
		return k
	}
	h := sha256.New()
	for _, x := range append([]string{s.program, kind}, of...) {
		_ = binary.Write(h, binary.LittleEndian, uint64(len(x)))
		h.Write([]byte(x))
	}
	h.Sum(k[:0])
	return k
}

func (s *Store) file(k Key) string { return filepath.Join(s.dir, hex.EncodeToString(k[:])+ending) }

// Get returns what was kept under a key.
func (s *Store) Get(k Key) ([]byte, bool) {
	if s == nil {
		return nil, false
	}
	name := s.file(k)
	if st, err := os.Lstat(name); err != nil || !st.Mode().IsRegular() || st.Size() > maxEntry {
		return nil, false
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, false
	}
	head := len(magic) + 2*sha256.Size
	if len(b) < head || !bytes.Equal(b[:head], s.head(k, b[head:])) {
		return nil, false
	}
	data, err := s.opener.DecodeAll(b[head:], nil)
	if err != nil {
		return nil, false
	}
	now := time.Now()
	_ = os.Chtimes(name, now, now) // it was used
	return data, true
}

// head is what stands before the packed bytes of an entry: whose they are, and their
// digest.
func (s *Store) head(k Key, packed []byte) []byte {
	h := sha256.New()
	h.Write(k[:])
	h.Write(packed)
	return h.Sum(append([]byte(magic), k[:]...))
}

// Put keeps data under a key. That it could not is no reason to stop: then it is read
// again the next time.
func (s *Store) Put(k Key, data []byte) {
	if s == nil || len(data) > maxEntry {
		return
	}
	packed := s.packer.EncodeAll(data, nil)
	f, err := os.CreateTemp(s.dir, "*.new")
	if err != nil {
		return
	}
	_, err = f.Write(append(s.head(k, packed), packed...))
	if err = cmp.Or(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), s.file(k)) // whole or not at all
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
}

// prune removes the entries that were used longest ago, until the rest has no more than
// limit bytes, and what a run left behind that was ended while it wrote.
func (s *Store) prune(limit int64) error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	var list []os.FileInfo
	total := int64(0)
	for _, e := range entries {
		st, err := e.Info()
		if err != nil || !st.Mode().IsRegular() {
			continue
		}
		switch {
		case strings.HasSuffix(e.Name(), ending):
			list = append(list, st)
			total += st.Size()
		case strings.HasSuffix(e.Name(), ".new") && time.Since(st.ModTime()) > time.Hour:
			_ = os.Remove(filepath.Join(s.dir, e.Name()))
		}
	}
	slices.SortFunc(list, func(a, b os.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, st := range list {
		if total <= limit {
			break
		}
		if err := os.Remove(filepath.Join(s.dir, st.Name())); err != nil && !os.IsNotExist(err) {
			return fmt.Errorf("the cache is full: %w", err)
		}
		total -= st.Size()
	}
	return nil
}
