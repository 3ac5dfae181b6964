package bpf

import (
	"errors"
	"fmt"
)

// Comparisons of two computed values: byte offsets into headers, lengths and
// numbers, in 32-bit unsigned arithmetic.

// value is an arithmetic expression: generate leaves it in A, using memory
// cells from depth on.
type value interface {
	generate(g *generator, depth uint32)
}

// memoryCells is the size of the machine's memory (BPF_MEMWORDS).
const memoryCells = 16

type (
	constant  uint32
	length    struct{}
	negated   struct{ value }
	operation struct {
		op          uint16 // with a constant operand
		left, right value
	}
	// field is a load from a header.
	field struct {
		base  base
		off   uint32 // added to index
		index value
		size  int
	}
)

func (c constant) generate(g *generator, _ uint32) { g.emit(opLoadConst, uint32(c)) }

func (length) generate(g *generator, _ uint32) { g.emit(opLoadLen, 0) }

func (n negated) generate(g *generator, depth uint32) {
	n.value.generate(g, depth)
	g.emit(opNegate, 0)
}

func (b operation) generate(g *generator, depth uint32) {
	if c, ok := b.right.(constant); ok {
		b.left.generate(g, depth)
		g.emit(b.op, uint32(c))
		return
	}
	g.pair(b.left, b.right, depth)
	g.emit(b.op|opJumpX, 0)
}

// pair leaves left in A and right in X.
func (g *generator) pair(left, right value, depth uint32) {
	left.generate(g, depth)
	g.emit(opStore, depth)
	right.generate(g, depth+1)
	g.emit(opTAX, 0)
	g.emit(opLoadMem, depth)
}

func (f field) generate(g *generator, depth uint32) {
	if c, ok := f.index.(constant); ok {
		g.load(f.base, f.off+uint32(c), f.size)
		return
	}
	indexed := map[int]uint16{1: opLoadByteX, 2: opLoadHalfX, 4: opLoadWordX}[f.size]
	f.index.generate(g, depth)
	off := f.off
	if f.base != fromLink {
		off += g.link.len()
	}
	if f.base == fromTransport {
		g.emit(opLoadIHL, g.link.len())
		g.emit(opAddX, 0)
	}
	g.emit(opTAX, 0)
	g.emit(indexed, off)
}

// comparison compares two values.
type comparison struct {
	op          uint16 // opJumpEqualK, opJumpMoreK or opJumpAtK
	left, right value
}

func (c comparison) generate(g *generator, yes, no label) {
	if k, ok := c.right.(constant); ok {
		c.left.generate(g, 0)
		g.branch(c.op, uint32(k), yes, no)
		return
	}
	g.pair(c.left, c.right, 0)
	g.branch(c.op|opJumpX, 0, yes, no)
}

// comparisons maps signs to a jump, and whether its sense is reversed.
var comparisons = map[string]struct {
	op      uint16
	reverse bool
}{
	"=": {opJumpEqualK, false}, "!=": {opJumpEqualK, true},
	">": {opJumpMoreK, false}, "<=": {opJumpMoreK, true},
	">=": {opJumpAtK, false}, "<": {opJumpAtK, true},
}

// arithmetic collects the conditions under which the fields of a comparison
// exist.
type arithmetic struct {
	*parser
	checks []node
}

// relation = sum comparison sum
func (p *parser) relation() (node, error) {
	a := &arithmetic{parser: p}
	left, err := a.sum(0, 0)
	if err != nil {
		return nil, err
	}
	sign := p.take()
	c, ok := comparisons[sign.text]
	if sign.kind != tokenSign || !ok {
		return nil, fmt.Errorf("a comparison is missing before %v", sign)
	}
	right, err := a.sum(0, 1)
	if err != nil {
		return nil, err
	}
	n := node(comparison{c.op, left, right})
	if c.reverse {
		n = not{n}
	}
	return all(append(a.checks, n)...), nil
}

// precedence of binary operators, loosest first.
var precedence = []map[string]uint16{
	{"|": 0x44},
	{"^": 0xa4},
	{"&": 0x54},
	{"<<": 0x64, ">>": 0x74},
	{"+": 0x04, "-": 0x14},
	{"*": 0x24, "/": 0x34, "%": 0x94},
}

// sum reads operators of the given level and tighter ones. cells is how
// many memory cells are in use, so that deep expressions are refused here.
func (a *arithmetic) sum(level int, cells int) (value, error) {
	if cells >= memoryCells {
		return nil, errors.New("the comparison is too complicated for the kernel's packet filter")
	}
	if level == len(precedence) {
		return a.unary(cells)
	}
	left, err := a.sum(level+1, cells)
	if err != nil {
		return nil, err
	}
	for {
		t := a.peek()
		op, ok := precedence[level][t.text]
		if t.kind != tokenSign || !ok {
			return left, nil
		}
		a.at++
		right, err := a.sum(level+1, cells+1)
		if err != nil {
			return nil, err
		}
		if left, err = combine(t.text, op, left, right); err != nil {
			return nil, err
		}
	}
}

// combine computes constants and refuses what the kernel would.
func combine(sign string, op uint16, left, right value) (value, error) {
	r, ok := right.(constant)
	if !ok {
		return operation{op, left, right}, nil
	}
	switch {
	case (sign == "/" || sign == "%") && r == 0:
		return nil, errors.New("division by zero")
	case (sign == "<<" || sign == ">>") && r > 31:
		return nil, fmt.Errorf("a shift by %d is more than 31", uint32(r))
	}
	l, ok := left.(constant)
	if !ok {
		return operation{op, left, right}, nil
	}
	switch sign {
	case "|":
		return l | r, nil
	case "^":
		return l ^ r, nil
	case "&":
		return l & r, nil
	case "<<":
		return l << r, nil
	case ">>":
		return l >> r, nil
	case "+":
		return l + r, nil
	case "-":
		return l - r, nil
	case "*":
		return l * r, nil
	case "/":
		return l / r, nil
	default:
		return l % r, nil
	}
}

// unary = "-" unary | "(" sum ")" | number | constant | "len" | field
func (a *arithmetic) unary(cells int) (value, error) {
	a.depth++
	defer func() { a.depth-- }()
	if a.depth > maxDepth {
		return nil, errors.New("the expression is nested too deeply")
	}
	t := a.take()
	if k, ok := constants[t.text]; ok && t.kind == tokenWord {
		return constant(k), nil
	}
	switch {
	case t.kind == tokenNumber:
		return constant(t.number), nil
	case t.is("len"):
		return length{}, nil
	case t.is("-"):
		v, err := a.unary(cells)
		if c, ok := v.(constant); ok {
			return -c, err
		}
		return negated{v}, err
	case t.is("("):
		v, err := a.sum(0, cells)
		if err == nil && !a.accept(")") {
			err = errors.New("a closing parenthesis is missing")
		}
		return v, err
	case t.kind == tokenWord && a.peek().is("["):
		return a.field(t.text, cells)
	case t.kind == tokenEnd:
		return nil, errors.New("a number or a field is missing at the end")
	}
	return nil, fmt.Errorf("%v is not a number nor a field such as tcp[13]", t)
}

// field = proto "[" sum [ ":" size ] "]"
func (a *arithmetic) field(proto string, cells int) (value, error) {
	f, err := a.location(proto)
	if err != nil {
		return nil, err
	}
	a.at++
	if f.index, err = a.sum(0, cells); err != nil {
		return nil, err
	}
	f.size = 1
	if a.accept(":") {
		size := a.take()
		if size.kind != tokenNumber || size.number != 1 && size.number != 2 && size.number != 4 {
			return nil, fmt.Errorf("the size of a field is 1, 2 or 4, not %v", size)
		}
		f.size = int(size.number)
	}
	if !a.accept("]") {
		return nil, fmt.Errorf("a closing bracket is missing after %s[", proto)
	}
	return f, nil
}

// location says where the header of proto begins and when it is there.
func (a *arithmetic) location(proto string) (field, error) {
	if linkWords[proto] {
		if a.link.Encapsulation != Ethernet {
			return field{}, errors.New("there is no Ethernet header on this interface")
		}
		return field{base: fromLink}, nil
	}
	if t, ok := etherTypes[proto]; ok {
		a.checks = append(a.checks, a.link.etherType(t))
		return field{base: fromNetwork}, nil
	}
	x, ok := ipProtocols[proto]
	switch {
	case !ok:
		return field{}, fmt.Errorf("%q is not a protocol whose bytes can be compared", proto)
	case x.family == ipv6Only:
		a.checks = append(a.checks, a.link.etherType(etherIPv6), network(ipv6Next, 1, x.number))
		return field{base: fromNetwork, off: ipv6HeaderLen}, nil
	}
	a.checks = append(a.checks, a.link.ipv4Protocol(x.number), notLaterFragment())
	return field{base: fromTransport}, nil
}
