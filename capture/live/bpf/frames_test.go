package bpf

import "encoding/binary"

// Frames for the comparison, made of documentation addresses (RFC 5737,
// RFC 3849, RFC 7042).

var (
	macA = []byte{0x00, 0x00, 0x5e, 0x00, 0x53, 0x01}
	macB = []byte{0x00, 0x00, 0x5e, 0x00, 0x53, 0x02}
	macG = []byte{0x01, 0x00, 0x5e, 0x00, 0x00, 0xfb}
	macX = []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}

	ip1 = []byte{192, 0, 2, 1}
	ip2 = []byte{192, 0, 2, 130}
	ip3 = []byte{198, 51, 100, 7}
	ipM = []byte{224, 0, 0, 251}

	six1 = []byte{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}
	six2 = []byte{0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}
	sixM = []byte{0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xfb}
)

func cat(parts ...[]byte) (b []byte) {
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

func be(x uint16) []byte { return binary.BigEndian.AppendUint16(nil, x) }

func eth(dst, src []byte, etherType uint16, payload []byte) []byte {
	return cat(dst, src, be(etherType), payload)
}

// v4 makes an IPv4 datagram; options are multiples of four bytes.
func v4(src, dst []byte, proto byte, fragment uint16, options, payload []byte) []byte {
	h := []byte{0x40 | byte(5+len(options)/4), 0}
	h = append(h, be(uint16(20+len(options)+len(payload)))...)
	h = cat(h, be(0x1234), be(fragment), []byte{64, proto, 0, 0}, src, dst, options)
	return append(h, payload...)
}

func v6(src, dst []byte, next byte, payload []byte) []byte {
	return cat([]byte{0x60, 0, 0, 0}, be(uint16(len(payload))), []byte{next, 64}, src, dst, payload)
}

func tcp(src, dst uint16, flags byte, data string) []byte {
	return cat(be(src), be(dst), make([]byte, 8), []byte{0x50, flags, 0x20, 0}, make([]byte, 4), []byte(data))
}

func udp(src, dst uint16, data string) []byte {
	return cat(be(src), be(dst), be(uint16(8+len(data))), be(0), []byte(data))
}

func arp(op uint16, sender, target []byte) []byte {
	return cat(be(1), be(0x0800), []byte{6, 4}, be(op), macA, sender, macB, target)
}

// datagrams are network-layer packets of every kind the language tells apart.
func datagrams() [][]byte {
	options := []byte{0x94, 4, 0, 0}
	fragment6 := func(next byte, rest []byte) []byte {
		return cat([]byte{next, 0, 0, 1, 0, 0, 0, 9}, rest)
	}
	return [][]byte{
		v4(ip1, ip3, 6, 0, nil, tcp(50000, 80, 0x02, "")),
		v4(ip3, ip1, 6, 0, nil, tcp(80, 50000, 0x12, "")),
		v4(ip1, ip3, 6, 0x4000, options, tcp(50000, 80, 0x18, "GET / HTTP/1.1\r\n")),
		v4(ip1, ip2, 6, 0, nil, tcp(443, 443, 0x11, "tail")),
		v4(ip2, ip1, 6, 0, nil, tcp(25, 2525, 0x04, "")),
		v4(ip2, ip3, 17, 0, nil, udp(53, 40000, "answer")),
		v4(ip3, ip2, 17, 0, options, udp(40000, 53, "question")),
		v4(ip3, ip2, 17, 0, nil, udp(6881, 6889, "peer")),
		v4(ip1, ipM, 17, 0, nil, udp(5353, 5353, "mdns")),
		v4(ip1, ip2, 17, 0x2000, nil, udp(1000, 80, "first")),
		v4(ip1, ip2, 17, 0x2001, nil, udp(1000, 80, "later")),
		v4(ip1, ip2, 6, 0x0001, nil, tcp(1000, 80, 0x02, "last")),
		v4(ip1, ip2, 1, 0, nil, []byte{8, 0, 0, 0, 0, 1, 0, 1}),
		v4(ip2, ip1, 1, 0, nil, []byte{0, 0, 0, 0, 0, 1, 0, 1}),
		v4(ip2, ip1, 1, 0, nil, []byte{3, 1, 0, 0, 0, 0, 0, 0}),
		v4(ip1, ipM, 2, 0, options, []byte{0x16, 0, 0, 0, 224, 0, 0, 251}),
		v4(ip1, ip2, 132, 0, nil, cat(be(80), be(81), make([]byte, 8))),
		v4(ip1, ip2, 47, 0, nil, make([]byte, 8)),
		v4(ip1, ip2, 50, 0, nil, make([]byte, 8)),
		v4(ip1, ip2, 51, 0, nil, make([]byte, 24)),
		v4(ip1, ip2, 103, 0, nil, make([]byte, 8)),
		v4(ip1, ip2, 112, 0, nil, make([]byte, 8)),
		v4(ip1, ip2, 6, 0, nil, be(80)),
		v4(ip1, ip2, 6, 0, nil, nil),
		v4(ip1, ip2, 6, 0, nil, nil)[:17],
		v6(six1, six2, 6, tcp(50000, 80, 0x02, "")),
		v6(six2, six1, 6, tcp(80, 50000, 0x12, "")),
		v6(six1, six2, 17, udp(53, 40000, "answer")),
		v6(six1, sixM, 17, udp(5353, 5353, "mdns")),
		v6(six1, six2, 58, []byte{128, 0, 0, 0, 0, 1, 0, 1}),
		v6(six1, sixM, 58, []byte{135, 0, 0, 0, 0, 0, 0, 0}),
		v6(six1, six2, 44, fragment6(17, udp(53, 53, "frag"))),
		v6(six1, six2, 44, fragment6(6, tcp(80, 80, 0x02, ""))),
		v6(six1, six2, 0, cat([]byte{58, 0, 5, 2, 0, 0, 1, 0}, []byte{143, 0, 0, 0, 0, 0, 0, 0})),
		v6(six1, six2, 132, cat(be(80), be(81), make([]byte, 8))),
		v6(six1, six2, 50, make([]byte, 8)),
		v6(six1, six2, 6, nil)[:30],
	}
}

// etherFrames are the datagrams in Ethernet frames, and frames without IP.
func etherFrames() [][]byte {
	var frames [][]byte
	for i, d := range datagrams() {
		t := uint16(0x0800)
		if d[0]>>4 == 6 {
			t = 0x86dd
		}
		dst := [][]byte{macA, macB, macG}[i%3]
		frames = append(frames, eth(dst, macB, t, d))
	}
	tagged := eth(macA, macB, 0x8100, cat(be(7), be(0x0800), v4(ip1, ip3, 6, 0, nil, tcp(50000, 80, 2, ""))))
	return append(frames,
		eth(macX, macA, 0x0806, arp(1, ip1, ip2)),
		eth(macA, macB, 0x0806, arp(2, ip2, ip3)),
		eth(macX, macA, 0x8035, arp(3, ip3, ip3)),
		tagged,
		eth(macG, macA, 38, cat([]byte{0x42, 0x42, 3}, make([]byte, 35))),
		eth(macA, macB, 0x88cc, make([]byte, 46)),
		eth(macA, macB, 0x0800, nil),
		macA, make([]byte, 60), make([]byte, 1400),
	)
}
