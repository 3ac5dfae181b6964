package submission

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// archiveKind is a sort of archive.
type archiveKind uint8

const (
	noArchive archiveKind = iota
	zipArchive
	tarArchive
	tarGzip
	foreignArchive // that nobody here opens
)

var archiveKinds = [...]string{"none", "zip", "tar", "tar.gz", "foreign"}

func (k archiveKind) String() string { return archiveKinds[k] }

// documents are zip files that are no archives.
var documents = []string{".xlsx", ".docx", ".pptx", ".odt", ".ods", ".jar", ".epub"}

// archive tells by its first bytes whether a file on the disk is an archive.
func (s *state) archive(name, where string) archiveKind {
	f, err := os.Open(where)
	if err != nil {
		return noArchive
	}
	defer f.Close()
	head := make([]byte, 512)
	n, _ := io.ReadFull(f, head)
	return kindOf(name, head[:n])
}

func kindOf(name string, head []byte) archiveKind {
	lower := strings.ToLower(name)
	for _, ext := range documents {
		if strings.HasSuffix(lower, ext) {
			return noArchive
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return zipArchive
	case len(head) >= 262 && string(head[257:262]) == "ustar":
		return tarArchive
	case bytes.HasPrefix(head, []byte("\x1f\x8b")) &&
		(strings.HasSuffix(lower, ".tgz") || strings.HasSuffix(lower, ".tar.gz")):
		return tarGzip
	case bytes.HasPrefix(head, []byte("Rar!")), bytes.HasPrefix(head, []byte("7z\xbc\xaf")):
		return foreignArchive
	}
	return noArchive
}

// readerAt is what archives are read from.
type readerAt interface {
	io.Reader
	io.ReaderAt
}

// unpack takes the files in an archive; prefix is its name in those of its files.
func (s *state) unpack(kind archiveKind, name string, r readerAt, size int64, depth int) error {
	inside := ""
	if dir := path.Dir(name); dir != "." {
		inside = dir + "/"
	}
	if depth > 1+s.around {
		inside += baseName(path.Base(name)) + "/"
	}
	var err error
	switch kind {
	case foreignArchive:
		s.note(name+" is an archive that cannot be opened: hand in a zip file instead",
			name+" 是无法打开的压缩格式：请改交 zip 文件")
		return nil
	case zipArchive:
		err = s.zip(inside, r, size, depth)
	case tarArchive:
		err = s.tar(inside, r, depth)
	case tarGzip:
		var z *gzip.Reader
		if z, err = gzip.NewReader(r); err == nil {
			err = s.tar(inside, z, depth)
		}
	}
	if err != nil && !errors.Is(err, errFull) {
		s.note(fmt.Sprintf("%s is damaged: %v", name, err), fmt.Sprintf("%s 已损坏：%v", name, err))
		return nil
	}
	return err
}

// maxDirectory bounds the directory of a zip file in bytes: some 90,000 entries.
const maxDirectory = 4 << 20

// directory checks the size of a zip file's directory before it is read whole
// (APPNOTE 4.3.16): its entries could be millions.
func directory(r io.ReaderAt, size, limit int64) error {
	tail := make([]byte, min(size, 22+65535))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return err
	}
	i := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if i < 0 || len(tail)-i < 22 {
		return errors.New("its end is missing")
	}
	end := size - int64(len(tail)) + int64(i)
	length, offset := int64(binary.LittleEndian.Uint32(tail[i+12:])), int64(binary.LittleEndian.Uint32(tail[i+16:]))
	if length > limit || end-offset > limit+1<<20 {
		return errors.New("it has too many entries")
	}
	return nil
}

func (s *state) zip(inside string, r io.ReaderAt, size int64, depth int) error {
	if err := directory(r, size, maxDirectory); err != nil {
		return err
	}
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return err
	}
	for _, f := range z.File {
		name := f.Name
		if f.NonUTF8 || !utf8.ValidString(name) {
			name = chinese(name)
		}
		if f.FileInfo().IsDir() {
			continue
		}
		if err := s.count(); err != nil {
			return err
		}
		if !f.Mode().IsRegular() {
			s.link(name)
			continue
		}
		if f.Flags&1 != 0 {
			s.note(name+" is encrypted: hand it in without a password", name+" 已加密：请不要设置密码")
			continue
		}
		x, err := f.Open()
		if err != nil {
			s.note(name+" is packed in a way that is not known", name+" 的压缩方式未知")
			continue
		}
		err = s.entry(inside, name, x, int64(f.UncompressedSize64), depth)
		x.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *state) link(name string) {
	s.note(name+" is a link or no file: it was not followed", name+" 是链接或非普通文件：未跟随")
}

func (s *state) tar(inside string, r io.Reader, depth int) error {
	t := tar.NewReader(io.LimitReader(r, 4*s.Limits.Bytes))
	for {
		h, err := t.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return err
		}
		name := h.Name
		if !utf8.ValidString(name) {
			name = chinese(name)
		}
		switch h.Typeflag {
		case tar.TypeReg:
		case tar.TypeDir, tar.TypeXGlobalHeader, tar.TypeXHeader:
			continue
		default:
			s.link(name)
			continue
		}
		if err := s.count(); err != nil {
			return err
		}
		if err := s.entry(inside, name, t, h.Size, depth); err != nil {
			return err
		}
	}
}

// chinese reads a name that is not UTF-8 as GB18030, as Chinese Windows writes it.
func chinese(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	if s, err := simplifiedchinese.GB18030.NewDecoder().String(name); err == nil {
		return s
	}
	return strings.ToValidUTF8(name, "_")
}

// entry takes a file of an archive.
func (s *state) entry(inside, name string, r io.Reader, size int64, depth int) error {
	clean, tricky := harmless(name)
	if tricky {
		s.note(fmt.Sprintf("%q leads out of the archive: it was taken as %s", name, clean),
			fmt.Sprintf("%q 指向压缩包之外：按 %s 处理", name, clean))
	}
	if clean == "" || junk(clean) {
		return nil
	}
	clean = inside + clean
	head := make([]byte, 512)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		s.note(clean+" is damaged", clean+" 已损坏")
		return nil
	}
	kind := kindOf(clean, head[:n])
	if kind == noArchive && s.Wanted != nil && !s.Wanted(clean) {
		s.out.Files = append(s.out.Files, &File{Name: clean})
		return nil
	}
	if kind != noArchive && depth >= s.Limits.Depth+s.around {
		s.note(clean+": archives lie too deep in each other: it was not opened", clean+"：压缩包嵌套过深，未打开")
		return nil
	}
	var b bytes.Buffer
	room := s.Limits.Bytes - s.bytes
	if size > room {
		return s.full()
	}
	b.Grow(int(max(size, 0)) + bytes.MinRead)
	b.Write(head[:n])
	_, err = io.Copy(&b, io.LimitReader(r, room-int64(n)+1))
	if s.bytes += int64(b.Len()); s.bytes > s.Limits.Bytes {
		return s.full()
	}
	if err != nil {
		s.note(clean+" is damaged: what could be unpacked of it was read", clean+" 已损坏：只读取了能解压的部分")
	}
	if kind != noArchive {
		return s.unpack(kind, clean, bytes.NewReader(b.Bytes()), int64(b.Len()), depth+1)
	}
	s.out.Files = append(s.out.Files, &File{Name: clean, Size: int64(b.Len()), data: b.Bytes()})
	return nil
}

// full ends the reading of an archive that is too large.
func (s *state) full() error {
	s.note(fmt.Sprintf("more than %d MiB when unpacked: the rest was not read", s.Limits.Bytes>>20),
		fmt.Sprintf("解压后超过 %d MiB：其余未读取", s.Limits.Bytes>>20))
	return errFull
}

// harmless makes a name relative, with slashes and without steps upward. tricky
// says that it was not so.
func harmless(name string) (clean string, tricky bool) {
	s := strings.ReplaceAll(name, `\`, "/")
	if len(s) > 1 && s[1] == ':' {
		s, tricky = s[2:], true
	}
	var parts []string
	for p := range strings.SplitSeq(s, "/") {
		switch p {
		case "", ".":
		case "..":
			tricky = true
		default:
			parts = append(parts, strings.Map(func(r rune) rune {
				if r < ' ' || r == 0x7f {
					return '_'
				}
				return r
			}, p))
		}
	}
	return strings.Join(parts, "/"), tricky || strings.HasPrefix(s, "/")
}
