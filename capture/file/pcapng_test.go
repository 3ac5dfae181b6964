package file

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
)

// badOption is an option that claims more than its block has.
func badOption(b *builder) { b.u16(77, 100) }

// end is opt_endofopt.
func end(b *builder) { b.u32(0) }

var pcapngCases = []struct {
	name   string
	build  func(b *builder) // after a section and an Ethernet interface in µs
	want   []frame
	damage string // without file name
}{
	{"no frames", func(b *builder) {}, nil, ""},
	{"enhanced", func(b *builder) { b.packet(0, 1e6+2, "abcde") }, []frame{five}, ""},
	{"obsolete", func(b *builder) {
		b.block(blockPacket, b.fresh().u16(0, 7).u32(0, 1e6+2, 5, 5).raw("abcde\x00\x00\x00").option(optComment, "old"))
	}, []frame{{five.At, 5, ether, 0, "abcde", "old"}}, ""},
	{"simple", func(b *builder) { b.block(blockSimplePacket, b.fresh().u32(5).raw("abcde")) },
		[]frame{{0, 5, ether, 0, "abcde", ""}}, ""},
	{"simple, cut by the snap length", func(b *builder) {
		b.section().iface(101, 4).block(blockSimplePacket, b.fresh().u32(9).raw("abcd"))
	}, []frame{{0, 9, capture.LinkRaw, 1, "abcd", ""}}, ""},
	{"lengths may disagree", func(b *builder) {
		b.block(blockEnhanced, b.fresh().u32(0, 0, 1e6+2, 5, 2).raw("abcde"))
	}, []frame{{five.At, 2, ether, 0, "abcde", ""}}, ""},
	{"two interfaces", func(b *builder) {
		b.iface(101, 0, option(ifTsResol, "\x09"), end).packet(1, 7, "ip").packet(0, 1e6+2, "abcde")
	}, []frame{{7, 2, capture.LinkRaw, 1, "ip", ""}, five}, ""},
	{"two sections", func(b *builder) {
		b.packet(0, 1e6+2, "abcde").section().iface(101, 0).packet(0, 1, "ip")
	}, []frame{five, {1000, 2, capture.LinkRaw, 1, "ip", ""}}, ""},
	{"section in the other byte order", func(b *builder) {
		other := little()
		if b.AppendByteOrder == other.AppendByteOrder {
			other = big()
		}
		b.packet(0, 1e6+2, "abcde").add(other.section().iface(101, 0).packet(0, 1, "ip"))
	}, []frame{five, {1000, 2, capture.LinkRaw, 1, "ip", ""}}, ""},
	{"comments", func(b *builder) {
		b.packet(0, 1e6+2, "abcde", option(epbFlags, "\x01\x00\x00\x00"), option(optComment, "one"),
			option(optComment, "two"))
		b.packet(0, 1e6+2, "abcde", end, option(optComment, "not one"))
	}, []frame{{five.At, 5, ether, 0, "abcde", "one\ntwo"}, five}, ""},
	{"other blocks", func(b *builder) {
		b.block(0x777, b.fresh()).block(0x80000001, b.fresh().raw(strings.Repeat("z", 3*bufferSize)))
		b.block(blockNames, b.fresh().u16(1, 7).raw("\x0a\x00\x00\x01ab\x00\x00").u32(0))
		b.block(blockStatistics, b.fresh().u32(0, 0, 0).option(isbReceived, "12345678"))
		b.block(blockSecrets, b.fresh().u32(1, 3).raw("key"))
		b.block(blockCustom, b.fresh().u32(1)).packet(0, 1e6+2, "abcde")
	}, []frame{five}, ""},
	{"length not rounded up", func(b *builder) {
		b.u32(6, 37, 0, 0, 1e6+2, 5, 5).raw("abcde\x00\x00\x00").u32(37).packet(0, 1e6+2, "abcde")
	}, []frame{five, five}, ""},
	{"many packets", func(b *builder) {
		for range 40000 {
			b.packet(0, 1e6+2, "abcde")
		}
	}, slices.Repeat([]frame{five}, 40000), ""},

	{"no interface", func(b *builder) { b.packet(0, 1e6+2, "abcde").packet(1, 0, "") }, []frame{five},
		"a packet of interface 1, but the section has described 1 at offset 88, after frame 1"},
	{"simple without interface", func(b *builder) { b.section().block(blockSimplePacket, b.fresh().u32(0)) }, nil,
		"a packet before any interface description at offset 76, after frame 0"},
	{"simple that does not fill its block",
		func(b *builder) { b.block(blockSimplePacket, b.fresh().u32(2).raw("abcde")) }, nil,
		"a packet of 2 bytes does not fill its block at offset 48, after frame 0"},
	{"trailer differs", func(b *builder) { b.packet(0, 1e6+2, "abcde").packet(0, 0, "").cut(4).u32(36) }, []frame{five},
		"the two lengths of a block differ (32 and 36) at offset 88, after frame 1"},
	{"trailer of a skipped block differs", func(b *builder) { b.block(0x777, b.fresh().u32(0)).cut(4).u32(36) }, nil,
		"the two lengths of a block differ (16 and 36) at offset 60, after frame 0"},
	{"too short", func(b *builder) { b.u32(0x777, 8) }, nil,
		"a block of type 0x777 cannot be 8 bytes long at offset 48, after frame 0"},
	{"enhanced too short", func(b *builder) { b.block(blockEnhanced, b.fresh().u32(0, 0)) }, nil,
		"a block of type 0x6 cannot be 20 bytes long at offset 48, after frame 0"},
	{"too long", func(b *builder) { b.u32(6, 1<<30) }, nil,
		"a block of type 0x6 cannot be 1073741824 bytes long at offset 48, after frame 0"},
	{"data overruns the block", func(b *builder) { b.block(blockEnhanced, b.fresh().u32(0, 0, 0, 9, 9).raw("abcd")) }, nil,
		"a packet of 9 bytes does not fit into its block at offset 48, after frame 0"},
	{"too long a packet", func(b *builder) { b.packet(0, 0, strings.Repeat("x", maxPacket+1)) }, nil,
		"a packet of 262145 bytes is longer than the longest possible of 262144 at offset 48, after frame 0"},
	{"option overruns the block", func(b *builder) { b.packet(0, 1e6+2, "abcde").packet(0, 0, "", badOption) },
		[]frame{five},
		"an option of 100 bytes does not fit into its block at offset 88, after frame 1"},
	{"option of the wrong length", func(b *builder) { b.packet(0, 0, "", option(epbFlags, "abc")) }, nil,
		"option 2 cannot be 3 bytes long at offset 48, after frame 0"},
	{"interface option overruns the block", func(b *builder) { b.iface(1, 0, badOption) }, nil,
		"an option of 100 bytes does not fit into its block at offset 48, after frame 0"},
	{"names overrun the block", func(b *builder) { b.block(blockNames, b.fresh().u16(1, 99)) }, nil,
		"a name record of 99 bytes does not fit into its block at offset 48, after frame 0"},
	{"secrets overrun the block", func(b *builder) { b.block(blockSecrets, b.fresh().u32(1, 99)) }, nil,
		"secrets of 99 bytes do not fit into their block at offset 48, after frame 0"},
	{"another version", func(b *builder) {
		b.packet(0, 1e6+2, "abcde").block(blockSection, b.fresh().u32(byteOrderMagic).u16(2, 0).u64(0))
	}, []frame{five}, "pcapng version 2.0 is not supported at offset 88, after frame 1"},
	{"section without byte order", func(b *builder) { b.block(blockSection, b.fresh().u32(1).u16(1, 0).u64(0)) }, nil,
		"a section header without a byte order at offset 48, after frame 0"},
	{"cut block header", func(b *builder) { b.packet(0, 1e6+2, "abcde").u32(6) }, []frame{five},
		"the file is cut short in the middle of a packet at offset 88, after frame 1"},
	{"cut packet", func(b *builder) { b.packet(0, 1e6+2, "abcde").packet(0, 0, "abc").cut(1) }, []frame{five},
		"the file is cut short in the middle of a packet at offset 88, after frame 1"},
	{"cut other block", func(b *builder) { b.packet(0, 1e6+2, "abcde").u32(0x777, 1<<20).raw("abc") }, []frame{five},
		"the file is cut short in the middle of a packet at offset 99, after frame 1"},
}

var five = frame{At: 1_000_002_000, WireLen: 5, Link: ether, Data: "abcde"}

func TestPcapNG(t *testing.T) {
	for _, c := range pcapngCases {
		for name, b := range map[string]*builder{"little": little(), "big": big()} {
			t.Run(c.name+"/"+name, func(t *testing.T) {
				c.build(b.section().iface(1, 0))
				damage := c.damage
				if damage != "" {
					damage = "test: " + damage
				}
				expect(t, b.b, c.want, damage)
			})
		}
	}
}

func TestPcapNGInterfaces(t *testing.T) {
	b := little().section().iface(1, 128, option(ifName, "eth0"), option(ifDescription, "uplink"),
		option(ifFilter, "\x00tcp port 25"), option(ifTsResol, "\x09"), end)
	b.iface(101, 0, option(ifFilter, "\x01bytecode"), option(ifTsResol, ""), option(ifTsOffset, "abc"))
	b.section().iface(113, 0)
	got := expect(t, b.b, nil, "").Interfaces()
	want := []capture.Interface{
		{Name: "eth0", Description: "uplink", Filter: "tcp port 25", Link: ether, SnapLen: 128, Precision: 9, Section: 1},
		{Link: capture.LinkRaw, Precision: 6, Section: 1},
		{Link: capture.LinkSLL, Precision: 6, Section: 2},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

// TestDropped: what statistics say of each interface adds up; of several blocks the
// latest counts, as they count from the beginning.
func TestDropped(t *testing.T) {
	var out bytes.Buffer
	w, err := NewWriter(&out, capture.Interface{Link: 1}, capture.Interface{Link: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range [][3]uint64{{0, 10, 2}, {1, 5, 1}, {0, 20, 7}} {
		if err := w.Statistics(int(s[0]), s[1], s[2]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := NewSource("made", &out)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Next(new(capture.Packet)); err != io.EOF || s.Dropped() != 8 {
		t.Errorf("%d dropped, %v; want 8", s.Dropped(), err)
	}
}
