package bpf

import (
	"fmt"
	"math"
)

// protocol is the condition of a protocol word without an id.
func (l link) protocol(word string) (node, error) {
	if t, ok := etherTypes[word]; ok {
		return l.etherType(t), nil
	}
	if x, ok := ipProtocols[word]; ok {
		return l.above(x), nil
	}
	return nil, fmt.Errorf("something is missing after %q", word)
}

// above tests for a protocol above IP.
func (l link) above(x ipProtocol) node {
	switch x.family {
	case ipv4Only:
		return l.ipv4Protocol(x.number)
	case ipv6Only:
		return l.ipv6Protocol(x.number)
	default:
		return or{l.ipv4Protocol(x.number), l.ipv6Protocol(x.number)}
	}
}

// proto reads the id of "proto": a number or a name.
func (p *parser) proto(q qualifiers) (node, error) {
	t := p.take()
	if q.dir != eitherEnd {
		return nil, fmt.Errorf("a protocol has no direction")
	}
	if linkWords[q.proto] {
		number, ok := etherTypes[t.text]
		if t.kind == tokenNumber {
			number, ok = t.number, true
		}
		switch {
		case !ok:
			return nil, fmt.Errorf("%v is not an EtherType that is known: write its number", t)
		case number > math.MaxUint16:
			return nil, fmt.Errorf("%v is not an EtherType", t)
		case number <= 1500:
			return nil, fmt.Errorf("%v is a length in IEEE 802.3, not an EtherType; it needs a build of netsniff with libpcap", t)
		}
		return p.link.etherType(number), nil
	}
	x, ok := ipProtocols[t.text]
	if t.kind == tokenNumber {
		x, ok = ipProtocol{number: t.number}, true
	}
	if !ok || x.number > math.MaxUint8 {
		return nil, fmt.Errorf("%v is not an IP protocol that is known: write its number", t)
	}
	switch q.proto {
	case "ip":
		x.family = ipv4Only
	case "ip6":
		x.family = ipv6Only
	case "":
		x.family = bothIP
	default:
		return nil, fmt.Errorf("%q has no protocols above it", q.proto)
	}
	return p.link.above(x), nil
}
