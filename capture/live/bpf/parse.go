package bpf

import (
	"errors"
	"fmt"
)

// maxDepth bounds parentheses and negations within each other.
const maxDepth = 256

// parser turns tokens into a tree. In pcap-filter(7) "and" and "or" bind
// equally and to the left; "not" binds tighter.
type parser struct {
	link   link
	tokens []token
	at     int
	depth  int
	closer []int // for each "(" the index of its ")", -1 for none
	last   qualifiers
}

func (p *parser) parse() (node, error) {
	p.closer = matchParentheses(p.tokens)
	if len(p.tokens) == 0 {
		return fixed(true), nil
	}
	n, err := p.expression()
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind != tokenEnd {
		return nil, fmt.Errorf("%v is not expected after %v", t, p.tokens[p.at-1])
	}
	return n, nil
}

func matchParentheses(tokens []token) []int {
	closer := make([]int, len(tokens))
	var open []int
	for i, t := range tokens {
		closer[i] = -1
		switch {
		case t.is("("):
			open = append(open, i)
		case t.is(")") && len(open) > 0:
			closer[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
	}
	return closer
}

func (p *parser) peek() token { return p.look(0) }

func (p *parser) look(ahead int) token {
	if i := p.at + ahead; i < len(p.tokens) {
		return p.tokens[i]
	}
	return token{}
}

func (p *parser) take() token {
	t := p.peek()
	if t.kind != tokenEnd {
		p.at++
	}
	return t
}

// accept takes the next token if it is text.
func (p *parser) accept(text string) bool {
	if !p.peek().is(text) {
		return false
	}
	p.at++
	return true
}

// expression = factor { ( "and" | "or" ) factor }
func (p *parser) expression() (node, error) {
	n, err := p.factor()
	for err == nil {
		var right node
		switch {
		case p.accept("and"):
			right, err = p.factor()
			n = and{n, right}
		case p.accept("or"):
			right, err = p.factor()
			n = or{n, right}
		default:
			return n, nil
		}
	}
	return nil, err
}

// factor = "not" factor | "(" expression ")" | relation | primitive
func (p *parser) factor() (node, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		return nil, errors.New("the expression is nested too deeply")
	}
	switch {
	case p.accept("not"):
		n, err := p.factor()
		return not{n}, err
	case p.startsRelation():
		return p.relation()
	case p.peek().is("("):
		return p.group()
	default:
		return p.primitive()
	}
}

// group = "(" expression ")"
func (p *parser) group() (node, error) {
	p.at++
	n, err := p.expression()
	if err != nil {
		return nil, err
	}
	if !p.accept(")") {
		if p.peek().kind == tokenEnd {
			return nil, errors.New("a closing parenthesis is missing")
		}
		return nil, fmt.Errorf("%v is not expected after %v", p.peek(), p.tokens[p.at-1])
	}
	return n, nil
}

// operators that can only stand in arithmetic.
var operators = map[string]bool{
	"=": true, "!=": true, "<": true, ">": true, "<=": true, ">=": true, "+": true, "-": true, "*": true, "/": true,
	"%": true, "&": true, "|": true, "^": true, "<<": true, ">>": true,
}

func (t token) isOperator() bool { return t.kind == tokenSign && operators[t.text] }

// startsRelation tells arithmetic from a primitive without trying either: an
// opening parenthesis is arithmetic if an operator follows its partner.
func (p *parser) startsRelation() bool {
	t := p.peek()
	switch {
	case t.is("("):
		closing := p.closer[p.at]
		return closing >= 0 && closing+1 < len(p.tokens) && p.tokens[closing+1].isOperator()
	case t.is("-"), t.is("len"):
		return true
	case t.kind == tokenNumber:
		return p.look(1).isOperator() && p.last.kind != kindPortRange && !(p.last.kind == kindNet && p.look(1).is("/"))
	case t.kind != tokenWord:
		return false
	}
	_, constant := constants[t.text]
	return constant || p.look(1).is("[")
}
