package reassembly

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"netsniff/capture"
)

// fragmentOf makes a raw IPv4 packet with a part of a UDP datagram.
func fragmentOf(id uint16, off int, more bool, payload []byte) []byte {
	b := make([]byte, 20, 20+len(payload))
	b[0], b[8], b[9] = 0x45, 64, 17
	binary.BigEndian.PutUint16(b[2:], uint16(20+len(payload)))
	binary.BigEndian.PutUint16(b[4:], id)
	bits := uint16(off / 8)
	if more {
		bits |= 0x2000
	}
	binary.BigEndian.PutUint16(b[6:], bits)
	copy(b[12:], []byte{192, 0, 2, 1, 192, 0, 2, 2})
	return append(b, payload...)
}

// fragmentOf6 makes a raw IPv6 packet with a part of a UDP datagram.
func fragmentOf6(id uint32, off int, more bool, payload []byte) []byte {
	b := make([]byte, 48, 48+len(payload))
	b[0], b[6], b[7], b[40] = 0x60, 44, 64, 17
	binary.BigEndian.PutUint16(b[4:], uint16(8+len(payload)))
	b[23], b[39] = 1, 2
	bits := uint16(off)
	if more {
		bits |= 1
	}
	binary.BigEndian.PutUint16(b[42:], bits)
	binary.BigEndian.PutUint32(b[44:], id)
	return append(b, payload...)
}

// datagramOf makes a UDP datagram with n bytes of payload.
func datagramOf(n int) []byte {
	b := make([]byte, 8+n)
	binary.BigEndian.PutUint16(b, 1000)
	binary.BigEndian.PutUint16(b[2:], 53)
	binary.BigEndian.PutUint16(b[4:], uint16(8+n))
	for i := range n {
		b[8+i] = byte(i * 7)
	}
	return b
}

func add(d *Fragments, frame uint32, at capture.Stamp, data []byte) *capture.Packet {
	p := &capture.Packet{Frame: frame, At: at, CapLen: len(data), WireLen: len(data), Link: capture.LinkRaw, Data: data}
	p.Decode()
	d.Add(p)
	return p
}

func TestFragmentsAnyOrder(t *testing.T) {
	datagram := datagramOf(1000)
	for name, make := range map[string]func(off int, more bool, b []byte) []byte{
		"IPv4": func(off int, more bool, b []byte) []byte { return fragmentOf(7, off, more, b) },
		"IPv6": func(off int, more bool, b []byte) []byte { return fragmentOf6(7, off, more, b) },
	} {
		random := rand.New(rand.NewPCG(1, 2))
		for range 50 {
			var d Fragments
			parts := [][]byte{
				make(0, true, datagram[:400]), make(400, true, datagram[400:800]), make(800, false, datagram[800:]),
				make(400, true, datagram[400:800]),
			}
			random.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
			whole := 0
			for i, part := range parts {
				p := add(&d, uint32(i+1), 0, part)
				if p.State == capture.Fragment {
					continue
				}
				whole++
				if p.Transport != capture.ProtoUDP || p.DstPort != 53 || !bytes.Equal(p.Payload, datagram[8:]) {
					t.Fatalf("%s: %v to port %d, %d bytes", name, p.Transport, p.DstPort, len(p.Payload))
				}
				if n := len(p.Parts(capture.BufferDatagram)); n < 3 {
					t.Errorf("%s: made of %d fragments", name, n)
				}
			}
			if whole != 1 {
				t.Fatalf("%s: %d datagrams", name, whole)
			}
		}
	}
}

func TestFragmentsOverlap(t *testing.T) {
	var d Fragments
	datagram := datagramOf(56)
	other := bytes.Repeat([]byte{0xee}, 48)
	add(&d, 1, 0, fragmentOf(1, 16, false, datagram[16:]))
	p := add(&d, 2, 0, fragmentOf(1, 0, true, append(datagram[:16:16], other[:16]...)))
	want := append(append(datagram[8:16:16], other[:16]...), datagram[32:]...)
	if p.State != capture.Decoded || !bytes.Equal(p.Payload, want) {
		t.Errorf("state %d, payload % x", p.State, p.Payload)
	}
	parts := p.Parts(capture.BufferDatagram)
	if len(parts) != 2 || parts[1].Flags != capture.PartOverlap|capture.PartConflict || parts[1].Frame != 1 {
		t.Errorf("parts %+v", parts)
	}
}

func TestFragmentsOfDifferentDatagrams(t *testing.T) {
	var d Fragments
	datagram := datagramOf(100)
	add(&d, 1, 0, fragmentOf(1, 0, true, datagram[:64]))
	if p := add(&d, 2, 0, fragmentOf(2, 64, false, datagram[64:])); p.State != capture.Fragment {
		t.Error("fragments of two datagrams were joined")
	}
	if p := add(&d, 3, fragmentTimeout+1, fragmentOf(1, 64, false, datagram[64:])); p.State != capture.Fragment ||
		d.Losses != (FragmentLosses{Expired: 2}) {
		t.Errorf("state %d after the timeout, %+v", p.State, d.Losses)
	}
}

func TestFragmentsBounded(t *testing.T) {
	var d Fragments
	part := make([]byte, 1400)
	for i := range 3 * maxDatagrams {
		add(&d, 1, 0, fragmentOf(uint16(i), 0, true, part))
	}
	if len(d.waiting) > maxDatagrams || d.bytes != len(d.waiting)*(len(part)+partOverhead) {
		t.Errorf("%d datagrams with %d bytes", len(d.waiting), d.bytes)
	}
	for range 100 * maxParts / 8 {
		add(&d, 1, 0, fragmentOf(1, 8, true, part[:8]))
	}
	if g := d.newest; len(g.parts) > maxParts {
		t.Errorf("%d parts", len(g.parts))
	}
}

func TestFragmentsAllocates(t *testing.T) {
	var d Fragments
	data := fragmentOf(1, 0, false, datagramOf(10))
	p := &capture.Packet{CapLen: len(data), WireLen: len(data), Link: capture.LinkRaw, Data: data}
	if n := testing.AllocsPerRun(100, func() { p.Decode(); d.Add(p) }); n != 0 {
		t.Errorf("%v allocations for a packet that is no fragment", n)
	}
}

// FuzzFragments feeds fragments whose places and lengths are random; every
// three bytes make one. Nothing may panic, and the accounts must be right.
func FuzzFragments(f *testing.F) {
	f.Add([]byte{0, 4, 1, 4, 4, 0})
	f.Add([]byte{4, 4, 0, 0, 6, 1, 0, 6, 1})
	f.Fuzz(func(t *testing.T, script []byte) {
		var d Fragments
		data := bytes.Repeat([]byte{1, 2, 3, 4, 5, 6, 7, 8}, 32)
		for i := 0; i+3 <= len(script); i += 3 {
			n := min(int(script[i+1])*2, len(data))
			frame := fragmentOf(uint16(script[i+2]>>4), int(script[i])*8, script[i+2]&1 != 0, data[:n])
			if script[i+2]&2 != 0 {
				frame = fragmentOf6(uint32(script[i+2]>>4), int(script[i])*8, script[i+2]&1 != 0, data[:n])
			}
			add(&d, uint32(i), capture.Stamp(i), frame)
			sum, count := 0, 0
			for g := d.oldest; g != nil; g = g.next {
				sum += g.got + len(g.parts)*partOverhead
				count++
			}
			if sum != d.bytes || count != len(d.waiting) {
				t.Fatalf("%d bytes in %d datagrams, accounts say %d in %d", sum, count, d.bytes, len(d.waiting))
			}
		}
	})
}
