package filter

import (
	"netsniff/dissect"
	"netsniff/dissect/registry"
)

// present compiles a test whether a field or protocol occurs.
func (c *compiler) present(x *reference) predicate {
	for _, s := range x.sources {
		c.needs.Protocols = addOnce(c.needs.Protocols, s.Protocol)
	}
	if x.field == nil {
		source := x.sources[0]
		if source.Protocol.Sought {
			c.needs.Bytes = addOnce(c.needs.Bytes, source.Protocol)
		}
		if x.layers == nil {
			return func(f *dissect.Frame, _ *Scratch) bool { return source.Present(f) }
		}
		return func(f *dissect.Frame, _ *Scratch) bool {
			n := depth(&source, f)
			for l := source.Layers(f); l.Next(); {
				if selected(x.layers, l.Number, n) {
					return true
				}
			}
			return false
		}
	}
	e := c.field(x)
	return func(f *dissect.Frame, s *Scratch) bool { return len(e.list(f, s)) > 0 }
}

// reference compiles the values of a field, or a protocol's own bytes.
func (c *compiler) reference(x *reference) expr {
	if x.field == nil {
		return c.protocol(x, false)
	}
	return c.field(x)
}

func (c *compiler) field(x *reference) expr {
	for _, s := range x.sources {
		c.needs.Protocols = addOnce(c.needs.Protocols, s.Protocol)
		c.needs.Fields = addOnce(c.needs.Fields, s.Field)
		if s.Field.Body {
			c.needs.Bytes = addOnce(c.needs.Bytes, s.Protocol)
		}
	}
	n, sources := c.slot(), x.sources
	list := func(f *dissect.Frame, s *Scratch) []dissect.Value {
		v := &s.slots[n].values
		v.Reset()
		for i := range sources {
			sources[i].Collect(f, v)
		}
		return v.List
	}
	if x.layers != nil {
		list = func(f *dissect.Frame, s *Scratch) []dissect.Value {
			v := &s.slots[n].values
			v.Reset()
			for i := range sources {
				of := depth(&sources[i], f)
				for l := sources[i].Layers(f); l.Next(); {
					if selected(x.layers, l.Number, of) {
						sources[i].Field.Get(f, l.Layer, v)
					}
				}
			}
			return v.List
		}
	}
	e := expr{place: x.place, class: fieldClasses[x.field.Type], list: list, field: x.field, name: x.name}
	if x.field.Words {
		e.list, e.sent = c.decoded(list), list
	}
	return e
}

// protocol compiles the bytes of a protocol: its own, or all it governs.
func (c *compiler) protocol(x *reference, whole bool) expr {
	source := x.sources[0]
	c.needs.Protocols = addOnce(c.needs.Protocols, source.Protocol)
	c.needs.Bytes = addOnce(c.needs.Bytes, source.Protocol)
	n := c.slot()
	list := func(f *dissect.Frame, s *Scratch) []dissect.Value {
		v := &s.slots[n].values
		v.Reset()
		of := 0
		if x.layers != nil {
			of = depth(&source, f)
		}
		last := 0
		for l := source.Layers(f); l.Next(); {
			if l.Number == last || x.layers != nil && !selected(x.layers, l.Number, of) {
				continue
			}
			last = l.Number
			b, own := f.Bytes(l.Layer)
			if !whole {
				b = b[:own]
			}
			v.Bytes(b)
		}
		return v.List
	}
	return expr{place: x.place, class: octets, list: list, name: x.name}
}

// depth returns how many layers of the source's protocol are in f.
func depth(s *registry.Source, f *dissect.Frame) int {
	n := 0
	for l := s.Layers(f); l.Next(); {
		n = l.Number
	}
	return n
}

// selected reports whether layer number i of n is in the list. Layers count
// from 1, from the innermost one back if negative.
func selected(list []extent, i, n int) bool {
	place := func(x int) int {
		if x < 0 {
			return n + 1 + x
		}
		return x
	}
	for _, e := range list {
		from := place(e.from)
		to := from
		switch e.form {
		case extentLength:
			to = from + e.to - 1
		case extentRange:
			to = place(e.to)
		case extentRest:
			to = n
		}
		if i >= from && i <= to {
			return true
		}
	}
	return false
}
