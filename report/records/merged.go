package records

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"netsniff/report/store"
)

// Files whose names begin so replace several smaller ones of their directory, which they name:
// those are passed over if they are there still, or again.
const mergedPrefix = "merged-"

// Superseded returns the names of the files of a directory whose records are in a merged one.
func Superseded(s store.Store, dir string) (map[string]bool, error) {
	var list []string
	for info, err := range s.List(dir) {
		if err != nil {
			return nil, err
		}
		if path.Dir(info.Name) == dir {
			list = append(list, info.Name)
		}
	}
	return supersededIn(s, list)
}

// supersededIn is Superseded for the files of a directory that are known.
func supersededIn(s store.Store, list []string) (map[string]bool, error) {
	old := map[string]bool{}
	for _, name := range list {
		if !strings.HasPrefix(path.Base(name), mergedPrefix) {
			continue
		}
		f, err := Open(s, name)
		if err != nil {
			return nil, err
		}
		for _, merged := range f.Merged {
			old[merged] = true
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
	return old, nil
}

// mergedNames reads the names that a merged file replaces.
func mergedNames(list string) (names []string, err error) {
	if list == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(list), &names); err != nil {
		return nil, fmt.Errorf("its list of merged files cannot be read: %w", err)
	}
	return names, nil
}
