package capture

import "testing"

// gtp makes a message of GTP version 1 whose length counts what follows the TEID.
func gtp(flags, message byte, rest ...[]byte) []byte {
	b := join(rest...)
	return join([]byte{flags, message}, word(uint16(len(b))), []byte{0, 0, 0x12, 0x34}, b)
}

func gtpFrame(message []byte) []byte {
	return ether(0x0800, ipv4(17, udp(2152, 2152, string(message))))
}

func TestDecodeGTP(t *testing.T) {
	none := []byte{0, 0, 0, 0}
	session := []byte{0, 0, 0, 0x85, 1, 0, 9, 0}
	chain := []byte{0, 7, 3, 0xc0, 1, 9, 4, 0x40, 1, 5, 0x1c, 0}
	many := []byte{0, 0, 0, 0x85}
	for range 300 {
		many = append(many, 1, 0, 9, 0x85)
	}
	many[len(many)-1] = 0
	nested := udpPacket
	for range MaxHeaders {
		nested = ipv4(17, udp(2152, 2152, string(gtp(0x30, gtpGPDU, nested))))
	}
	long := gtp(0x30, gtpGPDU, udpPacket)
	long[2] = 1
	tests := []struct {
		name      string
		message   []byte
		want      string // headers behind UDP
		transport Proto
		state     State
	}{
		{"IPv4", gtp(0x30, gtpGPDU, udpPacket), " gtp ip udp", ProtoUDP, Decoded},
		{"IPv6", gtp(0x30, gtpGPDU, ip6Packet), " gtp ipv6 udp", ProtoUDP, Decoded},
		{"Ethernet", gtp(0x30, gtpGPDU, ether(0x86dd, ip6Packet)), " gtp eth ipv6 udp", ProtoUDP, Decoded},
		{"Ethernet of unknown type", gtp(0x30, gtpGPDU, ether(0x1234, ip6Packet)), " gtp", ProtoNone, Decoded},
		{"sequence number", gtp(0x32, gtpGPDU, none, udpPacket), " gtp ip udp", ProtoUDP, Decoded},
		{"extension", gtp(0x34, gtpGPDU, session, udpPacket), " gtp ip udp", ProtoUDP, Decoded},
		{"extension without its flag", gtp(0x32, gtpGPDU, session[:4], udpPacket), " gtp ip udp", ProtoUDP, Decoded},
		{"extensions", gtp(0x37, gtpGPDU, chain, udpPacket), " gtp ip udp", ProtoUDP, Decoded},
		{"many extensions", gtp(0x34, gtpGPDU, many, udpPacket), " gtp ip udp", ProtoUDP, Decoded},
		{"extension of length 0", gtp(0x34, gtpGPDU, []byte{0, 0, 0, 0x85, 0}, udpPacket), " gtp", ProtoNone, Decoded},
		{"extension that ends early", gtp(0x34, gtpGPDU, []byte{0, 0, 0, 0x85, 9}), " gtp", ProtoNone, Malformed},
		{"extension that is missing", gtp(0x34, gtpGPDU, many[:4]), " gtp", ProtoNone, Malformed},
		{"options that are missing", gtp(0x32, gtpGPDU), " gtp", ProtoNone, Malformed},
		{"length too long", long, " gtp ip udp", ProtoUDP, Decoded},
		{"bytes behind it", join(gtp(0x30, gtpGPDU, udpPacket), none), " gtp ip udp", ProtoUDP, Decoded},
		{"empty", gtp(0x30, gtpGPDU), " gtp", ProtoNone, Decoded},
		{"echo request", gtp(0x32, 1, none), " gtp", ProtoUDP, Decoded},
		{"end marker", gtp(0x34, 254, session), " gtp", ProtoUDP, Decoded},
		{"charging", gtp(0x20, gtpGPDU, udpPacket), " gtp", ProtoUDP, Decoded},
		{"unknown message", gtp(0x30, 200, udpPacket), "", ProtoUDP, Decoded},
		{"version 2", gtp(0x50, gtpGPDU, udpPacket), "", ProtoUDP, Decoded},
		{"a byte", []byte{0x30}, "", ProtoUDP, Decoded},
		{"nested too deep", gtp(0x30, gtpGPDU, nested), " gtp ip udp gtp ip udp gtp ip udp gtp ip udp gtp",
			ProtoNone, Decoded},
	}
	for _, tt := range tests {
		p := packet(LinkEthernet, gtpFrame(tt.message))
		p.Decode()
		if got := headerNames(&p.Headers); got != "eth ip udp"+tt.want || p.Transport != tt.transport ||
			p.State != tt.state {
			t.Errorf("%s: %q, transport %v, state %v", tt.name, got, p.Transport, p.State)
		}
		if p.Transport == ProtoUDP && p.DstPort == 53 && string(p.Payload) != "question" {
			t.Errorf("%s: payload %q", tt.name, p.Payload)
		}
	}
}

func TestDecodeGTPAllocates(t *testing.T) {
	p := packet(LinkEthernet, gtpFrame(gtp(0x34, gtpGPDU, []byte{0, 0, 0, 0x85, 1, 0, 9, 0}, udpPacket)))
	if n := testing.AllocsPerRun(100, p.Decode); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
