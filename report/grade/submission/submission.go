// Package submission opens what students hand in: a folder, an archive (zip, tar,
// also compressed, also within each other) or a single file. Everything in it is
// hostile: archives are unpacked in memory and never to the disk, within Limits;
// symbolic links are not followed, names that lead out of the submission are made
// harmless, and what was left out is said in Notes.
package submission

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"netsniff/report/table"
)

// Limits bound what is read of one submission.
type Limits struct {
	Files int   // in folders and archives
	Bytes int64 // unpacked
	Depth int   // of archives within each other
	File  int64 // of one file on the disk that is read as it is
}

// Usual are the limits of one student's submission.
var Usual = Limits{Files: 5000, Bytes: 256 << 20, Depth: 3, File: 4 << 30}

// File is a file of a submission.
type File struct {
	Name string // with slashes, relative, clean
	Size int64
	Hash string // SHA-256 of its bytes, in hexadecimal; "" if they were not looked at
	disk string // where it lies, "" if it was unpacked
	data []byte
}

// Open returns the bytes of the file.
func (f *File) Open() (io.ReadCloser, error) {
	if f.disk == "" {
		return io.NopCloser(bytes.NewReader(f.data)), nil
	}
	return os.Open(f.disk)
}

// Bytes returns all of a file that has no more than limit bytes.
func (f *File) Bytes(limit int64) ([]byte, error) {
	if f.Size > limit {
		return nil, fmt.Errorf("%s has %d bytes; at most %d are read", f.Name, f.Size, limit)
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, limit))
}

// Submission is what one student handed in.
type Submission struct {
	Name  string // of the folder, archive or file, without its ending
	Path  string // where it lies
	Files []*File
	Notes []table.Phrase // what was left out, and why
	Hash  string         // SHA-256 of names and contents
}

// Opener opens submissions.
type Opener struct {
	Limits Limits
	// Wanted tells the files whose contents may be needed; others are known by
	// name only.
	Wanted func(name string) bool
	// Shelf has the archives of whole classes; nil: there are none.
	Shelf *Shelf
}

// state is an opening under way.
type state struct {
	*Opener
	out   *Submission
	files int
	bytes int64
	// around is how many archives lie around that which is the submission.
	around int
}

// errFull ends the reading of a submission that is too large.
var errFull = errors.New("full")

// Open opens the submission at a path. The error says what is wrong with it as a
// whole; what is wrong with parts is in its Notes.
func (o *Opener) Open(name string) (*Submission, error) {
	s := &state{Opener: o, out: &Submission{Name: baseName(name), Path: name}}
	st, err := os.Stat(name)
	if err != nil {
		g, wrong := o.Shelf.within(name)
		if g == nil {
			return nil, cmp.Or(wrong, err)
		}
		err = s.group(g)
	} else if st.IsDir() {
		s.out.Name = whose(filepath.Base(filepath.Clean(name)))
		err = s.folder(name)
	} else {
		err = s.single(name, st)
	}
	if err != nil && !errors.Is(err, errFull) {
		return nil, err
	}
	return s.out, s.out.seal()
}

// whose takes off what Moodle says behind the name of a student.
func whose(name string) string {
	before, _, _ := strings.Cut(name, platform)
	return cmp.Or(before, name)
}

// baseName takes the endings of archives and captures off.
func baseName(name string) string {
	base := whose(filepath.Base(name))
	for {
		ext := strings.ToLower(filepath.Ext(base))
		if !slices.Contains([]string{".zip", ".tar", ".gz", ".tgz", ".zst", ".pcap", ".pcapng", ".cap"}, ext) ||
			len(ext) == len(base) {
			return base
		}
		base = base[:len(base)-len(ext)]
	}
}

func (s *state) note(en, zh string) {
	if len(s.out.Notes) < 50 {
		s.out.Notes = append(s.out.Notes, table.Say(table.Clean(en), table.Clean(zh)))
	}
}

// count counts a file; errFull when there are too many.
func (s *state) count() error {
	if s.files++; s.files > s.Limits.Files {
		if s.files == s.Limits.Files+1 {
			s.note(fmt.Sprintf("more than %d files: the rest was not looked at", s.Limits.Files),
				fmt.Sprintf("文件超过 %d 个：其余未读取", s.Limits.Files))
		}
		return errFull
	}
	return nil
}

func (s *state) single(name string, st fs.FileInfo) error {
	if !st.Mode().IsRegular() {
		return fmt.Errorf("%s is no regular file", name)
	}
	return s.disk(filepath.Base(name), name, st.Size())
}

func (s *state) folder(root string) error {
	return filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(root, p)
		rel = filepath.ToSlash(rel)
		switch {
		case err != nil:
			s.note(rel+" cannot be read", rel+" 无法读取")
			return nil
		case e.IsDir():
			if rel != "." && junk(rel) {
				return fs.SkipDir
			}
			return nil
		case junk(rel):
			return nil
		case !e.Type().IsRegular():
			s.note(rel+" is a link or no file: it was not followed", rel+" 是链接或非普通文件：未跟随")
			return nil
		}
		st, err := e.Info()
		if err != nil {
			return nil
		}
		return s.disk(rel, p, st.Size())
	})
}

// disk takes a file on the disk.
func (s *state) disk(name, where string, size int64) error {
	if err := s.count(); err != nil {
		return err
	}
	if kind := s.archive(name, where); kind != noArchive {
		f, err := os.Open(where)
		if err != nil {
			s.note(name+" cannot be read", name+" 无法读取")
			return nil
		}
		defer f.Close()
		return s.unpack(kind, name, f, size, 1)
	}
	if size > s.Limits.File {
		s.note(name+" is too large: it was not read", name+" 过大：未读取")
		return nil
	}
	s.out.Files = append(s.out.Files, &File{Name: name, Size: size, disk: where})
	return nil
}

// junk are files that systems leave behind.
func junk(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, "._") || base == ".DS_Store" || base == "Thumbs.db" || base == "desktop.ini" ||
		strings.HasPrefix(name,
			"__MACOSX/") || base == "__MACOSX" || base == ".git"
}

// seal sorts the files and hashes the submission.
func (s *Submission) seal() error {
	slices.SortFunc(s.Files, func(a, b *File) int { return strings.Compare(a.Name, b.Name) })
	all := sha256.New()
	for _, f := range s.Files {
		r, err := f.Open()
		if err != nil {
			return err
		}
		h := sha256.New()
		_, err = io.Copy(h, r)
		r.Close()
		if err != nil {
			return err
		}
		f.Hash = hex.EncodeToString(h.Sum(nil))
		fmt.Fprintf(all, "%s %d %q\n", f.Hash, f.Size, f.Name)
	}
	s.Hash = hex.EncodeToString(all.Sum(nil))
	return nil
}
