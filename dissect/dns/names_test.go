package dns

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"netsniff/dissect"
)

// TestNamesAreThoseReadAlone: what is kept of other places must not change a
// name. Messages are made of the pieces that names are made of.
func TestNamesAreThoseReadAlone(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"\x00", "\x01a", "\x03www", "\x02\x00b", "\x02\xc3\xa9", "\x01.", "\x41\x08\xff",
		"\x3f" + strings.Repeat("x", 63), "\x80", "\x60"}
	var n names
	for range 5000 {
		var b []byte
		for range 1 + random.IntN(24) {
			if i := random.IntN(len(pieces) + 8); i < len(pieces) {
				b = append(b, pieces[i]...)
			} else {
				b = append(b, 0xc0, byte(random.IntN(len(b)+2)))
			}
		}
		n.reset(b)
		for range 2 * len(b) {
			off := random.IntN(len(b) + 1)
			want, name := AppendName(nil, b, off)
			got := n.at(off)
			if text := n.textOf(&got); got.Name != name || string(text) != string(want) {
				t.Fatalf("%q at %d: %+v %q, alone %+v %q", b, off, got.Name, text, name, want)
			}
		}
	}
}

// chainOf returns a response whose records all have names in an endless chain
// of labels: at the same place, or each at another one.
func chainOf(step int) []byte {
	b := newWire(1, 0x8180, 1, 0, 0, 0).raw(strings.Repeat("\x01a", 1000)).raw("\xc0\x0c").u16(1, 1).b
	count := 0
	for len(b) < 65500 {
		at := headerLen + 2*(step*count%1000)
		b = (&wire{b}).u16(0xc000|uint16(at&0x3fff), 2, 1, 0, 60, 2, 0xc000|uint16(at&0x3fff)).b
		count++
	}
	b[6], b[7] = byte(count>>8), byte(count)
	return b
}

// TestWorkForNamesIsBounded reads all fields of messages that are all names.
func TestWorkForNamesIsBounded(t *testing.T) {
	for _, tt := range []struct {
		title string
		step  int
		let   bool
	}{{"one place", 0, false}, {"many places", 1, true}} {
		d := &dissector{store: &store{}}
		f := frame(1, 0)
		d.Datagram(f, chainOf(tt.step))
		l := &f.Messages()[0]
		m := l.Message.(*Message)
		begin := time.Now()
		var v dissect.Values
		for i := range fields {
			v.Reset()
			fields[i].Get(f, l, &v)
		}
		var x dissect.Findings
		findings(f, l, &x)
		names, _ := m.Let()
		if m.names.work < -2*maxSurplus {
			t.Errorf("%s: %d labels read", tt.title, maxLabels-m.names.work)
		}
		if said := bytes.Contains(x.Begin(), []byte("not read")); names > 0 != tt.let || said != tt.let {
			t.Errorf("%s: %d names let go, said: %v", tt.title, names, said)
		}
		if spent := time.Since(begin); spent > 5*time.Second {
			t.Errorf("%s: %v", tt.title, spent)
		}
	}
}

func TestValuesAreBounded(t *testing.T) {
	bitmap := ""
	for i := range 250 {
		bitmap += string([]byte{byte(i), 255}) + strings.Repeat("\xff", 255)
	}
	d := &dissector{store: &store{}}
	f := frame(1, 0)
	d.Datagram(f, newWire(1, 0x8400, 0, 1).record("a.example", 47, 1, name("b.example")+bitmap).b)
	m := f.Messages()[0].Message.(*Message)
	m.Fault()
	if _, let := m.Let(); len(m.whole.values) > maxValues+1 || let == 0 {
		t.Errorf("%d values, %d let go", len(m.whole.values), let)
	}
}
