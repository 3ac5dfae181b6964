package gather

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/file"
)

// record writes a capture whose first frame is that many seconds after 1970.
func record(t *testing.T, path string, first capture.Stamp) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := file.NewWriter(f, capture.Interface{Link: 1, SnapLen: 1514})
	if err != nil {
		t.Fatal(err)
	}
	if first > 0 {
		if err := w.Write(&capture.Packet{At: first * 1e9, Data: make([]byte, 60), CapLen: 60, WireLen: 60,
			Link: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
}

// found lists captures as base names, files of one with + between them.
func found(list []Capture) (names []string) {
	for _, c := range list {
		var files []string
		for _, f := range c.Files {
			files = append(files, filepath.Base(f))
		}
		names = append(names, strings.Join(files, "+"))
	}
	return names
}

func TestFind(t *testing.T) {
	for _, test := range []struct {
		what  string
		files map[string]capture.Stamp
		mode  Mode
		want  []string
	}{
		{"in order of time", map[string]capture.Stamp{"b.pcap": 1, "a.pcapng": 2, "sub/c.pcap": 3}, ByName,
			[]string{"b.pcap", "a.pcapng", "c.pcap"}},
		{"dumpcap's ring", map[string]capture.Stamp{"r_00002_20240501120100.pcapng": 20,
			"r_00001_20240501120000.pcapng": 10, "r_00003_20240501120200.pcapng": 30}, ByName,
			[]string{"r_00001_20240501120000.pcapng+r_00002_20240501120100.pcapng+r_00003_20240501120200.pcapng"}},
		{"a file of the ring is gone", map[string]capture.Stamp{"r_00001_20240501120000.pcapng": 10,
			"r_00003_20240501120200.pcapng": 30}, ByName,
			[]string{"r_00001_20240501120000.pcapng", "r_00003_20240501120200.pcapng"}},
		{"numbers that time contradicts", map[string]capture.Stamp{"hw_00001.pcap": 50, "hw_00002.pcap": 10}, ByName,
			[]string{"hw_00002.pcap", "hw_00001.pcap"}},
		{"tcpdump's", map[string]capture.Stamp{"t.pcap": 1, "t.pcap1": 2, "t.pcap2": 3}, ByName,
			[]string{"t.pcap+t.pcap1+t.pcap2"}},
		{"two students", map[string]capture.Stamp{"lab1.pcap": 1, "lab2.pcap": 2}, ByName,
			[]string{"lab1.pcap", "lab2.pcap"}},
		{"separate", map[string]capture.Stamp{"t.pcap": 1, "t.pcap1": 2}, Separate, []string{"t.pcap", "t.pcap1"}},
		{"together", map[string]capture.Stamp{"x.pcap": 2, "y.pcap": 1}, Together, []string{"y.pcap+x.pcap"}},
		{"the same ring in two folders", map[string]capture.Stamp{"1/t.pcap": 1, "2/t.pcap1": 2}, ByName,
			[]string{"t.pcap", "t.pcap1"}},
	} {
		dir := t.TempDir()
		for name, first := range test.files {
			record(t, filepath.Join(dir, name), first)
		}
		list, err := Find([]string{dir}, test.mode)
		if err != nil || !slices.Equal(found(list), test.want) {
			t.Errorf("%s: %q, %v; want %q", test.what, found(list), err, test.want)
		}
	}
}

func TestFindNames(t *testing.T) {
	dir := t.TempDir()
	record(t, filepath.Join(dir, "a.pcap"), 5)
	record(t, filepath.Join(dir, "b.pcap"), 4)
	record(t, filepath.Join(dir, "odd.name"), 3)
	if err := os.WriteFile(filepath.Join(dir, "no.pcap"), []byte("no capture at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for names, want := range map[string]string{
		"*.pcap":        "b.pcap a.pcap: no.pcap: not a capture",
		".":             "b.pcap a.pcap", // what is found and is none is left out
		"a.pcap a.pcap": "a.pcap",
		"odd.name":      "odd.name",
		"x*":            ": x*: no file has such a name",
		"[":             ": [: no such file",
		"nowhere":       ": nowhere: no such file",
	} {
		list, err := Find(strings.Fields(names), ByName)
		got := strings.Join(found(list), " ")
		if err != nil {
			got += ": " + err.Error()
		}
		if !strings.HasPrefix(got, want) || err == nil && got != want {
			t.Errorf("%s: %s; want %s", names, got, want)
		}
	}
}

func TestRingOf(t *testing.T) {
	for name, want := range map[string]ring{
		"d/r_00012_20240501120000.pcapng":    {"d/r_", ".pcapng", 12},
		"d/r_20240501120000_00012.pcapng":    {"d/r_", ".pcapng", 12},
		"r_00012.pcap.gz":                    {"r_", ".pcap.gz", 12},
		"t.pcap":                             {"t.pcap", "", 0},
		"t.pcap07":                           {"t.pcap", "", 7},
		"t.pcap3.gz":                         {"t.pcap", ".gz", 3},
		"student_2024.pcapng":                {},
		"r_99999999999999999999_00001.pcapx": {"r_99999999999999999999_", ".pcapx", 1},
	} {
		if got, _ := ringOf(name); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}
