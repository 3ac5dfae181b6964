package filter

import (
	"strconv"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/registry"
)

// test is a node that is true or false of a frame.
type test interface {
	at() place
	// print writes the node; prec is the weakest operator that needs no
	// parentheses there.
	print(b *strings.Builder, prec precedence)
}

// operand is a node that has values in a frame.
type operand interface {
	at() place
	print(b *strings.Builder, prec precedence)
}

// precedence orders operators, weakest first.
type precedence uint8

const (
	precOr precedence = iota
	precXor
	precAnd
	precNot

	precMask
	precSum
	precProduct
	precSign
)

// Tests.
type (
	// logical joins two tests with and, or or xor.
	logical struct {
		place
		prec precedence
		l, r test
	}
	not struct {
		place
		x test
	}
	// exists is true if the operand has a value; of arithmetic, if one of
	// the results is not zero.
	exists struct {
		place
		x operand
	}
	// compare relates two or more operands: a < b < c means a < b and b < c.
	compare struct {
		place
		quantifier quantifier
		first      operand
		rest       []related
	}
	related struct {
		place
		relation relation
		x        operand
	}
	// member asks whether an operand is in a set.
	member struct {
		place
		quantifier quantifier
		x          operand
		not        bool
		set        []element
	}
	// element is one value of a set, or all from lo to hi.
	element struct {
		lo, hi operand // hi is nil for one value
	}
)

// Operands.
type (
	// reference names a field or protocol.
	reference struct {
		place
		name    string
		sources []registry.Source
		field   *dissect.Field // nil for a protocol
		layers  []extent       // nil for all
	}
	// literal is a constant, whose type is that of what it is compared with.
	literal struct {
		place
		kind  kind
		text  string
		value string
	}
	call struct {
		place
		name string
		args []operand
	}
	// slice takes bytes out of values.
	slice struct {
		place
		x       operand
		extents []extent
	}
	binary struct {
		place
		op   arithmetic
		l, r operand
	}
	negation struct {
		place
		x operand
	}
)

// extent is a part of a value or of the layers: [from:length], [from-to],
// [from] or [from:].
type extent struct {
	form     extentForm
	from, to int // to is a length if form is extentLength
}

type extentForm uint8

const (
	extentOne extentForm = iota
	extentLength
	extentRange
	extentRest
)

var logicalWords = map[precedence]string{precOr: " or ", precXor: " xor ", precAnd: " and "}

func (n *logical) print(b *strings.Builder, prec precedence) {
	open, end := "", ""
	if n.prec < prec {
		open, end = "(", ")"
	}
	b.WriteString(open)
	n.l.print(b, n.prec)
	b.WriteString(logicalWords[n.prec])
	n.r.print(b, n.prec+1)
	b.WriteString(end)
}

func (n *not) print(b *strings.Builder, _ precedence) {
	b.WriteString("not ")
	n.x.print(b, precNot)
}

func (n *exists) print(b *strings.Builder, _ precedence) { n.x.print(b, precMask) }

func (n *compare) print(b *strings.Builder, _ precedence) {
	b.WriteString(n.quantifier.prefix())
	n.first.print(b, precMask)
	for _, r := range n.rest {
		b.WriteString(" " + r.relation.String() + " ")
		r.x.print(b, precMask)
	}
}

func (n *member) print(b *strings.Builder, _ precedence) {
	b.WriteString(n.quantifier.prefix())
	n.x.print(b, precMask)
	if n.not {
		b.WriteString(" not")
	}
	b.WriteString(" in {")
	for i, e := range n.set {
		if i > 0 {
			b.WriteString(", ")
		}
		e.lo.print(b, precMask)
		if e.hi != nil {
			b.WriteString(" .. ")
			e.hi.print(b, precMask)
		}
	}
	b.WriteByte('}')
}

func (n *reference) print(b *strings.Builder, _ precedence) {
	b.WriteString(n.name)
	if n.layers != nil {
		b.WriteByte('#')
		printExtents(b, n.layers)
	}
}

func (n *literal) print(b *strings.Builder, _ precedence) { b.WriteString(n.text) }

func (n *call) print(b *strings.Builder, _ precedence) {
	b.WriteString(n.name + "(")
	for i, a := range n.args {
		if i > 0 {
			b.WriteString(", ")
		}
		a.print(b, precMask)
	}
	b.WriteByte(')')
}

func (n *slice) print(b *strings.Builder, _ precedence) {
	n.x.print(b, precSign)
	printExtents(b, n.extents)
}

func (n *binary) print(b *strings.Builder, prec precedence) {
	own := n.op.precedence()
	open, end := "", ""
	if own < prec {
		open, end = "{", "}"
	}
	b.WriteString(open)
	n.l.print(b, own)
	b.WriteString(" " + n.op.String() + " ")
	n.r.print(b, own+1)
	b.WriteString(end)
}

func (n *negation) print(b *strings.Builder, _ precedence) {
	b.WriteByte('-')
	n.x.print(b, precSign)
}

func printExtents(b *strings.Builder, list []extent) {
	b.WriteByte('[')
	for i, e := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(e.from))
		switch e.form {
		case extentLength:
			b.WriteString(":" + strconv.Itoa(e.to))
		case extentRange:
			b.WriteString("-" + strconv.Itoa(e.to))
		case extentRest:
			b.WriteByte(':')
		}
	}
	b.WriteByte(']')
}
