package submission

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// gbk is a name as Chinese Windows writes it.
func gbk(t *testing.T, s string) string {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// tarredGz makes a tar.gz of names and contents; those without content are links.
func tarredGz(t *testing.T, pairs ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for i := 0; i < len(pairs); i += 2 {
		h := tar.Header{Name: pairs[i], Size: int64(len(pairs[i+1])), Mode: 0o644, Typeflag: tar.TypeReg}
		if pairs[i+1] == "" {
			h.Typeflag, h.Linkname = tar.TypeSymlink, "/etc/passwd"
		}
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(pairs[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	_, _ = w.Close(), z.Close()
	return b.Bytes()
}

// found opens all submissions that a path means, and returns the files of each.
func found(t *testing.T, where string, q Questions, limits Limits) (list []string, said string) {
	t.Helper()
	s := &Shelf{}
	defer s.Close()
	paths, err := s.Find([]string{where}, q)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range paths {
		x, err := (&Opener{Limits: limits, Shelf: s}).Open(n)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, x.Name+": "+names(x))
		said += notes(x)
	}
	return list, said
}

// TestClassArchive: an archive of a class, as platforms give it out, is as many
// submissions as there are students in it; that of one student is one.
func TestClassArchive(t *testing.T) {
	one := string(zipped(t, "lab.pcap", "x", "答案.csv", "q,1"))
	whose := func(name string) string {
		for _, n := range []string{"Zhang", "Li"} {
			if strings.Contains(name, n) {
				return n
			}
		}
		return ""
	}
	for name, c := range map[string]struct {
		file  string
		bytes []byte
		q     Questions
		want  []string
		note  string
	}{
		"folders in a folder, names of Windows": {"作业.zip",
			zipped(t, gbk(t, "作业/2023001_张三/抓包.pcap"), "1", gbk(t, "作业/2023001_张三/答案.csv"), "a,1",
				gbk(t, "作业/2023002_李四/抓包.pcap"), "2"),
			Questions{}, []string{"2023001_张三: 抓包.pcap 答案.csv", "2023002_李四: 抓包.pcap"}, ""},
		"archives": {"lab.zip", zipped(t, "2023001.zip", one, "2023002.zip", one, "readme.txt", "x"), Questions{},
			[]string{"2023001: lab.pcap 答案.csv", "2023002: lab.pcap 答案.csv"}, ""},
		"Moodle, with folders": {"lab.zip",
			zipped(t, "张三_77_assignsubmission_file_/lab.pcap", "1",
				"张三_77_assignsubmission_onlinetext_/onlinetext.html", "hi",
				"李四_78_assignsubmission_file_/a/lab.pcap", "2"), Questions{},
			[]string{"张三_77: lab.pcap onlinetext.html", "李四_78: a/lab.pcap"}, ""},
		"Moodle, without folders": {"lab.zip",
			zipped(t, "张三_77_assignsubmission_file_lab.pcap", "1", "张三_77_assignsubmission_file_answers.csv", "a,1",
				"李四_78_assignsubmission_file_lab.pcap", "2"), Questions{},
			[]string{"张三_77: answers.csv lab.pcap", "李四_78: lab.pcap"}, ""},
		"known by the roster": {"lab.tar.gz", tarredGz(t, "./Zhang/lab.pcap", "1", "./Li/lab.pcap", "2"),
			Questions{Whose: whose}, []string{"Li: lab.pcap", "Zhang: lab.pcap"}, ""},
		"links and tricks": {"lab.tgz",
			tarredGz(t, "2023001/lab.pcap", "", "../2023002/lab.pcap", "2", "2023003/../../x.pcap", "3"), Questions{},
			[]string{"2023001: ", "2023002: lab.pcap", "2023003: x.pcap"}, "is a link"},
		"one student's": {"2023001.zip", zipped(t, "http/20261101.pcap", "1", "dns/20261102.pcap", "2"),
			Questions{Whose: whose}, []string{"2023001: dns/20261102.pcap http/20261101.pcap"}, ""},
		"one student's captures": {"2023001.zip", zipped(t, "20261101.pcap", "1", "20261102.pcap", "2"), Questions{},
			[]string{"2023001: 20261101.pcap 20261102.pcap"}, ""},
		"to be compared": {"x.zip", zipped(t, "a.pcap", "1", "b.pcap", "2"), Questions{Class: true},
			[]string{"a: a.pcap", "b: b.pcap"}, ""},
	} {
		got, said := found(t, written(t, c.file, c.bytes), c.q, Usual)
		if !slices.Equal(got, c.want) || !strings.Contains(said, c.note) {
			t.Errorf("%s: %q, want %q; %s", name, got, c.want, said)
		}
	}
}

// TestClassBombs: each submission has its own limits, and what one has too much of is
// not held against another.
func TestClassBombs(t *testing.T) {
	limits := Limits{Files: 10, Bytes: 1 << 20, Depth: 3, File: 1 << 20}
	bomb := strings.Repeat("\x00", 8<<20)
	got, said := found(t, written(t, "class.zip",
		zipped(t, "2023001/a.pcap", "a", "2023001/big.pcap", bomb, "2023002/b.pcap", "b", "2023003.zip",
			string(zipped(t, "c.pcap", bomb)))), Questions{}, limits)
	if want := []string{"2023001: a.pcap", "2023002: b.pcap", "2023003: "}; !slices.Equal(got, want) ||
		strings.Count(said, "more than 1 MiB") != 2 {
		t.Errorf("%q, want %q; %s", got, want, said)
	}
}

// TestDamagedClass: whatever an archive is, nothing breaks, and what is whole is found.
func TestDamagedClass(t *testing.T) {
	z := zipped(t, "2023001/a.pcap", "hello", "2023002/b.pcap", "world")
	g := tarredGz(t, "2023001/a.pcap", "hello", "2023002/b.pcap", "world")
	for file, b := range map[string][]byte{"c.zip": z, "c.tar.gz": g} {
		for i := range b {
			for _, damaged := range [][]byte{b[:i], append(append(bytes.Clone(b[:i]), b[i]^0xff), b[i+1:]...)} {
				s := &Shelf{}
				where := written(t, file, damaged)
				names, err := s.Find([]string{where}, Questions{})
				if err != nil {
					t.Errorf("%s, byte %d: %v", file, i, err)
				}
				for _, n := range names {
					_, _ = (&Opener{Limits: Usual, Shelf: s}).Open(n)
				}
				_ = s.Close()
			}
		}
	}
	s := &Shelf{}
	defer s.Close()
	if _, err := s.Find([]string{filepath.Join(written(t, "c.zip", z), "2023009")}, Questions{}); err == nil ||
		!strings.Contains(err.Error(), "there is no 2023009 in it") {
		t.Errorf("%v", err)
	}
}
