// Package tlv reads the elements of protocols that write each as a type, a length
// and a value: options, attributes, vectors.
package tlv

import (
	"iter"

	"netsniff/dissect"
)

// Layout says how a protocol writes its elements. Numbers are big-endian.
type Layout struct {
	Type, Length int // octets of each
	// Whole: the length counts type and length as well.
	Whole bool
	// Align is what the next element begins at a multiple of; 0: right behind.
	Align int
	// Pad is a type of one octet, End one that ends the list (RFC 2132 §3); both
	// count only if Bare is set.
	Bare     bool
	Pad, End uint64
	// Start returns where the elements of a message begin; beyond its end if it
	// has none. It is what getters ask.
	Start func(b []byte) int
}

// Element is one element. Value is borrowed from the message, and shorter than
// Size where that was cut.
type Element struct {
	Type  uint64
	Value []byte
	Off   int // of the element in the message
	Head  int // octets of type and length
	Size  int // of the value as its length says; 0 of what has no length
}

// Cut reports whether the message ends before the value does.
func (e *Element) Cut() bool { return len(e.Value) < e.Size }

// Bytes returns the range of the value in the message.
func (e *Element) Bytes() (off, n int) { return e.Off + e.Head, len(e.Value) }

// All returns the elements of b from off on, up to the first that is cut, which
// is told. A head that is cut ends them.
func (x *Layout) All(b []byte, off int) iter.Seq[Element] {
	return func(yield func(Element) bool) {
		for e, next := x.element(b, off); e.Head != 0 && yield(e); e, next = x.element(b, next) {
		}
	}
}

// element returns the element at off, and where the next begins, -1 behind the last.
// Head is 0 if there is none.
func (x *Layout) element(b []byte, off int) (e Element, next int) {
	if off < 0 || off >= len(b) {
		return Element{}, -1
	}
	e, next = x.at(b, off)
	if e.Cut() || x.Bare && e.Type == x.End && e.Head == 1 {
		next = -1
	}
	return e, next
}

// at returns the element at off, and where the next begins. Head is 0 if there is
// none.
func (x *Layout) at(b []byte, off int) (e Element, next int) {
	rest := b[off:]
	if len(rest) < x.Type {
		return Element{}, 0
	}
	e = Element{Off: off, Type: number(rest[:x.Type])}
	if x.Bare && (e.Type == x.Pad || e.Type == x.End) {
		e.Head = x.Type
		return e, off + x.Type
	}
	if len(rest) < x.Type+x.Length {
		return Element{}, 0
	}
	head := x.Type + x.Length
	e.Size = int(number(rest[x.Type:head]))
	if x.Whole {
		if e.Size -= head; e.Size < 0 {
			return Element{}, 0
		}
	}
	e.Head = head
	e.Value = rest[head:min(len(rest), head+e.Size)]
	next = off + head + e.Size
	if x.Align > 1 {
		next += (x.Align - (head+e.Size)%x.Align) % x.Align
	}
	return e, next
}

// Find returns the first element of a type in b from off on.
func (x *Layout) Find(b []byte, off int, t uint64) (Element, bool) {
	for e := range x.All(b, off) {
		if e.Type == t {
			return e, true
		}
	}
	return Element{}, false
}

// number returns the big-endian number in b, at most 8 octets.
func number(b []byte) (u uint64) {
	for _, c := range b {
		u = u<<8 | uint64(c)
	}
	return u
}

// Get is what a getter takes of one element.
type Get = func(e Element, v *dissect.Values)

// Each returns the getter that has get look at every element of a message.
func (x *Layout) Each(get Get) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		for e, next := x.element(l.Bytes, x.Start(l.Bytes)); e.Head != 0; e, next = x.element(l.Bytes, next) {
			get(e, v)
		}
	}
}

// Of returns the getter that has get look at the elements of a type.
func (x *Layout) Of(t uint64, get Get) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		b := l.Bytes
		for e, next := x.element(b, x.seek(b, x.Start(b), t)); e.Head != 0; e, next = x.element(b, x.seek(b, next, t)) {
			if e.Type == t {
				get(e, v)
			}
		}
	}
}

// seek returns where the next element of a type may begin, from the element at off on; -1
// if there is none. A message has a getter for each of a hundred types, and few elements:
// so those of one octet for type and length are passed without being read.
func (x *Layout) seek(b []byte, off int, t uint64) int {
	if x.Type != 1 || x.Length != 1 || x.Whole || x.Align > 1 {
		return off
	}
	for off >= 0 && off < len(b) {
		switch c := uint64(b[off]); {
		case c == t:
			return off
		case x.Bare && c == x.Pad:
			off++
		case x.Bare && c == x.End, off+1 == len(b):
			return -1
		default:
			off += 2 + int(b[off+1])
		}
	}
	return -1
}

// Any returns the condition that an element is of a type below 256 that is wanted.
func (x *Layout) Any(wanted func(t uint64) bool) func(*dissect.Frame, *dissect.Layer) bool {
	var list [256]bool
	for t := range list {
		list[t] = wanted(uint64(t))
	}
	return func(_ *dissect.Frame, l *dissect.Layer) bool {
		for e, next := x.element(l.Bytes, x.Start(l.Bytes)); e.Head != 0; e, next = x.element(l.Bytes, next) {
			if e.Type < uint64(len(list)) && list[e.Type] {
				return true
			}
		}
		return false
	}
}

// Types gets the type of an element.
func (x *Layout) Types(e Element, v *dissect.Values) { v.Uint(e.Type).At(e.Off, x.Type) }

// Lengths gets its length.
func (x *Layout) Lengths(e Element, v *dissect.Values) {
	if e.Head > x.Type {
		n := e.Size
		if x.Whole {
			n += e.Head
		}
		v.Uint(uint64(n)).At(e.Off+x.Type, x.Length)
	}
}

// Value gets the value as octets or text.
func Value(e Element, v *dissect.Values) {
	if len(e.Value) > 0 {
		off, n := e.Bytes()
		v.Bytes(e.Value).At(off, n)
	}
}

// Number returns what gets the number of n octets at an offset of the value.
func Number(off, n int) Get { return Bits(off, n, 0, 8*n) }

// Bits returns what gets width bits, shift bits from the lowest, of the number of
// n octets at an offset of the value.
func Bits(off, n, shift, width int) Get {
	mask := uint64(1)<<width - 1
	inPlace := mask << shift
	if width == 8*n {
		inPlace = 0
	}
	return func(e Element, v *dissect.Values) {
		if len(e.Value) >= off+n {
			at, _ := e.Bytes()
			x := v.Uint(number(e.Value[off:off+n]) >> shift & mask).Masked(inPlace)
			x.At(at+off, n)
		}
	}
}

// Part returns what gets n octets at an offset of the value; n < 0: all that
// follow.
func Part(off, n int) Get {
	return func(e Element, v *dissect.Values) {
		end := off + n
		if n < 0 {
			end = len(e.Value)
		}
		if off < end && end <= len(e.Value) {
			at, _ := e.Bytes()
			v.Bytes(e.Value[off:end]).At(at+off, end-off)
		}
	}
}

// List returns what gets each part of n octets of the value: addresses.
func List(n int) Get {
	return func(e Element, v *dissect.Values) {
		at, _ := e.Bytes()
		for i := 0; i+n <= len(e.Value); i += n {
			v.Bytes(e.Value[i:i+n]).At(at+i, n)
		}
	}
}

// Numbers is List for numbers.
func Numbers(n int) Get {
	return func(e Element, v *dissect.Values) {
		at, _ := e.Bytes()
		for i := 0; i+n <= len(e.Value); i += n {
			v.Uint(number(e.Value[i:i+n])).At(at+i, n)
		}
	}
}
