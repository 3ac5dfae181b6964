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
	var outer network
	all := f.All()
	for i := range all {
		h := &all[i]
		switch h.Proto {
		case capture.ProtoEthernet:
			if b := f.Headers.Bytes(*h); len(b) >= 12 {
				r.add(Ether, network{capture.AddrEther, b[6:], b})
			}
		case capture.ProtoIPv4:
			if b := f.Headers.Bytes(*h); len(b) >= 20 {
				outer = network{capture.AddrIPv4, b[12:], b[16:]}
				r.add(IPv4, outer)
			}
		case capture.ProtoIPv6:
			if b := f.Headers.Bytes(*h); len(b) >= 40 {
				outer = network{capture.AddrIPv6, b[8:], b[24:]}
				r.add(IPv6, outer)
			}
		case capture.ProtoTCP, capture.ProtoUDP:
			r.transport(f, h, i == len(all)-1, outer)
		}
	}
	return r.found[:r.n]
}

// network is where a header has its addresses. Without one kind is none.
type network struct {
	kind     capture.AddrKind
	src, dst []byte // beginning with them
}

// transport adds the ends of a TCP or UDP header.
func (r *reader) transport(f *dissect.Frame, h *capture.Header, last bool, outer network) {
	kind := TCP
	if h.Proto == capture.ProtoUDP {
		kind = UDP
	}
	if last && f.Conn != nil {
		if e := r.next(kind); e != nil {
			e.src.addr, e.src.port, e.dst.addr, e.dst.port, e.conn = f.Src, f.SrcPort, f.Dst, f.DstPort, f.Conn
		}
		return
	}
	if b := f.Headers.Bytes(*h); len(b) >= 4 && !last {
		if e := r.add(kind, outer); e != nil {
			e.src.port, e.dst.port = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
		}
	}
}

// add adds two addresses and returns where they are, nil if nobody wants them.
func (r *reader) add(k Kind, n network) *ends {
	e := r.next(k)
	if e != nil && n.kind != capture.AddrNone {
		e.src.addr.Set(n.kind, n.src)
		e.dst.addr.Set(n.kind, n.dst)
	}
	return e
}

// next returns the next ends to be filled in, nil if nobody wants them.
func (r *reader) next(k Kind) *ends {
	if !r.wanted[k] {
		return nil
	}
	e := &r.found[r.n]
	r.n++
	*e = ends{}
	e.kind = k
	return e
}

func address(k capture.AddrKind, b []byte) (a capture.Addr) {
	a.Set(k, b)
	return a
}
