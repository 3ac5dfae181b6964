package dissect

import "netsniff/capture"

// Getter appends the values of a field in a layer, see Field.Get.
type Getter = func(f *Frame, l *Layer, v *Values)

// Of returns the getter of a field of messages of type M.
func Of[M Message](get func(M, *Values)) Getter {
	return func(_ *Frame, l *Layer, v *Values) {
		if m, ok := l.Message.(M); ok {
			get(m, v)
		}
	}
}

// place returns the bytes of a layer, be it a header or a message, and where they
// begin in what Value.Off counts from.
func place(f *Frame, l *Layer) (b []byte, base int) {
	if l.Header.Proto == capture.ProtoNone {
		return l.Bytes, 0
	}
	return f.Headers.Bytes(l.Header), int(l.Header.Off)
}

// Number returns the getter of the big-endian number of n bytes at offset off
// of a header or message. Nothing is appended if it was cut before that.
func Number(off, n int) Getter { return Bits(off, n, 0, 8*n) }

// Bits returns the getter of width bits, shift bits from the lowest, of the
// big-endian number of n bytes at offset off of a header or message.
func Bits(off, n, shift, width int) Getter {
	mask := uint64(1)<<width - 1
	inPlace := mask << shift
	if width == 8*n {
		inPlace = 0
	}
	return func(f *Frame, l *Layer, v *Values) {
		b, base := place(f, l)
		if len(b) < off+n {
			return
		}
		u := uint64(0)
		for _, x := range b[off : off+n] {
			u = u<<8 | uint64(x)
		}
		x := v.next()
		x.U, x.Mask, x.Off, x.Len = u>>shift&mask, inPlace, int32(base+off), int32(n)
	}
}

// Part returns the getter of n bytes at offset off of a header or message:
// addresses and other octets.
func Part(off, n int) Getter {
	return func(f *Frame, l *Layer, v *Values) {
		if b, base := place(f, l); len(b) >= off+n {
			v.Bytes(b[off:off+n]).At(base+off, n)
		}
	}
}

// Both returns the getter of what a and then b append: fields such as ip.addr
// that stand for two others.
func Both(a, b Getter) Getter {
	return func(f *Frame, l *Layer, v *Values) {
		a(f, l, v)
		b(f, l, v)
	}
}
