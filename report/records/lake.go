package records

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"io/fs"
	"path"
	"slices"
	"time"

	"netsniff/report/store"
)

// Lake writes the records of one capture into files of a store, as engines of SQL read
// them: KIND/date=YYYY-MM-DD/sensor=NAME/INPUT.parquet, the day being that in which a record
// begins. A file is in the order of frames.
//
// Files have no name until Commit: whatever happens before, there is nothing half-written, and
// the same capture gives the same files with the same bytes.
type Lake struct {
	Store   store.Store
	Sensor  string
	Input   string // names the files
	Place   Place  // what is told of the capture in each record
	Replace bool   // files that are there already with other records

	// Keep, if not nil, is told of files that were there already with other records, and stay.
	Keep func(name string)

	parts   map[key]*part
	piled   int   // bytes of all piles
	taken   int64 // and of what was ever in them
	scratch scratch
	made    []*finished
}

// key is a day of a kind.
type key struct {
	kind Kind
	day  string
}

// part is what becomes a file.
type part struct {
	key
	pile pile
	runs []run
}

// mostPiled bounds what is kept of all files before it is written to runs, in bytes.
const mostPiled = 16 << 20

// Take implements Sink.
func (l *Lake) Take(s *Said) error {
	k := key{s.Kind, time.Unix(0, s.Began).UTC().Format(time.DateOnly)}
	p := l.parts[k]
	if p == nil {
		if l.parts == nil {
			l.parts = map[key]*part{}
		}
		p = &part{key: k}
		l.parts[k] = p
	}
	l.piled -= p.pile.size()
	p.pile.add(s)
	l.taken += int64(len(s.fields))
	if l.piled += p.pile.size(); l.piled < mostPiled {
		return nil
	}
	return l.spill()
}

// spill writes what is piled to runs: of parts with little of it when there is nothing else.
func (l *Lake) spill() error {
	if l.scratch.file == nil {
		f, err := l.Store.Scratch()
		if err != nil {
			return err
		}
		l.scratch.file = f
	}
	parts := l.ordered()
	slices.SortStableFunc(parts, func(a, b *part) int { return cmp.Compare(b.pile.size(), a.pile.size()) })
	for _, p := range parts {
		if l.piled < mostPiled/4 {
			break
		}
		l.piled -= p.pile.size()
		next, done, err := l.scratch.merge(nil, &p.pile)
		if err == nil {
			var r run
			r, err = l.scratch.write(next)
			p.runs = append(p.runs, r)
		}
		done()
		if err != nil {
			return err
		}
		p.pile = pile{b: p.pile.b[:0]}
		if len(p.runs) == maxRuns {
			if err := l.unite(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// unite makes one run of all runs of a part.
func (l *Lake) unite(p *part) error {
	next, done, err := l.scratch.merge(p.runs, nil)
	defer done()
	if err != nil {
		return err
	}
	r, err := l.scratch.write(next)
	p.runs = []run{r}
	return err
}

// ordered returns the parts in an order that is the same each time.
func (l *Lake) ordered() []*part {
	parts := make([]*part, 0, len(l.parts))
	for _, p := range l.parts {
		parts = append(parts, p)
	}
	slices.SortFunc(parts, func(a, b *part) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.day, b.day))
	})
	return parts
}

// finished is a file that is complete and has no name yet.
type finished struct {
	name  string
	draft store.Draft
	sum   hash.Hash
	size  int64
}

// Write implements io.Writer.
func (m *finished) Write(b []byte) (int, error) {
	n, err := m.draft.Write(b)
	m.sum.Write(b[:n])
	m.size += int64(n)
	return n, err
}

// make writes the file of a part.
func (l *Lake) make(p *part) error {
	next, done, err := l.scratch.merge(p.runs, &p.pile)
	defer done()
	if err != nil {
		return err
	}
	name := path.Join(Dir(p.kind, p.day, l.Sensor), l.Input+".parquet")
	d, err := l.Store.Create(name)
	if err != nil {
		return err
	}
	m := &finished{name: name, draft: d, sum: sha256.New()}
	l.made = append(l.made, m)
	s := newSheet(p.kind, m)
	for {
		_, b, err := next()
		if errors.Is(err, io.EOF) {
			return errors.Join(s.close(), d.Close())
		}
		if err == nil {
			err = s.decode(b, &l.Place)
		}
		if err != nil {
			return err
		}
	}
}

// Size implements Output: what records take before they are compressed.
func (l *Lake) Size() int64 { return l.taken }

// Dir is where the records of a day lie.
func Dir(k Kind, day, sensor string) string {
	return path.Join(k.String(), "date="+day, "sensor="+sensor)
}

// Commit completes all files and gives them their names.
func (l *Lake) Commit() error {
	for _, p := range l.ordered() {
		if err := l.make(p); err != nil {
			l.Discard()
			return err
		}
		p.pile = pile{}
	}
	var err error
	for _, m := range l.made {
		err = errors.Join(err, l.name(m))
	}
	l.Discard()
	return err
}

// name gives a file its name, unless there is one already.
func (l *Lake) name(m *finished) error {
	if !l.Replace {
		merged, err := Superseded(l.Store, path.Dir(m.name))
		if err != nil {
			return err
		}
		if merged[path.Base(m.name)] {
			return nil // it is part of a larger file now
		}
	}
	err := m.draft.Commit(l.Replace)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	same, err := l.there(m)
	if err == nil && !same && l.Keep != nil {
		l.Keep(m.name)
	}
	return err
}

// there reports whether the file that has the name is the same.
func (l *Lake) there(m *finished) (bool, error) {
	f, err := l.Store.Open(m.name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	if f.Size() != m.size {
		return false, nil
	}
	sum := sha256.New()
	_, err = io.Copy(sum, store.Reader(f))
	return bytes.Equal(sum.Sum(nil), m.sum.Sum(nil)), err
}

// Discard removes what was written and has no name.
func (l *Lake) Discard() {
	for _, m := range l.made {
		m.draft.Discard()
	}
	if l.scratch.file != nil {
		_ = l.scratch.file.Close()
	}
	l.made, l.parts, l.piled, l.scratch = nil, nil, 0, scratch{}
}
