//go:build unix

package store

import (
	"os"

	"golang.org/x/sys/unix"
)

// hold takes a file for this process until it is closed, and reports whether nobody else has it.
func hold(f *os.File) bool { return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil }
