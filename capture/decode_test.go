package capture

import "testing"

// tcpFrame is Ethernet / IPv4 / TCP with five bytes of payload and a byte of
// Ethernet padding.
var tcpFrame = []byte{
	0x02, 0, 0, 0, 0, 2, 0x02, 0, 0, 0, 0, 1, 0x08, 0x00,
	0x45, 0, 0, 45, 0, 1, 0x40, 0, 64, 6, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2,
	0xc0, 0x01, 0, 80, 0, 0, 0, 1, 0, 0, 0, 2, 0x50, 0x18, 1, 0, 0, 0, 0, 0,
	'h', 'e', 'l', 'l', 'o', 0,
}

func packet(link LinkType, b []byte) *Packet {
	return &Packet{Frame: 1, CapLen: len(b), WireLen: len(b), Link: link, Data: b}
}

func TestDecodeTCP(t *testing.T) {
	p := packet(LinkEthernet, tcpFrame)
	p.Decode()
	if p.Transport != ProtoTCP || p.SrcPort != 49153 || p.DstPort != 80 {
		t.Errorf("transport %v, ports %d %d", p.Transport, p.SrcPort, p.DstPort)
	}
	if string(p.Payload) != "hello" || p.PayloadLen != 5 {
		t.Errorf("payload %q, %d bytes", p.Payload, p.PayloadLen)
	}
	if got := p.Src.String() + " " + p.Dst.String(); got != "192.0.2.1 192.0.2.2" {
		t.Error("addresses", got)
	}
	if p.TCP.Flags != PSH|ACK || p.TCP.Seq != 1 || p.TCP.Ack != 2 || p.TCP.Window != 256 {
		t.Errorf("TCP %+v", p.TCP)
	}
	if p.State != Decoded || len(p.All()) != 3 {
		t.Errorf("state %v, headers %v", p.State, p.All())
	}
}

func TestDecodeAllocates(t *testing.T) {
	p := packet(LinkEthernet, tcpFrame)
	if n := testing.AllocsPerRun(100, p.Decode); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkDecodeTCP(b *testing.B) {
	p := packet(LinkEthernet, tcpFrame)
	b.ReportAllocs()
	for b.Loop() {
		p.Decode()
	}
}
