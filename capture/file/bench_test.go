package file

import (
	"bytes"
	"io"
	"runtime"
	"strings"
	"testing"

	"netsniff/capture"
)

// benchPackets is enough to need the read buffer many times.
const benchPackets = 100_000

var benchData = strings.Repeat("x", 400)

func benchPcap() []byte {
	b := little().pcapHeader(magicMicro, 1)
	for range benchPackets {
		b.record(1, 2, 400, 400, benchData)
	}
	return b.b
}

func benchPcapNG() []byte {
	b := little().section().iface(1, 0, option(ifTsResol, "\x09"), end)
	for range benchPackets {
		b.packet(0, 1e9+2, benchData)
	}
	return b.b
}

func benchmark(b *testing.B, file []byte) {
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	var p capture.Packet
	for b.Loop() {
		s, err := NewSource("bench", bytes.NewReader(file))
		if err != nil {
			b.Fatal(err)
		}
		for s.Next(&p) == nil {
		}
		if p.Frame != benchPackets {
			b.Fatalf("%d frames", p.Frame)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchPackets, "ns/packet")
}

func BenchmarkPcap(b *testing.B)     { benchmark(b, benchPcap()) }
func BenchmarkPcapNG(b *testing.B)   { benchmark(b, benchPcapNG()) }
func BenchmarkPcapGzip(b *testing.B) { benchmark(b, gzipped(b, benchPcap())) }
func BenchmarkPcapZstd(b *testing.B) { benchmark(b, zstandard(b, benchPcap())) }

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
	for name, file := range map[string][]byte{"pcap": benchPcap(), "pcapng": benchPcapNG()} {
		s, err := NewSource("test", bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		var p capture.Packet
		if n := testing.AllocsPerRun(benchPackets-2, func() { s.Next(&p) }); n != 0 {
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
