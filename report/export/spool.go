package export

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"os"
)

// spools are the files that a worker writes. A file is open only while bytes
// are appended to it: thousands of contents may pass at a time.
type spools struct {
	held int // bytes that wait in all spools
	all  map[*spool]struct{}
}

// spool is a file in the making, with the hash of what was written to it.
type spool struct {
	of   *spools
	path string // "" writes nothing
	made bool
	lost bool // not all of it could be written
	b    []byte
	size int64
	sum  hash.Hash
}

// Bounds of the bytes that wait to be written: of one file, and of all of a
// worker.
const (
	maxWaiting    = 64 << 10
	maxAllWaiting = 32 << 20
)

// create returns a spool for a new file at path.
func (s *spools) create(path string) *spool {
	if s.all == nil {
		s.all = map[*spool]struct{}{}
	}
	x := &spool{of: s, path: path, sum: sha256.New()}
	s.all[x] = struct{}{}
	return x
}

// Write implements io.Writer.
func (x *spool) Write(b []byte) (int, error) {
	x.sum.Write(b)
	x.size += int64(len(b))
	if x.path == "" {
		return len(b), nil
	}
	x.b = append(x.b, b...)
	x.of.held += len(b)
	if len(x.b) > maxWaiting {
		return len(b), x.flush()
	}
	if x.of.held > maxAllWaiting {
		return len(b), x.of.flush()
	}
	return len(b), nil
}

func (s *spools) flush() (err error) {
	for x := range s.all {
		if len(x.b) > 0 {
			err = errors.Join(err, x.flush())
		}
	}
	return err
}

// flush appends what waits to the file; the first time the file must be new.
func (x *spool) flush() error {
	how := os.O_WRONLY | os.O_APPEND
	if !x.made {
		how = os.O_WRONLY | os.O_CREATE | os.O_EXCL
	}
	f, err := os.OpenFile(x.path, how, 0o666)
	if err != nil {
		x.fail()
		return err
	}
	x.made = true
	_, err = f.Write(x.b)
	x.of.held -= len(x.b)
	x.b = x.b[:0]
	if err = cmp.Or(err, f.Close()); err != nil {
		x.fail()
	}
	return err
}

// fail gives up a file that cannot be written whole: it has no hash.
func (x *spool) fail() {
	x.lost = true
	x.drop()
}

// drop lets go of what waits: nothing more is written.
func (x *spool) drop() {
	x.of.held -= len(x.b)
	x.b, x.path = nil, ""
}

// close completes the file and returns its size and SHA-256, "" if it could not
// be written whole. A file that is not kept is removed.
func (x *spool) close(keep bool) (size int64, sum string, err error) {
	delete(x.of.all, x)
	if x.path != "" {
		if keep {
			err = x.flush()
		} else {
			made, path := x.made, x.path
			x.drop()
			if made {
				err = os.Remove(path)
			}
		}
		x.of.held -= len(x.b)
		x.b = nil
	}
	if x.lost {
		return x.size, "", err
	}
	return x.size, hex.EncodeToString(x.sum.Sum(nil)), err
}
