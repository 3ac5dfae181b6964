package bpf

import (
	"errors"
	"fmt"
)

// direction says which end of a frame an id is compared with.
type direction uint8

const (
	eitherEnd direction = iota
	srcOnly
	dstOnly
	bothEnds
)

// idKind says what an id is.
type idKind uint8

const (
	kindNone idKind = iota // not said: a host
	kindHost
	kindNet
	kindPort
	kindPortRange
	kindProto
)

var idKinds = map[string]idKind{
	"host": kindHost, "net": kindNet, "port": kindPort, "portrange": kindPortRange, "proto": kindProto,
}

func (k idKind) String() string {
	for name, x := range idKinds {
		if x == k {
			return name
		}
	}
	return "host"
}

// qualifiers are the words before an id: [proto] [direction] [kind].
type qualifiers struct {
	proto string // "" if none
	dir   direction
	kind  idKind
	given bool // an id was read with them; a bare id after "and" or "or" inherits them
}

// join combines the conditions for the two ends as the direction wants.
func (d direction) join(src, dst node) node {
	switch d {
	case srcOnly:
		return src
	case dstOnly:
		return dst
	case bothEnds:
		return and{src, dst}
	default:
		return or{src, dst}
	}
}

func isProto(word string) bool {
	_, above := ipProtocols[word]
	_, ethernet := etherTypes[word]
	return above || ethernet || linkWords[word]
}

// primitive = [ proto ] [ direction ] [ kind ] id | a word that needs no id
func (p *parser) primitive() (node, error) {
	t := p.peek()
	switch {
	case t.kind == tokenEnd && p.at == 0:
		return nil, errors.New("the expression is empty")
	case t.kind == tokenEnd:
		return nil, fmt.Errorf("something is missing after %v", p.tokens[p.at-1])
	case t.kind == tokenWord && needLibpcap[t.text]:
		return nil, fmt.Errorf("%v needs a build of netsniff with libpcap", t)
	}
	if n, ok, err := p.simple(); ok || err != nil {
		return n, err
	}
	q := p.qualifiers()
	if q == (qualifiers{}) {
		if !p.isID() {
			return nil, p.unknown()
		}
		if p.last.given {
			return p.id(p.last)
		}
		return nil, p.unknown()
	}
	if q.proto != "" && (p.peek().is("broadcast") || p.peek().is("multicast")) {
		return p.casting(q.proto)
	}
	if q.dir == eitherEnd && q.kind == kindNone && !p.isID() && !p.peek().is("(") {
		return p.link.protocol(q.proto)
	}
	if p.peek().is("(") {
		p.last = q
		p.last.given = true
		return p.factor()
	}
	return p.id(q)
}

// simple reads primitives without an id.
func (p *parser) simple() (n node, ok bool, err error) {
	switch t := p.peek(); {
	case t.is("less"), t.is("greater"):
		p.at++
		x := p.take()
		if x.kind != tokenNumber {
			return nil, false, fmt.Errorf("a length is missing after %v", t)
		}
		if t.is("less") {
			return not{test{base: frameLength, op: opJumpMoreK, k: x.number}}, true, nil
		}
		return test{base: frameLength, op: opJumpAtK, k: x.number}, true, nil
	case t.is("broadcast"), t.is("multicast"):
		n, err := p.casting("ether")
		return n, true, err
	case t.is("inbound"), t.is("outbound"):
		p.at++
		// SKF_AD_OFF + SKF_AD_PKTTYPE, PACKET_OUTGOING
		out := test{base: fromKernel, off: 0xfffff004, size: 1, op: opJumpEqualK, k: 4}
		if t.is("outbound") {
			return out, true, nil
		}
		return not{out}, true, nil
	}
	return nil, false, nil
}

// casting reads "broadcast" or "multicast" of a protocol.
func (p *parser) casting(proto string) (node, error) {
	word := p.take()
	switch {
	case linkWords[proto]:
		if p.link.Encapsulation != Ethernet {
			return nil, errNoEther
		}
		if word.is("broadcast") {
			return ether(etherDst, [6]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}), nil
		}
		return test{base: fromLink, off: etherDst, size: 1, op: opJumpSetK, k: 1}, nil
	case proto == "ip" && word.is("multicast"):
		high := test{base: fromNetwork, off: ipv4Dst, size: 1, op: opJumpAtK, k: 224}
		return and{p.link.etherType(etherIPv4), high}, nil
	case proto == "ip6" && word.is("multicast"):
		return and{p.link.etherType(etherIPv6), network(ipv6Dst, 1, 0xff)}, nil
	case proto == "ip":
		return nil, errors.New("\"ip broadcast\" needs a build of netsniff with libpcap")
	}
	return nil, fmt.Errorf("%q has no %s", proto, word.text)
}

// qualifiers reads the words before an id.
func (p *parser) qualifiers() (q qualifiers) {
	if t := p.peek(); t.kind == tokenWord && isProto(t.text) {
		q.proto = t.text
		p.at++
	}
	q.dir = p.direction()
	if t := p.peek(); t.kind == tokenWord && idKinds[t.text] != kindNone {
		q.kind = idKinds[t.text]
		p.at++
	}
	return q
}

// direction = "src" | "dst" | "src or dst" | "src and dst"
func (p *parser) direction() direction {
	first := p.peek()
	d := srcOnly
	switch {
	case first.is("src"):
	case first.is("dst"):
		d = dstOnly
	default:
		return eitherEnd
	}
	p.at++
	second := p.look(1)
	if !(second.is("src") || second.is("dst")) || second.text == first.text {
		return d
	}
	switch {
	case p.accept("or"):
		d = eitherEnd
	case p.accept("and"):
		d = bothEnds
	default:
		return d
	}
	p.at++
	return d
}

// isID reports whether the next token can be an id.
func (p *parser) isID() bool {
	switch t := p.peek(); t.kind {
	case tokenNumber, tokenAddress, tokenEther, tokenQuoted:
		return true
	case tokenWord:
		return !t.is("and") && !t.is("or") && !t.is("not")
	}
	return false
}

// unknown explains why the next token cannot start a primitive.
func (p *parser) unknown() error {
	t := p.peek()
	if t.kind == tokenAddress || t.kind == tokenWord && looksLikeIPv4(t.text) {
		return fmt.Errorf("write \"host %s\"", t.text)
	}
	if t.kind != tokenWord || t.is("and") || t.is("or") || t.is("not") {
		if p.at == 0 {
			return fmt.Errorf("%v is not expected here", t)
		}
		return fmt.Errorf("%v is not expected after %v", t, p.tokens[p.at-1])
	}
	return fmt.Errorf("%v is not a word of capture filters (a host is \"host %s\"; a display filter goes to -f)", t, t.text)
}
