// Package store is where files lie that commands read and write under names: captures and
// records. A Store is a folder here; others keep objects elsewhere.
//
// Whoever writes a file begins a Draft, which nobody sees, and commits it under its name when
// it is complete: whatever happens before, nothing is half-written.
package store

import (
	"io"
	"iter"
	"os"
	"time"
)

// Store has files by name: paths relative to it, with slashes (fs.ValidPath). Elements that
// begin with _ or . are its own and engines', and are not listed. A Store may be used by
// several goroutines at a time.
//
// Errors are such that errors.Is finds fs.ErrExist, fs.ErrNotExist and fs.ErrPermission, and say
// which file of which store they are about.
type Store interface {
	// Create begins a file, whose name is free to be taken until it is committed.
	Create(name string) (Draft, error)
	// Open opens a file to be read in any order.
	Open(name string) (File, error)
	// Stat tells of a file.
	Stat(name string) (Info, error)
	// List tells of all files below dir ("" is all of the store), in an order that is the same
	// each time. That there is no such dir is no error: then there is no file.
	List(dir string) iter.Seq2[Info, error]
	// Remove removes a file; that it is not there is no error.
	Remove(name string) error
	// Scratch returns an empty file for the use of this run alone, which is gone when it is
	// closed and when the program ends in whatever way.
	Scratch() (*os.File, error)
	// Sweep removes the drafts of runs that ended without closing their Store, as those that
	// were killed, and tells how many there were. Those of runs that go on are left alone.
	Sweep() (drafts int, err error)
	// String names the store as its user did, for messages.
	String() string
	// Close discards the drafts that were not committed.
	Close() error
}

// Draft is a file that is being written. It is used by one goroutine.
type Draft interface {
	io.Writer
	// Close completes it: all of it is kept, safe from a loss of power, and costs no open file
	// any more. It has no name yet.
	Close() error
	// Commit gives the file its name; one that is not complete is closed first. Unless it
	// replaces what is there, a file of that name is an error (fs.ErrExist), whoever wrote it
	// and however late; the draft may then be committed again or discarded.
	Commit(replace bool) error
	// Discard gives the file up; behind Commit it does nothing.
	Discard()
}

// File is a file that is read.
type File interface {
	io.ReaderAt
	io.Closer
	Size() int64 // in bytes
}

// Info tells of a file.
type Info struct {
	Name     string
	Size     int64 // in bytes
	Modified time.Time
}

// Reader reads a file from its beginning to its end.
func Reader(f File) *io.SectionReader { return io.NewSectionReader(f, 0, f.Size()) }
