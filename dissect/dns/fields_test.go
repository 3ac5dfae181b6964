package dns

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/dissect"
)

// values returns the field's values in the message, joined by bars.
func values(t *testing.T, p *dissect.Protocol, flavor Flavor, name string, b []byte) string {
	t.Helper()
	d := &dissector{flavor: flavor, store: &store{}}
	f := frame(1, 0)
	d.Datagram(f, b)
	for i := range p.Fields {
		if p.Fields[i].Name != name {
			continue
		}
		var v dissect.Values
		p.Fields[i].Get(f, &f.Messages()[0], &v)
		var out []string
		for _, x := range v.List {
			switch p.Fields[i].Type {
			case dissect.String:
				out = append(out, string(x.B))
			case dissect.Octets, dissect.IPv4, dissect.IPv6, dissect.Ether:
				out = append(out, fmt.Sprintf("%x", x.B))
			default:
				out = append(out, fmt.Sprint(x.U))
			}
		}
		return strings.Join(out, "|")
	}
	t.Fatalf("no field %s", name)
	return ""
}

func TestFields(t *testing.T) {
	nsec := newWire(1, 0x8400, 0, 1).record("a.example", 47, 1, name("b.example")+"\x00\x02\x40\x08\x01\x01\x40").b
	service := reply(1, "a.example", 65,
		"\x00\x01\x00\x00\x01\x00\x06\x02h2\x02h3\x00\x03\x00\x02\x01\xbb\x00\x04\x00\x04\xc0\x00\x02\x01")
	edns := newWire(1, 0x0120, 1, 0, 0, 1).question("a.example", 1, 1).
		record("", 41, 1232, "\x00\x08\x00\x07\x00\x01\x18\x00\xc0\x00\x02\x00\x0a\x00\x08abcdefgh").b
	caa := reply(1, "example", 257, "\x80\x05issueca.example")
	location := reply(1, "_sip._udp.example", 33, "\x00\x01\x00\x02\x13\xc4"+name("sip.example"))
	stateful := newWire(1, 0x3000).raw("\x00\x01\x00\x08\x00\x00\x01\x01\x00\x00\x02\x02\x00\x40\x00\x01x").b
	tests := []struct {
		name string
		msg  []byte
		want string
	}{
		{"dns.id", edns, "1"},
		{"dns.flags.opcode", stateful, "6"},
		{"dns.flags.authenticated", edns, "1"},
		{"dns.flags.rcode", edns, ""},
		{"dns.count.add_rr", edns, "1"},
		{"dns.qry.name", edns, "a.example"},
		{"dns.qry.name.len", edns, "9"},
		{"dns.count.labels", edns, "2"},
		{"dns.resp.type", nsec, "47|1|12|257"},
		{"dns.resp.ttl", nsec, "60"},
		{"dns.nsec.next_domain_name", nsec, "b.example"},
		{"dns.rr.udp_payload_size", edns, "1232"},
		{"dns.opt.code", edns, "8|10"},
		{"dns.opt.client.addr4", edns, "c0000200"},
		{"dns.opt.cookie.client", edns, "6162636465666768"},
		{"dns.svcb.svcparam.alpn", service, "h2|h3"},
		{"dns.svcb.svcparam.port", service, "443"},
		{"dns.svcb.svcparam.ipv4hint.ip", service, "c0000201"},
		{"dns.caa.issue", caa, "ca.example"},
		{"dns.caa.flags.issuer_critical", caa, "1"},
		{"dns.srv.service", location, "_sip"},
		{"dns.srv.proto", location, "_udp"},
		{"dns.srv.name", location, "example"},
		{"dns.srv.port", location, "5060"},
		{"dns.dso.tlv.type", stateful, "1|64"},
		{"dns.dso.tlv.keepalive.interval", stateful, "514"},
		{"dns.extraneous.length", append(query(1, "a.example", 1), 1, 2, 3), "3"},
		{"dns.unsolicited", caa, "1"},
	}
	for _, tt := range tests {
		if got := values(t, &DNS, Unicast, tt.name, tt.msg); got != tt.want {
			t.Errorf("%s = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestFieldsOfFlavors(t *testing.T) {
	q := newWire(0, 0x0500, 1).question("a.local", 1, 0x8001).b
	if got := values(t, &MDNS, Multicast, "dns.qry.qu", q); got != "1" {
		t.Errorf("QU bit %q", got)
	}
	if got := values(t, &MDNS, Multicast, "dns.qry.class", q); got != "1" {
		t.Errorf("class %q", got)
	}
	if got := values(t, &LLMNR, LinkLocal, "dns.flags.conflict", q); got != "1" {
		t.Errorf("conflict bit %q", got)
	}
	if got := values(t, &LLMNR, LinkLocal, "dns.flags.recdesired", q); got != "" {
		t.Errorf("recursion bit %q", got)
	}
}

func TestFieldNamesAreUnique(t *testing.T) {
	for _, p := range []*dissect.Protocol{&DNS, &MDNS, &LLMNR} {
		seen := map[string]bool{}
		for _, f := range p.Fields {
			if seen[f.Name] {
				t.Errorf("%s: %s twice", p.Name, f.Name)
			}
			if seen[f.Name] = true; !strings.HasPrefix(f.Name, "dns.") || f.Title == "" {
				t.Errorf("%s: field %q titled %q", p.Name, f.Name, f.Title)
			}
		}
	}
}

func TestDissectAllocatesNothing(t *testing.T) {
	d := &dissector{store: &store{}}
	f := frame(1, 0)
	b := reply(1, "www.example.com", 1, "\xc0\x00\x02\x01")
	tcp := prefixed(b)
	dst := make([]byte, 0, maxInfo)
	var v dissect.Values
	layer := new(dissect.Layer)
	run := func() {
		f.Packet.Frame++
		m := d.message(f)
		m.Packet = Packet{Bytes: b, WireLen: len(b)}
		d.finish(f, m)
		dst = m.AppendInfo(dst[:0])
		m.Packet.Bytes = tcp[2:]
		v.Reset()
		layer.Message = m
		for i := range fields {
			if fields[i].Name == "dns.qry.name" || fields[i].Name == "dns.a" {
				fields[i].Get(f, layer, &v)
			}
		}
	}
	run()
	if n := testing.AllocsPerRun(100, run); n != 0 {
		t.Errorf("%v allocations per message", n)
	}
}

func BenchmarkMessage(b *testing.B) {
	msgs := map[string][]byte{
		"query": query(1, "www.example.com", 1),
		"reply": newWire(1, 0x8180, 1, 2, 0, 1).question("www.example.com", 1, 1).raw("\xc0\x0c").u16(5, 1, 0, 60, 6).
			raw("\x03web\xc0\x10").
			raw("\xc0\x2d").u16(1, 1, 0, 60, 4).raw("\xc0\x00\x02\x01").record("", 41, 1232, "").b,
	}
	for title, msg := range msgs {
		b.Run(title, func(b *testing.B) {
			d := &dissector{store: &store{}}
			f := frame(1, 0)
			dst := make([]byte, 0, maxInfo)
			b.ReportAllocs()
			for b.Loop() {
				f.Packet.Frame++
				m := d.message(f)
				m.Packet = Packet{Bytes: msg, WireLen: len(msg)}
				d.finish(f, m)
				dst = m.AppendInfo(dst[:0])
			}
		})
	}
}
