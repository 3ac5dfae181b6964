package all_test

import (
	"errors"
	"io"
	"testing"

	"netsniff/capture"
	"netsniff/capture/file"
	"netsniff/dissect/engine"
)

// TestReassembled: the answer of a zone transfer comes in twelve segments.
func TestReassembled(t *testing.T) {
	src, err := file.Open("../../testdata/pcaps/dns-axfr-ixfr-update-tsig.pcap")
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	s := newStack(engine.ByArrival)
	var p capture.Packet
	for {
		if err := src.Next(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		f := s.take(&p)
		switch p.Frame {
		case 6, 25:
			if f.Whole.Segments() != 0 {
				t.Errorf("frame %d completes a message", p.Frame)
			}
		case 26:
			w := &f.Whole
			if w.Segments() != 12 || w.Len != 14005 || len(w.Bytes) != w.Len || len(f.Part) != 717 {
				t.Fatalf("%d segments, %d bytes, %d stored, %d in the last", w.Segments(), w.Len, len(w.Bytes), len(f.Part))
			}
			if w.Frame(0) != 6 || w.Frame(11) != 26 {
				t.Errorf("from frame %d to %d", w.Frame(0), w.Frame(11))
			}
		}
	}
}
