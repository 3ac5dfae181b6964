package capture

import (
	"encoding/binary"
	"strings"
	"testing"
)

// Parts of frames for tests.
var (
	udpPacket = ipv4(17, udp(1000, 53, "question"))
	ip6Packet = ipv6(17, udp(1000, 53, "question"))
)

func join(parts ...[]byte) []byte {
	var b []byte
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

func word(u uint16) []byte { return binary.BigEndian.AppendUint16(nil, u) }

func ether(t uint16, payload []byte) []byte {
	return join([]byte{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1}, word(t), payload)
}

func udp(src, dst uint16, payload string) []byte {
	return join(word(src), word(dst), word(uint16(8+len(payload))), word(0xbeef), []byte(payload))
}

func ipv4(protocol byte, payload []byte) []byte {
	return join([]byte{0x45, 0}, word(uint16(20+len(payload))),
		[]byte{0, 1, 0, 0, 64, protocol, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2}, payload)
}

func ipv6(next byte, payload []byte) []byte {
	b := join([]byte{0x60, 0, 0, 0}, word(uint16(len(payload))), []byte{next, 64}, make([]byte, 32), payload)
	copy(b[8:], "\x20\x01\x0d\xb8")
	copy(b[24:], "\x20\x01\x0d\xb8")
	b[23], b[39] = 1, 2
	return b
}

func TestDecodeLinks(t *testing.T) {
	sll := join(word(0), word(1), word(6), []byte{2, 0, 0, 0, 0, 1, 0, 0})
	sll2 := join(word(0x0800), word(0), []byte{0, 0, 0, 2}, word(1), []byte{0, 6, 2, 0, 0, 0, 0, 1, 0, 0})
	tests := []struct {
		name string
		link LinkType
		data []byte
		want string // headers
	}{
		{"Ethernet", LinkEthernet, ether(0x0800, udpPacket), "eth ip udp"},
		{"802.1Q", LinkEthernet, ether(0x8100, join(word(5), word(0x0800), udpPacket)), "eth vlan ip udp"},
		{"QinQ", LinkEthernet, ether(0x88a8, join(word(5), word(0x8100), word(6), word(0x86dd), ip6Packet)),
			"eth vlan vlan ipv6 udp"},
		{"old QinQ", LinkEthernet, ether(0x9100, join(word(5), word(0x0800), udpPacket)), "eth vlan ip udp"},
		{"SNAP", LinkEthernet, ether(uint16(8+len(udpPacket)), join([]byte{0xaa, 0xaa, 3, 0, 0, 0, 8, 0}, udpPacket)),
			"eth llc ip udp"},
		{"unknown type", LinkEthernet, ether(0x1234, []byte("payload")), "eth"},
		{"SLL", LinkSLL, join(sll, word(0x0800), udpPacket), "sll ip udp"},
		{"SLL2", LinkSLL2, join(sll2, udpPacket), "sll2 ip udp"},
		{"Null, little endian", LinkNull, join([]byte{2, 0, 0, 0}, udpPacket), "null ip udp"},
		{"Null, big endian", LinkNull, join([]byte{0, 0, 0, 30}, ip6Packet), "null ipv6 udp"},
		{"Loop", LinkLoop, join([]byte{0, 0, 0, 24}, ip6Packet), "null ipv6 udp"},
		{"raw IPv4", LinkRaw, udpPacket, "raw ip udp"},
		{"raw IPv6", LinkRawBSD, ip6Packet, "raw ipv6 udp"},
		{"raw OpenBSD", LinkRawOBSD, udpPacket, "raw ip udp"},
		{"IPv4 alone", LinkIPv4, udpPacket, "ip udp"},
		{"IPv6 alone", LinkIPv6, ip6Packet, "ipv6 udp"},
		{"PPP", LinkPPP, join([]byte{0, 0x21}, udpPacket), "ppp ip udp"},
		{"PPP, compressed", LinkPPP, join([]byte{0x21}, udpPacket), "ppp ip udp"},
		{"PPP, framed", LinkPPPHDLC, join([]byte{0xff, 3, 0, 0x57}, ip6Packet), "ppp ipv6 udp"},
		{"Cisco HDLC", LinkCHDLC, join([]byte{0x0f, 0, 8, 0}, udpPacket), "chdlc ip udp"},
		{"PPPoE", LinkEthernet, ether(0x8864,
			join([]byte{0x11, 0, 0, 1}, word(uint16(2+len(udpPacket))), []byte{0, 0x21}, udpPacket)),
			"eth pppoe ppp ip udp"},
		{"ARP", LinkEthernet, ether(0x0806, join(word(1), word(0x0800), []byte{6, 4}, word(1), make([]byte, 20))),
			"eth arp"},
		{"NFLOG", LinkNFLOG, join([]byte{2, 0, 0, 0, 8, 0, 1, 0, 0, 0, 0, 0}, []byte{byte(4 + len(udpPacket)), 0, 9, 0},
			udpPacket), "nflog ip udp"},
		{"VN-Tag", LinkEthernet, ether(0x8926, join(make([]byte, 4), word(0x0800), udpPacket)), "eth vntag ip udp"},
		{"E-Tag", LinkEthernet, ether(0x893f, join(make([]byte, 6), word(0x0800), udpPacket)), "eth etag ip udp"},
		{"CMD", LinkEthernet, ether(0x8909, join([]byte{1, 1}, make([]byte, 4), word(0x0800), udpPacket)), "eth cmd ip udp"},
		{"TTag", LinkEthernet, ether(0x8988, join(make([]byte, 6), word(0x0800), udpPacket)), "eth hbbak ip udp"},
		{"MACsec", LinkEthernet, ether(0x88e5,
			join([]byte{0x20}, make([]byte, 13), word(0x0800), udpPacket, make([]byte, 16))), "eth macsec ip udp"},
		{"MACsec, encrypted", LinkEthernet,
			ether(0x88e5, join([]byte{0x0c}, make([]byte, 5), word(0x0800), udpPacket, make([]byte, 16))), "eth macsec"},
		{"IPNET", LinkIPNET, join([]byte{1, 2}, make([]byte, 22), udpPacket), "ipnet ip udp"},
		{"unknown link", 147, []byte("anything"), ""},
	}
	for _, tt := range tests {
		p := packet(tt.link, tt.data)
		p.Decode()
		if got := headerNames(&p.Headers); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if h := p.Last(); h.Proto == ProtoUDP && string(p.Payload) != "question" {
			t.Errorf("%s: payload %q", tt.name, p.Payload)
		}
	}
}

func TestDecodeTunnels(t *testing.T) {
	inner := ether(0x0800, udpPacket)
	tests := []struct {
		name string
		data []byte // IPv4 payload
		next byte
		want string
	}{
		{"IP in IP", udpPacket, 4, "ip ip udp"},
		{"6in4", ip6Packet, 41, "ip ipv6 udp"},
		{"GRE", join(word(0), word(0x0800), udpPacket), 47, "ip gre ip udp"},
		{"GRE with key and sequence", join(word(0x3000), word(0x86dd), make([]byte, 8), ip6Packet), 47, "ip gre ipv6 udp"},
		{"GRE bridge", join(word(0), word(0x6558), inner), 47, "ip gre eth ip udp"},
		{"ERSPAN type I", join(word(0), word(0x88be), inner), 47, "ip gre erspan eth ip udp"},
		{"ERSPAN type II", join(word(0x1000), word(0x88be), make([]byte, 4), []byte{0x10}, make([]byte, 7), inner), 47,
			"ip gre erspan eth ip udp"},
		{"ERSPAN type III", join(word(0x1000), word(0x22eb), make([]byte, 4), []byte{0x20}, make([]byte, 11), inner),
			47, "ip gre erspan eth ip udp"},
		{"ERSPAN type III, platform",
			join(word(0), word(0x22eb), []byte{0x20}, make([]byte, 10), []byte{1}, make([]byte, 8), inner), 47,
			"ip gre erspan eth ip udp"},
		{"EoIP", join(word(0x2001), word(0x6400), word(uint16(len(inner))), word(7), inner), 47, "ip gre eth ip udp"},
		{"EtherIP", join([]byte{0x30, 0}, inner), 97, "ip etherip eth ip udp"},
		{"TZSP", udp(50000, 37008, "\x01\x00\x00\x01\x0a\x01\xd8\x00\x01"+string(inner)), 17, "ip udp tzsp eth ip udp"},
		{"TZSP's port by chance", udp(37008, 2000, "question"), 17, "ip udp"},
		{"LISP's port by chance", udp(4341, 53, "question"), 17, "ip udp"},
		{"L2TP", udp(1701, 1701, "\x4b\x02\x00\x38\x00\x0a\x00\x14\x00\x01\x00\x02\x00\x01-\xff\x03\x00\x21"+
			string(udpPacket)), 17, "ip udp l2tp ppp ip udp"},
		{"MPLS in UDP", udp(50000, 6635, "\x00\x06\x41\xff"+string(udpPacket)), 17, "ip udp mpls ip udp"},
		{"VXLAN-GPE", udp(50000, 4790, "\x0c\x00\x00\x01\x00\x00\x01\x00"+string(udpPacket)), 17, "ip udp vxlan_gpe ip udp"},
		{"NSH", udp(50000, 4790, "\x0c\x00\x00\x04\x00\x00\x01\x00\x0f\xc2\x02\x02\x00\x00\x01\xff"+string(ip6Packet)), 17,
			"ip udp vxlan_gpe nsh ipv6 udp"},
		{"LISP", udp(50000, 4341, "\xc0\x00\x00\x00\x00\x00\x00\x00"+string(ip6Packet)), 17, "ip udp lisp-data ipv6 udp"},
		{"AYIYA", udp(50000, 5072, "\x11\x12\x11\x29"+strings.Repeat("\x00", 4+2+4)+string(ip6Packet)), 17,
			"ip udp ayiya ipv6 udp"},
		{"VXLAN", udp(50000, 4789, "\x08\x00\x00\x00\x00\x00\x01\x00"+string(inner)), 17, "ip udp vxlan eth ip udp"},
		{"Geneve", udp(50000, 6081, "\x00\x00\x65\x58\x00\x00\x01\x00"+string(inner)), 17, "ip udp geneve eth ip udp"},
		{"Teredo", udp(50000, 3544, string(ip6Packet)), 17, "ip udp teredo ipv6 udp"},
		{"MPLS in IP", join([]byte{0, 1, 1, 64}, udpPacket), 137, "ip mpls ip udp"},
		{"hop-by-hop", join([]byte{17, 0, 1, 4, 0, 0, 0, 0}, udp(1000, 53, "question")), 0, "ip ipv6.hopopts udp"},
		{"authentication", join([]byte{17, 4, 0, 0}, make([]byte, 20), udp(1000, 53, "question")), 51, "ip ah udp"},
		{"nothing", nil, 17, "ip"},
		{"no port", []byte{1}, 17, "ip"},
	}
	for _, tt := range tests {
		p := packet(LinkRaw, ipv4(tt.next, tt.data))
		p.Decode()
		if got := headerNames(&p.Headers); got != "raw "+tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if h := p.Last(); h.Proto == ProtoUDP && (string(p.Payload) != "question" || p.DstPort != 53 && p.DstPort != 2000) {
			t.Errorf("%s: port %d, payload %q", tt.name, p.DstPort, p.Payload)
		}
	}
}

func TestDecodeLengths(t *testing.T) {
	with := func(change func(b []byte)) []byte {
		b := ether(0x0800, ipv4(17, udp(1, 2, "payload")))
		change(b)
		return b
	}
	tests := []struct {
		name  string
		data  []byte
		state State
		want  string // payload
	}{
		{"total length 0", with(func(b []byte) { b[17] = 0 }), Decoded, "payload"},
		{"total length too long", with(func(b []byte) { b[17] = 200 }), Decoded, "payload"},
		{"total length below the header's", with(func(b []byte) { b[17] = 19 }), Malformed, ""},
		{"header length below 20", with(func(b []byte) { b[14] = 0x44 }), Malformed, ""},
		{"version 5", with(func(b []byte) { b[14] = 0x55 }), Malformed, ""},
		{"UDP length below 8", with(func(b []byte) { b[39] = 7 }), Malformed, ""},
		{"UDP length too long", with(func(b []byte) { b[39] = 99 }), Malformed, "payload"},
		{"UDP length shorter than IP", with(func(b []byte) { b[39] = 11 }), Decoded, "pay"},
		{"padding", append(with(func([]byte) {}), 0, 0, 0), Decoded, "payload"},
	}
	for _, tt := range tests {
		p := packet(LinkEthernet, tt.data)
		p.Decode()
		payload := string(p.Payload)
		if p.Last().Proto != ProtoUDP {
			payload = ""
		}
		if p.State != tt.state || payload != tt.want {
			t.Errorf("%s: state %d, payload %q", tt.name, p.State, payload)
		}
	}
}

func headerNames(h *Headers) string {
	s := ""
	for i, x := range h.All() {
		if i > 0 {
			s += " "
		}
		s += x.Proto.String()
	}
	return s
}

func TestQuoted(t *testing.T) {
	p := packet(LinkRaw, ipv4(1, join([]byte{3, 3, 0, 0, 0, 0, 0, 0}, ipv4(17, udp(1000, 53, "")))))
	p.Decode()
	before := headerNames(&p.Headers)
	quoted := p.Quoted()
	if len(quoted) != 2 || quoted[0].Proto != ProtoIPv4 || quoted[1].Proto != ProtoUDP {
		t.Fatalf("quoted %v", quoted)
	}
	if b := p.Bytes(quoted[1]); be16(b) != 1000 {
		t.Errorf("UDP header % x", b)
	}
	if p.Transport != ProtoICMP || headerNames(&p.Headers) != before {
		t.Errorf("Quoted changed the frame: %v, %s", p.Transport, headerNames(&p.Headers))
	}
}
