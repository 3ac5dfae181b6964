package submission

import (
	"archive/tar"
	"archive/zip"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"netsniff/report/table"
)

// Bounds of an archive with a class. Each submission in it has its own Limits.
const (
	maxClassEntries   = 200_000
	maxClassDirectory = 64 << 20 // bytes of a zip file's directory
	maxClassBytes     = 8 << 30  // of a tar file when unpacked, to a file that has no name
)

// errNoClass says that a file is no archive in which a class could be.
var errNoClass = errors.New("no archive")

// classArchive is an archive with the submissions of a class, open.
type classArchive struct {
	groups   map[string][]member // what is handed in under a name
	platform bool                // names are such as Moodle gives
	closers  []io.Closer
}

// member is a file in the archive.
type member struct {
	within string // its name in what is handed in
	size   int64
	open   func() (io.Reader, error)
	wrong  table.Phrase // why it is not read; empty: it is
}

// entry is a file in the archive before it is known whose it is.
type entry struct {
	clean string
	member
}

func (a *classArchive) names() []string { return slices.Sorted(maps.Keys(a.groups)) }

func (a *classArchive) close() (err error) {
	for _, c := range a.closers {
		err = cmp.Or(err, c.Close())
	}
	return err
}

// openClass opens an archive; errNoClass if it is none, or damaged from the beginning.
func openClass(name string) (*classArchive, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		return nil, cmp.Or(err, f.Close(), errNoClass)
	}
	head := make([]byte, 512)
	n, _ := f.ReadAt(head, 0)
	a := &classArchive{groups: map[string][]member{}, closers: []io.Closer{f}}
	var list []entry
	switch kindOf(name, head[:n]) {
	case zipArchive:
		list, err = zipEntries(f, st.Size())
	case tarArchive:
		list, err = tarEntries(f, st.Size())
	case tarGzip:
		list, err = a.unpacked(f)
	default:
		err = errNoClass
	}
	if err != nil {
		return nil, cmp.Or(err, a.close())
	}
	a.sort(list)
	return a, nil
}

// sort finds out whose each entry is. A folder that all lie in says nothing.
func (a *classArchive) sort(list []entry) {
	list = slices.DeleteFunc(list,
		func(e entry) bool { return e.clean == "" || junk(e.clean) || strings.Contains(e.clean, "__MACOSX/") })
	for len(list) > 0 {
		root, _, deep := strings.Cut(list[0].clean, "/")
		if !deep || slices.ContainsFunc(list, func(e entry) bool { return !strings.HasPrefix(e.clean, root+"/") }) ||
			strings.Contains(root, platform) {
			break
		}
		for i := range list {
			list[i].clean = strings.TrimPrefix(list[i].clean, root+"/")
		}
	}
	for _, e := range list {
		if name, within := groupOf(e.clean); name != "" {
			e.within = within
			a.groups[name] = append(a.groups[name], e.member)
			a.platform = a.platform || strings.Contains(e.clean, platform)
		}
	}
}

// zipEntries reads the directory of a zip file.
func zipEntries(f *os.File, size int64) (list []entry, err error) {
	if err := directory(f, size, maxClassDirectory); err != nil {
		return nil, errNoClass
	}
	z, err := zip.NewReader(f, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, errNoClass
	}
	for _, x := range z.File {
		if x.FileInfo().IsDir() {
			continue
		}
		name := x.Name
		if x.NonUTF8 {
			name = chinese(name)
		}
		e := entry{member: member{size: int64(x.UncompressedSize64), open: func() (io.Reader, error) { return x.Open() }}}
		e.clean, _ = harmless(chinese(name))
		e.wrong = unreadable(path.Base(e.clean), x)
		if list = append(list, e); len(list) > maxClassEntries {
			return nil, tooMany(f.Name())
		}
	}
	return list, nil
}

// unreadable says why an entry of a zip file cannot be read, empty if it can.
func unreadable(name string, x *zip.File) (why table.Phrase) {
	switch {
	case !x.Mode().IsRegular():
		return table.Say(name+" is a link or no file: it was not followed", name+" 是链接或非普通文件：未跟随")
	case x.Flags&1 != 0:
		return table.Say(name+" is encrypted: hand it in without a password", name+" 已加密：请不要设置密码")
	}
	return why
}

func tooMany(name string) error {
	return fmt.Errorf("%s: more than %d files in it: unpack it, and name the folder", name, maxClassEntries)
}

// tarEntries finds where the files of a tar file lie.
func tarEntries(f *os.File, size int64) (list []entry, err error) {
	place := &placed{r: io.NewSectionReader(f, 0, size)}
	t := tar.NewReader(place)
	for {
		h, err := t.Next()
		if err == io.EOF || err != nil && len(list) > 0 && !errors.Is(err, tar.ErrInsecurePath) {
			return list, nil // what is behind damage is not there
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return nil, errNoClass
		}
		if h.Typeflag == tar.TypeDir || h.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		at, n := place.at, h.Size
		e := entry{member: member{size: n, open: func() (io.Reader, error) { return io.NewSectionReader(f, at, n), nil }}}
		e.clean, _ = harmless(chinese(h.Name))
		if h.Typeflag != tar.TypeReg {
			e.wrong = table.Say(path.Base(e.clean)+" is a link or no file: it was not followed",
				path.Base(e.clean)+" 是链接或非普通文件：未跟随")
		}
		if list = append(list, e); len(list) > maxClassEntries {
			return nil, tooMany(f.Name())
		}
	}
}

// placed knows how much of a reader was read. It can seek, so that what is not looked at
// is not read.
type placed struct {
	r  *io.SectionReader
	at int64
}

func (p *placed) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.at += int64(n)
	return n, err
}

func (p *placed) Seek(offset int64, whence int) (int64, error) {
	at, err := p.r.Seek(offset, whence)
	p.at = at
	return at, err
}

// unpacked unpacks a tar.gz into a file of its own, which is gone with the program: else
// each submission would unpack it anew.
func (a *classArchive) unpacked(f *os.File) ([]entry, error) {
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, errNoClass
	}
	t, err := os.CreateTemp("", "netsniff-class-*")
	if err != nil {
		return nil, err
	}
	a.closers = append(a.closers, t)
	if err := os.Remove(t.Name()); err != nil { // where that is not possible while it is open
		a.closers = append(a.closers, remover(t.Name()))
	}
	n, err := io.Copy(t, io.LimitReader(z, maxClassBytes+1))
	switch {
	case n > maxClassBytes:
		return nil, fmt.Errorf("%s: more than %d GiB when unpacked: unpack it, and name the folder", f.Name(),
			int64(maxClassBytes)>>30)
	case n == 0:
		return nil, errNoClass
	}
	_ = err // what could be unpacked of a damaged one is read
	return tarEntries(t, n)
}

// remover removes a file when it is closed.
type remover string

// Close implements io.Closer.
func (r remover) Close() error { return os.Remove(string(r)) }
