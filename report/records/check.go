package records

import (
	"fmt"
	"path"
	"time"

	"netsniff/report/store"
)

// Checked is what Check went through.
type Checked struct {
	Files, Problems int
	Rows            int64
}

// Check reads all records in a store, and calls tell with what is wrong: files that cannot be read
// or have other rows than they say, records out of order or of another day, and records that are
// there twice.
func Check(s store.Store, tell func(name, problem string)) (c Checked, err error) {
	dirs := map[string][]string{}
	for info, err := range s.List("") {
		if err != nil {
			return c, err
		}
		if _, _, _, ok := PlaceOf(info.Name); ok {
			dirs[path.Dir(info.Name)] = append(dirs[path.Dir(info.Name)], info.Name)
		}
	}
	say := func(name, problem string) {
		c.Problems++
		tell(name, problem)
	}
	seen := map[string]string{} // files by kind, day and what they are named by, whatever the sensor
	for _, dir := range sortedKeys(dirs) {
		merged := map[string]string{}
		for _, name := range dirs[dir] {
			c.Files++
			rows, problem := check(s, name, merged, say)
			if c.Rows += rows; problem != nil {
				say(name, problem.Error())
			}
		}
		for _, name := range dirs[dir] {
			base := path.Base(name)
			if by := merged[base]; by != "" {
				say(name, "its records are in "+by+" as well: netsniff lake compact removes it")
				continue
			}
			twice(name, base, seen, say)
		}
		for _, base := range sortedKeys(merged) {
			if by := merged[base]; path.Base(by) != base {
				twice(by, base, seen, say)
			}
		}
	}
	return c, nil
}

// twice notes that a file has the records of a capture of a day, and says if another has.
func twice(name, base string, seen map[string]string, say func(name, problem string)) {
	k, day, _, _ := PlaceOf(name)
	key := k.String() + "/" + day + "/" + base
	if other, ok := seen[key]; ok {
		say(name, "the records of "+base+" are in "+other+" as well")
		return
	}
	seen[key] = name
}

// check reads a file; merged gets the names of those that it replaces.
func check(s store.Store, name string, merged map[string]string, say func(name, problem string)) (rows int64, err error) {
	f, err := Open(s, name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for _, m := range f.Merged {
		if other := merged[m]; other != "" {
			say(name, "the records of "+m+" are in "+other+" as well")
		}
		merged[m] = name
	}
	var input string
	var last uint32
	disordered, strange := false, false
	err = f.Scan(Always, func(string) bool { return true }, func(r Record) error {
		rows++
		at, frame := r.began()
		if in := r.place().Input; in != input {
			input, last = in, 0
		}
		disordered = disordered || frame-1 < last-1 && last != 0
		last = frame
		strange = strange || time.Unix(0, at).UTC().Format(time.DateOnly) != f.Day
		return nil
	})
	switch {
	case err != nil:
	case rows != f.Rows:
		err = fmt.Errorf("it has %d records and says that it has %d", rows, f.Rows)
	case disordered && len(f.Merged) == 0:
		err = fmt.Errorf("its records are not in the order of frames")
	case strange:
		err = fmt.Errorf("it has records of other days")
	}
	return rows, err
}
