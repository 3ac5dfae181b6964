package filter

import (
	"strings"

	"netsniff/dissect"
)

// operand compiles x. Constants get the type of like, what x is compared or
// calculated with; nil if there is nothing of the kind.
func (c *compiler) operand(x operand, like *expr) (expr, *Error) {
	switch x := x.(type) {
	case *reference:
		return c.reference(x), nil
	case *literal:
		return c.literal(x, like)
	case *call:
		return c.call(x)
	case *slice:
		return c.slice(x)
	case *negation:
		return c.negation(x, like)
	}
	return c.binary(x.(*binary), like)
}

func (c *compiler) literal(x *literal, like *expr) (expr, *Error) {
	if like == nil {
		return expr{}, c.misplaced(x)
	}
	e := expr{place: x.place, class: like.class, name: x.text}
	v, err := e.parse(x, like)
	if err != nil {
		// frame.lenn == tcp.len: no value looks like this.
		if x.kind == tokenWord && nameLike(x.text) {
			err = unknownField(x.place, x.text, c.registry)
		}
		return expr{}, err
	}
	values := []dissect.Value{v}
	e.list = func(*dissect.Frame, *Scratch) []dissect.Value { return values }
	return e, nil
}

// nameLike reports whether a word is shaped like a field: words joined by dots,
// the first of which is no number.
func nameLike(word string) bool {
	head, _, dotted := strings.Cut(word, ".")
	_, hex := parseHex(word)
	return dotted && head != "" && !isDigit(head[0]) && !hex && !strings.ContainsAny(word, ":/")
}

func (c *compiler) slice(x *slice) (expr, *Error) {
	e, err := c.operand(x.x, nil)
	if err != nil {
		return expr{}, err
	}
	if !e.class.bytes() {
		return expr{}, fail(e.place, "%s is %v: only text, bytes and addresses can be sliced", e.called(), e.class)
	}
	n, of := c.slot(), e.list
	list := func(f *dissect.Frame, s *Scratch) []dissect.Value {
		out := &s.slots[n]
		out.values.Reset()
		out.buf = out.buf[:0]
		for _, v := range of(f, s) {
			if b, ok := out.cut(v.B, x.extents); ok {
				out.values.Bytes(b)
			}
		}
		return out.values.List
	}
	return expr{place: x.place, class: octets, list: list, name: e.name}, nil
}

// cut returns the extents of b, joined. It fails if one is not in b.
func (o *slot) cut(b []byte, list []extent) ([]byte, bool) {
	if len(list) == 1 {
		return list[0].of(b)
	}
	start := len(o.buf)
	for _, e := range list {
		part, ok := e.of(b)
		if !ok {
			return nil, false
		}
		o.buf = append(o.buf, part...)
	}
	return o.buf[start:], true
}

// of returns the part of b that e means.
func (e extent) of(b []byte) ([]byte, bool) {
	from, to := e.from, len(b)
	if from < 0 {
		from += len(b)
	}
	switch e.form {
	case extentOne:
		to = from + 1
	case extentLength:
		to = from + e.to
	case extentRange:
		if to = e.to + 1; e.to < 0 {
			to += len(b)
		}
	}
	if from < 0 || from >= to || to > len(b) {
		return nil, false
	}
	return b[from:to], true
}

func (c *compiler) negation(x *negation, like *expr) (expr, *Error) {
	e, err := c.operand(x.x, like)
	if err != nil {
		return expr{}, err
	}
	if !e.class.number() && e.class != relTime || e.class == boolean {
		return expr{}, fail(x.place, "%s is %v, which has no negative", e.called(), e.class)
	}
	if e.class == unsigned {
		e.class = integer
	}
	n, of := c.slot(), e.list
	e.place = x.place
	e.list = func(f *dissect.Frame, s *Scratch) []dissect.Value {
		out := &s.slots[n].values
		out.Reset()
		for _, v := range of(f, s) {
			v.U, v.F, v.Len = -v.U, -v.F, 0
			out.List = append(out.List, v)
		}
		return out.List
	}
	return e, nil
}

func (c *compiler) binary(x *binary, like *expr) (expr, *Error) {
	var l, r expr
	var err *Error
	_, left := constantOf(x.l)
	_, right := constantOf(x.r)
	if left && right {
		if l, err = c.operand(x.l, like); err == nil {
			r, err = c.operand(x.r, like)
		}
	} else {
		l, r, err = c.pair(x.l, x.r)
	}
	if err != nil {
		return expr{}, err
	}
	return c.calculate(x, l, r)
}

// maxResults bounds how many results a calculation with several values on
// both sides may have in one frame.
const maxResults = 1 << 12

func (c *compiler) calculate(x *binary, l, r expr) (expr, *Error) {
	do, class := x.op.function(l.class, r.class)
	if do == nil {
		p := x.l.at().to(x.r.at())
		return expr{}, fail(p, "%s is %v: it cannot be calculated with %q", l.called(), l.class, x.op.String())
	}
	n := c.slot()
	list := func(f *dissect.Frame, s *Scratch) []dissect.Value {
		out := &s.slots[n]
		out.values.Reset()
		out.buf = out.buf[:0]
		a := l.list(f, s)
		if len(a) == 0 {
			return nil
		}
		b := r.list(f, s)
		for i := range a {
			for j := range b {
				if len(out.values.List) < maxResults {
					do(out, &a[i], &b[j])
				}
			}
		}
		return out.values.List
	}
	return expr{place: x.place, class: class, list: list, field: l.field, name: l.name}, nil
}
