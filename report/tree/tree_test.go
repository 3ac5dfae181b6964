package tree_test

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/capture/file"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/detect"
	"netsniff/dissect/engine"
	"netsniff/dissect/pipeline"
	"netsniff/dissect/registry"
	"netsniff/report/tree"
)

// record is a message of the made-up protocol: a byte with a number of items,
// then the items, a byte each.
type record struct{ b []byte }

func (r *record) AppendInfo(dst []byte) []byte { return append(dst, "record"...) }

type records struct{ message record }

func (d *records) Datagram(f *dissect.Frame, b []byte) bool {
	d.message.b = b
	f.Emit(dissect.Layer{Message: &d.message})
	return true
}

// getter returns the getter of the bytes from off on, one value each.
func getter(off, n int) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := l.Message.(*record).b
		for i := off; i < off+n && i < len(b); i++ {
			v.Uint(uint64(b[i])).At(i, 1)
		}
	}
}

// computed appends values that do not stand in the frame.
func computed(values ...uint64) dissect.Getter {
	return func(_ *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
		for _, u := range values {
			v.Uint(u)
		}
	}
}

// masked returns the getter of a value of the number 5 that is some bits of n
// bytes.
func masked(off, n int) dissect.Getter {
	return func(_ *dissect.Frame, _ *dissect.Layer, v *dissect.Values) {
		x := v.Uint(5)
		x.At(off, n)
		x.Mask = 0x0ff0
	}
}

func uints(names ...string) (fields []dissect.Field) {
	for _, n := range names {
		fields = append(fields, dissect.Field{Name: n, Title: n, Type: dissect.Uint})
	}
	return fields
}

// protocol is made up of the fields m.count, m.item (two of them) and others.
func protocol(outline *dissect.Outline, fields ...dissect.Field) *dissect.Protocol {
	return &dissect.Protocol{
		Name: "m", Title: "Made up", Column: "M", UDP: []uint16{4000}, Outline: outline, Fields: fields,
		NewDatagram: func(*dissect.Conn) dissect.DatagramDissector { return &records{} },
	}
}

// drawing prints the tree of the made-up protocol in a frame with payload b, a line
// for each node, deeper ones indented.
func drawing(t *testing.T, p *dissect.Protocol, b []byte) string {
	t.Helper()
	packet := capturetest.Packet(1, capturetest.Start,
		capturetest.Datagram(capturetest.Client(), capturetest.Server(4000), b))
	packet.Decode()
	protocols := []*dissect.Protocol{p}
	e := engine.New(detect.New(protocols), engine.ByArrival)
	x := tree.New(registry.New(protocols))
	conn := engine.NewConn(0, packet, dissect.ToServer)
	var out strings.Builder
	for range 2 { // the second time with the memory of the first
		x.Build(e.Dissect(packet, conn, dissect.ToServer, false))
		out.Reset()
		draw(&out, x, x.First, 0)
	}
	return out.String()
}

func draw(out *strings.Builder, x *tree.Tree, i int32, depth int) {
	for ; i != tree.None; i = x.Nodes[i].Next {
		n := &x.Nodes[i]
		out.WriteString(strings.Repeat(" ", depth))
		switch n.Kind {
		case tree.Protocol:
			out.WriteString(n.Protocol.Name)
		case tree.Heading:
			fmt.Fprintf(out, "[%s]", n.Text())
		case tree.Field:
			fmt.Fprintf(out, "%s=%d%s", strings.TrimPrefix(n.Field.Name, "m."), n.Bits(), n.Unit)
		}
		for _, m := range [...]struct {
			set  bool
			mark string
		}{{n.Hidden, " hidden"}, {n.Computed, " computed"}, {n.Whole, " whole"}} {
			if m.set {
				out.WriteString(m.mark)
			}
		}
		if raw, off := n.Raw(); raw != nil && n.Kind == tree.Field {
			fmt.Fprintf(out, " %x@%d", raw, off)
		}
		out.WriteByte('\n')
		draw(out, x, n.First, depth+1)
	}
}

// TestOutline: where an outline puts fields. The payload begins at 42, behind
// Ethernet, IPv4 and UDP.
func TestOutline(t *testing.T) {
	with := func(fields []dissect.Field, get ...dissect.Getter) []dissect.Field {
		for i := range fields {
			fields[i].Get = get[i]
		}
		return fields
	}
	for _, c := range []struct {
		name    string
		outline *dissect.Outline
		fields  []dissect.Field
		want    string
	}{
		{"fields in their order, with their bytes", nil, with(uints("m.count", "m.item"), getter(0, 1), getter(1, 2)),
			"m\n count=2 02@42\n item=7 07@43\n item=9 09@44\n"},
		{"of a value of some bits those in its bytes, if it has some", nil,
			with(uints("m.bits", "m.flag"), masked(0, 2), masked(0, 0)),
			"m\n bits=32 0207@42\n flag=5\n"},
		{"last, marks, units", &dissect.Outline{
			Last: []string{"m.count"}, Hidden: []string{"m.sum"}, Computed: []string{"m.s*"}, Whole: []string{"m.item"},
			Units: []dissect.Unit{{Field: "m.count", Name: " items"}},
		}, with(uints("m.count", "m.item", "m.sum"), getter(0, 1), getter(1, 1), computed(9)),
			"m\n item=7 whole 07@43\n sum=9 hidden computed\n count=2 items 02@42\n"},
		{"a field below another, which comes first wherever it stands", &dissect.Outline{
			Branches: []dissect.Branch{{Above: "m.count", Below: []string{"m.item"}}},
		}, with(uints("m.item", "m.count"), getter(1, 2), getter(0, 1)),
			"m\n count=2 02@42\n  item=7 07@43\n  item=9 09@44\n"},
		{"each of several below the one with its number", &dissect.Outline{
			Branches: []dissect.Branch{{Above: "m.item", Below: []string{"m.index"}}},
		}, with(uints("m.item", "m.index"), getter(1, 2), computed(100, 101)),
			"m\n item=7 07@43\n  index=100\n item=9 09@44\n  index=101\n"},
		{"below the last if the numbers differ", &dissect.Outline{
			Branches: []dissect.Branch{{Above: "m.item", Below: []string{"m.index"}}},
		}, with(uints("m.item", "m.index"), getter(1, 2), computed(100)),
			"m\n item=7 07@43\n item=9 09@44\n  index=100\n"},
		{"a heading appears with what is below it", &dissect.Outline{
			Branches: []dissect.Branch{{Above: "items", Title: "The items", Below: []string{"m.i*"}},
				{Above: "none", Title: "Nothing", Below: []string{"m.x*"}}},
		}, with(uints("m.count", "m.item", "m.index"), getter(0, 1), getter(1, 1), computed(5)),
			"m\n count=2 02@42\n [The items]\n  item=7 07@43\n  index=5\n"},
		{"a field without its parent stands below the heading, or the protocol", &dissect.Outline{
			Branches: []dissect.Branch{{Above: "m.count", Below: []string{"m.item"}}},
		}, with(uints("m.count", "m.item"), computed(), getter(1, 1)),
			"m\n item=7 07@43\n"},
		{"headings of the message hold what stands in their bytes", &dissect.Outline{
			Headings: func(_ *dissect.Frame, l *dissect.Layer, h *dissect.Headings) {
				h.Add(0, "list", append(h.Begin(), "List"...), 1, 2)
				for i := range 2 {
					h.Add(1, "", fmt.Appendf(h.Begin(), "Item %d", i), 1+i, 1)
				}
				h.Add(0, "late", append(h.Begin(), "Late"...), 0, 0)
			},
			Branches: []dissect.Branch{{Above: "late", Below: []string{"m.index"}}},
		}, with(uints("m.count", "m.item", "m.index"), getter(0, 1), getter(1, 2), computed(5)),
			"m\n count=2 02@42\n [List]\n  [Item 0]\n   item=7 07@43\n  [Item 1]\n   item=9 09@44\n [Late]\n  index=5\n"},
	} {
		if got := drawing(t, protocol(c.outline, c.fields...), []byte{2, 7, 9}); got != c.want {
			t.Errorf("%s:\n%swant\n%s", c.name, got, c.want)
		}
	}
}

// TestNumber: of more than eight bytes the first eight.
func TestNumber(t *testing.T) {
	if got := tree.Number([]byte{0xab, 0xcd}); got != 0xabcd {
		t.Errorf("%#x", got)
	}
	if got := tree.Number([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9}); got != 0x0102030405060708 {
		t.Errorf("%#x", got)
	}
}

// checked is a sink that looks whether trees hold together.
type checked struct {
	*tree.Tree
	t *testing.T
}

func (x *checked) Frame(f *dissect.Frame, dst []byte) ([]byte, bool) {
	x.Build(f)
	met := make([]int, len(x.Nodes))
	var walk func(i int32, above *tree.Node)
	walk = func(i int32, above *tree.Node) {
		for ; i != tree.None; i = x.Nodes[i].Next {
			n := &x.Nodes[i]
			if met[i]++; met[i] > 1 {
				x.t.Fatalf("frame %d: node %d twice", f.Frame, i)
			}
			beside := n.Kind == tree.Field && n.Protocol.Outline != nil &&
				slices.Contains(n.Protocol.Outline.Beside, n.Field.Name)
			if !within(n, above) && ((n.Kind == tree.Protocol || beside) != (above == nil) || above != nil &&
				n.Protocol != above.Protocol) {
				x.t.Errorf("frame %d: %v of %s below %v", f.Frame, n.Kind, n.Protocol.Name, above)
			}
			if raw, off := n.Raw(); raw != nil && (off < 0 || !stands(f, raw, off)) {
				x.t.Errorf("frame %d: something of %s is said to stand at %d", f.Frame, n.Protocol.Name, off)
			}
			walk(n.First, n)
		}
	}
	walk(x.First, nil)
	for i, n := range met {
		if n == 0 {
			x.t.Errorf("frame %d: node %d of %s has no place", f.Frame, i, x.Nodes[i].Protocol.Name)
		}
	}
	if x.First == tree.None || x.Nodes[x.First].Protocol.Name != "frame" {
		x.t.Errorf("frame %d begins with %d", f.Frame, x.First)
	}
	return dst, true
}

// within reports whether n is a layer below another: a packet that an error
// quotes, bytes that nobody reads, or a message in the field of another.
func within(n, above *tree.Node) bool {
	return n.Kind == tree.Protocol && n.Protocol.Embedded && above != nil && above.Kind == tree.Field ||
		n.Kind == tree.Protocol && above != nil && above.Kind == tree.Protocol &&
			(above.Protocol.Name == "icmp" || above.Protocol.Name == "icmpv6" || n.Protocol.Name == "data")
}

// stands reports whether raw is at off in the frame, or in a datagram that came in
// fragments.
func stands(f *dissect.Frame, raw []byte, off int) bool {
	for b := capture.BufferFrame; b < capture.BufferFrame+4; b++ {
		whole := f.Data
		if b != capture.BufferFrame {
			whole = f.Datagram(b)
		}
		if off+len(raw) <= len(whole) && (len(raw) == 0 || &whole[off] == &raw[0]) {
			return true
		}
	}
	return false
}

// TestTrees: in all captures every node has one place, below its protocol, and
// its bytes are where it says.
func TestTrees(t *testing.T) {
	names, err := filepath.Glob("../../testdata/pcaps/*.pcap*")
	if err != nil || len(names) == 0 {
		t.Fatalf("no captures: %v", err)
	}
	protocols := all.Protocols()
	r := registry.New(protocols)
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			s, err := file.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			totals, err := pipeline.Run(pipeline.Options{
				Source: s, Detector: detect.New(protocols), Workers: 1, Out: io.Discard, Limit: 300,
				NewSink: func() pipeline.Sink { return &checked{tree.New(r), t} },
			})
			if err != nil || totals.Faults > 0 {
				t.Errorf("%v, %d faults", err, totals.Faults)
			}
		})
	}
}
