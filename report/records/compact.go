package records

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"

	"netsniff/report/store"
)

// Compacted is what Compact did in a directory.
type Compacted struct {
	Dir     string
	Into    string // the merged file, "" if none was written
	Files   int    // that it replaces
	Rows    int64
	Removed int // files whose records are in a merged one
}

// mostMerged is the size from which a file is large enough, in bytes.
const mostMerged = 128 << 20

// Compact merges the small files of each kind and sensor of the days before a day (YYYY-MM-DD),
// and calls tell with what it did. Readers see each record once at any moment: a merged file names
// those that it replaces, which are passed over from when it has its name until they are removed.
// One that was interrupted can simply be run again. No two may run at a time.
func Compact(s store.Store, before string, tell func(Compacted)) error {
	dirs := map[string][]store.Info{}
	for info, err := range s.List("") {
		if err != nil {
			return err
		}
		if _, day, _, ok := PlaceOf(info.Name); ok && day < before {
			dirs[path.Dir(info.Name)] = append(dirs[path.Dir(info.Name)], info)
		}
	}
	for _, dir := range sortedKeys(dirs) {
		if err := compact(s, dir, dirs[dir], tell); err != nil {
			return err
		}
	}
	return nil
}

func sortedKeys[T any](m map[string]T) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// compact merges the files of a directory.
func compact(s store.Store, dir string, list []store.Info, tell func(Compacted)) error {
	done := Compacted{Dir: dir}
	var names []string
	for _, x := range list {
		names = append(names, x.Name)
	}
	old, err := supersededIn(s, names)
	if err != nil {
		return err
	}
	var small []string
	for _, x := range list {
		switch base := path.Base(x.Name); {
		case old[base]: // of a run that ended before it could
			if err := s.Remove(x.Name); err != nil {
				return err
			}
			done.Removed++
		case x.Size < mostMerged:
			small = append(small, x.Name)
		}
	}
	if len(small) > 1 {
		if err := done.merge(s, small); err != nil {
			return err
		}
	}
	if done.Into != "" || done.Removed > 0 {
		tell(done)
	}
	return nil
}

// merge merges files and removes them.
func (c *Compacted) merge(s store.Store, names []string) error {
	files, replaced, err := openAll(s, names)
	defer func() {
		for _, f := range files {
			_ = f.Close()
		}
	}()
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(strings.Join(replaced, "\n")))
	c.Into = path.Join(c.Dir, mergedPrefix+hex.EncodeToString(sum[:16])+".parquet")
	d, err := s.Create(c.Into)
	if err != nil {
		return err
	}
	defer d.Discard()
	meta, err := json.Marshal(replaced)
	if err != nil {
		return err
	}
	out := schemas[files[0].Kind].sheet(files[0].Kind, d, parquet.KeyValueMetadata(metaMerged, string(meta)))
	var room []byte
	for _, f := range files {
		err := f.Scan(Always, func(string) bool { return true }, func(r Record) error {
			c.Rows++
			room = encode(room[:0], r)
			return out.decode(room[headLen:], r.place())
		})
		if err != nil {
			return err
		}
	}
	if err := errors.Join(out.close(), d.Close()); err != nil {
		return err
	}
	if err := d.Commit(false); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	for _, name := range names {
		if err := s.Remove(name); err != nil {
			return err
		}
		c.Files++
	}
	return nil
}

// openAll opens files in the order in which they begin, and returns the names of all whose records
// they have, their own included.
func openAll(s store.Store, names []string) (files []*File, replaced []string, err error) {
	for _, name := range names {
		f, err := Open(s, name)
		if err != nil {
			return files, nil, err
		}
		files = append(files, f)
		replaced = append(append(replaced, path.Base(name)), f.Merged...)
	}
	slices.SortFunc(files, func(a, b *File) int {
		return cmp.Or(cmp.Compare(a.begins(), b.begins()), strings.Compare(a.Name, b.Name))
	})
	slices.Sort(replaced)
	return files, slices.Compact(replaced), nil
}

// begins returns when the first record of a file began.
func (f *File) begins() (at int64) {
	leaf, ok := f.parquet.Schema().Lookup(startColumn)
	if !ok || len(f.parquet.RowGroups()) == 0 {
		return 0
	}
	at = Always.Until
	for _, g := range f.parquet.RowGroups() {
		if chunk, ok := g.ColumnChunks()[leaf.ColumnIndex].(*parquet.FileColumnChunk); ok {
			if least, _, ok := chunk.Bounds(); ok {
				at = min(at, least.Int64())
			}
		}
	}
	return at
}
