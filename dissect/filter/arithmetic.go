package filter

import "netsniff/dissect"

// calculation adds the result of an operator to out, or nothing if there is
// none.
type calculation func(out *slot, a, b *dissect.Value)

// function returns how the operator works on two classes and the class of what
// results; nil if it does not.
func (op arithmetic) function(l, r class) (calculation, class) {
	switch {
	case l == boolean || r == boolean:
		return nil, nothing
	case l.whole() && r.whole():
		return op.wholeNumbers(l, r)
	case l.number() && r.number() && op <= divide:
		return func(out *slot, a, b *dissect.Value) { out.values.Double(op.float(l.float(a), r.float(b))) }, double
	case l == relTime && r == relTime && op <= subtract:
		return func(out *slot, a, b *dissect.Value) {
			if x, ok := calculate(op, int64(a.U), int64(b.U)); ok {
				out.values.Int(x)
			}
		}, relTime
	case l.bytes() && r.bytes() && l != text && op == mask:
		return maskBytes, l
	}
	return nil, nothing
}

// wholeNumbers calculates with integers. Unsigned ones stay unsigned unless
// one is subtracted; with a negative one on the right they have no result,
// as in Wireshark.
func (op arithmetic) wholeNumbers(l, r class) (calculation, class) {
	result := max(l, r)
	if result == unsigned && op == subtract {
		result = integer
	}
	strict := result != signed
	return func(out *slot, a, b *dissect.Value) {
		if result == unsigned {
			if x, ok := calculate(op, a.U, b.U); ok {
				out.values.Uint(x)
			}
			return
		}
		x, y := l.int(a), r.int(b)
		if strict && x >= 0 && y < 0 {
			return
		}
		if z, ok := calculate(op, x, y); ok {
			out.values.Int(z)
		}
	}, result
}

// calculate has no result where b divides by zero.
func calculate[T int64 | uint64](op arithmetic, a, b T) (T, bool) {
	switch op {
	case add:
		return a + b, true
	case subtract:
		return a - b, true
	case multiply:
		return a * b, true
	case mask:
		return a & b, true
	}
	if b == 0 {
		return 0, false
	}
	if op == divide {
		return a / b, true
	}
	return a % b, true
}

func (op arithmetic) float(a, b float64) float64 {
	switch op {
	case add:
		return a + b
	case subtract:
		return a - b
	case multiply:
		return a * b
	}
	return a / b
}

// maskBytes combines as many bytes as both have.
func maskBytes(out *slot, a, b *dissect.Value) {
	start := len(out.buf)
	for i := range min(len(a.B), len(b.B)) {
		out.buf = append(out.buf, a.B[i]&b.B[i])
	}
	out.values.Bytes(out.buf[start:])
}
