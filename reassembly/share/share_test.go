package share

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"testing"

	"netsniff/capture"
)

// frames is a source of packets of raw IP.
type frames struct {
	list []capture.Packet
	next int
}

func (f *frames) Next(p *capture.Packet) error {
	if f.next == len(f.list) {
		return io.EOF
	}
	*p = f.list[f.next]
	p.Data = bytes.Clone(p.Data) // borrowed: the caller may not keep it
	f.next++
	return nil
}

func (f *frames) Interfaces() []capture.Interface { return nil }
func (f *frames) Close() error                    { return nil }

func (f *frames) add(at capture.Stamp, data []byte) {
	f.list = append(f.list, capture.Packet{Frame: uint32(len(f.list) + 1), At: at, CapLen: len(data), WireLen: len(data),
		Link: capture.LinkRaw, Data: data})
}

// internet makes an IPv4 packet between hosts of 192.0.2.0/24.
func internet(from, to, proto byte, id, off int, more bool, payload []byte) []byte {
	b := make([]byte, 20, 20+len(payload))
	b[0], b[8], b[9] = 0x45, 64, proto
	binary.BigEndian.PutUint16(b[2:], uint16(20+len(payload)))
	binary.BigEndian.PutUint16(b[4:], uint16(id))
	bits := uint16(off / 8)
	if more {
		bits |= 0x2000
	}
	binary.BigEndian.PutUint16(b[6:], bits)
	copy(b[12:], []byte{192, 0, 2, from, 192, 0, 2, to})
	return append(b, payload...)
}

// datagram makes UDP.
func datagram(n int) []byte {
	b := make([]byte, 8+n)
	binary.BigEndian.PutUint16(b, 40000)
	binary.BigEndian.PutUint16(b[2:], 40001)
	binary.BigEndian.PutUint16(b[4:], uint16(8+n))
	return b
}

const (
	udp  = 17
	ipip = 4
)

func of(from, to byte, n int) int {
	return Of(&capture.Addr{Kind: capture.AddrIPv4, B: [16]byte{192, 0, 2, from}},
		&capture.Addr{Kind: capture.AddrIPv4, B: [16]byte{192, 0, 2, to}}, n)
}

// all reads a source to its end.
func all(t *testing.T, s *Source) (numbers []uint32, shares []int, data [][]byte) {
	t.Helper()
	var p capture.Packet
	for {
		share, err := s.Next(&p)
		if err == io.EOF {
			return numbers, shares, data
		}
		if err != nil {
			t.Fatal(err)
		}
		numbers, shares, data = append(numbers, p.Frame), append(shares, share), append(data, bytes.Clone(p.Data))
	}
}

// TestFragmentsGoWithTheirDatagram: in a tunnel the fragments alone name other hosts than
// the datagram; they have its share, and all frames keep their order and bytes.
func TestFragmentsGoWithTheirDatagram(t *testing.T) {
	const n = 64
	f := &frames{}
	inner := internet(10, 80, udp, 7, 0, false, datagram(1992))
	f.add(1, internet(1, 2, udp, 1, 0, false, datagram(10)))
	f.add(2, internet(200, 201, ipip, 9, 0, true, inner[:1000]))
	f.add(3, internet(3, 4, udp, 2, 0, false, datagram(20)))
	f.add(4, internet(200, 201, ipip, 9, 1000, false, inner[1000:]))
	f.add(5, internet(80, 10, udp, 3, 0, false, datagram(30)))
	want := []int{of(1, 2, n), of(10, 80, n), of(3, 4, n), of(10, 80, n), of(10, 80, n)}
	if want[1] == of(200, 201, n) {
		t.Fatal("the tunnel has the share of what is in it: choose other hosts")
	}
	s := New(f, n)
	numbers, shares, data := all(t, s)
	if !slices.Equal(numbers, []uint32{1, 2, 3, 4, 5}) || !slices.Equal(shares, want) || s.Parted != 0 {
		t.Errorf("frames %v have the shares %v, want %v", numbers, shares, want)
	}
	for i := range data {
		if !bytes.Equal(data[i], f.list[i].Data) {
			t.Errorf("frame %d has other bytes", i+1)
		}
	}
}

// TestFragmentsWaitInBounds: what never becomes complete holds nothing up for longer than its
// time, nor for more than its room, and what came too late is counted.
func TestFragmentsWaitInBounds(t *testing.T) {
	inner := internet(10, 80, udp, 7, 0, false, datagram(1992))
	f := &frames{}
	f.add(0, internet(200, 201, ipip, 9, 0, true, inner[:1000]))
	for i := range 100_000 {
		f.add(capture.Stamp(i), internet(3, 4, udp, 2, 0, false, datagram(500)))
	}
	f.add(100_000, internet(200, 201, ipip, 9, 1000, false, inner[1000:]))
	s := New(f, 64)
	most := 0
	var p capture.Packet
	for want := uint32(1); ; want++ {
		_, err := s.Next(&p)
		if err == io.EOF {
			break
		}
		if most = max(most, s.bytes); p.Frame != want {
			t.Fatalf("frame %d comes where %d should", p.Frame, want)
		}
	}
	if most > mostHeld+64<<10 || s.Parted != 1 {
		t.Errorf("%d bytes waited, %d fragments parted", most, s.Parted)
	}
	if len(s.held) > 2*mostHeld/(500+overhead) {
		t.Errorf("%d frames are kept", len(s.held))
	}
}

// TestNothingIsAllocated: frames that are no fragments pass, and those that wait use the
// memory of those before.
func TestNothingIsAllocated(t *testing.T) {
	f := &frames{}
	inner := internet(10, 80, udp, 7, 0, false, datagram(1992))
	for i := range 3000 {
		f.add(capture.Stamp(i), internet(1, 2, udp, i, 0, false, datagram(10)))
		f.add(capture.Stamp(i), internet(200, 201, ipip, i, 0, true, inner[:1000]))
		f.add(capture.Stamp(i), internet(200, 201, ipip, i, 1000, false, inner[1000:]))
	}
	again := &repeated{frames: f}
	s := New(again, 16)
	var p capture.Packet
	next := func() {
		if _, err := s.Next(&p); err != nil {
			t.Fatal(err)
		}
	}
	for range 3000 {
		next()
	}
	if n := testing.AllocsPerRun(3000, next); n > 0 {
		t.Errorf("%v allocations a frame", n)
	}
}

// repeated delivers frames without copying them.
type repeated struct{ *frames }

func (r *repeated) Next(p *capture.Packet) error {
	x := &r.list[r.next]
	p.Frame, p.At, p.Data, p.CapLen, p.WireLen, p.Link = x.Frame, x.At, x.Data, x.CapLen, x.WireLen, x.Link
	r.next++
	return nil
}

// TestShares: both directions have one share, shares are about even, and each of them has work
// for all of several workers.
func TestShares(t *testing.T) {
	const n = 16
	var count [n]int
	var workers [n][2]int
	for a := range 200 {
		for b := a + 1; b < 200; b++ {
			share := of(byte(a), byte(b), n)
			if share != of(byte(b), byte(a), n) {
				t.Fatalf("%d and %d have two shares", a, b)
			}
			count[share]++
			x, y := capture.Addr{Kind: capture.AddrIPv4, B: [16]byte{192, 0, 2, byte(a)}},
				capture.Addr{Kind: capture.AddrIPv4, B: [16]byte{192, 0, 2, byte(b)}}
			workers[share][capture.Pair(&x, &y)%2]++
		}
	}
	for i, c := range count {
		if even := 200 * 199 / 2 / n; c < even*8/10 || c > even*12/10 {
			t.Errorf("share %d has %d pairs of %d", i, c, even)
		}
		if w := workers[i]; w[0] < w[1]/2 || w[1] < w[0]/2 {
			t.Errorf("share %d gives its workers %v", i, w)
		}
	}
}
