package filter

import (
	"strings"

	"netsniff/dissect/registry"
)

// Bounds of what is compiled.
const (
	maxDepth  = 200     // nesting
	maxLength = 1 << 16 // bytes
)

// parser builds the tree by recursive descent.
type parser struct {
	lexer
	registry *registry.Registry
	tok      token // the next token
	prev     place // the one before
	depth    int
}

// parse returns the tree of a filter, nil for an empty one.
func parse(text string, r *registry.Registry) (test, *Error) {
	if len(text) > maxLength {
		return nil, fail(place{}, "the filter is longer than %d bytes", maxLength)
	}
	p := &parser{lexer: lexer{text: text}, registry: r}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.tok.kind == tokenEnd {
		return nil, nil
	}
	n, err := p.logical(precOr)
	if err == nil && p.tok.kind != tokenEnd {
		err = p.unexpected("and, or, or the end of the filter")
	}
	if err != nil {
		return nil, err
	}
	return n, nil
}

func (p *parser) advance() *Error {
	p.prev = p.tok.place
	t, err := p.next()
	if err != nil {
		return err
	}
	p.tok = t
	return nil
}

// is reports whether the next token is the given sign or keyword.
func (p *parser) is(text string) bool {
	return (p.tok.kind == tokenSign || p.tok.kind == tokenWord) && p.tok.text == text
}

// accept skips the next token if it is text.
func (p *parser) accept(text string) (bool, *Error) {
	if !p.is(text) {
		return false, nil
	}
	return true, p.advance()
}

// unexpected complains about the next token where want should stand.
func (p *parser) unexpected(want string) *Error {
	if p.tok.kind == tokenEnd {
		return fail(p.tok.place, "the filter ends where %s should follow", want)
	}
	return fail(p.tok.place, "expected %s, found %s", want, quoteToken(p.tok.text))
}

func quoteToken(text string) string {
	if strings.HasPrefix(text, `"`) {
		return text
	}
	return `"` + text + `"`
}

// enter counts the nesting of what is parsed.
func (p *parser) enter() *Error {
	p.depth++
	if p.depth > maxDepth {
		return fail(p.tok.place, "the filter is nested too deeply")
	}
	return nil
}

// operator returns the entry of table for the next token, if that is a sign
// or a bare word.
func operator[T any](p *parser, table map[string]T) (T, bool) {
	if p.tok.kind != tokenSign && p.tok.kind != tokenWord {
		var none T
		return none, false
	}
	x, ok := table[p.tok.text]
	return x, ok
}

// logical parses operators of at least the given precedence.
func (p *parser) logical(prec precedence) (test, *Error) {
	if prec == precNot {
		return p.negated()
	}
	l, err := p.logical(prec + 1)
	for err == nil {
		if op, ok := operator(p, logicals); !ok || op != prec {
			return l, nil
		}
		if err = p.advance(); err != nil {
			break
		}
		var r test
		if r, err = p.logical(prec + 1); err == nil {
			l = &logical{l.at().to(r.at()), prec, l, r}
		}
	}
	return nil, err
}

func (p *parser) negated() (test, *Error) {
	start := p.tok.place
	if !p.is("not") && !p.is("!") {
		return p.test()
	}
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.advance(); err != nil {
		return nil, err
	}
	x, err := p.negated()
	if err != nil {
		return nil, err
	}
	return &not{start.to(x.at()), x}, nil
}

// test parses a comparison, a membership test, an operand that must exist, or
// a test in parentheses.
func (p *parser) test() (test, *Error) {
	q, quantified := operator(p, quantifiers)
	start := p.tok.place
	if quantified {
		if err := p.advance(); err != nil {
			return nil, err
		}
	} else if p.is("(") {
		n, err := p.group()
		x, bare := n.(*exists)
		if err != nil || !bare || !p.continues() {
			return n, err
		}
		// (tcp.flags & 2) == 2: what stood in parentheses was an operand.
		o, err := p.arithmetic(precMask, x.x)
		if err != nil {
			return nil, err
		}
		return p.relate(start, unsaid, o)
	}
	x, err := p.operand()
	if err != nil {
		return nil, err
	}
	n, err := p.relate(start, q, x)
	if _, bare := n.(*exists); bare && quantified && err == nil {
		return nil, p.unexpected("a comparison")
	}
	return n, err
}

// continues reports whether the next token makes what came before an operand.
func (p *parser) continues() bool {
	_, r := operator(p, relations)
	_, a := operator(p, arithmetics)
	return r || a || p.is("in")
}

// group parses a test in parentheses.
func (p *parser) group() (test, *Error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	open := p.tok.place
	if err := p.advance(); err != nil {
		return nil, err
	}
	n, err := p.logical(precOr)
	if err != nil {
		return nil, err
	}
	return n, p.closing(")", open, "and, or")
}

// closing skips a closing bracket; open is where its partner stands and want
// what may follow instead.
func (p *parser) closing(bracket string, open place, want string) *Error {
	ok, err := p.accept(bracket)
	switch {
	case err != nil || ok:
		return err
	case p.tok.kind == tokenEnd:
		return fail(open, "this %q is never closed", p.text[open.start:open.end])
	}
	return p.unexpected(want + " or \"" + bracket + "\"")
}

// relate parses what follows the first operand of a test.
func (p *parser) relate(start place, q quantifier, x operand) (test, *Error) {
	op := p.tok.place
	negated := p.is("not") || p.is("!")
	if negated {
		if err := p.advance(); err != nil {
			return nil, err
		}
		if !p.is("in") {
			return nil, fail(op, "%s stands before a test, or before in", quoteToken(p.text[op.start:op.end]))
		}
	}
	if p.is("in") {
		set, err := p.set()
		if err != nil {
			return nil, err
		}
		return &member{start.to(p.prev), q, x, negated, set}, nil
	}
	n := &compare{quantifier: q, first: x}
	for {
		rel, ok := operator(p, relations)
		if !ok {
			break
		}
		r := related{place: p.tok.place, relation: rel}
		err := p.advance()
		if err == nil {
			r.x, err = p.operand()
		}
		if err != nil {
			return nil, err
		}
		n.rest = append(n.rest, r)
	}
	if n.rest == nil {
		return &exists{x.at(), x}, nil
	}
	n.place = start.to(p.prev)
	return n, nil
}

// set parses in {a, b..c}.
func (p *parser) set() ([]element, *Error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	open := p.tok.place
	if !p.is("{") {
		return nil, p.unexpected("a set in braces such as {80, 8000..8080}")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	var set []element
	for {
		var e element
		var err *Error
		if e.lo, err = p.operand(); err != nil {
			return nil, p.unclosed(err, open)
		}
		ranged, err := p.accept("..")
		if err == nil && ranged {
			e.hi, err = p.operand()
		}
		if err != nil {
			return nil, p.unclosed(err, open)
		}
		set = append(set, e)
		if more, err := p.accept(","); err != nil {
			return nil, err
		} else if !more {
			break
		}
	}
	return set, p.closing("}", open, "a comma")
}

// unclosed prefers to blame the bracket that the end of the filter left open.
func (p *parser) unclosed(err *Error, open place) *Error {
	if p.tok.kind == tokenEnd && err.Start == len(p.text) {
		return fail(open, "this %q is never closed", p.text[open.start:open.end])
	}
	return err
}
