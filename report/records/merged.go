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
	names := map[string]bool{}
	for info, err := range s.List(dir) {
		if err != nil {
			return nil, err
		}
		if base := path.Base(info.Name); !strings.HasPrefix(base, mergedPrefix) || path.Dir(info.Name) != dir {
			continue
		}
		f, err := Open(s, info.Name)
		if err != nil {
			return nil, err
		}
		for _, name := range f.Merged {
			names[name] = true
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
	return names, nil
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
