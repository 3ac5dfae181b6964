package file

import (
	"strings"
	"testing"

	"netsniff/capture"
)

const ether = capture.LinkEthernet

func TestPcap(t *testing.T) {
	long := strings.Repeat("x", maxPacket)
	one := frame{At: 1_000_002_000, WireLen: 4, Link: ether, Data: "abcd"}
	swapped := frame{At: 1_000_002_000, WireLen: 9, Link: ether, Data: "abcd"}
	modified := "\x02\x00\x00\x00\x08\x00\x00\x00"
	for _, c := range []struct {
		name   string
		build  func(b *builder)
		want   []frame
		damage string
	}{
		{"no frames", func(b *builder) { b.pcapHeader(magicMicro, 1) }, nil, ""},
		{"µs", func(b *builder) { b.pcapHeader(magicMicro, 1).record(1, 2, 4, 4, "abcd") }, []frame{one}, ""},
		{"ns", func(b *builder) { b.pcapHeader(magicNano, 1).record(1, 2000, 4, 4, "abcd") }, []frame{one}, ""},
		{"modified", func(b *builder) {
			b.pcapHeader(magicModified, 1)
			b.record(1, 2, 4, 4, modified+"abcd").record(1, 2, 4, 4, modified+"abcd")
		}, []frame{one, one}, ""},
		{"year 2097", func(b *builder) { b.pcapHeader(magicMicro, 1).record(4026531840, 0, 4, 4, "abcd") },
			[]frame{{At: 4026531840e9, WireLen: 4, Link: ether, Data: "abcd"}}, ""},
		{"frame check sequence bits", func(b *builder) { b.pcapHeader(magicMicro, 0x44000001).record(1, 2, 4, 4, "abcd") },
			[]frame{one}, ""},
		{"unknown link type", func(b *builder) { b.pcapHeader(magicMicro, 9999).record(1, 2, 4, 4, "abcd") },
			[]frame{{At: one.At, WireLen: 4, Link: 9999, Data: "abcd"}}, ""},
		{"cut by the snap length", func(b *builder) { b.pcapHeader(magicMicro, 1).record(1, 2, 4, 1500, "abcd") },
			[]frame{{At: one.At, WireLen: 1500, Link: ether, Data: "abcd"}}, ""},
		{"absurd original length", func(b *builder) { b.pcapHeader(magicMicro, 1).record(1, 2, 4, 1<<32-1, "abcd") },
			[]frame{{At: one.At, WireLen: 1<<31 - 1, Link: ether, Data: "abcd"}}, ""},
		{"captured more than was on the wire", func(b *builder) { b.pcapHeader(magicMicro, 1).record(1, 2, 4, 2, "abcd") },
			[]frame{{At: one.At, WireLen: 2, Link: ether, Data: "abcd"}}, ""},
		{"captured more than the snap length", func(b *builder) {
			b.u32(magicMicro).u16(2, 4).u32(0, 0, 2, 1).record(1, 2, 4, 4, "abcd")
		}, []frame{one}, ""},
		{"longest packet", func(b *builder) { b.pcapHeader(magicMicro, 1).record(1, 2, maxPacket, maxPacket, long) },
			[]frame{{At: one.At, WireLen: maxPacket, Link: ether, Data: long}}, ""},
		{"too long packet", func(b *builder) {
			b.pcapHeader(magicMicro, 1).record(1, 2, 4, 4, "abcd").record(1, 2, maxPacket+1, maxPacket+1, long+"x")
		}, []frame{one}, "test: a packet of 262145 bytes is longer than the longest possible of 262144 at offset 44, after frame 1"},
		{"a whole USB transfer", func(b *builder) {
			b.pcapHeader(magicMicro, 249).record(1, 2, maxPacket+1, maxPacket+1, long+"x")
		}, []frame{{At: one.At, WireLen: maxPacket + 1, Link: 249, Data: long + "x"}}, ""},
		{"version 2.2", func(b *builder) { b.pcapHeader(magicMicro, 1, 2, 2).record(1, 2, 9, 4, "abcd") },
			[]frame{swapped}, ""},
		{"version 2.3", func(b *builder) {
			b.pcapHeader(magicMicro, 1, 2, 3).record(1, 2, 9, 4, "abcd").record(1, 2, 4, 9, "abcd")
		}, []frame{swapped, swapped}, ""},
		{"version 2.9", func(b *builder) { b.pcapHeader(magicMicro, 1, 2, 9).record(1, 2, 4, 4, "abcd") }, []frame{one}, ""},
		{"version 1.0", func(b *builder) { b.pcapHeader(magicMicro, 1, 1, 0).record(1, 2, 4, 4, "abcd") },
			nil, "test: pcap version 1.0 is not supported"},
		{"cut header", func(b *builder) { b.pcapHeader(magicMicro, 1).cut(1) },
			nil, "test: the file is cut short in the middle of its header, copy or record it again"},
		{"cut record header", func(b *builder) {
			b.pcapHeader(magicMicro, 1).record(1, 2, 4, 4, "abcd").record(1, 2, 4, 4, "").cut(15)
		}, []frame{one}, "test: the file is cut short in the middle of a packet at offset 44, after frame 1"},
		{"cut data", func(b *builder) {
			b.pcapHeader(magicMicro, 1).record(1, 2, 4, 4, "abcd").record(1, 2, 4, 4, "abc")
		}, []frame{one}, "test: the file is cut short in the middle of a packet at offset 44, after frame 1"},
		{"cut after a record header", func(b *builder) {
			b.pcapHeader(magicMicro, 1).record(1, 2, 4, 4, "")
		}, nil, "test: the file is cut short in the middle of a packet at offset 24, after frame 0"},
		{"zeros at the end", func(b *builder) {
			b.pcapHeader(magicMicro, 1).record(1, 2, 4, 4, "abcd").record(0, 0, 0, 0, "")
		}, []frame{one, {Link: ether}}, ""},
	} {
		for name, b := range map[string]*builder{"little": little(), "big": big()} {
			t.Run(c.name+"/"+name, func(t *testing.T) {
				c.build(b)
				expect(t, b.b, c.want, c.damage)
			})
		}
	}
}

func TestPcapInterface(t *testing.T) {
	for magic, precision := range map[uint32]int{magicMicro: 6, magicNano: 9, magicModified: 6} {
		s := expect(t, big().pcapHeader(magic, 101).b, nil, "")
		want := capture.Interface{Link: capture.LinkRaw, SnapLen: 65535, Precision: precision}
		if got := s.Interfaces(); len(got) != 1 || got[0] != want {
			t.Errorf("magic %x: %+v, want %+v", magic, got, want)
		}
	}
}
