package filter

import (
	"slices"
	"strings"

	"netsniff/dissect"
	"netsniff/dissect/registry"
)

// Outlook is what a filter says of frames of which not all is known: their shapes, and the
// values of some fields.
type Outlook struct{ judge judge }

// judge says what a test says of frames. f has the values of known fields, nil: they are not
// known either.
type judge func(shape *registry.Shape, f *dissect.Frame, s *Scratch) dissect.Match

// Outlook compiles the filter again for frames that have values only of the fields of known,
// which are called as its own.
func (x *Filter) Outlook(known *registry.Registry) *Outlook {
	o := &Outlook{judge: func(*registry.Shape, *dissect.Frame, *Scratch) dissect.Match { return dissect.Yes }}
	if x.root != nil {
		o.judge = foresee(x.root, known)
	}
	return o
}

// Of says whether frames of a shape match. f may be nil; a frame of the known registry says more.
func (o *Outlook) Of(shape *registry.Shape, f *dissect.Frame, s *Scratch) dissect.Match {
	return o.judge(shape, f, s)
}

// foresee makes the judge of a test.
func foresee(n test, known *registry.Registry) judge {
	switch n := n.(type) {
	case *logical:
		l, r := foresee(n.l, known), foresee(n.r, known)
		return func(shape *registry.Shape, f *dissect.Frame, s *Scratch) dissect.Match {
			return joined(n.prec, l(shape, f, s), r(shape, f, s))
		}
	case *not:
		x := foresee(n.x, known)
		return func(shape *registry.Shape, f *dissect.Frame, s *Scratch) dissect.Match {
			return dissect.Yes - x(shape, f, s)
		}
	}
	if x, ok := n.(*exists); ok {
		if r, ok := x.x.(*reference); ok && r.field == nil && r.layers == nil {
			return occurrence(&r.sources[0])
		}
	}
	without := dissect.No // what it is where a side has no value
	if m, ok := n.(*member); ok && m.not {
		without = dissect.Yes
	}
	sides, leaf := sidesOf(n), fromKnown(n, known)
	return func(shape *registry.Shape, f *dissect.Frame, s *Scratch) dissect.Match {
		if leaf != nil && f != nil {
			return truth(leaf.Match(f, s))
		}
		for _, x := range sides {
			if !valued(x, shape) {
				return without
			}
		}
		return dissect.Maybe
	}
}

// sidesOf returns the operands without whose values a test is what it is without any.
func sidesOf(n test) (list []operand) {
	switch n := n.(type) {
	case *exists:
		list = append(list, n.x)
	case *compare:
		list = append(list, n.first)
		for _, r := range n.rest {
			list = append(list, r.x)
		}
	case *member:
		list = append(list, n.x)
	}
	return list
}

// valued reports whether an operand may have a value in a frame of a shape.
func valued(x operand, shape *registry.Shape) bool {
	switch x := x.(type) {
	case *reference:
		return slices.ContainsFunc(x.sources, func(s registry.Source) bool {
			layers, _ := s.Occurs(shape)
			return layers != dissect.No
		})
	case *call: // the greatest of several is there if one of them is
		return slices.ContainsFunc(x.args, func(a operand) bool { return valued(a, shape) })
	case *slice:
		return valued(x.x, shape)
	case *negation:
		return valued(x.x, shape)
	case *binary:
		return valued(x.l, shape) && valued(x.r, shape)
	}
	return true
}

// joined joins what is known of two tests.
func joined(prec precedence, l, r dissect.Match) dissect.Match {
	switch {
	case prec == precAnd:
		return min(l, r)
	case prec == precOr:
		return max(l, r)
	case l == dissect.Maybe || r == dissect.Maybe:
		return dissect.Maybe
	}
	return truth(l != r)
}

func truth(is bool) dissect.Match {
	if is {
		return dissect.Yes
	}
	return dissect.No
}

// occurrence judges whether a protocol occurs.
func occurrence(s *registry.Source) judge {
	return func(shape *registry.Shape, _ *dissect.Frame, _ *Scratch) dissect.Match {
		_, present := s.Occurs(shape)
		return present
	}
}

// fromKnown compiles a test that reads nothing but known fields; nil if it reads others.
func fromKnown(n test, known *registry.Registry) *Filter {
	sides := sidesOf(n)
	if m, ok := n.(*member); ok {
		for _, e := range m.set {
			sides = append(sides, e.lo, e.hi)
		}
	}
	for _, r := range references(sides) {
		if r.field == nil || r.layers != nil || len(known.Field(r.field.Name)) != len(r.sources) {
			return nil
		}
	}
	var b strings.Builder
	n.print(&b, precNot)
	x, err := Compile(b.String(), known)
	if err != nil {
		return nil // it is all of constants
	}
	return x
}

// references returns the fields and protocols that operands name.
func references(list []operand) (named []*reference) {
	for _, x := range list {
		switch x := x.(type) {
		case *reference:
			named = append(named, x)
		case *call:
			named = append(named, references(x.args)...)
		case *slice:
			named = append(named, references([]operand{x.x})...)
		case *binary:
			named = append(named, references([]operand{x.l, x.r})...)
		case *negation:
			named = append(named, references([]operand{x.x})...)
		}
	}
	return named
}
