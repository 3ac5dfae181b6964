package capture

// Other is a UDP header around what the frame carries, or a UDP or TCP header
// that an ICMP error quotes. Whoever finds conversations fills in the second
// group.
type Other struct {
	Header           Header
	Quoted           bool
	Src, Dst         Addr
	SrcPort, DstPort uint16

	Stream       uint32 // udp.stream or tcp.stream
	Since, Delta Stamp  // since the first and the last datagram; not of quoted ones
}

// FindOthers fills in p.Others, outermost first.
func (p *Packet) FindOthers() {
	p.Others = p.others[:0]
	h := &p.Headers
	if h.enclosed {
		own := -1
		if h.Transport == ProtoUDP {
			own = h.lastOf(ProtoUDP)
		}
		p.addOthers(h.All(), own, false)
	}
	if h.Transport == ProtoICMP || h.Transport == ProtoICMPv6 {
		p.addOthers(h.Quoted(), -1, true)
	}
	if len(p.Others) > 0 {
		p.others = p.Others
	}
}

// lastOf returns the index of the innermost header of a protocol, -1 without
// one.
func (h *Headers) lastOf(p Proto) int {
	for i := int(h.n) - 1; i >= 0; i-- {
		if h.list[i].Proto == p {
			return i
		}
	}
	return -1
}

func (p *Packet) addOthers(list []Header, own int, quoted bool) {
	o := Other{Quoted: quoted}
	for i, x := range list {
		b := p.Bytes(x)
		switch x.Proto {
		case ProtoIPv4:
			if len(b) >= ipv4HeadLen {
				o.Src.setIPv4(b[12:])
				o.Dst.setIPv4(b[16:])
			}
		case ProtoIPv6:
			if len(b) >= ipv6HeadLen {
				o.Src.setIPv6(b[8:])
				o.Dst.setIPv6(b[24:])
			}
		case ProtoUDP, ProtoTCP:
			if i == own || !converses(x.Proto, b, o.Src.Kind) {
				continue
			}
			o.Header, o.SrcPort, o.DstPort = x, be16(b), be16(b[2:])
			p.Others = append(p.Others, o)
		}
	}
}

// converses reports whether a header with its payload is one of a conversation:
// all of it is there, and its length is possible.
func converses(p Proto, b []byte, kind AddrKind) bool {
	if p == ProtoTCP {
		return len(b) >= tcpHeadLen && b[12]>>4 >= tcpHeadLen/4
	}
	return len(b) >= udpHeadLen && (be16(b[4:]) >= udpHeadLen || be16(b[4:]) == 0 && kind == AddrIPv6)
}
