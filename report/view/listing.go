package view

import (
	"net/netip"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// Rows is the output format (-T) of the rows that a list shows: the name of the rule that
// colours a row, and its columns, with tabs between them.
const Rows = "rows"

// order is which rows a list has and how they tell the time.
type order struct {
	filter string
	time   string // format, as -t has it; "": since the first frame
}

// listing are the rows of an order, while they are made and afterwards.
type listing struct {
	*lines
	order
	window  string // that asked for it first
	files   stamps // as they were when it began
	stopped atomic.Bool
	done    chan struct{}
	wrong   string // what the program said of it; read it when done is closed
	failed  bool   // that is why there are no rows
}

// list begins to make the rows of an order.
func (s *Server) list(o order) (*listing, error) {
	kept, err := newLines()
	if err != nil {
		return nil, err
	}
	l := &listing{lines: kept, order: o, files: stampsOf(s.Files), done: make(chan struct{})}
	args := append([]string{"-T", Rows, "-n", "--workers", strconv.Itoa(runtime.NumCPU())}, s.Input...)
	if o.filter != "" {
		args = append(args, "-f", o.filter)
	}
	if o.time != "" {
		args = append(args, "-t", o.time)
	}
	go func() {
		defer close(l.done)
		var errs strings.Builder
		l.failed = s.Run(args, l, &errs) == usage && l.count() == 0
		l.wrong = said(errs.String())
	}()
	return l, nil
}

// said is what the program says, without its name in front of each line.
func said(errs string) string {
	return strings.ReplaceAll("\n"+strings.TrimSpace(errs), "\nnetsniff: ", "\n")[1:]
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

// patience is how long an answer waits for rows to come, if there are some already.
const patience = 300 * time.Millisecond

// wait waits until there are n rows, or all.
func (l *listing) wait(n int) {
	for late := time.Now().Add(patience); l.count() < n && !l.ended() && time.Now().Before(late); {
		time.Sleep(5 * time.Millisecond)
	}
}

// row is what a row says of its frame.
type row struct {
	number   int
	from, to string // addresses
}

// rowOf reads a row.
func rowOf(line string) (r row) {
	columns := strings.SplitN(line, "\t", 7)
	if len(columns) < 7 {
		return row{}
	}
	r.number, _ = strconv.Atoi(strings.TrimSpace(columns[1])) // rows begin with it
	return row{r.number, strings.TrimSpace(columns[3]), strings.TrimSpace(columns[5])}
}

// routed reports whether the frame has addresses of IP.
func (r row) routed() bool {
	_, err := netip.ParseAddr(r.from)
	_, wrong := netip.ParseAddr(r.to)
	return err == nil && wrong == nil
}

// between reports whether two frames are between the same hosts.
func (r row) between(o row) bool {
	return r.from == o.from && r.to == o.to || r.from == o.to && r.to == o.from
}

// around returns the rows near the one at a place: who looks at one often looks at its
// neighbours next.
func (l *listing) around(at int) (rows []row) {
	const before, behind = 15, 30
	list, err := l.read(max(at-before, 0), before+behind)
	if err != nil {
		return nil
	}
	for _, line := range list {
		rows = append(rows, rowOf(line))
	}
	return rows
}

// end stops the making of rows and gives back what they take.
func (l *listing) end() {
	l.stopped.Store(true)
	<-l.done
	_ = l.close() // nobody reads it any more
}
