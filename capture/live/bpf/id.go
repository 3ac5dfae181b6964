package bpf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

var errNoEther = errors.New("there are no Ethernet addresses on this interface")

// id reads an id and builds the condition for it.
func (p *parser) id(q qualifiers) (node, error) {
	if !p.isID() {
		return nil, fmt.Errorf("a %v is missing after %v", q.kind, p.tokens[p.at-1])
	}
	q.given = true
	p.last = q
	switch q.kind {
	case kindPort, kindPortRange:
		return p.port(q)
	case kindProto:
		return p.proto(q)
	}
	if linkWords[q.proto] {
		return p.etherHost(q)
	}
	prefixes, err := p.addresses(q)
	if err != nil {
		return nil, err
	}
	nodes := make([]node, len(prefixes))
	for i, x := range prefixes {
		if nodes[i], err = p.link.host(q, x); err != nil {
			return nil, err
		}
	}
	return anyOf(nodes...), nil
}

// etherHost = address
func (p *parser) etherHost(q qualifiers) (node, error) {
	t := p.take()
	switch {
	case t.kind != tokenEther || q.kind == kindNet:
		return nil, fmt.Errorf("%v is not an Ethernet address", t)
	case p.link.Encapsulation != Ethernet:
		return nil, errNoEther
	}
	return q.dir.join(ether(etherSrc, t.ether), ether(etherDst, t.ether)), nil
}

// addresses reads a host, which may have several addresses, or a network.
func (p *parser) addresses(q qualifiers) ([]netip.Prefix, error) {
	t := p.take()
	var addr netip.Addr
	bits := 0
	switch {
	case t.kind == tokenEther:
		return nil, fmt.Errorf("%v is an Ethernet address: write \"ether host %s\"", t, t.text)
	case t.kind == tokenAddress:
		addr, bits = t.addr, 128
	case t.kind == tokenNumber && q.kind == kindNet, t.kind != tokenNumber && looksLikeIPv4(t.text):
		var err error
		if addr, bits, err = partialIPv4(t.text); err != nil {
			return nil, err
		}
	case t.kind == tokenNumber:
		addr, bits = netip.AddrFrom4([4]byte{byte(t.number >> 24), byte(t.number >> 16), byte(t.number >> 8),
			byte(t.number)}), 32
	case q.kind == kindNet:
		return nil, fmt.Errorf("%v is not a network", t)
	default:
		return lookUpHost(t.text)
	}
	written := bits
	switch {
	case p.accept("/"):
		x := p.take()
		if x.kind != tokenNumber || x.number > uint32(addr.BitLen()) {
			return nil, fmt.Errorf("%v is not a prefix length of %s", x, t.text)
		}
		bits = int(x.number)
	case p.accept("mask"):
		x := p.take()
		n, ok := maskBits(x.text)
		if !ok || !addr.Is4() {
			return nil, fmt.Errorf("%v is not a network mask of %s", x, t.text)
		}
		bits = n
	default:
		return []netip.Prefix{netip.PrefixFrom(addr, written)}, nil
	}
	if q.kind != kindNet {
		return nil, fmt.Errorf("%s with a mask is a network: write \"net %s\"", t.text, t.text)
	}
	prefix := netip.PrefixFrom(addr, bits)
	if prefix.Masked() != prefix {
		return nil, fmt.Errorf("%s has bits outside of its mask; did you mean %v?", t.text, prefix.Masked())
	}
	return []netip.Prefix{prefix}, nil
}

func looksLikeIPv4(s string) bool {
	return strings.Contains(s, ".") && span(s, func(c byte) bool { return isDigit(c) || c == '.' }) == len(s)
}

// partialIPv4 reads one to four decimal numbers; what is missing at the end is
// not part of the mask.
func partialIPv4(s string) (netip.Addr, int, error) {
	parts := strings.Split(s, ".")
	var b [4]byte
	if len(parts) > len(b) {
		return netip.Addr{}, 0, fmt.Errorf("%q is not an IPv4 address", s)
	}
	for i, part := range parts {
		x, err := strconv.ParseUint(part, 10, 8)
		if err != nil {
			return netip.Addr{}, 0, fmt.Errorf("%q is not an IPv4 address", s)
		}
		b[i] = byte(x)
	}
	return netip.AddrFrom4(b), 8 * len(parts), nil
}

func maskBits(s string) (int, bool) {
	addr, err := netip.ParseAddr(s)
	if err != nil || !addr.Is4() {
		return 0, false
	}
	b := addr.As4()
	ones, size := net.IPMask(b[:]).Size()
	return ones, size == 32
}

// lookUpHost asks the system for the addresses of a name, once, when the
// filter is compiled.
func lookUpHost(name string) ([]netip.Prefix, error) {
	found, err := net.LookupHost(name)
	if err != nil || len(found) == 0 {
		return nil, fmt.Errorf("the host %q is not known", name)
	}
	var prefixes []netip.Prefix
	for _, s := range found {
		if a, err := netip.ParseAddr(s); err == nil {
			a = a.Unmap().WithZone("")
			prefixes = append(prefixes, netip.PrefixFrom(a, a.BitLen()))
		}
	}
	if len(prefixes) == 0 {
		return nil, fmt.Errorf("the host %q is not known", name)
	}
	return prefixes, nil
}

// host tests the addresses of IP and ARP.
func (l link) host(q qualifiers, x netip.Prefix) (node, error) {
	_, isEtherType := etherTypes[q.proto]
	if q.proto != "" && !isEtherType {
		return nil, fmt.Errorf("%q has ports, not hosts: write \"%s and host %s\"", q.proto, q.proto, x.Addr())
	}
	if x.Addr().Is6() {
		if q.proto != "" && q.proto != "ip6" {
			return nil, fmt.Errorf("%q has no IPv6 addresses", q.proto)
		}
		return and{l.etherType(etherIPv6), q.dir.join(prefixAt(ipv6Src, x), prefixAt(ipv6Dst, x))}, nil
	}
	ip := and{l.etherType(etherIPv4), q.dir.join(prefixAt(ipv4Src, x), prefixAt(ipv4Dst, x))}
	addresses := q.dir.join(prefixAt(arpSenderIPv4, x), prefixAt(arpTargetIPv4, x))
	switch q.proto {
	case "ip":
		return ip, nil
	case "arp", "rarp":
		return and{l.etherType(etherTypes[q.proto]), addresses}, nil
	case "":
		return or{ip, and{or{l.etherType(etherARP), l.etherType(etherRARP)}, addresses}}, nil
	}
	return nil, fmt.Errorf("%q has no IPv4 addresses", q.proto)
}

// prefixAt compares the address at off of the network header, by words.
func prefixAt(off uint32, x netip.Prefix) node {
	var nodes []node
	b := x.Addr().AsSlice()
	for i, left := 0, x.Bits(); left > 0; i, left = i+4, left-32 {
		n := network(off+uint32(i), 4, binary.BigEndian.Uint32(b[i:]))
		if left < 32 {
			n.mask = ^uint32(0) << (32 - left)
			n.k &= n.mask
		}
		nodes = append(nodes, n)
	}
	if nodes == nil {
		return fixed(true)
	}
	return all(nodes...)
}
