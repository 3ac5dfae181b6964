package export

import (
	"cmp"
	"os"
)

// blockLog is where a worker keeps bytes of blocks and of metadata until the
// end: a file without a name that they are appended to, in the directory of the
// export, or where temporary files are if there is none.
type blockLog struct {
	dir    string
	f      *os.File
	size   int64
	failed error
}

// add appends bytes and returns where they are, and false if they are not.
func (l *blockLog) add(b []byte) (at int64, ok bool) {
	if l.failed != nil {
		return 0, false
	}
	if l.f == nil {
		if l.f, l.failed = os.CreateTemp(l.dir, ".netsniff-*"); l.failed != nil {
			return 0, false
		}
		_ = os.Remove(l.f.Name()) // where open files cannot go, close does
	}
	n, err := l.f.WriteAt(b, l.size)
	if err != nil || n < len(b) {
		l.failed = err
		return 0, false
	}
	at = l.size
	l.size += int64(n)
	return at, true
}

// read fills b with what is at a place.
func (l *blockLog) read(b []byte, at int64) error {
	if l.f == nil {
		return os.ErrInvalid
	}
	_, err := l.f.ReadAt(b, at)
	return err
}

// close lets go of all bytes.
func (l *blockLog) close() error {
	if l.f == nil {
		return nil
	}
	err := l.f.Close()
	if _, gone := os.Lstat(l.f.Name()); gone == nil {
		err = cmp.Or(err, os.Remove(l.f.Name()))
	}
	l.f = nil
	return err
}
