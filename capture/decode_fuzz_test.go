package capture

import (
	"testing"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
)

// FuzzDecode checks what must hold for any frame: headers lie in each other and
// in the frame, and nothing panics, cut anywhere.
func FuzzDecode(f *testing.F) {
	f.Add(uint16(LinkEthernet), uint16(0), tcpFrame)
	f.Add(uint16(LinkEthernet), uint16(9), ether(0x8100, join(word(5), word(0x0800), udpPacket)))
	f.Add(uint16(LinkRaw), uint16(0),
		ipv4(17, udp(1, 4789, "\x08\x00\x00\x00\x00\x00\x01\x00"+
			string(ether(0x8847, join([]byte{0, 1, 1, 64}, udpPacket))))))
	f.Add(uint16(LinkRaw), uint16(0), ipv6(0, join([]byte{44, 0, 1, 4, 0, 0, 0, 0, 17, 0, 0, 1, 0, 0, 0, 1}, udpPacket)))
	f.Add(uint16(LinkNFLOG), uint16(0), join([]byte{2, 0, 0, 0, 8, 0, 9, 0}, udpPacket))
	f.Add(uint16(LinkRaw), uint16(0), ipv4(1, join([]byte{3, 3, 0, 0, 0, 0, 0, 0}, udpPacket)))
	f.Add(uint16(LinkEthernet), uint16(0),
		gtpFrame(gtp(0x37, gtpGPDU, []byte{0, 7, 3, 0xc0, 1, 9, 4, 0x40, 1, 5, 0x1c, 0}, udpPacket)))
	f.Add(uint16(LinkEthernet), uint16(3), gtpFrame(gtp(0x32, 26, []byte{0, 1, 0, 0, 16, 0, 0, 0, 5})))
	f.Fuzz(func(t *testing.T, link, more uint16, data []byte) {
		p := packet(LinkType(link), data)
		p.WireLen += int(more)
		p.Decode()
		check(t, p, p.All())
		check(t, p, p.Quoted())
		if len(p.Payload) > p.PayloadLen || len(p.Payload) > len(data) {
			t.Errorf("payload of %d bytes, %d on the wire, frame of %d", len(p.Payload), p.PayloadLen, len(data))
		}
	})
}

func check(t *testing.T, p *Packet, headers []Header) {
	t.Helper()
	last := Header{End: uint32(len(p.Data))}
	for _, h := range headers {
		if h.Off < last.Off || h.End > last.End || h.Off+uint32(h.Len) > h.End || h.Wire < h.End-h.Off {
			t.Errorf("header %+v in %+v", h, last)
		}
		_ = p.Bytes(h)
		last = h
	}
}

// TestDecodeAgrees compares with gopacket's decoding on frames of all shapes.
func TestDecodeAgrees(t *testing.T) {
	for _, frame := range [][]byte{
		tcpFrame,
		ether(0x0800, udpPacket),
		ether(0x86dd, ip6Packet),
		ether(0x8100, join(word(5), word(0x86dd), ip6Packet)),
		ether(0x0800, ipv4(4, udpPacket)),
		ether(0x0800, ipv4(41, ip6Packet)),
		ether(0x0800, ipv4(47, join(word(0x2000), word(0x0800), make([]byte, 4), udpPacket))),
		ether(0x8847, join([]byte{0, 1, 1, 64}, udpPacket)),
		ether(0x86dd, ipv6(0, join([]byte{17, 0, 1, 4, 0, 0, 0, 0}, udp(1000, 53, "question")))),
	} {
		p := packet(LinkEthernet, frame)
		p.Decode()
		theirs := gopacket.NewPacket(frame, layers.LayerTypeEthernet, gopacket.NoCopy)
		if transport := theirs.TransportLayer(); transport != nil {
			src, dst := transport.TransportFlow().Endpoints()
			if be16(src.Raw()) != p.SrcPort || be16(dst.Raw()) != p.DstPort {
				t.Errorf("ports %d %d, want %v %v in % x", p.SrcPort, p.DstPort, src, dst, frame)
			}
			if string(transport.LayerPayload()) != string(p.Payload) {
				t.Errorf("payload %q, want %q", p.Payload, transport.LayerPayload())
			}
		} else {
			t.Errorf("gopacket finds no transport in % x", frame)
		}
		var network gopacket.NetworkLayer
		for _, l := range theirs.Layers() {
			if n, ok := l.(gopacket.NetworkLayer); ok {
				network = n
			}
		}
		if src, dst := network.NetworkFlow().Endpoints(); src.String() != p.Src.String() || dst.String() != p.Dst.String() {
			t.Errorf("addresses %v %v, want %v %v", p.Src, p.Dst, src, dst)
		}
	}
}
