package dissecttest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/engine"
	"netsniff/dissect/registry"
)

// AnyConnection takes bytes of a fuzzer for a connection to port of protocol p and
// reads all that comes of it: rows must have no control characters and be the
// same in every run. The low bits of a byte say how many bytes follow, the
// highest that the client sends them.
func AnyConnection(t *testing.T, p *dissect.Protocol, port uint16, b []byte) {
	t.Helper()
	turns := anyTurns(b)
	conn := NewConnection(port, engine.ByArrival, p)
	first, second := conn.Rows(turns), NewConnection(port, engine.ByArrival, p).Rows(turns)
	if !slices.Equal(first, second) {
		t.Fatalf("two runs differ:\n%q\n%q", first, second)
	}
	for _, row := range first {
		if strings.ContainsFunc(row, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
			t.Fatalf("control character in %q", row)
		}
	}
	if len(turns) > 0 {
		last := NewConnection(port, engine.ByArrival, p).Last(turns)
		for i := range p.Fields {
			FieldText(last, p, p.Fields[i].Name)
		}
	}
}

// AnyDatagrams takes the bytes of a fuzzer for a conversation over UDP as
// AnyConnection does, and reads all that comes of it: rows, fields, exchanges. Its port is
// nobody's, and then one of each of the protocols.
func AnyDatagrams(t *testing.T, protocols []*dissect.Protocol, b []byte) {
	t.Helper()
	ports := []uint16{40001}
	for _, p := range protocols {
		if len(p.UDP) > 0 && !slices.Contains(ports, p.UDP[0]) {
			ports = append(ports, p.UDP[0])
		}
	}
	for _, port := range ports {
		anyDatagrams(t, port, protocols, anyTurns(b))
	}
}

func anyDatagrams(t *testing.T, port uint16, protocols []*dissect.Protocol, turns []Turn) {
	t.Helper()
	conn := NewDatagrams(port, protocols...)
	first, second := conn.Rows(turns), NewDatagrams(port, protocols...).Rows(turns)
	if !slices.Equal(first, second) {
		t.Fatalf("two runs differ:\n%q\n%q", first, second)
	}
	for _, row := range first {
		if strings.ContainsFunc(row, func(r rune) bool { return r < 0x20 || r == 0x7f }) {
			t.Fatalf("control character in %q", row)
		}
	}
	if len(turns) > 0 {
		last := NewDatagrams(port, protocols...).Last(turns)
		for _, p := range protocols {
			for i := range p.Fields {
				FieldText(last, p, p.Fields[i].Name)
			}
		}
	}
	TellDatagrams(turns, port, new(Heard), protocols...)
}

// AnyDialogue takes the bytes of a fuzzer as AnyConnection does, for a connection
// of p, and hears the exchanges of p and the contents in that: byte by byte they
// must be the same.
func AnyDialogue(t *testing.T, p *dissect.Protocol, port uint16, b []byte) {
	t.Helper()
	c := Conversation{Protocols: []*dissect.Protocol{p}, Port: port, Turns: anyTurns(b), Assigned: true}
	whole, cut := c.Listen(c.Turns, true), c.Listen(c.bytewise(), true)
	if got, want := cut.of(p), whole.of(p); !slices.Equal(got, want) {
		t.Fatalf("exchanges byte by byte\n%q\nwhole\n%q", got, want)
	}
	if !slices.Equal(cut.Contents, whole.Contents) {
		t.Fatalf("contents byte by byte\n%q\nwhole\n%q", cut.Contents, whole.Contents)
	}
	c.Listen(c.Turns[len(c.Turns)/2:], false)
}

// of returns the exchanges of p.
func (h *Heard) of(p *dissect.Protocol) (lines []string) {
	for _, x := range h.Exchanges {
		if x.Protocol == p {
			lines = append(lines, x.Line)
		}
	}
	return lines
}

func anyTurns(b []byte) (turns []Turn) {
	for len(b) > 1 {
		d, n := dissect.ToClient, int(b[0]&0x7f)
		if b[0]&0x80 != 0 {
			d = dissect.ToServer
		}
		b = b[1:]
		if n = min(n, len(b)); n > 0 {
			turns = append(turns, Turn{Dir: d, Data: b[:n]})
		}
		b = b[n:]
	}
	return turns
}

// FieldText returns the values of a field of p in f, joined by "|": text as it
// is, addresses and octets as they print, a label as 1, numbers in decimal.
func FieldText(f *dissect.Frame, p *dissect.Protocol, name string) string {
	var list []string
	for i := range p.Fields {
		field := &p.Fields[i]
		if field.Name != name {
			continue
		}
		var v dissect.Values
		for j := range f.Messages() {
			if l := &f.Messages()[j]; l.Protocol == p {
				field.Get(f, l, &v)
			}
		}
		for _, x := range v.List {
			switch field.Type {
			case dissect.String:
				list = append(list, string(x.B))
			case dissect.Label:
				list = append(list, "1")
			case dissect.Octets, dissect.IPv4, dissect.IPv6, dissect.Ether:
				list = append(list, string(registry.AppendValue(nil, field, &x)))
			default:
				list = append(list, fmt.Sprint(x.U))
			}
		}
	}
	return strings.Join(list, "|")
}
