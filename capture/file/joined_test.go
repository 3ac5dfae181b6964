package file

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"netsniff/capture"
)

// Captures one behind the other are read each with its own byte order, link
// type and resolution.
func TestJoined(t *testing.T) {
	micro := func() *builder { return little().pcapHeader(magicMicro, 1).record(1, 2, 4, 4, "abcd") }
	nano := func() *builder { return big().pcapHeader(magicNano, 101).record(1, 2, 4, 4, "efgh") }
	modern := func() *builder { return big().section().iface(113, 0).packet(0, 1e6+2, "ijkl") }
	frames := []frame{
		abcd,
		{At: 1_000_000_002, WireLen: 4, Link: capture.LinkRaw, Data: "efgh"},
		{At: 1_000_002_000, WireLen: 4, Link: capture.LinkSLL, Data: "ijkl"},
	}
	all := []*builder{micro(), nano(), modern()}
	for i := range 27 {
		order := [3]int{i / 9, i / 3 % 3, i % 3}
		var b []byte
		var want []frame
		for place, j := range order {
			b = append(b, all[j].b...)
			f := frames[j]
			f.Iface = place
			want = append(want, f)
		}
		t.Run(fmt.Sprint(order), func(t *testing.T) {
			s := expect(t, b, want, "")
			if want := []Joined{{"test", 3}}; !reflect.DeepEqual(s.Joined(), want) {
				t.Errorf("joined: %v, want %v", s.Joined(), want)
			}
		})
	}
	t.Run("an empty record is one", func(t *testing.T) {
		b := little().pcapHeader(magicMicro, 1).record(magicMicro, 2, 0, 0, "").record(1, 2, 0, 0, "").
			record(1, 2, 4, 4, "abcd").b
		s := expect(t, b, []frame{{At: magicMicro*1e9 + 2000, Link: ether}, {At: 1_000_002_000, Link: ether}, abcd}, "")
		if len(s.Joined()) != 0 {
			t.Errorf("joined: %v", s.Joined())
		}
	})
	t.Run("half a header", func(t *testing.T) {
		b := micro().add(micro().cut(30)).b
		expect(t, b, []frame{abcd}, "test: the file is cut short in the middle of a packet at offset 44, after frame 1")
	})
	t.Run("gzip members", func(t *testing.T) {
		expect(t, append(gzipped(t, micro().b), gzipped(t, micro().b)...),
			[]frame{abcd, {At: abcd.At, WireLen: 4, Link: ether, Iface: 1, Data: "abcd"}}, "")
	})
	t.Run("zstd frames behind one to be skipped", func(t *testing.T) {
		b := append([]byte("\x5a\x2a\x4d\x18\x03\x00\x00\x00xyz"), zstandard(t, micro().b)...)
		expect(t, append(b, zstandard(t, nano().b)...),
			[]frame{abcd, {At: frames[1].At, WireLen: 4, Link: capture.LinkRaw, Iface: 1, Data: "efgh"}}, "")
	})
}

// A packet with many comments takes memory in proportion to them.
func TestManyComments(t *testing.T) {
	cost := func(n int) uint64 {
		b := little().section().iface(1, 0)
		b.packet(0, 1e6+2, "abcd", func(x *builder) {
			for range n {
				x.option(optComment, "comment.")
			}
		})
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		expect(t, b.b, []frame{{At: abcd.At, WireLen: 4, Link: ether, Data: "abcd",
			Comment: strings.Repeat("comment.\n", n-1) + "comment."}}, "")
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	if few, many := cost(5_000), cost(40_000); many > 20*few {
		t.Errorf("%d bytes for 5,000 comments and %d for 40,000", few, many)
	}
}
