package file

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"golang.org/x/term"

	"netsniff/capture"
)

// Open opens the named captures to read them one after the other; "-" is
// standard input. All files are looked at before the first frame is read: a
// file that is missing, may not be read or is no capture is an error at once.
// Of several files, an empty one or one with half a header is left to the end
// of the run like other damage. Every error is a line that names the file;
// several are joined.
func Open(names ...string) (*Source, error) {
	if len(names) == 0 {
		return nil, errors.New("no capture file named")
	}
	s := &Source{alone: len(names) == 1}
	var wrong []error
	known := true
	stdin := false
	for _, name := range names {
		if name == "-" && stdin {
			wrong = append(wrong, errors.New("-: standard input can be read only once"))
			continue
		}
		stdin = stdin || name == "-"
		f, size, err := locate(name)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		known = known && !f.pauses
		s.total += size
		s.files = append(s.files, f)
	}
	if !known {
		s.total = 0
	}
	if len(names) > 1 {
		wrong = append(wrong, s.probe()...)
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return s, s.first()
}

// first enters the first file; no frames at all are an error here.
func (s *Source) first() error {
	s.advance()
	if s.format == nil {
		return s.verdict()
	}
	return nil
}

// probe enters every file once and returns what makes a run pointless.
func (s *Source) probe() (wrong []error) {
	for _, f := range s.files {
		if f.once {
			continue
		}
		err := s.enter(f)
		s.leave()
		var damaged *capture.DamageError
		if err != nil && !errors.As(err, &damaged) {
			wrong = append(wrong, err)
		}
	}
	s.interfaces = nil
	s.read.Store(0)
	return wrong
}

// locate finds out what a name is, and how long.
func locate(name string) (opener, int64, error) {
	if name == "-" {
		return locateStdin()
	}
	info, err := os.Stat(name)
	if err != nil {
		return opener{}, 0, explain(name, err)
	}
	if info.IsDir() {
		return opener{}, 0, fmt.Errorf("%s: this is a directory, name the captures in it", name)
	}
	open := func() (io.Reader, error) {
		f, err := os.Open(name)
		if err != nil {
			return nil, explain(name, err)
		}
		return f, nil
	}
	special := !info.Mode().IsRegular()
	return opener{name: name, once: special, pauses: special, open: open}, info.Size(), nil
}

// locateStdin tells a redirected file, whose size is known, from a pipe.
func locateStdin() (opener, int64, error) {
	if term.IsTerminal(int(os.Stdin.Fd())) {
		return opener{}, 0, errors.New("-: standard input is a terminal, send a capture to it with < or |")
	}
	info, err := os.Stdin.Stat()
	if err != nil {
		return opener{}, 0, explain("-", err)
	}
	open := func() (io.Reader, error) { return os.Stdin, nil }
	return opener{name: "-", once: true, pauses: !info.Mode().IsRegular(), open: open}, info.Size(), nil
}

// explain makes one line of what the system said, with what to do about it.
func explain(name string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w, check the name", name, err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%s: %w, run as a user who may read it", name, err)
	}
	return fmt.Errorf("%s: %w", name, err)
}
