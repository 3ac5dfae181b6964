package store

import (
	"errors"
	"io"
	"os"
)

// ErrLocked says that another process has a lock.
var ErrLocked = errors.New("another process has it")

// Lock takes a file, which is made if need be, for this process until it is closed or the
// process ends in whatever way.
func Lock(path string) (io.Closer, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if !hold(f) {
		return nil, errors.Join(ErrLocked, f.Close())
	}
	return f, nil
}
