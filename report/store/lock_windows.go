package store

import (
	"os"

	"golang.org/x/sys/windows"
)

// hold takes a file for this process until it is closed, and reports whether nobody else has it.
func hold(f *os.File) bool {
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	return windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, new(windows.Overlapped)) == nil
}
