package dissect

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

// Number returns the getter of the big-endian number of n bytes at offset off
// of a header. Nothing is appended if the header was cut before it.
func Number(off, n int) Getter { return Bits(off, n, 0, 8*n) }

// Bits returns the getter of width bits, shift bits from the lowest, of the
// big-endian number of n bytes at offset off of a header.
func Bits(off, n, shift, width int) Getter {
	mask := uint64(1)<<width - 1
	inPlace := mask << shift
	if width == 8*n {
		inPlace = 0
	}
	return func(f *Frame, l *Layer, v *Values) {
		b := f.Headers.Bytes(l.Header)
		if len(b) < off+n {
			return
		}
		u := uint64(0)
		for _, x := range b[off : off+n] {
			u = u<<8 | uint64(x)
		}
		x := v.next()
		x.U, x.Mask, x.Off, x.Len = u>>shift&mask, inPlace, int32(l.Header.Off)+int32(off), int32(n)
	}
}

// Part returns the getter of n bytes at offset off of a header: addresses and
// other octets.
func Part(off, n int) Getter {
	return func(f *Frame, l *Layer, v *Values) {
		if b := f.Headers.Bytes(l.Header); len(b) >= off+n {
			v.Bytes(b[off:off+n]).At(int(l.Header.Off)+off, n)
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
