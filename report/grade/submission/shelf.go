package submission

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode"

	"netsniff/capture/gather"
)

// Shelf knows where submissions lie: in folders, and in archives that hold a whole class
// as learning platforms give it out, with a folder or an archive for each student. What
// lies in such an archive is called by the archive's path and its own name behind it. It
// may be used by several goroutines at once; the zero value is ready.
type Shelf struct {
	mu       sync.Mutex
	archives map[string]*classArchive
}

// Questions are what Find asks of what it finds. Each may be nil.
type Questions struct {
	// Alone reports that a folder with these files, and no others, is one submission.
	Alone func(files []string) bool
	// Whose returns whose submission is called so, "" if nobody knows.
	Whose func(name string) string
	// Class: an archive with several folders, archives or captures is a class, whatever
	// they are called.
	Class bool
}

// Find returns where the submissions lie that the names mean: a folder that Alone reports
// to be one submission, an archive and a file are one each; another folder, and an archive
// of a class, stands for what lies in it, one submission an entry. They are in the order
// of their names.
func (s *Shelf) Find(names []string, q Questions) (list []string, err error) {
	for _, name := range names {
		st, err := os.Stat(name)
		if err != nil {
			inner, wrong := s.within(name)
			if inner == nil {
				return nil, cmp.Or(wrong, err)
			}
			list = append(list, name)
			continue
		}
		found := []string{name}
		if st.IsDir() {
			found, err = folder(name, q.Alone)
		} else if a, wrong := s.archive(name); wrong != nil {
			err = wrong
		} else if a != nil && a.isClass(&q) {
			found = nil
			for _, g := range a.names() {
				found = append(found, filepath.Join(name, g))
			}
		}
		if err != nil {
			return nil, err
		}
		list = append(list, found...)
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// Close closes the archives.
func (s *Shelf) Close() (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.archives {
		if a != nil {
			err = cmp.Or(err, a.close())
		}
	}
	s.archives = nil
	return err
}

// folder returns the submissions that a folder stands for.
func folder(name string, alone func(files []string) bool) ([]string, error) {
	entries, err := os.ReadDir(name)
	if err != nil {
		return nil, err
	}
	inside, files := sort(name, entries)
	if files != nil && alone != nil && alone(files) {
		return []string{name}, nil
	}
	if len(inside) == 0 {
		return nil, fmt.Errorf("%s: there are no submissions in it: folders, zip or tar files, or captures", name)
	}
	return inside, nil
}

// archive opens an archive once; nil: the file is none, or none that is opened here.
func (s *Shelf) archive(name string) (*classArchive, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := filepath.Clean(name)
	if a, known := s.archives[key]; known {
		return a, nil
	}
	if s.archives == nil {
		s.archives = map[string]*classArchive{}
	}
	a, err := openClass(name)
	if errors.Is(err, errNoClass) {
		err = nil // whoever opens it as a submission says what is wrong with it
	}
	s.archives[key] = a
	return a, err
}

// group is what lies in an archive of a class under one name.
type group struct {
	*classArchive
	name string
}

// within returns the group that a path means: an archive and a name in it.
func (s *Shelf) within(name string) (*group, error) {
	if s == nil {
		return nil, nil
	}
	for at := filepath.Dir(filepath.Clean(name)); at != "." && at != string(filepath.Separator); at = filepath.Dir(at) {
		st, err := os.Stat(at)
		if err != nil {
			continue
		}
		if !st.Mode().IsRegular() {
			return nil, nil
		}
		a, err := s.archive(at)
		if a == nil || err != nil {
			return nil, err
		}
		rest, _ := filepath.Rel(at, name)
		rest = filepath.ToSlash(rest)
		if len(a.groups[rest]) == 0 {
			return nil, fmt.Errorf("%s: there is no %s in it", at, rest)
		}
		return &group{a, rest}, nil
	}
	return nil, nil
}

// platform stands in names that Moodle gives: what is before it is whose it is.
const platform = "_assignsubmission_"

// groupOf returns under which name an entry of a class's archive is handed in, and what
// it is called within that; "" for files that are nobody's.
func groupOf(clean string) (name, within string) {
	first, rest, deep := strings.Cut(clean, "/")
	if before, after, ok := strings.Cut(first, platform); ok {
		_, after, _ = strings.Cut(after, "_") // of its kind: file, onlinetext
		return before, strings.Trim(after+"/"+rest, "/")
	}
	if deep {
		return first, rest
	}
	if isArchiveName(first) || gather.IsName(first) {
		return first, first
	}
	return "", ""
}

// isClass reports whether an archive holds a class and not one submission: if several of
// its entries are of students of the roster, or are called as learning platforms call
// them: all are folders or archives, with an identifier of five digits and more.
func (a *classArchive) isClass(q *Questions) bool {
	names := a.names()
	switch {
	case len(names) < 2:
		return false
	case q.Class || a.platform:
		return true
	}
	if q.Whose != nil {
		students := map[string]bool{}
		for _, n := range names {
			if id := q.Whose(n); id != "" {
				students[id] = true
			}
		}
		if len(students) > 1 {
			return true
		}
	}
	return !slices.ContainsFunc(names, func(n string) bool { return digits(n) < 5 || a.capture(n) })
}

// capture reports whether a name is that of a capture, and not of a folder or an archive.
func (a *classArchive) capture(name string) bool {
	return len(a.groups[name]) == 1 && a.groups[name][0].within == name && !isArchiveName(name)
}

// digits returns the length of the longest number in a name.
func digits(name string) (most int) {
	n := 0
	for _, c := range name {
		if n++; !unicode.IsDigit(c) {
			n = 0
		}
		most = max(most, n)
	}
	return most
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
		case e.IsDir() && strings.Contains(name, platform+"onlinetext"): // what was typed beside the files
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

// group takes the files that lie under a name in the archive of a class.
func (s *state) group(g *group) error {
	members := g.groups[g.name]
	if len(members) == 1 && isArchiveName(members[0].within) {
		s.around = 1 // it is the submission, as one that lies in a folder
	}
	for _, e := range members {
		if err := s.count(); err != nil {
			return err
		}
		if e.wrong.EN != "" {
			s.note(e.wrong.EN, e.wrong.ZH)
			continue
		}
		r, err := e.open()
		if err != nil {
			s.note(e.within+" is packed in a way that is not known", e.within+" 的压缩方式未知")
			continue
		}
		dir, base := path.Split(e.within)
		err = s.entry(dir, base, r, e.size, 1)
		if c, ok := r.(io.Closer); ok {
			_ = c.Close()
		}
		if err != nil {
			return err
		}
	}
	return nil
}
