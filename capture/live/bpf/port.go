package bpf

import (
	"fmt"
	"math"
	"net"
	"strings"
)

// portProtocols are the protocols that have ports.
var portProtocols = []string{"tcp", "udp", "sctp"}

// port = number | service, portrange = port "-" port
func (p *parser) port(q qualifiers) (node, error) {
	protocols := portProtocols
	switch q.proto {
	case "":
	case "tcp", "udp", "sctp":
		protocols = []string{q.proto}
	default:
		return nil, fmt.Errorf("%q has no ports", q.proto)
	}
	text := p.peek().text
	low, err := p.portNumber(q.proto)
	if err != nil {
		return nil, err
	}
	high := low
	if q.kind == kindPortRange {
		if !p.accept("-") {
			return nil, fmt.Errorf("%q is not a range of ports, such as 6881-6889", text)
		}
		if high, err = p.portNumber(q.proto); err != nil {
			return nil, err
		}
		low, high = min(low, high), max(low, high)
	}
	return p.link.ports(q.dir, protocols, low, high), nil
}

func (p *parser) portNumber(proto string) (uint32, error) {
	t := p.take()
	switch t.kind {
	case tokenNumber:
		if t.number > math.MaxUint16 {
			return 0, fmt.Errorf("port %s is above 65535", t.text)
		}
		return t.number, nil
	case tokenWord, tokenQuoted:
		return lookUpService(proto, t.text)
	}
	return 0, fmt.Errorf("%v is not a port", t)
}

// lookUpService asks the system for the port of a service.
func lookUpService(proto, name string) (uint32, error) {
	networks := []string{"tcp", "udp"}
	if proto == "tcp" || proto == "udp" {
		networks = []string{proto}
	}
	for _, network := range networks {
		if n, err := net.LookupPort(network, name); err == nil && strings.Trim(name, "0123456789") != "" {
			return uint32(n), nil
		}
	}
	return 0, fmt.Errorf("the service %q is not known: write its port", name)
}

// ports tests the ports of unfragmented datagrams and of first fragments.
func (l link) ports(d direction, protocols []string, low, high uint32) node {
	v4 := make([]node, len(protocols))
	v6 := make([]node, len(protocols))
	for i, name := range protocols {
		v4[i] = network(ipv4Protocol, 1, ipProtocols[name].number)
		v6[i] = network(ipv6Next, 1, ipProtocols[name].number)
	}
	const src, dst = 0, 2
	return or{
		all(l.etherType(etherIPv4), anyOf(v4...), notLaterFragment(),
			d.join(portAt(fromTransport, src, low, high), portAt(fromTransport, dst, low, high))),
		all(l.etherType(etherIPv6), anyOf(v6...),
			d.join(portAt(fromNetwork, ipv6HeaderLen+src, low, high), portAt(fromNetwork, ipv6HeaderLen+dst, low, high))),
	}
}

func portAt(b base, off, low, high uint32) node {
	t := test{base: b, off: off, size: 2, op: opJumpEqualK, k: low}
	if low == high {
		return t
	}
	t.op = opJumpAtK
	above := t
	above.op, above.k = opJumpMoreK, high
	return and{t, not{above}}
}
