package view

import (
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// listing are the rows of the frames that a display filter matches, while they are made
// and afterwards.
type listing struct {
	*lines
	filter  string
	stopped atomic.Bool
	done    chan struct{}
	wrong   string // what the program said of it; read it when done is closed
	failed  bool   // there are no rows because of that
}

// list begins to make the rows of a filter.
func (s *Server) list(filter string) (*listing, error) {
	kept, err := newLines()
	if err != nil {
		return nil, err
	}
	l := &listing{lines: kept, filter: filter, done: make(chan struct{})}
	args := append([]string{"-T", "tabs", "-n"}, s.input...)
	if filter != "" {
		args = append(args, "-f", filter)
	}
	go func() {
		defer close(l.done)
		var errs strings.Builder
		l.failed = s.run(args, l, &errs) == usage
		l.wrong = errs.String()
	}()
	return l, nil
}

// usage is the exit code of a command line that is wrong.
const usage = 2

// Write implements io.Writer for the rows. A listing that nobody wants any more is a reader
// that has gone away.
func (l *listing) Write(b []byte) (int, error) {
	if l.stopped.Load() {
		return 0, syscall.EPIPE
	}
	return l.lines.Write(b)
}

// ended reports whether all rows are there.
func (l *listing) ended() bool {
	select {
	case <-l.done:
		return true
	default:
		return false
	}
}

// patience is how long an answer waits for rows to come.
const patience = 300 * time.Millisecond

// wait waits until there are n rows, or all.
func (l *listing) wait(n int) {
	for late := time.Now().Add(patience); l.count() < n && !l.ended() && time.Now().Before(late); {
		time.Sleep(5 * time.Millisecond)
	}
}

// end stops the making of rows and gives back what they take.
func (l *listing) end() {
	l.stopped.Store(true)
	<-l.done
	_ = l.close() // nobody reads it any more
}
