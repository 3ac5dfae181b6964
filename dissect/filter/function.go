package filter

import (
	"strconv"

	"netsniff/capture"
	"netsniff/dissect"
)

// function compiles a call of one function.
type function func(c *compiler, x *call) (expr, *Error)

// functionNames lists the functions for messages.
const functionNames = "len, count, lower, upper, string, max, min and abs"

// functionOf returns the function called name, nil if there is none. It is not
// a table because functions compile their arguments, which may be calls.
func functionOf(name string) function {
	switch name {
	case "len":
		return length
	case "count":
		return count
	case "string":
		return toText
	case "abs":
		return absolute
	case "lower":
		return letters('A', 'Z')
	case "upper":
		return letters('a', 'z')
	case "max":
		return extreme(1)
	case "min":
		return extreme(-1)
	}
	return nil
}

func (c *compiler) call(x *call) (expr, *Error) {
	e, err := functionOf(x.name)(c, x)
	e.place, e.name, e.field = x.place, x.name, nil
	return e, err
}

// argument compiles the only argument of a function.
func (c *compiler) argument(x *call) (expr, *Error) {
	if len(x.args) != 1 {
		return expr{}, fail(x.place, "%s wants one argument", x.name)
	}
	if k, constant := constantOf(x.args[0]); constant {
		return expr{}, c.misplaced(k)
	}
	return c.operand(x.args[0], nil)
}

// mapped returns an expression of the values that do makes of those of e.
func (c *compiler) mapped(e expr, class class, do func(out *slot, v *dissect.Value)) expr {
	n, of := c.slot(), e.list
	e.class, e.sent = class, nil
	e.list = func(f *dissect.Frame, s *Scratch) []dissect.Value {
		out := &s.slots[n]
		out.values.Reset()
		out.buf = out.buf[:0]
		list := of(f, s)
		for i := range list {
			do(out, &list[i])
		}
		return out.values.List
	}
	return e
}

func length(c *compiler, x *call) (expr, *Error) {
	e, err := c.argument(x)
	if err != nil {
		return e, err
	}
	if !e.class.bytes() {
		return e, fail(e.place, "%s is %v: len works on text, bytes and addresses", e.called(), e.class)
	}
	e.list = e.asSent()
	return c.mapped(e, unsigned, func(out *slot, v *dissect.Value) { out.values.Uint(uint64(len(v.B))) }), nil
}

// count has no value, rather than 0, where there is nothing to count.
func count(c *compiler, x *call) (expr, *Error) {
	e, err := c.argument(x)
	n, of := c.slot(), e.asSent()
	e.class = unsigned
	e.list = func(f *dissect.Frame, s *Scratch) []dissect.Value {
		out := &s.slots[n].values
		out.Reset()
		if k := len(of(f, s)); k > 0 {
			out.Uint(uint64(k))
		}
		return out.List
	}
	return e, err
}

// letters makes the function that changes the case of the letters from..to.
func letters(from, to byte) function {
	return func(c *compiler, x *call) (expr, *Error) {
		e, err := c.argument(x)
		if err != nil {
			return e, err
		}
		if e.class != text {
			return e, fail(e.place, "%s is %v: %s works on text", e.called(), e.class, x.name)
		}
		return c.mapped(e, text, func(out *slot, v *dissect.Value) {
			start := len(out.buf)
			out.buf = append(out.buf, v.B...)
			b := out.buf[start:]
			for i, ch := range b {
				if ch >= from && ch <= to {
					b[i] ^= 0x20
				}
			}
			out.values.Bytes(b)
		}), nil
	}
}

func toText(c *compiler, x *call) (expr, *Error) {
	e, err := c.argument(x)
	if err != nil {
		return e, err
	}
	var write func(dst []byte, v *dissect.Value) []byte
	switch e.class {
	case unsigned:
		write = func(dst []byte, v *dissect.Value) []byte { return strconv.AppendUint(dst, v.U, 10) }
	case integer, signed:
		write = func(dst []byte, v *dissect.Value) []byte { return strconv.AppendInt(dst, int64(v.U), 10) }
	case double:
		write = func(dst []byte, v *dissect.Value) []byte { return strconv.AppendFloat(dst, v.F, 'g', -1, 64) }
	case ipv4, ipv6:
		write = func(dst []byte, v *dissect.Value) []byte { return addressText(dst, v.B) }
	case ether:
		write = func(dst []byte, v *dissect.Value) []byte { return capture.AppendEther(dst, v.B) }
	default:
		return e, fail(e.place, "%s is %v: string works on numbers and addresses", e.called(), e.class)
	}
	return c.mapped(e, text, func(out *slot, v *dissect.Value) {
		start := len(out.buf)
		out.buf = write(out.buf, v)
		out.values.Bytes(out.buf[start:])
	}), nil
}

func addressText(dst, b []byte) []byte {
	var a capture.Addr
	switch len(b) {
	case 4:
		a.Kind = capture.AddrIPv4
	case 16:
		a.Kind = capture.AddrIPv6
	}
	copy(a.B[:], b)
	return a.Append(dst)
}

func absolute(c *compiler, x *call) (expr, *Error) {
	e, err := c.argument(x)
	if err != nil {
		return e, err
	}
	if !e.class.number() && e.class != relTime {
		return e, fail(e.place, "%s is %v: abs works on numbers", e.called(), e.class)
	}
	class := e.class
	return c.mapped(e, class, func(out *slot, v *dissect.Value) {
		switch {
		case class == double:
			out.values.Double(max(v.F, -v.F))
		case class >= integer && int64(v.U) < 0:
			out.values.Int(-int64(v.U))
		default:
			out.values.Uint(v.U)
		}
	}), nil
}
