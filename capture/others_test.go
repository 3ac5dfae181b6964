package capture

import (
	"fmt"
	"testing"
)

func TestFindOthers(t *testing.T) {
	inner := ether(0x0800, udpPacket)
	tunnel := udp(50000, 4789, "\x08\x00\x00\x00\x00\x00\x01\x00"+string(inner))
	for _, tt := range []struct {
		name string
		data []byte
		want string
	}{
		{"a datagram is its own", udpPacket, ""},
		{"a tunnel around another", ipv4(17, tunnel), "50000>4789"},
		{"two tunnels", ipv4(17, udp(50001, 4789,
			"\x08\x00\x00\x00\x00\x00\x01\x00"+string(ether(0x0800, ipv4(17, tunnel))))), "50001>4789 50000>4789"},
		{"a tunnel's control message", ipv4(17, udp(1701, 1701, "\xc8\x02\x00\x0c\x00\x0a\x00\x00\x00\x01\x00\x01")),
			"1701>1701"},
		{"a quoted datagram", ipv4(1, join([]byte{3, 3, 0, 0, 0, 0, 0, 0}, udpPacket)), "1000>53 quoted"},
		{"too little of a quoted segment", ipv4(1, join([]byte{3, 3, 0, 0, 0, 0, 0, 0}, ipv4(6, make([]byte, 8)))), ""},
		{"an impossible length", ipv4(17, join(word(1), word(2), word(4), word(0))), ""},
	} {
		p := packet(LinkRaw, tt.data)
		p.Decode()
		p.FindOthers()
		got := ""
		for i, o := range p.Others {
			if i > 0 {
				got += " "
			}
			got += fmt.Sprintf("%d>%d", o.SrcPort, o.DstPort)
			if o.Quoted {
				got += " quoted"
			}
			if o.Src != (Addr{Kind: AddrIPv4, B: [16]byte{192, 0, 2, 1}}) {
				t.Errorf("%s: from %v", tt.name, o.Src)
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if n := testing.AllocsPerRun(10, p.FindOthers); n != 0 {
			t.Errorf("%s: %v allocations", tt.name, n)
		}
	}
}

func TestQuotedCut(t *testing.T) {
	for _, tt := range []struct {
		name  string
		quote []byte
		kind  byte
		least int // bytes of the frame with which nothing is missing
	}{
		{"datagram", udpPacket, 3, 20 + 8 + 28},
		{"segment", tcpFrame[14:], 3, 20 + 8 + 20 + 20},
		{"segment in a redirect", tcpFrame[14:], 5, 20 + 8 + 28},
	} {
		whole := ipv4(1, join([]byte{tt.kind, 1, 0, 0, 0, 0, 0, 0}, tt.quote))
		for n := 28; n <= len(whole); n++ {
			p := packet(LinkRaw, whole[:n])
			p.WireLen = len(whole)
			p.Decode()
			if got := p.QuotedCut(); got != (n < tt.least) {
				t.Errorf("%s, %d bytes: cut %v", tt.name, n, got)
			}
		}
	}
}

// The first fragment of a datagram that its frame has not all of is decoded.
func TestFirstFragment(t *testing.T) {
	b := ipv4(17, udp(1000, 53, "question"))
	b[6] = 0x20
	for _, tt := range []struct{ have, wire int }{{len(b) - 4, len(b)}, {len(b) - 4, len(b) - 4}} {
		p := packet(LinkRaw, b[:tt.have])
		p.WireLen = tt.wire
		p.Decode()
		if !p.FirstFragment || p.Transport != ProtoUDP || p.State == Fragment || string(p.Payload) != "ques" {
			t.Errorf("%d of %d bytes: %v, state %v, payload %q", tt.have, tt.wire, p.Transport, p.State, p.Payload)
		}
	}
	p := packet(LinkRaw, b)
	p.Decode()
	if p.FirstFragment || p.State != Fragment {
		t.Errorf("a whole fragment: state %v", p.State)
	}
}
