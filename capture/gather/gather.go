// Package gather finds the capture files that are meant by names on a command
// line - files, directories, patterns - and which of them are one capture that a
// ring buffer wrote into several files.
package gather

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/capture/file"
)

// Capture is what was recorded in one go: the files of a ring buffer in order of
// their numbers, else one file.
type Capture struct {
	Name  string // of the file, or of the first and last: "ring_00001_….pcap to ring_00009_….pcap"
	Files []string
	First capture.Stamp // time of the first frame, ns since 1970; 0 if there is none
}

// Mode says what becomes of several files.
type Mode uint8

// Modes.
const (
	ByName   Mode = iota // those of a ring buffer are one capture, others each their own
	Separate             // each file is a capture
	Together             // all are one
)

var modeNames = [...]string{"by name", "separate", "joined"}

func (m Mode) String() string { return modeNames[m] }

// maxFiles is how many files may be named, in directories as well.
const maxFiles = 100_000

// extensions are the ends of names that captures in directories have; behind
// them a compression may stand (and what tcpdump -C counts).
var extensions = [...]string{".pcap", ".pcapng", ".cap", ".ntar", ".dmp"}

// Find returns the captures that the names mean, in order of their first
// frames. A directory stands for the captures in it and below; a name with *, ?
// or [ that is no file for those it matches. Files that are named must be
// readable; what is found in a directory and is no capture is left out.
func Find(names []string, mode Mode) ([]Capture, error) {
	files, err := expand(names)
	if err != nil {
		return nil, err
	}
	var list []timed
	var wrong []error
	for _, f := range files {
		first, err := firstFrame(f.name)
		switch {
		case err == nil:
			list = append(list, timed{f.name, first})
		case f.named:
			wrong = append(wrong, err)
		}
	}
	if len(list) == 0 {
		if len(wrong) == 0 {
			wrong = append(wrong, fmt.Errorf("%s: there are no captures in it", strings.Join(names, ", ")))
		}
		return nil, errors.Join(wrong...)
	}
	return arrange(list, mode), errors.Join(wrong...)
}

// candidate is a file that may be a capture.
type candidate struct {
	name  string
	named bool // by the user, not found in a directory
}

// expand resolves directories and patterns.
func expand(names []string) (list []candidate, err error) {
	seen := map[string]bool{}
	add := func(name string, named bool) error {
		if seen[name] && name != "-" {
			return nil
		}
		if seen[name] = true; len(seen) > maxFiles {
			return fmt.Errorf("%s: more than %d files", name, maxFiles)
		}
		list = append(list, candidate{name, named})
		return nil
	}
	for _, name := range names {
		st, failed := os.Stat(name)
		switch {
		case name == "-":
			err = add(name, true)
		case failed == nil && st.IsDir():
			err = walk(name, add)
		case failed != nil && IsPattern(name):
			err = match(name, add)
		default:
			err = add(name, true)
		}
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// walk adds what looks like a capture in a directory, without following links to
// other directories.
func walk(dir string, add func(name string, named bool) error) error {
	return filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || !IsName(e.Name()) {
			return nil // a directory that cannot be read hides its captures only
		}
		return add(path, false)
	})
}

func match(pattern string, add func(name string, named bool) error) error {
	found, _ := filepath.Glob(pattern) // the pattern is a good one
	if len(found) == 0 {
		return fmt.Errorf("%s: no file has such a name", pattern)
	}
	for _, name := range found {
		if st, err := os.Stat(name); err == nil && st.IsDir() {
			continue
		}
		if err := add(name, true); err != nil {
			return err
		}
	}
	return nil
}

// IsPattern reports whether a name is a pattern of names.
func IsPattern(name string) bool {
	_, err := filepath.Match(name, "")
	return err == nil && strings.ContainsAny(name, "*?[")
}

// IsName reports whether a file is called as captures are.
func IsName(name string) bool {
	lower := strings.ToLower(name)
	for _, c := range [...]string{".gz", ".zst", ".zstd"} {
		lower = strings.TrimSuffix(lower, c)
	}
	lower = strings.TrimRight(lower, "0123456789")
	return slices.ContainsFunc(extensions[:], func(e string) bool { return strings.HasSuffix(lower, e) })
}

// firstFrame returns the time of the first frame of a file, 0 of one without
// frames.
func firstFrame(name string) (capture.Stamp, error) {
	if name == "-" {
		return 0, nil // it can be read only once
	}
	s, err := file.Open(name)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	var p capture.Packet
	if err := s.Next(&p); err != nil && !errors.Is(err, io.EOF) {
		return 0, nil // what is damaged is told where it is read
	}
	return p.At, nil
}

// timed is a file and when it begins.
type timed struct {
	name  string
	first capture.Stamp
}

// arrange makes captures of files.
func arrange(list []timed, mode Mode) (captures []Capture) {
	byTime := func(a, b timed) int { return cmp.Or(cmp.Compare(a.first, b.first), strings.Compare(a.name, b.name)) }
	if mode == Together {
		slices.SortStableFunc(list, byTime)
		return []Capture{joined(list)}
	}
	rings := map[ring][]timed{}
	for _, f := range list {
		r, _ := ringOf(f.name)
		if mode == Separate || r.prefix == "" {
			r = ring{prefix: f.name, number: -1}
		}
		rings[r.key()] = append(rings[r.key()], f)
	}
	for _, files := range rings {
		for len(files) > 0 {
			slices.SortFunc(files, func(a, b timed) int { return numbered(a.name, b.name) })
			n := run(files)
			captures = append(captures, joined(files[:n]))
			files = files[n:]
		}
	}
	slices.SortFunc(captures, func(a, b Capture) int {
		return cmp.Or(cmp.Compare(a.First, b.First), strings.Compare(a.Name, b.Name))
	})
	return captures
}

// run returns how many of the files, in order of their numbers, go on from the
// first: the next number, and not earlier than the one before.
func run(files []timed) int {
	for i := 1; i < len(files); i++ {
		a, _ := ringOf(files[i-1].name)
		b, ok := ringOf(files[i].name)
		if !ok || b.number != a.number+1 || files[i].first < files[i-1].first {
			return i
		}
	}
	return len(files)
}

func numbered(a, b string) int {
	x, _ := ringOf(a)
	y, _ := ringOf(b)
	return cmp.Or(cmp.Compare(x.number, y.number), strings.Compare(a, b))
}

func joined(files []timed) Capture {
	c := Capture{Name: files[0].name, First: files[0].first}
	for _, f := range files {
		c.Files = append(c.Files, f.name)
	}
	if n := len(files); n > 1 {
		c.Name += " to " + filepath.Base(files[n-1].name)
	}
	return c
}
