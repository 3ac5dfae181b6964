package records

import (
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"

	"netsniff/report/store"
)

// File is a file of records that is read.
type File struct {
	Name    string
	Kind    Kind
	Day     string // YYYY-MM-DD
	Sensor  string
	Version int      // of its schema
	Merged  []string // names of the files that it replaces, in its directory
	Rows    int64

	file    store.File
	parquet *parquet.File
}

// PlaceOf reads the kind, the day and the sensor in the name of a file; ok is false if it is none of
// records.
func PlaceOf(name string) (k Kind, day, sensor string, ok bool) {
	parts := strings.Split(name, "/")
	if len(parts) != 4 || path.Ext(name) != ".parquet" {
		return 0, "", "", false
	}
	k, ok = ParseKind(parts[0])
	day, dated := strings.CutPrefix(parts[1], "date=")
	sensor, sensed := strings.CutPrefix(parts[2], "sensor=")
	return k, day, sensor, ok && dated && sensed
}

// Open opens a file of records. Errors name it, and say what is wrong with it.
func Open(s store.Store, name string) (*File, error) {
	k, day, sensor, ok := PlaceOf(name)
	if !ok {
		return nil, fmt.Errorf("%s is no file of records: KIND/date=…/sensor=…/NAME.parquet", name)
	}
	in, err := s.Open(name)
	if err != nil {
		return nil, err
	}
	f := &File{Name: name, Kind: k, Day: day, Sensor: sensor, file: in}
	if err := f.read(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s/%s: %w", s, name, err), in.Close())
	}
	return f, nil
}

// read reads what stands beside the rows.
func (f *File) read() (err error) {
	if f.parquet, err = opened(f.file, f.file.Size()); err != nil {
		return err
	}
	version, ok := f.parquet.Lookup(metaSchema)
	if f.Version, err = strconv.Atoi(version); !ok || err != nil {
		return errors.New("it was not written by netsniff records")
	}
	if f.Version > Version {
		return fmt.Errorf("its schema has version %d, this program knows %d: update netsniff", f.Version, Version)
	}
	if kind, _ := f.parquet.Lookup(metaKind); kind != f.Kind.String() {
		return fmt.Errorf("it has records of %q, and stands among %s", kind, f.Kind)
	}
	merged, _ := f.parquet.Lookup(metaMerged)
	if f.Merged, err = mergedNames(merged); err != nil {
		return err
	}
	f.Rows = f.parquet.NumRows()
	return nil
}

// opened opens a file of Parquet. What is damaged in it may have the library panic.
func opened(r io.ReaderAt, size int64) (f *parquet.File, err error) {
	defer damaged(&err)
	if f, err = parquet.OpenFile(r, size, parquet.SkipBloomFilters(true)); err != nil {
		return nil, fmt.Errorf("it is damaged or no Parquet: %w", err)
	}
	return f, nil
}

// damaged makes an error of a panic over a damaged file.
func damaged(err *error) {
	if x := recover(); x != nil {
		*err = fmt.Errorf("it is damaged: %v", x)
	}
}

// Close closes the file.
func (f *File) Close() error { return f.file.Close() }
