package export

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"

	"netsniff/dissect/mail/message"
	"netsniff/reassembly"
)

// tree is the files of a torrent as they are written, in the order of their
// bytes.
type tree struct {
	e       *Exporter
	base    string // the directory, within that of the export
	names   treeNames
	made    bool // it was made
	files   []*treeFile
	partial bool      // nobody knows what is in the torrent
	failed  error     // the first of files that could not be written
	open    *treeFile // the last one; others are complete or never will be
}

// treeFile is a file of a torrent of which something was carried.
type treeFile struct {
	index    int
	name     string // within the export, when it is complete
	part     string // and until then
	length   int64
	have     int64
	verified int64
	ranges   []fileRange
	sum      hash.Hash // of what lies before have, unless something is missing
	f        *os.File
	broken   bool // it could not be written
	partial  bool // nobody knows whether more would follow
	first    reassembly.Mark
	last     reassembly.Mark
}

// fileRange is a part of a file and what is known of it.
type fileRange struct {
	from, to int64
	state    state
}

func (x *treeFile) complete() bool { return x.have == x.length && !x.broken && !x.partial }

// path returns where the file is, within the export; "" if it was not made.
func (x *treeFile) path() string {
	switch {
	case x.complete():
		return x.name
	case x.have > 0:
		return x.part
	}
	return ""
}

// sha256 returns that of a complete file, else "".
func (x *treeFile) sha256() string {
	if !x.complete() {
		return ""
	}
	return hex.EncodeToString(x.sum.Sum(nil))
}

// note adds a range, to the last one if it goes on with it.
func (x *treeFile) note(from, to int64, s state) {
	if n := len(x.ranges); n > 0 && x.ranges[n-1].to == from && x.ranges[n-1].state == s {
		x.ranges[n-1].to = to
		return
	}
	x.ranges = append(x.ranges, fileRange{from, to, s})
}

// file returns a file to write to.
func (t *tree) file(l *layout, i int) *treeFile {
	if t.open != nil && t.open.index == i {
		return t.open
	}
	if last := t.open; last != nil {
		t.give(last, t.close())
	}
	name := t.names.of(l.Name, l.Files[i].Path)
	x := &treeFile{index: i, partial: t.partial, length: l.Files[i].Length, sum: sha256.New()}
	x.name, x.part = path.Join(t.base, name), path.Join(t.base, t.names.unique(name+".part"))
	t.files = append(t.files, x)
	t.open = x
	return x
}

// close ends the last file: one that is complete gets its name.
func (t *tree) close() (err error) {
	x := t.open
	t.open = nil
	if x == nil || x.f == nil {
		return nil
	}
	if !x.complete() {
		_ = x.f.Truncate(x.length) // where files cannot be that long, it ends with what it has
	}
	if err = x.f.Close(); err == nil && x.complete() {
		err = os.Rename(t.e.path(x.part), t.e.path(x.name))
	}
	x.f = nil
	return err
}

// take writes the stretches of a piece that lies at a place.
func (t *tree) take(a *assembly, from int64, list []stretch, s state) error {
	for i := range list {
		if err := t.stretch(a, from, list[i], s); err != nil {
			return err
		}
	}
	return nil
}

// stretch writes one, to the files that it is in.
func (t *tree) stretch(a *assembly, from int64, part stretch, s state) error {
	for at := part.from; at < part.to; {
		i := a.fileAt(from + at)
		if i >= len(a.Files) {
			return nil
		}
		within := from + at - a.starts[i]
		to := min(part.to, at+a.Files[i].Length-within)
		if !a.Files[i].Pad {
			x := t.file(a.layout, i)
			cut := stretch{at, to, part.of}
			if err := t.write(a, x, within, cut); err != nil {
				return err
			}
			x.note(within, within+to-at, s)
			x.saw(part.of)
			if s == verified {
				x.verified += to - at
			}
		}
		at = to
	}
	return nil
}

// saw takes it that a run gave bytes of the file.
func (x *treeFile) saw(r *run) {
	if x.first.Frame == 0 || r.first.Frame < x.first.Frame {
		x.first = r.first
	}
	if r.last.Frame > x.last.Frame {
		x.last = r.last
	}
}

// write writes bytes of a stretch to a place of a file. One that cannot be written
// is given up, and others go on.
func (t *tree) write(a *assembly, x *treeFile, at int64, s stretch) error {
	t.give(x, t.create(x))
	one := []stretch{{0, s.to - s.from, &run{source: s.of.source, at: s.at()}}}
	return a.read(one, s.to-s.from, func(b []byte) error {
		if x.f != nil && !x.broken {
			_, err := x.f.WriteAt(b, at)
			t.give(x, err)
		}
		at += int64(len(b))
		x.have += int64(len(b))
		x.sum.Write(b)
		return nil
	})
}

// give gives a file up if there is an error.
func (t *tree) give(x *treeFile, err error) {
	if err != nil {
		x.broken = true
		t.failed = cmp.Or(t.failed, err)
	}
}

// create makes the file. Its directory is new, so that nobody has put a link in it.
func (t *tree) create(x *treeFile) (err error) {
	if t.e.Dir == "" || x.f != nil || x.broken {
		return nil
	}
	if err = t.mkdir(); err != nil {
		return err
	}
	if err = os.MkdirAll(t.e.path(path.Dir(x.part)), 0o777); err != nil {
		return err
	}
	x.f, err = os.OpenFile(t.e.path(x.part), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	return err
}

func (t *tree) mkdir() error {
	if t.made || t.e.Dir == "" {
		return nil
	}
	t.made = true
	return os.Mkdir(t.e.path(t.base), 0o777)
}

// broken notes the files that a corrupt piece is part of.
func (t *tree) broken(l *layout, from, size int64) {
	for end := from + size; from < end; {
		i := l.fileAt(from)
		if i >= len(l.Files) {
			return
		}
		to := min(end, l.starts[i]+l.Files[i].Length)
		if !l.Files[i].Pad {
			t.file(l, i).note(from-l.starts[i], to-l.starts[i], corrupt)
		}
		from = to
	}
}

// empties makes the files without bytes of a torrent that is complete.
func (t *tree) empties(l *layout) {
	for i := range l.Files {
		if l.Files[i].Length > 0 || l.Files[i].Pad {
			continue
		}
		x := t.file(l, i)
		t.give(x, t.create(x))
		t.give(x, t.close())
	}
	slices.SortFunc(t.files, func(a, b *treeFile) int { return cmp.Compare(a.index, b.index) })
}

// treeNames gives files names within the directory of their torrent that are safe
// and that no other has.
type treeNames struct {
	dirs  map[string]string // by the path that the torrent gives, with NUL between
	given map[string]*message.Namer
	count int
}

// maxPath is how long a name may be with its directories.
const maxPath = 700

// of returns the name of a file of a torrent.
func (n *treeNames) of(torrent []byte, names [][]byte) string {
	all := append([][]byte{torrent}, names...)
	dir, asked := "", ""
	for _, name := range all[:len(all)-1] {
		asked += string(name) + "\x00"
		safe, known := n.dirs[asked]
		if !known {
			safe = n.unique(path.Join(dir, safeOr(name, "directory")))
			if n.dirs == nil {
				n.dirs = map[string]string{}
			}
			n.dirs[asked] = safe
		}
		dir = safe
	}
	n.count++
	name := path.Join(dir, safeOr(all[len(all)-1], "file"))
	if len(name) > maxPath {
		name = "file-" + strconv.Itoa(n.count) + path.Ext(name)
	}
	return n.unique(name)
}

// unique returns a path whose last name no other has in its directory.
func (n *treeNames) unique(name string) string {
	dir, last := path.Split(name)
	if n.given == nil {
		n.given = map[string]*message.Namer{}
	}
	if n.given[dir] == nil {
		n.given[dir] = &message.Namer{}
	}
	return dir + n.given[dir].Name(last)
}

func safeOr(name []byte, other string) string {
	return cmp.Or(message.SafeName(strings.ToValidUTF8(string(name), "_")), other)
}
