package file

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netsniff/capture"
)

// written returns the file that the packets make in a format, and what it lost.
func written(t *testing.T, target Target, interfaces []capture.Interface, packets []frame) ([]byte, Losses) {
	t.Helper()
	target.Path = filepath.Join(t.TempDir(), "out")
	w, err := target.Create(interfaces...)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range packets {
		p := capture.Packet{Frame: uint32(i + 1), At: f.At, WireLen: f.WireLen, Link: f.Link, Interface: f.Iface,
			Data: []byte(f.Data), Comment: f.Comment}
		if err := w.Write(&p); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Statistics(0, 1, 0), w.Close()); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(target.Path)
	if err != nil || int64(len(b)) != w.Size() {
		t.Fatalf("%d bytes, said %d: %v", len(b), w.Size(), err)
	}
	return b, w.Lost()
}

func TestPcapWriter(t *testing.T) {
	interfaces := []capture.Interface{{Name: "eth0", Link: ether, SnapLen: 128, Precision: 9},
		{Name: "eth1", Link: ether, Precision: 9}}
	packets := []frame{
		{1700000000_123456789, 1500, ether, 0, "abcde", ""},
		{1700000000_123456000, 4, ether, 1, "abcd", "a comment"},
	}
	b, lost := written(t, Target{Format: Pcap}, interfaces, packets)
	if lost != (Losses{Times: 1, Comments: 1}) {
		t.Errorf("lost %+v", lost)
	}
	expect(t, b, []frame{{1700000000_123456000, 1500, ether, 0, "abcde", ""},
		{1700000000_123456000, 4, ether, 0, "abcd", ""}}, "")

	b, lost = written(t, Target{Format: NanoPcap}, interfaces, packets)
	if lost != (Losses{Comments: 1}) {
		t.Errorf("lost %+v", lost)
	}
	s := expect(t, b, []frame{{1700000000_123456789, 1500, ether, 0, "abcde", ""},
		{1700000000_123456000, 4, ether, 0, "abcd", ""}}, "")
	if i := s.Interfaces()[0]; i.SnapLen != 128 || i.Precision != 9 {
		t.Errorf("%+v", i)
	}
}

func TestPcapWriterBounds(t *testing.T) {
	b, lost := written(t, Target{Format: Pcap}, nil,
		[]frame{{-5, 0, ether, 0, "", ""}, {math.MaxInt64, 0, ether, 0, "", ""}})
	if lost.Times != 2 {
		t.Errorf("lost %+v", lost)
	}
	expect(t, b, []frame{{0, 0, ether, 0, "", ""}, {(1<<32-1)*1_000_000_000 + 999_999_000, 0, ether, 0, "", ""}}, "")
	if b, _ := written(t, Target{Format: Pcap}, []capture.Interface{{Link: capture.LinkRaw}},
		nil); len(b) != pcapHeaderLen || b[20] != 101 {
		t.Errorf("an empty capture: % x", b)
	}
}

// TestPcapHasOneLinkType: what the format cannot hold is refused, in words.
func TestPcapHasOneLinkType(t *testing.T) {
	w, err := Target{Path: filepath.Join(t.TempDir(), "x"), Format: Pcap}.Create()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Write(&capture.Packet{Frame: 1, Link: ether}); err != nil {
		t.Fatal(err)
	}
	err = w.Write(&capture.Packet{Frame: 2, Link: capture.LinkRaw})
	if err == nil || !strings.HasPrefix(err.Error(), "frame 2 has link type 101 (") ||
		!strings.Contains(err.Error(), "-F pcapng") {
		t.Errorf("%v", err)
	}
}

// TestTarget: what a target says beside its format is kept.
func TestTarget(t *testing.T) {
	b, _ := written(t, Target{Comment: "Übung 3", Group: true}, []capture.Interface{{Link: ether}}, nil)
	if !bytes.Contains(b, []byte("Übung 3")) {
		t.Error("the comment is not in the file")
	}
	path := filepath.Join(t.TempDir(), "g")
	w, err := Target{Path: path, Group: true}.Create()
	if err != nil {
		t.Fatal(err)
	}
	w.Close()
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v", st.Mode(), err)
	}
	for _, name := range append(Formats(), "libpcap", "PCAP") {
		if _, ok := ParseFormat(name); !ok {
			t.Errorf("%s is no format", name)
		}
	}
}
