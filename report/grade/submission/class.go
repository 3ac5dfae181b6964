package submission

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"netsniff/capture/gather"
)

// Find returns where the submissions lie that the names mean: a folder that alone
// reports to be one submission, by the names of the files in it, an archive and a
// file are one each; another folder stands for what lies in it, one submission an
// entry. They are in the order of their names.
func Find(names []string, alone func(files []string) bool) (list []string, err error) {
	for _, name := range names {
		st, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		if !st.IsDir() {
			list = append(list, name)
			continue
		}
		entries, err := os.ReadDir(name)
		if err != nil {
			return nil, err
		}
		inside, files := sort(name, entries)
		if files != nil && alone(files) {
			list = append(list, name)
			continue
		}
		if len(inside) == 0 {
			return nil, fmt.Errorf("%s: there are no submissions in it: folders, zip or tar files, or captures", name)
		}
		list = append(list, inside...)
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// sort returns the entries of a folder that may be submissions, and the names of
// its files, nil if there are folders or archives among them.
func sort(dir string, entries []os.DirEntry) (inside, files []string) {
	plain := true
	for _, e := range entries {
		name := e.Name()
		where := filepath.Join(dir, name)
		switch {
		case strings.HasPrefix(name, ".") || junk(name) || !e.IsDir() && !e.Type().IsRegular():
		case e.IsDir() || isArchiveName(name):
			plain = false
			inside = append(inside, where)
		default:
			files = append(files, name)
			if gather.IsName(name) {
				inside = append(inside, where)
			}
		}
	}
	if !plain {
		files = nil
	}
	return inside, files
}

func isArchiveName(name string) bool {
	lower := strings.ToLower(name)
	for _, ext := range []string{".zip", ".tar", ".tgz", ".tar.gz", ".rar", ".7z"} {
		if strings.HasSuffix(lower, ext) {
			return true
		}
	}
	return false
}
