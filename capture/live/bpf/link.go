package bpf

import "encoding/binary"

// EtherTypes (https://www.iana.org/assignments/ieee-802-numbers).
const (
	etherIPv4 = 0x0800
	etherARP  = 0x0806
	etherRARP = 0x8035
	etherIPv6 = 0x86dd
)

// Offsets in headers, RFC 791 §3.1, RFC 8200 §3, RFC 826.
const (
	ipv4Fragment  = 6
	ipv4Protocol  = 9
	ipv4Src       = 12
	ipv4Dst       = 16
	ipv6Next      = 6
	ipv6Src       = 8
	ipv6Dst       = 24
	ipv6HeaderLen = 40
	arpSenderIPv4 = 14
	arpTargetIPv4 = 24
	etherSrc      = 6
	etherDst      = 0
	etherTypeAt   = 12
)

const (
	ipv4FragmentOffset = 0x1fff // of the half word at ipv4Fragment
	ipv6FragmentHeader = 44
)

// link knows where things lie on one kind of interface.
type link struct{ Encapsulation }

func (l link) len() uint32 { return linkLen[l.Encapsulation] }

// etherType tests what the network header is.
func (l link) etherType(t uint32) node {
	switch l.Encapsulation {
	case Ethernet:
		return test{base: fromLink, off: etherTypeAt, size: 2, op: opJumpEqualK, k: t}
	case Cooked:
		return test{base: fromKernel, off: ancillaryProtocol, size: 4, op: opJumpEqualK, k: t}
	}
	version := map[uint32]uint32{etherIPv4: 0x40, etherIPv6: 0x60}[t]
	if version == 0 {
		return fixed(false)
	}
	return test{base: fromNetwork, size: 1, mask: 0xf0, op: opJumpEqualK, k: version}
}

func network(off uint32, size int, k uint32) test {
	return test{base: fromNetwork, off: off, size: size, op: opJumpEqualK, k: k}
}

// notLaterFragment excludes IPv4 fragments that have no transport header.
func notLaterFragment() node {
	return not{test{base: fromNetwork, off: ipv4Fragment, size: 2, op: opJumpSetK, k: ipv4FragmentOffset}}
}

// ipProtocol tests the protocol of an IPv4 datagram.
func (l link) ipv4Protocol(number uint32) node {
	return and{l.etherType(etherIPv4), network(ipv4Protocol, 1, number)}
}

// ipv6Protocol tests the next header of an IPv6 packet, also behind a fragment
// header; other extension headers are not looked through.
func (l link) ipv6Protocol(number uint32) node {
	return and{
		l.etherType(etherIPv6),
		or{
			network(ipv6Next, 1, number),
			and{network(ipv6Next, 1, ipv6FragmentHeader), network(ipv6HeaderLen, 1, number)},
		},
	}
}

// ether tests six bytes from off with an Ethernet address.
func ether(off uint32, m [6]byte) node {
	return and{
		test{base: fromLink, off: off + 2, size: 4, op: opJumpEqualK, k: binary.BigEndian.Uint32(m[2:])},
		test{base: fromLink, off: off, size: 2, op: opJumpEqualK, k: uint32(binary.BigEndian.Uint16(m[:]))},
	}
}
