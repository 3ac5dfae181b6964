package file

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netsniff/capture"
)

func TestWriter(t *testing.T) {
	interfaces := []capture.Interface{
		{Name: "eth0", Description: "uplink", Filter: "tcp port 25", Link: ether, SnapLen: 128, Precision: 9},
		{Link: capture.LinkRaw, Precision: 6},
		{Name: "late", Link: capture.LinkSLL, Precision: 3},
	}
	packets := []frame{
		{1700000000_123456789, 5, ether, 0, "abcde", ""},
		{1700000000_123456000, 1500, capture.LinkRaw, 1, "", "one\ntwo"},
		{1700000000_123000000, 4, capture.LinkSLL, 2, "abcd", "three"},
	}
	var out bytes.Buffer
	w, err := NewWriter(&out, interfaces[:2]...)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range packets {
		if i == 2 {
			if err := w.Describe(interfaces); err != nil {
				t.Fatal(err)
			}
		}
		p := capture.Packet{At: f.At, WireLen: f.WireLen, Link: f.Link, Interface: f.Iface, Data: []byte(f.Data),
			Comment: f.Comment}
		if err := w.Write(&p); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Statistics(0, 7, 2), w.Close()); err != nil {
		t.Fatal(err)
	}
	s := expect(t, out.Bytes(), packets, "")
	for i, got := range s.Interfaces() {
		got.Section = 0 // the writer makes one
		if got != interfaces[i] {
			t.Errorf("interface %d: %+v, want %+v", i, got, interfaces[i])
		}
	}
}

func TestWriterStatistics(t *testing.T) {
	var out bytes.Buffer
	w, _ := NewWriter(&out, capture.Interface{Link: ether, Precision: 6})
	w.Write(&capture.Packet{At: 5e9, Link: ether})
	w.Flush()
	before := out.Len()
	if err := errors.Join(w.Statistics(0, 7, 2), w.Close()); err != nil {
		t.Fatal(err)
	}
	body := little().u32(0, 0, 5e6).u16(isbReceived, 8).u64(7).u16(isbDropped, 8).u64(2).u32(0)
	if want := little().block(blockStatistics, body).b; !bytes.Equal(out.Bytes()[before:], want) {
		t.Errorf("got  %x\nwant %x", out.Bytes()[before:], want)
	}
}

func TestWriterRefuses(t *testing.T) {
	w, _ := NewWriter(io.Discard, capture.Interface{Link: ether, Precision: 6})
	for _, p := range []capture.Packet{
		{Frame: 1, Interface: 1, Link: ether},
		{Frame: 2, Interface: -1, Link: ether},
		{Frame: 3, Link: capture.LinkRaw},
	} {
		if w.Write(&p) == nil {
			t.Errorf("frame %d was written", p.Frame)
		}
	}
	if w.Statistics(1, 0, 0) == nil {
		t.Error("statistics of an unknown interface were written")
	}
}

// What does not fit is cut so that the file stays readable.
func TestWriterLimits(t *testing.T) {
	var out bytes.Buffer
	w, _ := NewWriter(&out, capture.Interface{Name: strings.Repeat("é", 40000), Link: ether, Precision: 6})
	w.Write(&capture.Packet{At: -5, Link: ether, Comment: strings.Repeat("é", 40000)})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	cut := strings.Repeat("é", 32767)
	s := expect(t, out.Bytes(), []frame{{Link: ether, Comment: cut}}, "")
	if got := s.Interfaces()[0].Name; got != cut {
		t.Errorf("name of %d bytes", len(got))
	}
}

func TestCreate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.pcapng")
	w, err := Target{Path: path}.Create(capture.Interface{Link: ether, Precision: 6})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write(&capture.Packet{Link: ether, Data: []byte("abcd")}), w.Close()); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, b, []frame{{Link: ether, Data: "abcd"}}, "")
	if _, err := (Target{Path: filepath.Join(path, "below")}).Create(capture.Interface{}); err == nil {
		t.Error("a file was created below a file")
	}
	if err := w.Write(&capture.Packet{Link: ether}); !errors.Is(err, os.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestWriterErrorSticks(t *testing.T) {
	w, _ := NewWriter(full{}, capture.Interface{Link: ether, Precision: 6})
	first := w.Flush()
	if first == nil || w.Write(&capture.Packet{Link: ether}) != first || w.Close() != first {
		t.Errorf("first error %v, then others", first)
	}
}
