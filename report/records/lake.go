package records

import (
	"cmp"
	"errors"
	"path"
	"slices"
	"strconv"
	"time"

	"netsniff/report/store"
)

// Lake writes the records of one capture into files of a store, as engines of SQL read
// them: KIND/date=YYYY-MM-DD/sensor=NAME/INPUT.parquet, the day being that in which a record
// begins. Within a row group they are in the order of frames.
//
// Files have no name until Commit: whatever happens before, there is nothing half-written, and
// the same capture gives the same files with the same bytes.
type Lake struct {
	Store  store.Store
	Sensor string
	Input  string // names the capture, see Place

	open  []*part // the one that was used last at the end
	done  []*part
	count map[key]int // parts of a day so far
	rows  int         // that are kept
}

// key is a day of a kind.
type key struct {
	kind Kind
	day  string
}

// part is a file.
type part struct {
	key
	draft store.Draft
	group []Record
	sheet sheet
}

// Bounds of what is kept before it is written: rows of a row group, those of all files, and
// files that are open. A day that comes again when its file was closed has another one.
const (
	groupRows = 8192
	mostRows  = 5 * groupRows
	mostOpen  = 48
)

// Take implements Sink.
func (l *Lake) Take(r Record) error {
	at, _ := r.began()
	p, err := l.part(key{r.kind(), time.Unix(0, at).UTC().Format(time.DateOnly)})
	if err != nil {
		return err
	}
	p.group = append(p.group, r)
	l.rows++
	switch {
	case len(p.group) == groupRows:
		return l.flush(p)
	case l.rows == mostRows:
		return l.flush(slices.MaxFunc(l.open, func(a, b *part) int { return cmp.Compare(len(a.group), len(b.group)) }))
	}
	return nil
}

// part returns the open file of a day.
func (l *Lake) part(k key) (*part, error) {
	if i := slices.IndexFunc(l.open, func(p *part) bool { return p.key == k }); i >= 0 {
		p := l.open[i]
		if i < len(l.open)-1 {
			l.open = append(slices.Delete(l.open, i, i+1), p)
		}
		return p, nil
	}
	if len(l.open) >= mostOpen {
		if err := l.close(l.open[0]); err != nil {
			return nil, err
		}
		l.open = slices.Delete(l.open, 0, 1)
	}
	p, err := l.create(k)
	if err != nil {
		return nil, err
	}
	l.open = append(l.open, p)
	return p, nil
}

func (l *Lake) create(k key) (*part, error) {
	name := l.Input
	if l.count == nil {
		l.count = map[key]int{}
	}
	if l.count[k]++; l.count[k] > 1 {
		name += "-" + strconv.Itoa(l.count[k])
	}
	d, err := l.Store.Create(path.Join(k.kind.String(), "date="+k.day, "sensor="+l.Sensor, name+".parquet"))
	if err != nil {
		return nil, err
	}
	return &part{key: k, draft: d, sheet: newSheet(k.kind, d)}, nil
}

// flush writes the rows that are kept of a file as a row group.
func (l *Lake) flush(p *part) error {
	l.rows -= len(p.group)
	slices.SortStableFunc(p.group, func(a, b Record) int {
		_, x := a.began()
		_, y := b.began()
		return cmp.Compare(x, y)
	})
	err := p.sheet.write(p.group)
	clear(p.group)
	p.group = p.group[:0]
	return err
}

// close completes a file, which has its name only when Commit is called.
func (l *Lake) close(p *part) error {
	l.done = append(l.done, p)
	err := l.flush(p)
	p.group = nil
	return errors.Join(err, p.sheet.close(), p.draft.Close())
}

// Commit completes all files and gives them their names.
func (l *Lake) Commit() error {
	var err error
	for _, p := range l.open {
		err = errors.Join(err, l.close(p))
	}
	l.open = nil
	if err != nil {
		l.Discard()
		return err
	}
	for _, p := range l.done {
		err = errors.Join(err, p.draft.Commit(true))
	}
	l.done = nil
	return err
}

// Discard removes what was written.
func (l *Lake) Discard() {
	for _, p := range append(l.open, l.done...) {
		p.draft.Discard()
	}
	l.open, l.done = nil, nil
}
