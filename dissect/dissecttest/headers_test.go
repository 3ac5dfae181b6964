package dissecttest_test

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/detect"
	"netsniff/dissect/engine"
	"netsniff/dissect/registry"
	"netsniff/reassembly"
)

// headerFrame is a line of testdata/rows.tsv in a package of headers: link
// type, length on the wire, bytes in hexadecimal, Source, Destination, Protocol
// and Info, separated by tabs. An empty line starts a new capture, # a comment.
type headerFrame struct {
	line  int
	fresh bool // a new capture starts here
	link  capture.LinkType
	wire  int
	data  []byte
	row   string // the last four columns
}

// headerFrames returns the frames of every package of headers by its name.
func headerFrames(t testing.TB) map[string][]headerFrame {
	t.Helper()
	paths, err := filepath.Glob("../*/testdata/rows.tsv")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no tables: %v", err)
	}
	frames := make(map[string][]headerFrame, len(paths))
	for _, path := range paths {
		table, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		frames[filepath.Base(filepath.Dir(filepath.Dir(path)))] = readTable(t, path, string(table))
	}
	return frames
}

func readTable(t testing.TB, path, table string) (frames []headerFrame) {
	t.Helper()
	fresh := true
	for i, s := range strings.Split(table, "\n") {
		switch {
		case s == "":
			fresh = true
			continue
		case s[0] == '#':
			continue
		}
		column := strings.SplitN(s, "\t", 4)
		if len(column) < 4 {
			t.Fatalf("%s:%d has %d columns", path, i+1, len(column))
		}
		link, err1 := strconv.ParseUint(column[0], 10, 16)
		wire, err2 := strconv.Atoi(column[1])
		data, err3 := hex.DecodeString(column[2])
		if err1 != nil || err2 != nil || err3 != nil {
			t.Fatalf("%s:%d is no frame", path, i+1)
		}
		frames = append(frames, headerFrame{i + 1, fresh, capture.LinkType(link), wire, data, column[3]})
		fresh = false
	}
	return frames
}

// hearer is all that a frame passes: decode, the table of connections, the engine.
type hearer struct {
	table  reassembly.Table[engine.Conn]
	engine *engine.Engine
}

func newHearer(protocols []*dissect.Protocol) *hearer {
	d := detect.New(protocols)
	return &hearer{reassembly.Table[engine.Conn]{New: engine.NewConn, ServerPort: d.ServerPort},
		engine.New(d, engine.ByArrival)}
}

// take dissects a frame. Borrowed until the next call.
func (h *hearer) take(p *capture.Packet) *dissect.Frame {
	p.Decode()
	if !p.Converses() {
		return h.engine.Dissect(p, nil, dissect.ToServer, false)
	}
	found := h.table.Find(p)
	return h.engine.Dissect(p, found.Conn, found.Dir, found.Reused)
}

// Frames that end below the transport layer have the rows that their tables
// state.
func TestHeaderRows(t *testing.T) {
	for name, frames := range headerFrames(t) {
		t.Run(name, func(t *testing.T) {
			var hearer *hearer
			number := uint32(0)
			for _, x := range frames {
				if x.fresh {
					hearer, number = newHearer(all.Protocols()), 0
				}
				number++
				p := &capture.Packet{Frame: number, At: capture.Stamp(number), CapLen: len(x.data), WireLen: x.wire,
					Link: x.link, Data: x.data}
				f := hearer.take(p)
				row := append(f.AppendDestination(append(f.AppendSource(nil), '\t')), '\t')
				row = f.AppendInfo(append(append(row, f.Column()...), '\t'))
				if got := strings.TrimRight(string(row), " \t"); got != x.row {
					t.Errorf("line %d\n got %q\nwant %q", x.line, got, x.row)
				}
			}
		})
	}
}

func TestHeaderRowsCostNoAllocations(t *testing.T) {
	for _, x := range []struct{ name, column, frame string }{
		{"ARP request", "ARP", "02000000000202000000000108060001080006040001020000000001c0000201000000000000c0000202"},
		{"EtherType", "0x0000", "02000000000202000000000186dd6000000000288f4020010db800000000000000000000000120010db800000000000000000000000200000000000000000000000000000000000000000000000000000000000000000000000000000000"},
		{"VLAN tag", "0x1234", "020000000002020000000001810000051234616263"},
		{"LLC", "LLC", "0200000000020200000000010028aaaa0300000012340000000000000000000000000000000000000000000000000000000000000000"},
		{"IPv4 fragment", "IPv4",
			"02000000000202000000000108004500003c0001200040110000c0000201c000020205050505050505050505050505050505050505050505050505050505050505050505050505050505"},
		{"IPv6 fragment", "IPv6",
			"02000000000202000000000186dd6000000000382c4020010db800000000000000000000000120010db80000000000000000000000021100000100000001000100020030000005050505050505050505050505050505050505050505050505050505050505050505050505050505"},
		{"IP protocol", "IPv4", "02000000000202000000000108004500003c00010000400d0000c0000201c000020205050505050505050505050505050505050505050505050505050505050505050505050505050505"},
		{"IGMP report", "IGMPv3",
			"02000000000202000000000108004600002c0001000001020000c0000201e000001694040000220000000000000101000001ef010203c0000209"},
		{"ping", "ICMP", "0200000000020200000000010800450000540001000040010000c0000201c00002020800000000070009450000240001000040110000c0000202c000020103e800350010000061626364656667680000000000000000000000000000000000000000"},
		{"unreachable", "ICMP", "0200000000020200000000010800450000540001000040010000c0000201c00002020303000000070009450000240001000040110000c0000202c000020103e800350010000061626364656667680000000000000000000000000000000000000000"},
		{"neighbour", "ICMPv6", "02000000000202000000000186dd6000000000103afffe800000000000000000000000000001ff02000000000000000000000000000185000000000000000201020000000002"},
		{"ping of IPv6", "ICMPv6",
			"02000000000202000000000186dd6000000000543a4020010db800000000000000000000000120010db80000000000000000000000028000000000070009600000000010114020010db800000000000000000000000220010db800000000000000000000000103e800350010000061626364656667680000000000000000000000000000000000000000"},
		{"PPPoE discovery", "PPPoED", "0200000000020200000000018863110900000000"},
		{"GRE", "GRE", "02000000000202000000000108004500003c00010000402f0000c0000201c000020205050505050505050505050505050505050505050505050505050505050505050505050505050505"},
		{"ping in GTP", "GTP <ICMP>",
			"0200000000020200000000010800450000440001000040110000c0000201c0000202086808680030000030ff002000001234450000200001000040010000c0000201c0000202080000000001000170696e67"},
		{"datagram", "UDP", "02000000000202000000000108004500003c0001000040110000c0000201c000020205050505050505050505050505050505050505050505050505050505050505050505050505050505"},
	} {
		data, err := hex.DecodeString(x.frame)
		if err != nil {
			t.Fatal(err)
		}
		p := &capture.Packet{CapLen: len(data), WireLen: len(data), Link: capture.LinkEthernet, Data: data}
		e := newHearer(all.Protocols())
		var f *dissect.Frame
		var row []byte
		n := testing.AllocsPerRun(100, func() {
			p.Frame++
			f = e.take(p)
			row = f.AppendInfo(append(row[:0], f.Column()...))
		})
		if n != 0 || f.Column() != x.column {
			t.Errorf("%s: %v allocations for %q", x.name, n, row)
		}
	}
}

// FuzzHeaders makes the rows and fields of any frame: whole and cut by a snap
// length.
func FuzzHeaders(f *testing.F) {
	for _, frames := range headerFrames(f) {
		for _, x := range frames {
			f.Add(uint16(x.link), x.data)
		}
	}
	protocols := slices.DeleteFunc(all.Protocols(), func(p *dissect.Protocol) bool {
		return len(p.Headers) == 0 && (p.NewStream != nil || p.NewDatagram != nil || p.NewContent != nil)
	})
	registry := registry.New(protocols)
	f.Fuzz(func(t *testing.T, link uint16, b []byte) {
		e := newHearer(protocols)
		var v dissect.Values
		for _, n := range []int{len(b), len(b) / 2, max(0, len(b)-1)} {
			p := &capture.Packet{Frame: 1, CapLen: n, WireLen: len(b), Data: b[:n:n], Link: capture.LinkType(link)}
			f := e.take(p)
			_ = f.AppendInfo(nil)
			for _, name := range registry.Names() {
				for _, source := range registry.Field(name) {
					v.Reset()
					source.Collect(f, &v)
				}
			}
		}
	})
}
