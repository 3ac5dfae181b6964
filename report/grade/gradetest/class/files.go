package class

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/capture/file"
)

// Rubric is that of the lab.
//
//go:embed rubric.yaml
var Rubric []byte

// Form is how a submission is handed in.
type Form uint8

// Forms.
const (
	Folder     Form = iota // a folder with a pcap, called by id and name
	Zip                    // a zip file with a pcapng
	ChineseZip             // a zip file of Chinese Windows: names in GB18030, and so are the answers
	MoodleName             // a folder as Moodle calls it, with a pcap of microseconds
	TarGz                  // with a gzipped pcapng
	forms
)

// format is that of a capture.
type format struct {
	name      string
	ng        bool
	precision int // decimal digits of a second
	gzip      bool
}

var formats = [forms]format{
	Folder: {"lab.pcap", false, 9, false}, Zip: {"capture.pcapng", true, 9, false},
	ChineseZip: {"抓包.pcapng", true, 9, false},
	MoodleName: {"lab.pcap", false, 6, false}, TarGz: {"lab.pcapng.gz", true, 6, true},
}

// otherFormat is a form whose captures are of another format.
func (f Form) otherFormat() Form { return (f + 3) % forms }

// Write writes the class into a folder: class.yaml, roster.csv, submissions/, and the
// truth: marks.csv (submission, verdict and points of each item) and copies.csv.
func (c *Class) Write(dir string) error {
	if err := os.MkdirAll(filepath.Join(dir, "submissions"), 0o777); err != nil {
		return err
	}
	roster := [][]string{{"id", "name", "mail", "ip"}}
	head := []string{"id", "points", "breakage"}
	for _, item := range Items {
		head = append(head, item.ID)
	}
	marks, copies := [][]string{head}, [][]string{{"a", "b", "way"}}
	for _, s := range c.Students {
		if err := s.write(filepath.Join(dir, "submissions")); err != nil {
			return err
		}
		a := s.Machine.Addr
		roster = append(roster, []string{s.ID, s.Name, s.Mail(), fmt.Sprintf("%d.%d.%d.%d", a[0], a[1], a[2], a[3])})
		row := []string{s.ID, fmt.Sprint(s.Points()), s.Breakage.String()}
		for _, m := range s.Truth {
			row = append(row, m.Verdict)
		}
		marks = append(marks, row)
	}
	for _, x := range c.Copies {
		copies = append(copies, []string{x.From.ID, x.By.ID, x.Way.String()})
	}
	for name, rows := range map[string][][]string{"roster.csv": roster, "marks.csv": marks, "copies.csv": copies} {
		if err := os.WriteFile(filepath.Join(dir, name), table(rows), 0o666); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "class.yaml"), Rubric, 0o666)
}

func table(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(rows) // a buffer takes all
	return b.Bytes()
}

// content is a file of a submission.
type content struct {
	name string
	data []byte
}

// write writes the submission into a folder.
func (s *Student) write(dir string) error {
	files, err := s.files()
	if err != nil {
		return err
	}
	name := s.ID + "_" + s.Name
	switch {
	case s.Breakage == ZipInZip:
		inner := zipped(files, false)
		return os.WriteFile(filepath.Join(dir, name+".zip"),
			zipped([]content{{"作业/" + s.ID + ".zip", inner}}, false), 0o666)
	case s.Form == Zip, s.Form == ChineseZip:
		for i := range files {
			files[i].name = name + "/" + files[i].name
		}
		return os.WriteFile(filepath.Join(dir, name+".zip"), zipped(files, s.Form == ChineseZip), 0o666)
	case s.Form == TarGz:
		return os.WriteFile(filepath.Join(dir, s.ID+".tar.gz"), tarred(files), 0o666)
	case s.Form == MoodleName:
		name = fmt.Sprintf("%s %s_%d_assignsubmission_file", s.Name, s.ID, 40000+s.number*13)
	}
	if err := os.MkdirAll(filepath.Join(dir, name), 0o777); err != nil {
		return err
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, name, f.name), f.data, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// files are those that a student hands in.
func (s *Student) files() (list []content, err error) {
	if s.Breakage != NoAnswers {
		list = append(list, s.answerFile())
	}
	if s.Breakage == NoCapture {
		return append(list, content{"readme.txt", []byte("the capture follows by mail\n")}), nil
	}
	f := formats[s.Form]
	b, err := f.save(s.frames)
	switch {
	case err != nil:
		return nil, err
	case s.Breakage == NoneAtAll:
		b = []byte("No.,Time,Source,Destination\n1,0.000000,10.0.0.1,10.0.0.2\n")
	case s.Breakage == Truncated: // within the data of the last task
		b, err = f.save(s.frames[:begins(s.frames, 21, "RETR notes.txt")+6])
		b = b[:len(b)-20]
	}
	if err == nil && f.gzip {
		b = gzipped(b)
	}
	return append(list, content{f.name, b}), err
}

func (s *Student) answerFile() content {
	rows := [][]string{{"question", "answer"}}
	names := make([]string, 0, len(s.Answers))
	for q := range s.Answers {
		names = append(names, q)
	}
	slices.Sort(names)
	var yaml strings.Builder
	for _, q := range names {
		rows = append(rows, []string{q, s.Answers[q]})
		fmt.Fprintf(&yaml, "%s: %q\n", q, s.Answers[q])
	}
	switch s.Form {
	case ChineseZip:
		b, err := simplifiedchinese.GB18030.NewEncoder().Bytes(table(rows))
		if err != nil {
			panic(err) // all of it is there
		}
		return content{"答案.csv", b}
	case TarGz:
		return content{"answers.yaml", []byte(yaml.String())}
	}
	return content{"answers.csv", table(rows)}
}

// save writes frames in the format.
func (f format) save(frames []capturetest.Record) ([]byte, error) {
	if !f.ng {
		return f.pcap(frames), nil
	}
	var out bytes.Buffer
	w, err := file.NewWriter(&out, capture.Interface{Name: "eth0", Link: capture.LinkEthernet, Precision: f.precision})
	if err != nil {
		return nil, err
	}
	for _, x := range frames {
		if err := w.Write(&capture.Packet{At: x.At, WireLen: x.WireLen, Link: x.Link, Data: x.Data}); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return out.Bytes(), err
}

// pcap writes frames as a pcap, as the format's precision asks.
func (f format) pcap(frames []capturetest.Record) []byte {
	magic, unit := uint32(0xa1b23c4d), capture.Stamp(1)
	if f.precision == 6 {
		magic, unit = 0xa1b2c3d4, 1000
	}
	put := binary.LittleEndian.AppendUint32
	b := put(nil, magic)
	b = append(b, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0)
	b = put(b, uint32(capture.LinkEthernet))
	for _, x := range frames {
		b = put(put(b, uint32(x.At/1e9)), uint32(x.At%1e9/unit))
		b = put(put(b, uint32(len(x.Data))), uint32(x.WireLen))
		b = append(b, x.Data...)
	}
	return b
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(b) // a buffer takes all
	_ = z.Close()
	return out.Bytes()
}

// zipped makes a zip file; chinese: its names are in GB18030, as Windows writes them.
func zipped(files []content, chinese bool) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		h := zip.FileHeader{Name: f.name, Method: zip.Deflate}
		if chinese {
			h.NonUTF8 = true
			if name, err := simplifiedchinese.GB18030.NewEncoder().String(f.name); err == nil {
				h.Name = name
			}
		}
		w, err := z.CreateHeader(&h)
		if err == nil {
			_, err = w.Write(f.data)
		}
		if err != nil {
			panic(err) // a buffer takes all
		}
	}
	_ = z.Close()
	return out.Bytes()
}

func tarred(files []content) []byte {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, f := range files {
		if err := w.WriteHeader(&tar.Header{Name: f.name, Size: int64(len(f.data)), Mode: 0o644,
			Typeflag: tar.TypeReg}); err != nil {
			panic(err) // a buffer takes all
		}
		_, _ = w.Write(f.data)
	}
	_ = w.Close()
	return gzipped(out.Bytes())
}
