package registry

import (
	"encoding/binary"
	"slices"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
)

func testRegistry() *Registry {
	fields := func(names ...string) (list []dissect.Field) {
		for _, n := range names {
			list = append(list, dissect.Field{Name: n})
		}
		return list
	}
	return New([]*dissect.Protocol{
		{Name: "http", Fields: fields("http.request.method", "http.request.uri", "http.host")},
		{Name: "dns", Fields: fields("dns.qry.name", "dns.id")},
		{Name: "mdns", Fields: fields("dns.qry.name")},
		{Name: "tcp", Fields: fields("tcp.port", "tcp.srcport")},
	})
}

func TestRegistry(t *testing.T) {
	r := testRegistry()
	if s, ok := r.Protocol("dns"); !ok || s.Protocol.Name != "dns" || s.Field != nil {
		t.Errorf("dns: %v %v", s, ok)
	}
	if _, ok := r.Protocol("dns.id"); ok {
		t.Error("a field is taken for a protocol")
	}
	if s := r.Field("dns.qry.name"); len(s) != 2 || s[0].Protocol.Name != "dns" || s[1].Protocol.Name != "mdns" {
		t.Errorf("dns.qry.name: %v", s)
	}
	if s := r.Field("dns"); len(s) != 0 {
		t.Errorf("a protocol is taken for a field: %v", s)
	}
	if len(r.Protocols()) != 4 || !slices.IsSorted(r.Names()) || len(r.Names()) != 11 {
		t.Errorf("%d protocols, names %v", len(r.Protocols()), r.Names())
	}
}

func TestNearest(t *testing.T) {
	r := testRegistry()
	for name, want := range map[string][]string{
		"http.requst.method": {"http.request.method"},
		"http.method":        {"http.request.method"},
		"HTTP":               {"http"},
		"htpt":               {"http"},
		"tcp.prot":           {"tcp.port"},
		"dns.qname":          {"dns.qry.name"},
		"dsn":                {"dns"},
		"quite.different":    {},
	} {
		got := r.Nearest(name, 1)
		if name == "dns.qname" {
			got = r.Nearest(name, 3)
			if !slices.Contains(got, want[0]) {
				t.Errorf("%s: %v", name, got)
			}
			continue
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// ipv6Frame is an IPv6 packet with a hop-by-hop header before UDP.
func ipv6Frame() *dissect.Frame {
	b := make([]byte, 40+8+8+3)
	b[0], b[6], b[7] = 0x60, 0, 64
	binary.BigEndian.PutUint16(b[4:], 8+8+3)
	b[40], b[42], b[43] = 17, 1, 4 // next: UDP; PadN
	binary.BigEndian.PutUint16(b[48+4:], 8+3)
	copy(b[56:], "abc")
	p := &capture.Packet{Frame: 1, Data: b, CapLen: len(b), WireLen: len(b), Link: capture.LinkRaw}
	p.Decode()
	return &dissect.Frame{Packet: p}
}

func TestLayersOfIPv6WithExtensions(t *testing.T) {
	f := ipv6Frame()
	s := newSource(&dissect.Protocol{Name: "ipv6",
		Headers: []capture.Proto{capture.ProtoIPv6, capture.ProtoIPv6HopByHop}}, nil, 0)
	var numbers []int
	for l := s.Layers(f); l.Next(); {
		numbers = append(numbers, l.Number)
		if l.Layer.Header.Proto == capture.ProtoIPv6 {
			if whole, own := f.Bytes(l.Layer); len(whole) != 59 || own != 48 {
				t.Errorf("%d bytes, %d its own", len(whole), own)
			}
		}
	}
	if !slices.Equal(numbers, []int{1, 1}) {
		t.Errorf("layers %v", numbers)
	}
}

func TestLayersOfMessages(t *testing.T) {
	f := ipv6Frame()
	p, other := &dissect.Protocol{Name: "p"}, &dissect.Protocol{Name: "other"}
	f.Emit(dissect.Layer{Protocol: p, Bytes: []byte("one")})
	f.Emit(dissect.Layer{Protocol: other})
	f.Emit(dissect.Layer{Protocol: p, Bytes: []byte("second"), Own: 3})
	s := newSource(p, nil, 0)
	var got []string
	for l := s.Layers(f); l.Next(); {
		b, own := f.Bytes(l.Layer)
		got = append(got, string(b[:own]))
	}
	if !slices.Equal(got, []string{"one", "sec"}) {
		t.Errorf("%q", got)
	}
	missing := newSource(&dissect.Protocol{Name: "missing"}, nil, 0)
	if !s.Present(f) || missing.Present(f) {
		t.Error("presence")
	}
}

func TestUndissectedPayload(t *testing.T) {
	f := ipv6Frame()
	data := newSource(&dissect.Protocol{Name: "data"}, nil, 0)
	l := data.Layers(f)
	if !l.Next() || string(l.Layer.Bytes) != "abc" || l.Next() {
		t.Errorf("data: %q", l.Layer.Bytes)
	}
	f.Emit(dissect.Layer{Protocol: &dissect.Protocol{Name: "udp", Headers: []capture.Proto{capture.ProtoUDP}}})
	if !data.Present(f) {
		t.Error("what UDP says of its row claims the payload")
	}
	f.Emit(dissect.Layer{Protocol: &dissect.Protocol{Name: "p"}})
	if data.Present(f) {
		t.Error("payload of a message is called undissected")
	}
}
