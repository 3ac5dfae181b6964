package dns

import "testing"

func TestRecordData(t *testing.T) {
	tests := []struct {
		title           string
		msg             []byte
		address, target string
	}{
		{"A", reply(1, "a.example", 1, "\xc0\x00\x02\x01"), "192.0.2.1", ""},
		{"A of three bytes", reply(1, "a.example", 1, "\xc0\x00\x02"), "", ""},
		{"AAAA", reply(1, "a.example", 28, "\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01"),
			"2001:db8::1", ""},
		{"CNAME", reply(1, "a.example", 5, name("b.example")), "", "b.example"},
		{"MX", reply(1, "example", 15, "\x00\x0a"+name("mx.example")), "", "mx.example"},
		{"SRV", reply(1, "_sip._udp.example", 33, "\x00\x01\x00\x02\x13\xc4"+name("sip.example")), "", "sip.example"},
		{"TXT", reply(1, "example", 16, "\x03abc"), "", ""},
		{"name cut", reply(1, "example", 5, "\x05ab"), "", ""},
	}
	for _, tt := range tests {
		p := Packet{Bytes: tt.msg, WireLen: len(tt.msg)}
		it := p.Records()
		var r Record
		it.Next(&r)
		if _, ok := p.AppendTarget(nil, &r); ok {
			t.Errorf("%s: a question has a target", tt.title)
		}
		it.Next(&r)
		if a, ok := p.Address(&r); ok != (tt.address != "") || a.String() != tt.address {
			t.Errorf("%s: address %s, want %s", tt.title, a, tt.address)
		}
		if s, ok := p.AppendTarget(nil, &r); ok != (tt.target != "") || string(s) != tt.target {
			t.Errorf("%s: target %s, want %s", tt.title, s, tt.target)
		}
	}
}

func TestRcodeWithEDNS(t *testing.T) {
	b := newWire(1, 0x8180, 1, 0, 0, 1).question("a.example", 1, 1).raw("\x00").u16(41, 1232, 0x0100, 0, 0).b
	p := Packet{Bytes: b, WireLen: len(b)}
	if got := p.Rcode(); got != 16 {
		t.Errorf("code %d, want 16 (BADVERS)", got)
	}
	if got := (Packet{Bytes: query(1, "a", 1)}).Rcode(); got != RcodeNoError {
		t.Errorf("code %d of a query", got)
	}
}
