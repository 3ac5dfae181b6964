package submission

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// zipped makes a zip file of names and contents.
func zipped(t *testing.T, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: pairs[i], Method: zip.Deflate,
			NonUTF8: strings.HasPrefix(pairs[i], "\xca")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func written(t *testing.T, name string, b []byte) string {
	t.Helper()
	where := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(where, b, 0o666); err != nil {
		t.Fatal(err)
	}
	return where
}

func opened(t *testing.T, where string, limits Limits) *Submission {
	t.Helper()
	s, err := (&Opener{Limits: limits}).Open(where)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func names(s *Submission) string {
	var list []string
	for _, f := range s.Files {
		list = append(list, f.Name)
	}
	return strings.Join(list, " ")
}

func notes(s *Submission) string {
	var list []string
	for _, n := range s.Notes {
		list = append(list, n.EN)
	}
	return strings.Join(list, "; ")
}

// TestTricks: names that lead elsewhere, links, Chinese names of Windows, archives
// within archives and what systems leave behind.
func TestTricks(t *testing.T) {
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String("实验.pcap")
	if err != nil {
		t.Fatal(err)
	}
	inner := string(zipped(t, "a.pcap", "in"))
	b := zipped(t, "../../etc/x.pcap", "1", `C:\lab\y.pcap`, "2", "/abs.pcap", "3", gbk, "4", "__MACOSX/._a", "5",
		"in.zip", inner, "a/./b.pcap", "6")
	where := written(t, "2023001_张三.zip", b)
	s := opened(t, where, Usual)
	if got, want := names(s), "a/b.pcap abs.pcap etc/x.pcap in/a.pcap lab/y.pcap 实验.pcap"; got != want {
		t.Errorf("files %s, want %s", got, want)
	}
	if s.Name != "2023001_张三" || strings.Count(notes(s), "leads out of the archive") != 3 {
		t.Errorf("name %s, notes %s", s.Name, notes(s))
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(where), "..", "etc")); err == nil {
		t.Error("something was written")
	}
	if again := opened(t, where, Usual); again.Hash != s.Hash || s.Hash == "" {
		t.Error("the hash is not the same twice")
	}
}

// TestLinks: links in folders and tar files are not followed.
func TestLinks(t *testing.T) {
	dir := t.TempDir()
	secret := written(t, "secret.pcap", []byte("secret"))
	if err := os.Symlink(secret, filepath.Join(dir, "x.pcap")); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink("/", filepath.Join(dir, "root")); err != nil {
		t.Fatal(err)
	}
	if s := opened(t, dir, Usual); len(s.Files) != 0 || strings.Count(notes(s), "not followed") != 2 {
		t.Errorf("files %s, notes %s", names(s), notes(s))
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	_ = w.WriteHeader(&tar.Header{Name: "x.pcap", Typeflag: tar.TypeSymlink, Linkname: secret})
	_ = w.WriteHeader(&tar.Header{Name: "../y.pcap", Typeflag: tar.TypeReg, Size: 1, Mode: 0o644})
	_, _ = w.Write([]byte("y"))
	_, _ = w.Close(), z.Close()
	if s := opened(t, written(t, "a.tar.gz", b.Bytes()), Usual); names(s) != "y.pcap" ||
		!strings.Contains(notes(s), "x.pcap is a link") {
		t.Errorf("files %s, notes %s", names(s), notes(s))
	}
}

// TestBombs: what would be huge stops at the limits, and is said.
func TestBombs(t *testing.T) {
	limits := Limits{Files: 10, Bytes: 1 << 20, Depth: 3, File: 1 << 20}
	bomb := string(zipped(t, "big.pcap", strings.Repeat("\x00", 8<<20)))
	for name, c := range map[string]struct {
		pairs []string
		note  string
	}{
		"one that unpacks": {[]string{"a.pcap", "a", "big.pcap", strings.Repeat("\x00", 8<<20)},
			"more than 1 MiB when unpacked"},
		"one within": {[]string{"a.pcap", "a", "b.zip", bomb}, "more than 1 MiB when unpacked"},
		"many files": {many(20), "more than 10 files"},
		"deep in each other": {[]string{"a.zip",
			string(zipped(t, "b.zip", string(zipped(t, "c.zip", string(zipped(t, "d.pcap", "x"))))))}, "lie too deep"},
	} {
		s := opened(t, written(t, "bomb.zip", zipped(t, c.pairs...)), limits)
		if !strings.Contains(notes(s), c.note) {
			t.Errorf("%s: notes %q, want %q", name, notes(s), c.note)
		}
		size := 0
		for _, f := range s.Files {
			size += len(f.data)
		}
		if size > 1<<20 || len(s.Files) > 10 {
			t.Errorf("%s: %d bytes in %d files", name, size, len(s.Files))
		}
	}
}

func many(n int) (pairs []string) {
	for i := range n {
		pairs = append(pairs, fmt.Sprintf("%d.pcap", i), "x")
	}
	return pairs
}

// TestLies: a zip file that lies about its sizes, one that is cut, and a directory that
// says it is huge.
func TestLies(t *testing.T) {
	b := zipped(t, "a.pcap", "hello")
	for i := range b[:len(b)-10] {
		damaged := bytes.Clone(b)
		damaged[i] ^= 0xff
		if s, err := (&Opener{Limits: Usual}).Open(written(t, "x.zip", damaged)); err == nil && len(s.Files) > 1 {
			t.Errorf("byte %d: %s", i, names(s))
		}
	}
	for i := range b {
		_, _ = (&Opener{Limits: Usual}).Open(written(t, "x.zip", b[:i]))
	}
	huge := bytes.Clone(b)
	copy(huge[len(huge)-10:], []byte{0xff, 0xff, 0xff, 0x7f})
	if s := opened(t, written(t, "x.zip", huge), Usual); !strings.Contains(notes(s), "too many entries") {
		t.Errorf("notes %q", notes(s))
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b/x.pcap", "a.zip", "c.pcap", "readme.txt", ".hidden/x.pcap"} {
		_ = os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o777)
		_ = os.WriteFile(filepath.Join(dir, name), nil, 0o666)
	}
	list, err := (&Shelf{}).Find([]string{dir}, Questions{Alone: func([]string) bool { return true }})
	if err != nil || len(list) != 3 {
		t.Errorf("%v, %v", list, err)
	}
	list, err = (&Shelf{}).Find([]string{filepath.Join(dir, "b")},
		Questions{Alone: func(files []string) bool { return files[0] == "x.pcap" }})
	if err != nil || len(list) != 1 || filepath.Base(list[0]) != "b" {
		t.Errorf("%v, %v", list, err)
	}
	if _, err := (&Shelf{}).Find([]string{t.TempDir()}, Questions{}); err == nil ||
		!strings.Contains(err.Error(), "no submissions") {
		t.Errorf("%v", err)
	}
}

func TestRoster(t *testing.T) {
	text := "学号,姓名,邮箱,IP地址\n2023001,张三,zhangsan@example.com,192.0.2.1\n20230011,李四,,\n"
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []string{text, gbk, "\ufeff" + strings.ReplaceAll(text, ",", ";")} {
		r, err := ReadRoster(written(t, "class.csv", []byte(b)))
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range map[string]string{"2023001_hw3": "张三", "20230011": "李四", "x 李四 hw": "李四",
			"120230011": "", "zhangsan@example.com": "张三", "张三_77_assignsubmission_file": "张三"} {
			if got := r.Find(name)["name"]; got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
	}
	for text, want := range map[string]string{"": "the roster is empty", "a,b\n": "no column is called id",
		"id\n1\n1\n": ":3: 1 is there twice, first in line 2"} {
		if _, err := ReadRoster(written(t, "class.csv", []byte(text))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// workbook makes the smallest .xlsx with shared and inline texts and numbers.
func workbook(t *testing.T) []byte {
	return zipped(t,
		"[Content_Types].xml", "<Types/>",
		"xl/workbook.xml", `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" r:id="rId7"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId7" Target="worksheets/s.xml"/></Relationships>`,
		"xl/sharedStrings.xml", `<sst><si><t>q1</t></si><si><r><t>se</t></r><r><t>rial</t></r></si></sst>`,
		"xl/worksheets/s.xml", `<worksheet><sheetData><row><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row><c r="A2" t="inlineStr"><is><t>q2</t></is></c><c r="B2"><v>0.30000000000000004</v></c><c r="D2"><v>7</v></c></row><row><c r="A3" t="s"><v>99</v></c></row></sheetData></worksheet>`)
}

func TestAnswers(t *testing.T) {
	book := workbook(t)
	for _, c := range []struct{ name, text, want string }{
		{"a.csv", "q1,serial\nq2,0.3,,7\n", "serial 0.3 7"},
		{"a.csv", "q1;serial\nq2;0.3;;7\n", "serial 0.3 7"},
		{"a.csv", "Q1,Q2\nserial,0.3\n,\n,7\n", "serial 0.3 7"},
		{"a.yaml", "q1: serial\nq2: [0.3, '', 7]\n", "serial 0.3 7"},
		{"a.xlsx", string(book), "serial 0.3 7"},
	} {
		where := written(t, c.name, []byte(c.text))
		a, err := ReadAnswers(&File{Name: c.name, Size: int64(len(c.text)), disk: where}, []string{"q1", "q2"})
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		third := a["q2.3"]
		if third == "" {
			third = a["q2.2"]
		}
		if got := a["q1"] + " " + a["q2"] + " " + third; got != c.want {
			t.Errorf("%q: %v", c.text, a)
		}
	}
	for i := range book {
		damaged := bytes.Clone(book)
		damaged[i] ^= byte(crc32.ChecksumIEEE(book[:i])) | 1
		_, _ = ReadAnswers(&File{Name: "a.xlsx", Size: int64(len(book)), data: damaged}, nil)
	}
}
