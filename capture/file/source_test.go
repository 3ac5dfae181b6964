package file

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"netsniff/capture"
)

var abcd = frame{At: 1_000_002_000, WireLen: 4, Link: ether, Data: "abcd"}

// pcapOf returns a classic capture of n times the frame abcd.
func pcapOf(n int) []byte {
	b := little().pcapHeader(magicMicro, 1)
	for range n {
		b.record(1, 2, 4, 4, "abcd")
	}
	return b.b
}

func gzipped(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zstandard(t testing.TB, b []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	return w.EncodeAll(b, nil)
}

// save writes files into a fresh directory and returns their paths.
func save(t testing.TB, files ...[]byte) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	for i, b := range files {
		path := filepath.Join(dir, fmt.Sprintf("%d.pcap", i+1))
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

func TestCompressed(t *testing.T) {
	const n = 50000
	plain := pcapOf(n)
	gz := gzipped(t, plain)
	want := slices.Repeat([]frame{abcd}, n)
	t.Run("gzip", func(t *testing.T) { expect(t, gz, want, "") })
	t.Run("zstd", func(t *testing.T) { expect(t, zstandard(t, plain), want, "") })
	t.Run("two gzip members", func(t *testing.T) {
		expect(t, append(gzipped(t, plain[:1000]), gzipped(t, plain[1000:])...), want, "")
	})
	t.Run("two zstd frames", func(t *testing.T) {
		expect(t, append(zstandard(t, plain[:1000]), zstandard(t, plain[1000:])...), want, "")
	})
	end := fmt.Sprintf(" at offset %d, after frame %d", len(plain), n)
	t.Run("gzip checksum", func(t *testing.T) {
		b := bytes.Clone(gz)
		b[len(b)-8] ^= 1
		expect(t, b, want, "test: the compressed data is damaged, its checksum is wrong"+end)
	})
	t.Run("more after gzip", func(t *testing.T) {
		expect(t, append(bytes.Clone(gz), "something else"...), want,
			"test: something follows the compressed data that is not gzip"+end)
	})
	t.Run("gzip header", func(t *testing.T) {
		expect(t, gz[:5], nil, "test: the gzip header is cut or damaged")
	})
	t.Run("empty inside", func(t *testing.T) {
		expect(t, gzipped(t, nil), nil, "test: the file is empty, nothing was captured or copied to it")
	})
	for name, b := range map[string][]byte{"gzip": gz, "zstd": zstandard(t, plain)} {
		t.Run("cut "+name, func(t *testing.T) {
			s, err := NewSource("test", bytes.NewReader(b[:len(b)-9]))
			if err != nil {
				t.Skip("cut before the first block")
			}
			_, err = readAll(t, s)
			var damaged *capture.DamageError
			if !errors.As(err, &damaged) || !strings.Contains(damaged.Reason, "cut short") {
				t.Errorf("ended with %v", err)
			}
		})
	}
}

func TestForeign(t *testing.T) {
	for head, want := range map[string]string{
		"":                              "the file is empty, nothing was captured or copied to it",
		"\xd4\xc3":                      "the file is cut short in the middle of its header, copy or record it again",
		"snoop\x00\x00\x00\x00\x00\x00": "this is a snoop capture, convert it with editcap -F pcapng",
		"GMBU\x00\x02":                  "this is a NetMon capture, convert it with editcap -F pcapng",
		"BZh91AY":                       "this is compressed with bzip2, decompress it with bunzip2",
		"version https://git-lfs":       "this is a Git LFS pointer, fetch the capture itself with git lfs pull",
		"hello":                         "not a capture: neither pcap nor pcapng, plain or compressed with gzip or zstd",
	} {
		_, err := NewSource("test", strings.NewReader(head))
		if err == nil || err.Error() != "test: "+want {
			t.Errorf("%q: %v, want %q", head, err, want)
		}
	}
}

func TestSeveralFiles(t *testing.T) {
	ng := little().section().iface(1, 0).iface(101, 0).packet(1, 1e6+2, "ip").b
	paths := save(t, pcapOf(2), ng, gzipped(t, pcapOf(1)))
	s, err := Open(paths...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := readAll(t, s)
	last := abcd
	last.Iface = 3
	want := []frame{abcd, abcd, {abcd.At, 2, capture.LinkRaw, 2, "ip", ""}, last}
	if err != io.EOF || !slices.Equal(got, want) || len(s.Interfaces()) != 4 {
		t.Errorf("%+v, %v, %d interfaces", got, err, len(s.Interfaces()))
	}
	if read, total := s.Progress(); read != total || total == 0 {
		t.Errorf("read %d of %d bytes", read, total)
	}
	if err := s.Next(new(capture.Packet)); err != io.EOF {
		t.Errorf("after the end: %v", err)
	}
}

// Damage ends one file, not the run.
func TestSeveralDamagedFiles(t *testing.T) {
	short := pcapOf(2)
	paths := save(t, short[:len(short)-1], nil, pcapOf(1), short[:30])
	s, err := Open(paths...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := readAll(t, s)
	if len(got) != 2 {
		t.Errorf("%d frames, want 2", len(got))
	}
	want := paths[0] + ": the file is cut short in the middle of a packet at offset 44, after frame 1\n" +
		paths[1] + ": the file is empty, nothing was captured or copied to it\n" +
		paths[3] + ": the file is cut short in the middle of a packet at offset 24, after frame 0"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %v", err, want)
	}
	var damaged *capture.DamageError
	if !errors.As(err, &damaged) || damaged.File != paths[0] {
		t.Errorf("first damage: %+v", damaged)
	}
}

func TestOpenErrors(t *testing.T) {
	paths := save(t, pcapOf(1), []byte("just text"), nil)
	dir := filepath.Dir(paths[0])
	missing := filepath.Join(dir, "missing.pcap")
	for _, c := range []struct {
		names []string
		want  string
	}{
		{nil, "no capture file named"},
		{[]string{missing}, missing + ": no such file or directory, check the name"},
		{[]string{dir}, dir + ": this is a directory, name the captures in it"},
		{paths[1:2], paths[1] + ": not a capture: neither pcap nor pcapng, plain or compressed with gzip or zstd"},
		{paths[2:], paths[2] + ": the file is empty, nothing was captured or copied to it"},
		{[]string{missing, paths[0], dir}, missing + ": no such file or directory, check the name\n" +
			dir + ": this is a directory, name the captures in it"},
		{paths, paths[1] + ": not a capture: neither pcap nor pcapng, plain or compressed with gzip or zstd"},
	} {
		_, err := Open(c.names...)
		if err == nil || err.Error() != c.want {
			t.Errorf("%q:\ngot  %v\nwant %v", c.names, err, c.want)
		}
	}
	if _, err := Open(missing); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}

// A file that disappears between two others is reported, the rest is read.
func TestFileDisappears(t *testing.T) {
	paths := save(t, pcapOf(1), pcapOf(1), pcapOf(1))
	s, err := Open(paths...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	os.Remove(paths[1])
	got, err := readAll(t, s)
	if len(got) != 2 || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%d frames, %v", len(got), err)
	}
}

// A pipe that pauses inside a record reports it and loses nothing.
func TestPipePauses(t *testing.T) {
	ng := little().section().iface(1, 0).packet(0, 1e6+2, "abcd").block(0x777, little().raw("12345678")).
		packet(0, 1e6+2, "abcd").b
	for name, file := range map[string][]byte{"pcap": pcapOf(2), "pcapng": ng} {
		t.Run(name, func(t *testing.T) {
			r, w := io.Pipe()
			f := opener{name: "-", once: true, pauses: true, open: func() (io.Reader, error) { return r, nil }}
			s := &Source{files: []opener{f}}
			step := make(chan struct{})
			go func() {
				w.Write(file[:50])
				for i := 50; i < len(file); i += 7 {
					<-step
					w.Write(file[i:min(i+7, len(file))])
				}
				w.Close()
			}()
			if err := s.first(); err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			var p capture.Packet
			frames, pauses := 0, 0
			for {
				err := s.Next(&p)
				if err == io.EOF {
					break
				}
				switch {
				case err == nil && frameOf(&p) == abcd:
					frames++
				case err == capture.ErrIdle:
					pauses++
					select {
					case step <- struct{}{}:
					case <-time.After(time.Second):
					}
				default:
					t.Fatalf("%v, %+v", err, frameOf(&p))
				}
			}
			if frames != 2 || pauses == 0 {
				t.Errorf("%d frames, %d pauses", frames, pauses)
			}
		})
	}
}

// Closing early leaves nothing behind that blocks.
func TestCloseEarly(t *testing.T) {
	for _, file := range [][]byte{pcapOf(100000), gzipped(t, pcapOf(1000000)), zstandard(t, pcapOf(1000000))} {
		s, err := Open(save(t, file)...)
		if err != nil {
			t.Fatal(err)
		}
		var p capture.Packet
		if err := s.Next(&p); err != nil {
			t.Fatal(err)
		}
		s.Close()
		if err := s.Next(&p); err != io.EOF {
			t.Errorf("after Close: %v", err)
		}
	}
}
