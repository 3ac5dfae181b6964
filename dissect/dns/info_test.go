package dns

import (
	"strings"
	"testing"
)

func TestInfo(t *testing.T) {
	addr := "\xc0\x00\x02\x01"
	addr6 := "\x20\x01\x0d\xb8" + strings.Repeat("\x00", 11) + "\x01"
	tests := []struct {
		title  string
		flavor Flavor
		msg    []byte
		want   string
	}{
		{"query", Unicast, query(0x325d, "www.example.com", 1), "Standard query 0x325d A www.example.com"},
		{"reply", Unicast, reply(1, "www.example.com", 1, addr),
			"Standard query response 0x0001 A www.example.com A 192.0.2.1"},
		{"IPv6", Unicast, reply(1, "a.example", 28, addr6),
			"Standard query response 0x0001 AAAA a.example AAAA 2001:db8::1"},
		{"no such name", Unicast, newWire(2, 0x8183, 1).question("a.example", 1, 1).b,
			"Standard query response 0x0002 No such name A a.example"},
		{"unknown rcode", Unicast, newWire(2, 0x818f).b, "Standard query response 0x0002 Unknown error (15)"},
		{"unknown opcode", Unicast, newWire(2, 0x1800).b, "Unknown operation (3) 0x0002"},
		{"update", Unicast, newWire(2, 0x2800, 1, 1).question("example", 6, 1).record("a.example", 255, 255, "").b,
			"Dynamic update 0x0002 SOA example ANY"},
		{"root", Unicast, query(1, "", 2), "Standard query 0x0001 NS <Root>"},
		{"unknown type", Unicast, query(1, "a.example", 600), "Standard query 0x0001 Unknown (600) a.example"},
		{"MX", Unicast, reply(1, "example.com", 15, "\x00\x0a"+name("mx.example.com")),
			"Standard query response 0x0001 MX example.com MX 10 mx.example.com"},
		{"SRV", Unicast, reply(1, "_sip._udp.example", 33, "\x00\x01\x00\x02\x13\xc4"+name("sip.example")),
			"Standard query response 0x0001 SRV _sip._udp.example SRV 1 2 5060 sip.example"},
		{"NAPTR", Unicast, reply(1, "example", 35, "\x00\x01\x00\x02\x01s\x00\x00\x00"),
			"Standard query response 0x0001 NAPTR example NAPTR 1 2 s"},
		{"HINFO", Unicast, reply(1, "example", 13, "\x03x86\x05Plan9"),
			"Standard query response 0x0001 HINFO example HINFO x86 Plan9"},
		{"TXT", Unicast, reply(1, "example", 16, "\x03abc\x00"), "Standard query response 0x0001 TXT example TXT"},
		{"SOA", Unicast, reply(1, "example", 6, name("ns.example")+name("admin.example")+strings.Repeat("\x00", 20)),
			"Standard query response 0x0001 SOA example SOA ns.example"},
		{"owner in front", Unicast, reply(1, "example", 52, "\x03\x01\x01abc"),
			"Standard query response 0x0001 TLSA example TLSA example"},
		{"A6", Unicast, reply(1, "example", 38, "\x40"+strings.Repeat("\x00", 7)+"\x01"+name("net.example")),
			"Standard query response 0x0001 A6 example A6 64 ::1 net.example"},
		{"compressed", Unicast, newWire(1, 0x8180, 1, 1).question("www.example", 1, 1).raw("\xc0\x0c").
			u16(5, 1, 0, 60, 6).raw("\x03ftp\xc0\x10").b, "Standard query response 0x0001 A www.example CNAME ftp.example"},
		{"QM", Multicast, newWire(0, 0, 1).question("_ipp._tcp.local", 12, 1).b,
			`Standard query 0x0000 PTR _ipp._tcp.local, "QM" question`},
		{"QU", Multicast, newWire(0, 0, 1).question("a.local", 1, 0x8001).b,
			`Standard query 0x0000 A a.local, "QU" question`},
		{"cache flush", Multicast, newWire(0, 0x8400, 0, 1).record("a.local", 1, 0x8001, addr).b,
			"Standard query response 0x0000 A, cache flush 192.0.2.1"},
		{"flush bit elsewhere", LinkLocal, newWire(0, 0x8000, 0, 1).record("a", 1, 0x8001, addr).b,
			"Standard query response 0x0000 A 192.0.2.1"},
		{"empty data", Unicast, reply(1, "a.example", 15, ""), "Standard query response 0x0001 MX a.example MX"},
		{"three bytes", Unicast, []byte("abc"), "[Malformed Packet]"},
		{"no counts", Unicast, []byte("AAAAAAAAAA"), "Unknown operation (8) 0x4141[Malformed Packet]"},
		{"missing question", Unicast, newWire(1, 0x0100, 2).question("a.example", 1, 1).b,
			"Standard query 0x0001 A a.example[Malformed Packet]"},
		{"data cut", Unicast, reply(1, "a.example", 1, addr)[:40],
			"Standard query response 0x0001 A a.example[Malformed Packet]"},
		{"data too short", Unicast, reply(1, "a.example", 43, "\x00\x01\x08"),
			"Standard query response 0x0001 DS a.example DS[Malformed Packet]"},
	}
	for _, tt := range tests {
		t.Run(tt.title, func(t *testing.T) {
			if got := info(tt.flavor, tt.msg); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestInfoOfCutCapture(t *testing.T) {
	whole := reply(1, "a.example", 5, name("b.example"))
	m := Message{Packet: Packet{Bytes: whole[:len(whole)-3], WireLen: len(whole)}}
	const want = "Standard query response 0x0001 CNAME a.example CNAME[Packet size limited during capture]"
	if got := string(m.AppendInfo(nil)); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestInfoIsBounded(t *testing.T) {
	w := newWire(1, 0x8180, 0, 2000)
	for range 2000 {
		w.record("a", 1, 1, "\xc0\x00\x02\x01")
	}
	if got := info(Unicast, w.b); len(got) != maxInfo {
		t.Errorf("text of %d bytes, want %d", len(got), maxInfo)
	}
}
