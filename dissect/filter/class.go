package filter

import (
	"bytes"
	"cmp"
	"math"

	"netsniff/dissect"
)

// class is the type of an operand's values, as far as comparing goes.
type class uint8

const (
	untyped  class = iota
	nothing        // only there or not
	boolean        // U is 0 or 1
	unsigned       // U
	integer        // int64(U), calculated from unsigned numbers
	signed         // int64(U)
	double         // F
	text           // B
	octets         // B
	ipv4           // B, 4 bytes
	ipv6           // B, 16 bytes
	ether          // B, 6 bytes
	absTime        // int64(U), nanoseconds since 1970
	relTime        // int64(U), nanoseconds
)

var classNames = [...]string{
	"a constant", "a label", "a truth value", "a number", "a number", "a number", "a number with a fraction",
	"text", "bytes",
	"an IPv4 address", "an IPv6 address", "a hardware address", "a point in time", "a duration",
}

func (c class) String() string { return classNames[c] }

var fieldClasses = [...]class{
	dissect.Label: nothing, dissect.Bool: boolean, dissect.Uint: unsigned, dissect.Int: signed, dissect.Double: double,
	dissect.String: text, dissect.Octets: octets, dissect.IPv4: ipv4, dissect.IPv6: ipv6, dissect.Ether: ether,
	dissect.AbsTime: absTime, dissect.RelTime: relTime, dissect.FrameNum: unsigned,
}

// whole reports whether values are whole numbers.
func (c class) whole() bool { return c >= boolean && c <= signed }

// number reports whether values are numbers.
func (c class) number() bool { return c >= boolean && c <= double }

// bytes reports whether values are in B.
func (c class) bytes() bool { return c >= text && c <= ether }

// searchable reports whether contains and matches work on values.
func (c class) searchable() bool { return c == text || c == octets || c == ether }

// comparable reports whether values of two classes can be compared.
func (c class) comparable(d class) bool {
	switch {
	case c == untyped || c == nothing || d == untyped || d == nothing:
		return false
	case c == d || c.number() && d.number() || c.searchable() && d.searchable():
		return true
	}
	return c.bytes() && d.bytes() && (c == octets || d == octets)
}

// comparator orders two values; ok is false if neither is before the other
// though they are not equal.
type comparator func(a, b *dissect.Value) (order int, ok bool)

// comparator returns the order of values of two comparable classes.
func (c class) comparator(d class) comparator {
	switch {
	case c == double || d == double:
		return func(a, b *dissect.Value) (int, bool) {
			x, y := c.float(a), d.float(b)
			return cmp.Compare(x, y), x == x && y == y
		}
	case c <= unsigned && d <= unsigned:
		return compareUnsigned
	case c.whole() && c != signed && d != signed:
		return c.compareCalculated(d)
	case c.whole():
		return func(a, b *dissect.Value) (int, bool) { return cmp.Compare(c.int(a), d.int(b)), true }
	case c == absTime || c == relTime:
		return compareSigned
	case c == text && d == text:
		return func(a, b *dissect.Value) (int, bool) { return bytes.Compare(a.B, b.B), true }
	}
	return compareOctets
}

func compareUnsigned(a, b *dissect.Value) (int, bool) { return cmp.Compare(a.U, b.U), true }

func compareSigned(a, b *dissect.Value) (int, bool) { return cmp.Compare(int64(a.U), int64(b.U)), true }

// compareOctets orders byte strings as Wireshark does: the longer one is the
// greater one.
func compareOctets(a, b *dissect.Value) (int, bool) {
	if len(a.B) != len(b.B) {
		return cmp.Compare(len(a.B), len(b.B)), true
	}
	return bytes.Compare(a.B, b.B), true
}

// compareCalculated orders results of calculations with unsigned numbers. In
// Wireshark an unsigned number is neither above nor below a negative one on
// its right, but a negative one is below an unsigned one.
func (c class) compareCalculated(d class) comparator {
	return func(a, b *dissect.Value) (int, bool) {
		x, y := c.int(a), d.int(b)
		return cmp.Compare(x, y), x < 0 || y >= 0
	}
}

// int returns a whole number, the largest one if it is larger.
func (c class) int(v *dissect.Value) int64 {
	if (c == unsigned || c == boolean) && v.U > math.MaxInt64 {
		return math.MaxInt64
	}
	return int64(v.U)
}

func (c class) float(v *dissect.Value) float64 {
	switch c {
	case double:
		return v.F
	case unsigned, boolean:
		return float64(v.U)
	}
	return float64(int64(v.U))
}

// zero reports whether no bit of the value is set.
func (c class) zero(v *dissect.Value) bool {
	switch {
	case c == double:
		return v.F == 0
	case c.bytes():
		for _, x := range v.B {
			if x != 0 {
				return false
			}
		}
		return true
	}
	return v.U == 0
}

// network returns the order of addresses whose first bits alone count.
func network(bits int) comparator {
	return func(a, b *dissect.Value) (int, bool) {
		n := min(bits/8, len(a.B), len(b.B))
		if c := bytes.Compare(a.B[:n], b.B[:n]); c != 0 || bits%8 == 0 || n == len(a.B) || n == len(b.B) {
			return c, true
		}
		shift := 8 - bits%8
		return cmp.Compare(a.B[n]>>shift, b.B[n]>>shift), true
	}
}
