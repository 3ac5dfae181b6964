package filter

import (
	"bytes"
	"slices"

	"netsniff/dissect"
	"netsniff/dissect/registry"
)

// predicate is a compiled test.
type predicate func(f *dissect.Frame, s *Scratch) bool

// lister returns the values of a compiled operand, borrowed until it is called
// again.
type lister func(f *dissect.Frame, s *Scratch) []dissect.Value

// expr is a compiled operand.
type expr struct {
	place
	class  class
	list   lister
	sent   lister         // what list has without what was decoded; nil: the same
	field  *dissect.Field // what literals beside it are called after, or nil
	name   string         // of the field or function
	prefix int            // of a network literal: bits that count, plus one
}

// compiler makes closures of a tree.
type compiler struct {
	registry *registry.Registry
	slots    int
	needs    Needs
}

// misplaced complains about a constant where a field must stand. A word was
// most likely meant as a name.
func (c *compiler) misplaced(x *literal) *Error {
	if x.kind == tokenWord && !isDigit(x.text[0]) {
		return unknownField(x.place, x.text, c.registry)
	}
	return fail(x.place, "%s is a constant where a field or function must stand", quoteToken(x.text))
}

func (c *compiler) slot() int {
	c.slots++
	return c.slots - 1
}

func addOnce[T comparable](list []T, x T) []T {
	if slices.Contains(list, x) {
		return list
	}
	return append(list, x)
}

func (c *compiler) test(n test) (predicate, *Error) {
	switch n := n.(type) {
	case *logical:
		return c.logical(n)
	case *not:
		x, err := c.test(n.x)
		return func(f *dissect.Frame, s *Scratch) bool { return !x(f, s) }, err
	case *exists:
		return c.exists(n.x)
	case *compare:
		return c.compare(n)
	}
	return c.member(n.(*member))
}

func (c *compiler) logical(n *logical) (predicate, *Error) {
	l, err := c.test(n.l)
	if err != nil {
		return nil, err
	}
	r, err := c.test(n.r)
	if err != nil {
		return nil, err
	}
	switch n.prec {
	case precAnd:
		return func(f *dissect.Frame, s *Scratch) bool { return l(f, s) && r(f, s) }, nil
	case precXor:
		return func(f *dissect.Frame, s *Scratch) bool { return l(f, s) != r(f, s) }, nil
	}
	return func(f *dissect.Frame, s *Scratch) bool { return l(f, s) || r(f, s) }, nil
}

// exists compiles a test without an operator.
func (c *compiler) exists(x operand) (predicate, *Error) {
	switch x := x.(type) {
	case *reference:
		return c.present(x), nil
	case *call:
		return nil, fail(x.place, "a function is not there or absent: compare what it returns, as in %s(…) > 0", x.name)
	}
	if l, constant := constantOf(x); constant {
		return nil, c.misplaced(l)
	}
	e, err := c.operand(x, nil)
	if err != nil {
		return nil, err
	}
	if _, ok := x.(*slice); ok {
		return func(f *dissect.Frame, s *Scratch) bool { return len(e.list(f, s)) > 0 }, nil
	}
	return func(f *dissect.Frame, s *Scratch) bool {
		for _, v := range e.list(f, s) {
			if !e.class.zero(&v) {
				return true
			}
		}
		return false
	}, nil
}

// constantOf returns a literal of x if x is made of nothing else.
func constantOf(x operand) (*literal, bool) {
	switch x := x.(type) {
	case *literal:
		return x, true
	case *negation:
		return constantOf(x.x)
	case *slice:
		return constantOf(x.x)
	case *binary:
		if _, l := constantOf(x.l); l {
			return constantOf(x.r)
		}
	}
	return nil, false
}

func (c *compiler) compare(n *compare) (predicate, *Error) {
	var all predicate
	l := n.first
	for _, r := range n.rest {
		one, err := c.relate(n.quantifier, l, r)
		if err != nil {
			return nil, err
		}
		if before := all; before == nil {
			all = one
		} else {
			all = func(f *dissect.Frame, s *Scratch) bool { return before(f, s) && one(f, s) }
		}
		l = r.x
	}
	return all, nil
}

func (c *compiler) relate(q quantifier, l operand, r related) (predicate, *Error) {
	rel, q := r.relation.split(q)
	switch rel {
	case matches:
		return c.matches(q, l, r)
	case contains:
		return c.contains(q, l, r)
	}
	x, y, err := c.pair(l, r.x)
	if err != nil {
		return nil, err
	}
	return quantified(q, x.list, y.list, holds(rel, x.comparator(y))), nil
}

// pair compiles two operands, giving constants the type of the other side.
func (c *compiler) pair(l, r operand) (x, y expr, err *Error) {
	if k, constant := constantOf(l); constant {
		if _, both := constantOf(r); both {
			return x, y, c.misplaced(k)
		}
		if y, err = c.operand(r, nil); err == nil {
			x, err = c.operand(l, &y)
		}
	} else if x, err = c.operand(l, nil); err == nil {
		y, err = c.operand(r, &x)
	}
	if err == nil && !x.class.comparable(y.class) {
		err = mismatch(x, y)
	}
	return x, y, err
}

func mismatch(x, y expr) *Error {
	for _, e := range []expr{x, y} {
		if e.class == nothing {
			return fail(e.place, "%s has no value to compare; alone it tests whether it is there", e.name)
		}
	}
	return fail(x.place.to(y.place), "%s is %v, %s is %v: they cannot be compared", x.called(), x.class, y.called(), y.class)
}

func (e *expr) called() string {
	if e.name == "" {
		return "one side"
	}
	return e.name
}

func (e *expr) comparator(y expr) comparator {
	if p := max(e.prefix, y.prefix); p > 0 {
		return network(p - 1)
	}
	return e.class.comparator(y.class)
}

// holds turns an order into a relation.
func holds(rel relation, order comparator) func(a, b *dissect.Value) bool {
	switch rel {
	case equal:
		return func(a, b *dissect.Value) bool { o, ok := order(a, b); return ok && o == 0 }
	case unequal:
		return func(a, b *dissect.Value) bool { o, ok := order(a, b); return !ok || o != 0 }
	case greater:
		return func(a, b *dissect.Value) bool { o, ok := order(a, b); return ok && o > 0 }
	case less:
		return func(a, b *dissect.Value) bool { o, ok := order(a, b); return ok && o < 0 }
	case atLeast:
		return func(a, b *dissect.Value) bool { o, ok := order(a, b); return ok && o >= 0 }
	}
	return func(a, b *dissect.Value) bool { o, ok := order(a, b); return ok && o <= 0 }
}

// quantified applies a relation to any or all pairs of values. Without a value
// on either side it is false.
func quantified(q quantifier, l, r lister, rel func(a, b *dissect.Value) bool) predicate {
	return func(f *dissect.Frame, s *Scratch) bool {
		x := l(f, s)
		if len(x) == 0 {
			return false
		}
		y := r(f, s)
		for i := range x {
			for j := range y {
				if rel(&x[i], &y[j]) != (q == allOf) {
					return q == anyOf
				}
			}
		}
		return q == allOf && len(y) > 0
	}
}

func (c *compiler) contains(q quantifier, l operand, r related) (predicate, *Error) {
	x, err := c.haystack(l, r)
	if err != nil {
		return nil, err
	}
	y, err := c.operand(r.x, &x)
	if err != nil {
		return nil, err
	}
	if !y.class.searchable() {
		return nil, fail(y.place, "%s is %v, which %s cannot contain", y.called(), y.class, x.called())
	}
	return quantified(q, x.list, y.list, func(a, b *dissect.Value) bool {
		return len(b.B) > 0 && bytes.Contains(a.B, b.B)
	}), nil
}

// haystack compiles the left side of contains and matches: of a protocol, all
// it governs is searched.
func (c *compiler) haystack(l operand, r related) (expr, *Error) {
	if k, constant := constantOf(l); constant {
		return expr{}, c.misplaced(k)
	}
	var x expr
	var err *Error
	if p, ok := l.(*reference); ok && p.field == nil {
		x = c.protocol(p, true)
	} else {
		x, err = c.operand(l, nil)
	}
	if err == nil && !x.class.searchable() {
		err = fail(x.place, "%s is %v: %v works on text and bytes; string(…) makes text of it", x.called(), x.class,
			r.relation)
	}
	// A hardware address contains byte strings of any length.
	if x.class == ether {
		x.class = octets
	}
	return x, err
}

func (c *compiler) matches(q quantifier, l operand, r related) (predicate, *Error) {
	x, err := c.haystack(l, r)
	if err != nil {
		return nil, err
	}
	k, ok := r.x.(*literal)
	if !ok || k.kind != tokenString && k.kind != tokenRaw {
		return nil, fail(r.x.at(), "matches wants a regular expression in double quotes on its right")
	}
	re, problem := compileRegexp(k.value)
	if problem != nil {
		return nil, fail(k.place, "the regular expression is invalid: %v", problem)
	}
	n := c.slot()
	return func(f *dissect.Frame, s *Scratch) bool {
		list := x.list(f, s)
		for i := range list {
			if re.match(list[i].B, &s.slots[n].buf) != (q == allOf) {
				return q == anyOf
			}
		}
		return q == allOf && len(list) > 0
	}, nil
}

// membership tells whether values are in one element of a set.
type membership func(values []dissect.Value, f *dissect.Frame, s *Scratch) bool

func (c *compiler) member(n *member) (predicate, *Error) {
	if k, constant := constantOf(n.x); constant {
		return nil, c.misplaced(k)
	}
	x, err := c.operand(n.x, nil)
	if err != nil {
		return nil, err
	}
	q := n.quantifier
	if q == unsaid {
		q = anyOf
	}
	var tests []membership
	for _, e := range n.set {
		t, err := c.element(q, x, e)
		if err != nil {
			return nil, err
		}
		tests = append(tests, t)
	}
	return func(f *dissect.Frame, s *Scratch) bool {
		values := x.list(f, s)
		if len(values) == 0 {
			return n.not
		}
		for _, t := range tests {
			if t(values, f, s) {
				return !n.not
			}
		}
		return n.not
	}, nil
}

// like compiles a constant or other operand that is compared with x.
func (c *compiler) like(x expr, o operand) (expr, *Error) {
	y, err := c.operand(o, &x)
	if err == nil && !x.class.comparable(y.class) {
		err = mismatch(x, y)
	}
	return y, err
}

func (c *compiler) element(q quantifier, x expr, e element) (membership, *Error) {
	lo, err := c.like(x, e.lo)
	if err != nil {
		return nil, err
	}
	if e.hi == nil {
		same := holds(equal, x.comparator(lo))
		return func(values []dissect.Value, f *dissect.Frame, s *Scratch) bool {
			return each(q, values, func(v *dissect.Value) bool { return oneOf(lo.list(f, s), v, same) })
		}, nil
	}
	hi, err := c.like(x, e.hi)
	if err != nil {
		return nil, err
	}
	above, below := holds(atLeast, x.comparator(lo)), holds(atMost, x.comparator(hi))
	return func(values []dissect.Value, f *dissect.Frame, s *Scratch) bool {
		return each(q, values, func(v *dissect.Value) bool {
			return oneOf(lo.list(f, s), v, above) && oneOf(hi.list(f, s), v, below)
		})
	}, nil
}

// each applies a condition to any or all of at least one value.
func each(q quantifier, values []dissect.Value, is func(*dissect.Value) bool) bool {
	for i := range values {
		if is(&values[i]) != (q == allOf) {
			return q == anyOf
		}
	}
	return q == allOf
}

// oneOf reports whether v keeps a relation to one of the bounds.
func oneOf(bounds []dissect.Value, v *dissect.Value, rel func(a, b *dissect.Value) bool) bool {
	for i := range bounds {
		if rel(v, &bounds[i]) {
			return true
		}
	}
	return false
}
