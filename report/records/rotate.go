package records

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sync"
	"time"

	"netsniff/report/store"
)

// Output is what records are written to and complete at once.
type Output interface {
	Sink
	// Size is what the records take so far, about, in bytes.
	Size() int64
	// Commit completes it; Discard gives it up, and does nothing behind Commit.
	Commit() error
	Discard()
}

// Rotating goes on to another Output when one is full or old enough.
type Rotating struct {
	New   func(n int) Output // n counts from 1
	Most  int64              // bytes of one; 0: any number
	Every time.Duration      // age of one; 0: any

	mu   sync.Mutex
	out  Output // nil: nothing came since the last one
	n    int
	due  *time.Timer
	late error // of one that was committed as it was old enough
}

// Take implements Sink.
func (r *Rotating) Take(s *Said) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.late != nil {
		return r.late
	}
	if r.out == nil {
		r.begin()
	}
	if err := r.out.Take(s); err != nil {
		return err
	}
	if r.Most > 0 && r.out.Size() >= r.Most {
		return r.turn()
	}
	return nil
}

// begin begins one more output, which is committed in time even if nothing follows.
func (r *Rotating) begin() {
	r.n++
	r.out = r.New(r.n)
	if n := r.n; r.Every > 0 {
		r.due = time.AfterFunc(r.Every, func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			if r.out != nil && r.n == n {
				r.late = r.turn()
			}
		})
	}
}

// turn completes the output.
func (r *Rotating) turn() error {
	if r.due != nil {
		r.due.Stop()
	}
	err := r.out.Commit()
	r.out = nil
	return err
}

// Commit completes the last output.
func (r *Rotating) Commit() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.out == nil {
		return r.late
	}
	return errors.Join(r.late, r.turn())
}

// Discard gives up the last output.
func (r *Rotating) Discard() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.out != nil {
		r.out.Discard()
		r.out = nil
	}
}

// Size implements Output.
func (r *Rotating) Size() int64 { return 0 }

var _, _, _ Output = (*Rotating)(nil), (*Lake)(nil), (*LineFile)(nil)

// LineFile is a file of lines of JSON in a store: sensor=NAME/INPUT-NNNNNN.ndjson.
type LineFile struct {
	draft store.Draft
	name  string
	store store.Store
	size  int64
	lines *Lines
	err   error // of creating it
}

// NewLineFile begins the n-th file of a capture.
func NewLineFile(s store.Store, sensor string, of Place, input string, n int) *LineFile {
	f := &LineFile{store: s, name: path.Join("sensor="+sensor, fmt.Sprintf("%s-%06d.ndjson", input, n))}
	if f.draft, f.err = s.Create(f.name); f.err == nil {
		f.lines = NewLines(f)
		f.lines.Place = of
	}
	return f
}

// Write implements io.Writer.
func (f *LineFile) Write(b []byte) (int, error) {
	n, err := f.draft.Write(b)
	f.size += int64(n)
	return n, err
}

// Take implements Sink.
func (f *LineFile) Take(s *Said) error {
	if f.err != nil {
		return f.err
	}
	return f.lines.Take(s)
}

// Size implements Output.
func (f *LineFile) Size() int64 { return f.size }

// Commit implements Output. A file of that name has the same lines: it is of the same capture.
func (f *LineFile) Commit() error {
	if f.err != nil {
		return f.err
	}
	err := errors.Join(f.lines.Flush(), f.draft.Close())
	if err == nil {
		err = f.draft.Commit(false)
	}
	f.Discard()
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// Discard implements Output.
func (f *LineFile) Discard() {
	if f.draft != nil {
		f.draft.Discard()
	}
}
