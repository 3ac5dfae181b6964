package view

import (
	"bytes"
	"net/netip"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"netsniff/dissect/filter"
	"netsniff/report/view/index"
)

// Rows is the output format (-T) of the rows that a list shows: the name of the rule that
// colours a row, and its columns, with tabs between them.
const Rows = "rows"

// order is which rows a list has and how they tell the time.
type order struct {
	filter string
	time   string // format, as -t has it; "": since the first frame
}

// since is the time format that tells the time since the row before: it hangs on the filter.
const since = "dd"

// listing are the rows of an order, while they are made and afterwards.
type listing struct {
	sequence
	order
	window  string // that asked for it first
	files   stamps // as they were when it began
	stopped atomic.Bool
	done    chan struct{}
	wrong   string // what the program said of it; read it when done is closed
	failed  bool   // that is why there are no rows

	out      *lines       // the rows, if they are made
	index    *index.Index // made of them; read it when done is closed; nil: others have it
	begun    []byte       // of a line whose end has not come
	stripped []byte       // rows without what the index has of them
	progress atomic.Pointer[func() (read, total int64)]
}

// sequence has the rows of a listing.
type sequence interface {
	count() int
	read(from, n int) ([]string, error)
	close() error
}

// Watcher is a writer of rows that wants to know how much of the capture was read for them.
type Watcher interface {
	Watch(progress func() (read, total int64))
}

// list begins to make the rows of an order, or finds them among those that are there.
func (s *Server) list(o order) (*listing, error) {
	l := &listing{order: o, files: stampsOf(s.Files), done: make(chan struct{})}
	args := append([]string{"-T", Rows, "-n", "--workers", strconv.Itoa(runtime.NumCPU())}, s.Input...)
	x := s.indexed(l.files)
	if x == nil && o.filter == "" {
		l.index = index.New(s.Names)
		args[1] = index.Format
	}
	if x != nil && o.filter != "" {
		found := s.search(x, o.filter)
		if base := s.base(o.time, l.files); base != nil && found.Exact && o.time != since {
			l.sequence, l.wrong = &picked{base.out, found.Frames}, base.wrong
			close(l.done)
			return l, nil
		}
		if found.Last > 0 {
			args = append(args, "-c", strconv.Itoa(int(found.Last)))
		}
		if len(found.Hosts) > 0 {
			args = append(args, "--hosts", strings.Join(found.Hosts, ","))
		}
	}
	if o.filter != "" {
		args = append(args, "-f", o.filter)
	}
	if o.time != "" {
		args = append(args, "-t", o.time)
	}
	var err error
	if l.out, err = newLines(); err != nil {
		return nil, err
	}
	l.sequence = l.out
	go l.make(s.Run, args)
	return l, nil
}

// make has the rows printed.
func (l *listing) make(run Run, args []string) {
	defer close(l.done)
	var errs strings.Builder
	l.failed = run(args, l, &errs) == usage && l.count() == 0
	l.wrong = said(errs.String())
}

// indexed returns the index of the files as they are, nil if there is none.
func (x *listings) indexed(files stamps) *index.Index {
	for _, l := range x.kept {
		if l.ended() && l.index != nil && l.index.Frames() > 0 && l.index.Frames() == l.count() && !l.files.differ(files) {
			return l.index
		}
	}
	return nil
}

// base returns the listing of all rows with a time format, nil if they are not all there.
func (x *listings) base(time string, files stamps) *listing {
	if l := x.find(order{time: time}); l != nil && l.ended() && !l.files.differ(files) {
		return l
	}
	return nil
}

// search asks an index for the frames of a filter; for all if it is wrong, which who makes the rows says.
func (s *Server) search(x *index.Index, text string) index.Found {
	f, err := filter.Compile(text, s.Names)
	if err != nil {
		return index.Found{}
	}
	return x.Search(f)
}

// picked are some of the rows of a listing of all.
type picked struct {
	all    *lines
	frames []uint32
}

func (p *picked) count() int { return len(p.frames) }

func (p *picked) read(from, n int) (list []string, err error) {
	for _, frame := range p.frames[min(from, len(p.frames)):min(from+n, len(p.frames))] {
		row, err := p.all.read(int(frame)-1, 1)
		if err != nil {
			return list, err
		}
		list = append(list, row...)
	}
	return list, nil
}

func (p *picked) close() error { return nil } // the rows belong to all

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
	if l.index == nil {
		return l.out.Write(b)
	}
	l.begun = append(l.begun, b...)
	rest := l.begun
	l.stripped = l.stripped[:0]
	for {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			break
		}
		l.stripped = append(l.stripped, l.index.Add(rest[:i+1])...)
		rest = rest[i+1:]
	}
	l.begun = append(l.begun[:0], rest...)
	if _, err := l.out.Write(l.stripped); err != nil {
		return 0, err
	}
	return len(b), nil
}

// Watch implements Watcher.
func (l *listing) Watch(progress func() (read, total int64)) { l.progress.Store(&progress) }

// share returns how many percent of the capture were read for the rows.
func (l *listing) share() int {
	progress := l.progress.Load()
	if l.ended() || progress == nil {
		return 0
	}
	read, total := (*progress)()
	return int(min(100*read/max(total, 1), 100))
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
