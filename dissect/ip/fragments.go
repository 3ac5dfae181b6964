package ip

import (
	"netsniff/capture"
	"netsniff/dissect"
)

// datagram returns the buffer that holds the datagram which ended with the
// fragment whose header l is.
func datagram(f *dissect.Frame, l *dissect.Layer, p capture.Proto) (capture.Buffer, bool) {
	if l.Header.Proto != p {
		return 0, false
	}
	buf := l.Header.Buffer + 1
	if f.Datagram(buf) == nil || !lastIn(f, l.Header) {
		return 0, false
	}
	return buf, true
}

// lastIn reports whether h is the innermost header of its buffer: only that
// one can be a fragment's.
func lastIn(f *dissect.Frame, h capture.Header) bool {
	for _, x := range f.All() {
		if x.Buffer == h.Buffer && x.Off > h.Off {
			return false
		}
	}
	return true
}

// parts returns the getter of a field that every fragment of a datagram has.
func parts(p capture.Proto, do func(x capture.FragmentPart, v *dissect.Values)) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		buf, ok := datagram(f, l, p)
		if !ok {
			return
		}
		for i, x := range f.Parts(buf) {
			n := len(v.List)
			do(x, v)
			if len(v.List) > n {
				v.List[n].F = float64(i)
			}
		}
	}
}

func partFrame(x capture.FragmentPart, v *dissect.Values) { v.Uint(uint64(x.Frame)) }

// marked returns the getter of the mark of a datagram that came in fragments.
func marked(p capture.Proto) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if _, ok := datagram(f, l, p); ok {
			v.Mark()
		}
	}
}

// sayParts returns what says which fragments a datagram came in.
func sayParts(what string) dissect.Sayer {
	return func(dst []byte, f *dissect.Frame, l *dissect.Layer, _ *dissect.Value) []byte {
		buf := l.Header.Buffer + 1
		parts := f.Parts(buf)
		return dissect.AppendParts(dst, what, len(parts), len(f.Datagram(buf)), func(i int) (frame uint32, from, to int) {
			x := parts[i]
			return x.Frame, int(x.Off), int(x.Off + x.Len)
		})
	}
}

// sayPart says which bytes of the datagram a fragment brought.
func sayPart(dst []byte, f *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
	x := f.Parts(l.Header.Buffer + 1)[int(v.F)]
	return dissect.AppendPart(dst, x.Frame, int(x.Off), int(x.Off+x.Len))
}

// partFlag returns what appends an oddity of those fragments that have it.
func partFlag(flag capture.PartFlags) func(capture.FragmentPart, *dissect.Values) {
	return func(x capture.FragmentPart, v *dissect.Values) {
		if x.Flags&flag != 0 {
			v.Bool(true)
		}
	}
}

func getPartCount(p capture.Proto) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if buf, ok := datagram(f, l, p); ok {
			v.Uint(uint64(len(f.Parts(buf))))
		}
	}
}

func getDatagramLen(p capture.Proto) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if buf, ok := datagram(f, l, p); ok {
			v.Uint(uint64(len(f.Datagram(buf))))
		}
	}
}

func getDatagram(p capture.Proto) dissect.Getter {
	return func(f *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if buf, ok := datagram(f, l, p); ok {
			v.Bytes(f.Datagram(buf))
		}
	}
}
