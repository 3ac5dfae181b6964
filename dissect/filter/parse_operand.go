package filter

import (
	"strconv"
	"strings"

	"netsniff/dissect/registry"
)

// operand parses arithmetic.
func (p *parser) operand() (operand, *Error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	return p.arithmetic(precMask, nil)
}

// arithmetic parses operators of at least the given precedence. first, if not
// nil, is the operand that was read already.
func (p *parser) arithmetic(prec precedence, first operand) (operand, *Error) {
	if prec == precSign {
		if first != nil {
			return first, nil
		}
		return p.signed()
	}
	l, err := p.arithmetic(prec+1, first)
	for err == nil {
		op, ok := operator(p, arithmetics)
		if !ok || op.precedence() != prec {
			return l, nil
		}
		if err = p.advance(); err != nil {
			break
		}
		var r operand
		if r, err = p.arithmetic(prec+1, nil); err == nil {
			l = &binary{l.at().to(r.at()), op, l, r}
		}
	}
	return nil, err
}

func (p *parser) signed() (operand, *Error) {
	start, minus := p.tok.place, p.is("-")
	if !minus && !p.is("+") {
		return p.value()
	}
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.advance(); err != nil {
		return nil, err
	}
	x, err := p.signed()
	if err != nil || !minus {
		return x, err
	}
	return &negation{start.to(x.at()), x}, nil
}

// value parses a literal, name, function call or group in braces, and the
// slices taken of it.
func (p *parser) value() (operand, *Error) {
	x, err := p.bare()
	for err == nil && p.is("[") {
		var list []extent
		start := p.tok.place
		if list, err = p.extents(); err == nil {
			x = &slice{x.at().to(p.prev), x, list}
		}
		if l, constant := sliced(x); constant && err == nil {
			err = fail(l.at().to(start), "only fields can be sliced")
		}
	}
	if err != nil {
		return nil, err
	}
	return x, nil
}

// sliced returns the literal that x is a slice of.
func sliced(x operand) (operand, bool) {
	s, ok := x.(*slice)
	if !ok {
		return nil, false
	}
	_, constant := s.x.(*literal)
	return s.x, constant
}

func (p *parser) bare() (operand, *Error) {
	t := p.tok
	switch {
	case t.kind == tokenString || t.kind == tokenRaw || t.kind == tokenChar:
		return &literal{t.place, t.kind, t.text, t.value}, p.advance()
	case p.is("{"):
		if err := p.advance(); err != nil {
			return nil, err
		}
		x, err := p.operand()
		if err != nil {
			return nil, p.unclosed(err, t.place)
		}
		return x, p.closing("}", t.place, "an operator")
	case t.kind != tokenWord || keyword(t.text):
		return nil, p.unexpected("a field or value")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.is("(") {
		return p.call(t)
	}
	return p.name(t)
}

// name decides whether a word is a protocol, a field or a literal. A dot in
// front makes it a field, a colon a literal.
func (p *parser) name(t token) (operand, *Error) {
	name := strings.TrimPrefix(t.text, ".")
	if strings.HasPrefix(name, ":") && !strings.HasPrefix(name, "::") {
		return &literal{t.place, t.kind, t.text, name[1:]}, nil
	}
	r := &reference{place: t.place, name: t.text}
	if s, ok := p.registry.Protocol(name); ok {
		r.sources = []registry.Source{s}
	} else if r.sources = p.registry.Field(name); len(r.sources) > 0 {
		r.field = r.sources[0].Field
	} else {
		if name != t.text && !isDigit(name[0]) {
			return nil, unknownField(t.place, name, p.registry)
		}
		return p.unknown(t)
	}
	if p.is("#") {
		return r, p.layers(r)
	}
	return r, nil
}

// unknown returns the literal that a word is which names nothing; words that
// can only have been meant as names are refused.
func (p *parser) unknown(t token) (operand, *Error) {
	if p.is("#") || p.is("[") {
		return nil, unknownField(t.place, t.text, p.registry)
	}
	return &literal{t.place, t.kind, t.text, t.text}, nil
}

func unknownField(at place, name string, r *registry.Registry) *Error {
	if i := strings.IndexByte(name, '-'); i > 0 && len(r.Field(name[:i])) > 0 {
		return fail(at, "no field is called %q; to subtract, write %s - %s", name, name[:i], name[i+1:])
	}
	if near := r.Nearest(name, 3); len(near) > 0 {
		return fail(at, "no field or protocol is called %q; did you mean %s?", name, orList(near))
	}
	return fail(at, "no field or protocol is called %q", name)
}

// call parses the arguments of a function.
func (p *parser) call(t token) (operand, *Error) {
	if functionOf(t.text) == nil {
		return nil, fail(t.place, "no function is called %q; there are %s", t.text, functionNames)
	}
	open := p.tok.place
	if err := p.advance(); err != nil {
		return nil, err
	}
	n := &call{place: t.place, name: t.text}
	for !p.is(")") {
		a, err := p.operand()
		if err != nil {
			return nil, p.unclosed(err, open)
		}
		n.args = append(n.args, a)
		if more, err := p.accept(","); err != nil {
			return nil, err
		} else if !more {
			break
		}
	}
	if err := p.closing(")", open, "a comma"); err != nil {
		return nil, err
	}
	n.end = p.prev.end
	return n, nil
}

// layers parses what follows #: a number, or extents in brackets.
func (p *parser) layers(r *reference) *Error {
	start := p.tok.place
	if err := p.advance(); err != nil {
		return err
	}
	if p.is("[") {
		var err *Error
		r.layers, err = p.extents()
		return err
	}
	n, err := strconv.ParseUint(p.tok.text, 10, 31)
	if err != nil {
		return fail(start.to(p.tok.place), "# wants the number of a layer, or [ranges] of them")
	}
	r.layers = []extent{{form: extentOne, from: int(n)}}
	return p.advance()
}

// extents parses [i:n, i-j, i, :n, i:]. The next token is the bracket; what
// stands in it is read here, because there a colon and a minus are signs.
func (p *parser) extents() ([]extent, *Error) {
	open := p.tok.place
	n := strings.IndexByte(p.text[open.end:], ']')
	if n < 0 {
		return nil, fail(open, "this %q is never closed", "[")
	}
	var list []extent
	at := open.end
	for part := range strings.SplitSeq(p.text[at:at+n], ",") {
		e, ok := parseExtent(strings.TrimSpace(part))
		here := place{at, at + len(part)}
		switch {
		case !ok:
			return nil, fail(here, "%q is not a range; there are [i:length], [i-j], [i], [:length] and [i:]",
				strings.TrimSpace(part))
		case e.form == extentLength && e.to <= 0:
			return nil, fail(here, "the length of a range must be positive")
		case e.form == extentRange && e.to < e.from && e.from < 0 == (e.to < 0):
			return nil, fail(here, "the range ends before it begins")
		}
		list = append(list, e)
		at = here.end + 1
	}
	p.pos = open.end + n + 1
	p.tok.place = place{p.pos - 1, p.pos}
	return list, p.advance()
}

func parseExtent(s string) (extent, bool) {
	if length, ok := strings.CutPrefix(s, ":"); ok {
		n, err := strconv.ParseInt(strings.TrimSpace(length), 0, 32)
		return extent{extentLength, 0, int(n)}, err == nil
	}
	i := strings.IndexByte(s, ':')
	form := extentLength
	if i < 0 && len(s) > 1 {
		if i = strings.IndexByte(s[1:], '-'); i >= 0 {
			i, form = i+1, extentRange
		}
	}
	if i < 0 {
		n, err := strconv.ParseInt(s, 0, 32)
		return extent{extentOne, int(n), 0}, err == nil
	}
	from, err := strconv.ParseInt(strings.TrimSpace(s[:i]), 0, 32)
	if err != nil {
		return extent{}, false
	}
	rest := strings.TrimSpace(s[i+1:])
	if rest == "" && form == extentLength {
		return extent{extentRest, int(from), 0}, true
	}
	to, err := strconv.ParseInt(rest, 0, 32)
	return extent{form, int(from), int(to)}, err == nil
}
