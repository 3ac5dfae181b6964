package file

import (
	"bytes"
	"testing"

	"netsniff/capture"
)

// FuzzReader feeds any bytes to the readers: no panic, no endless run, no
// memory that the input did not pay for, and what was read can be written and
// read again.
func FuzzReader(f *testing.F) {
	for _, b := range []*builder{little(), big()} {
		b.section().iface(1, 0, option(ifName, "eth0"), end).packet(0, 1e6+2, "abcde", option(optComment, "hi"))
		b.block(blockSimplePacket, b.fresh().u32(2).raw("ab"))
		f.Add(b.b)
		f.Add(b.fresh().pcapHeader(magicNano, 1).record(1, 2, 4, 4, "abcd").b)
		f.Add(b.fresh().pcapHeader(magicModified, 1).record(1, 2, 4, 4, "12345678abcd").b)
	}
	f.Add(little().section().u32(0x777, 1<<27).b)
	f.Add(little().pcapHeader(magicMicro, 249).record(1, 2, 1<<27, 1<<27, "").b)
	f.Add(gzipped(f, pcapOf(1)))
	f.Add(zstandard(f, pcapOf(1)))
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := NewSource("fuzz", bytes.NewReader(file))
		if err != nil {
			return
		}
		defer s.Close()
		var out bytes.Buffer
		w, _ := NewWriter(&out)
		var p capture.Packet
		var n uint32
		for ; s.Next(&p) == nil; n++ {
			if p.CapLen != len(p.Data) || p.Frame != n+1 {
				t.Fatalf("frame %d after %d, CapLen %d, %d bytes", p.Frame, n, p.CapLen, len(p.Data))
			}
			if w.Describe(s.Interfaces()) != nil || w.Write(&p) != nil {
				t.Fatalf("frame %d was not written", p.Frame)
			}
			if out.Len() > 64<<20 {
				return // a compressed flood
			}
		}
		if compressionOf(file) == compressionNone && len(s.in.buf) > max(bufferSize, 2*len(file)) {
			t.Fatalf("a buffer of %d bytes for a file of %d", len(s.in.buf), len(file))
		}
		w.Close()
		again, err := NewSource("again", &out)
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		if got, _ := readAll(t, again); len(got) != int(n) {
			t.Fatalf("%d frames were written, %d read", n, len(got))
		}
	})
}
