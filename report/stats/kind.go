package stats

import (
	"encoding/binary"

	"netsniff/capture"
	"netsniff/dissect"
)

// Kind says between what conversations are: addresses of a header, with ports
// if it has some.
type Kind uint8

// Kinds of conversations and endpoints.
const (
	Ether Kind = iota
	IPv4
	IPv6
	TCP
	UDP
	kindCount
)

var kindNames = [kindCount]string{"eth", "ip", "ipv6", "tcp", "udp"}

var kindTitles = [kindCount]string{"Ethernet", "IPv4", "IPv6", "TCP", "UDP"}

func (k Kind) String() string { return kindNames[k] }

func (k Kind) ports() bool { return k == TCP || k == UDP }

// place is one end of a conversation.
type place struct {
	addr capture.Addr
	port uint16
}

// ends is one header that names a sender and a receiver.
type ends struct {
	kind     Kind
	src, dst place
	conn     *dissect.Conn // of the innermost TCP or UDP header
}

// reader finds the ends in the headers of frames, outermost first. It counts
// what each header says: a tunnel has a conversation outside and one inside.
type reader struct {
	wanted [kindCount]bool
	found  [capture.MaxHeaders]ends
	n      int
}

func newReader(part string) (r reader) {
	for k, name := range kindNames {
		r.wanted[k] = part == "" || part == name
	}
	return r
}

// read returns the ends in f, borrowed until the next call.
func (r *reader) read(f *dissect.Frame) []ends {
	r.n = 0
	var src, dst capture.Addr
	all := f.All()
	for i := range all {
		h := &all[i]
		switch h.Proto {
		case capture.ProtoEthernet:
			if b := f.Headers.Bytes(*h); len(b) >= 12 {
				r.add(Ether, place{addr: address(capture.AddrEther, b[6:12])},
					place{addr: address(capture.AddrEther, b[:6])}, nil)
			}
		case capture.ProtoIPv4:
			if b := f.Headers.Bytes(*h); len(b) >= 20 {
				src, dst = address(capture.AddrIPv4, b[12:16]), address(capture.AddrIPv4, b[16:20])
				r.add(IPv4, place{addr: src}, place{addr: dst}, nil)
			}
		case capture.ProtoIPv6:
			if b := f.Headers.Bytes(*h); len(b) >= 40 {
				src, dst = address(capture.AddrIPv6, b[8:24]), address(capture.AddrIPv6, b[24:40])
				r.add(IPv6, place{addr: src}, place{addr: dst}, nil)
			}
		case capture.ProtoTCP, capture.ProtoUDP:
			r.transport(f, *h, i == len(all)-1, src, dst)
		}
	}
	return r.found[:r.n]
}

// transport adds the ends of a TCP or UDP header.
func (r *reader) transport(f *dissect.Frame, h capture.Header, last bool, src, dst capture.Addr) {
	kind := TCP
	if h.Proto == capture.ProtoUDP {
		kind = UDP
	}
	if last && f.Conn != nil {
		r.add(kind, place{f.Src, f.SrcPort}, place{f.Dst, f.DstPort}, f.Conn)
		return
	}
	if b := f.Headers.Bytes(h); len(b) >= 4 && !last {
		r.add(kind, place{src, binary.BigEndian.Uint16(b)}, place{dst, binary.BigEndian.Uint16(b[2:])}, nil)
	}
}

func (r *reader) add(k Kind, src, dst place, c *dissect.Conn) {
	if r.wanted[k] {
		r.found[r.n] = ends{k, src, dst, c}
		r.n++
	}
}

func address(k capture.AddrKind, b []byte) capture.Addr {
	a := capture.Addr{Kind: k}
	copy(a.B[:], b)
	return a
}
