package file

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"netsniff/capture"
)

// A benchmark reads benchRounds times the same benchPackets packets: many for
// the reader, few enough for the cache, so that the reader is measured and not
// the memory.
const (
	benchPackets = 1000
	benchRounds  = 100
)

var benchData = strings.Repeat("x", 400)

// rounds is a reader of head and then of many times body.
type rounds struct {
	head, body, rest []byte
	left             int
}

func (r *rounds) Read(p []byte) (int, error) {
	if r.left == benchRounds && r.rest == nil {
		r.rest = r.head
	}
	if len(r.rest) == 0 {
		if r.left == 0 {
			return 0, io.EOF
		}
		r.left--
		r.rest = r.body
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func pcapRounds() *rounds {
	r := &rounds{left: benchRounds, head: little().pcapHeader(magicMicro, 1).b}
	b := little()
	for range benchPackets {
		b.record(1, 2, 400, 400, benchData)
	}
	r.body = b.b
	return r
}

func pcapngRounds() *rounds {
	r := &rounds{left: benchRounds, head: little().section().iface(1, 0, option(ifTsResol, "\x09"), end).b}
	b := little()
	for range benchPackets {
		b.packet(0, 1e9+2, benchData)
	}
	r.body = b.b
	return r
}

// benchmark reads what open returns; size is its length when uncompressed.
func benchmark(b *testing.B, size int, open func() io.Reader) {
	b.SetBytes(int64(size))
	b.ReportAllocs()
	var p capture.Packet
	for b.Loop() {
		s, err := NewSource("bench", open())
		if err != nil {
			b.Fatal(err)
		}
		for s.Next(&p) == nil {
		}
		if p.Frame != benchPackets*benchRounds {
			b.Fatalf("%d frames", p.Frame)
		}
		s.Close()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchPackets/benchRounds, "ns/packet")
}

func benchmarkRounds(b *testing.B, r *rounds) {
	benchmark(b, len(r.head)+benchRounds*len(r.body), func() io.Reader { again := *r; return &again })
}

func BenchmarkPcap(b *testing.B)   { benchmarkRounds(b, pcapRounds()) }
func BenchmarkPcapNG(b *testing.B) { benchmarkRounds(b, pcapngRounds()) }

// The compressed captures hold frames of random bytes in hexadecimal, which
// compress to about a half.
func BenchmarkPcapGzip(b *testing.B) { benchmarkCompressed(b, gzipped) }
func BenchmarkPcapZstd(b *testing.B) { benchmarkCompressed(b, zstandard) }

func benchmarkCompressed(b *testing.B, compress func(testing.TB, []byte) []byte) {
	r := rand.New(rand.NewPCG(1, 2))
	plain := little().pcapHeader(magicMicro, 1)
	for range benchPackets * benchRounds {
		data := make([]byte, 0, 400)
		for len(data) < 400 {
			data = fmt.Appendf(data, "%08x", r.Uint32())
		}
		plain.record(1, 2, 400, 400, string(data))
	}
	file := compress(b, plain.b)
	benchmark(b, len(plain.b), func() io.Reader { return bytes.NewReader(file) })
}

func BenchmarkWriter(b *testing.B) {
	w, err := NewWriter(io.Discard, capture.Interface{Link: ether, Precision: 9})
	if err != nil {
		b.Fatal(err)
	}
	p := capture.Packet{At: 1e18, WireLen: 400, Link: ether, Data: []byte(benchData)}
	b.SetBytes(400)
	for b.Loop() {
		w.Write(&p)
	}
}

func TestNextAllocatesNothing(t *testing.T) {
	for name, file := range map[string]io.Reader{"pcap": pcapRounds(), "pcapng": pcapngRounds()} {
		s, err := NewSource("test", file)
		if err != nil {
			t.Fatal(err)
		}
		var p capture.Packet
		if n := testing.AllocsPerRun(benchPackets*benchRounds-2, func() { s.Next(&p) }); n != 0 {
			t.Errorf("%s: %v allocations per packet", name, n)
		}
	}
}

func TestWriteAllocatesNothing(t *testing.T) {
	w, _ := NewWriter(io.Discard, capture.Interface{Link: ether, Precision: 9})
	p := capture.Packet{WireLen: 400, Link: ether, Data: []byte(benchData), Comment: "kept"}
	if n := testing.AllocsPerRun(10000, func() { w.Write(&p) }); n != 0 {
		t.Errorf("%v allocations per packet", n)
	}
}

// A small file that claims a lot gets no memory for it.
func TestClaimsCostNothing(t *testing.T) {
	usb := uint32(linkUSBPcap)
	for name, file := range map[string][]byte{
		"pcap":         little().pcapHeader(magicMicro, usb).record(1, 2, maxTransfer, maxTransfer, "").b,
		"pcapng":       little().section().iface(uint16(usb), 0).u32(uint32(blockEnhanced), maxTransfer).b,
		"other block":  little().section().u32(0x777, maxTransfer).b,
		"other header": little().u32(uint32(blockSection), maxTransfer, byteOrderMagic).b,
		"zstd window":  []byte("\x28\xb5\x2f\xfd\x00\x90\x01\x00\x00"), // 256 MiB
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if s, err := NewSource(name, bytes.NewReader(file)); err == nil {
			s.Next(new(capture.Packet))
			s.Close()
		}
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 4<<20 {
			t.Errorf("%s: %d bytes were allocated", name, n)
		}
	}
}
