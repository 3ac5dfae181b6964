package tree

import (
	"math"

	"netsniff/capture"
	"netsniff/dissect"
)

// locate finds the buffer that the offsets of the layer's values count in, and
// where the layer begins there. Messages that do not lie in one piece in the
// frame have none: their values stand in no frame.
func (x *layer) locate(f *dissect.Frame, l *dissect.Layer) {
	*x.Layer = Layer{Layer: *l, Frame: f}
	base := 0
	if l.Message == nil && l.Bytes == nil {
		x.buffer, base = bufferOf(f, l.Header.Buffer), int(l.Header.Off)
	} else {
		h := f.Last()
		x.buffer, base = bufferOf(f, h.Buffer), int(h.Off)+int(h.Len)
		if at := within(f.Payload, l.Bytes); at < 0 || base+at+len(l.Bytes) > len(x.buffer) {
			x.buffer, base = nil, 0
			if l.Protocol.Embedded { // it was decoded
				x.buffer = l.Bytes
			}
		} else {
			base += at
		}
	}
	if len(x.plan.protocol.Headers) == 0 && x.buffer != nil {
		x.shift = base
	}
	if whole, own := f.Bytes(l); own > 0 && x.buffer != nil && base+own <= len(x.buffer) {
		x.Raw, x.Off = whole[:own], base
	}
}

func bufferOf(f *dissect.Frame, b capture.Buffer) []byte {
	if b == capture.BufferFrame {
		return f.Data
	}
	return f.Datagram(b)
}

// within returns where part begins in whole if it is a piece of it, else -1.
func within(whole, part []byte) int {
	if len(part) == 0 {
		return -1
	}
	i := cap(whole) - cap(part)
	if i < 0 || i >= len(whole) || &whole[i] != &part[0] {
		return -1
	}
	return i
}

// span is where the values of a field stand that others may be below.
type span struct {
	from, to int32
	at       int32 // the value that the last search ended at
}

// above returns the node that a value belongs below.
func (t *Tree) above(d *placed, v *dissect.Value, nth, of int) int32 {
	if i := t.parent(d, v, nth, of); i != None {
		return i
	}
	if d.key != "" {
		if i := t.headings.keyed(d.key); i != None {
			return t.shown(i)
		}
		return t.fixed(d.heading)
	}
	if i := t.headings.around(v); i != None {
		return t.shown(i)
	}
	return t.layer.node
}

// parent returns the value that another stands below: the first that is
// around it, else the first of the right number.
func (t *Tree) parent(d *placed, v *dissect.Value, nth, of int) int32 {
	found := int32(None)
	for _, above := range d.above {
		i := t.instance(&t.layer.spans[t.layer.plan.fields[above].span], v, nth, of)
		if i == None {
			continue
		}
		if u := t.Nodes[i].Value; holds(u.Off, u.Len, position(v)) {
			return i
		}
		if found == None {
			found = i
		}
	}
	return found
}

// instance chooses among the values of the field above the one that a value
// belongs to: the one around it, else the one of the same number. Values of a
// field come in the order of their bytes, most often: so each search goes on
// where the last one ended, and does not look beyond the value.
func (t *Tree) instance(s *span, v *dissect.Value, nth, of int) int32 {
	n := s.to - s.from
	switch {
	case n <= 0:
		return None
	case n == 1:
		return s.from
	case v.Len > 0:
		i := s.at
		if t.Nodes[i].Value.Off > v.Off {
			i = s.from
		}
		for ; i < s.to && t.Nodes[i].Value.Off <= v.Off; i++ {
			s.at = i
			if u := t.Nodes[i].Value; holds(u.Off, u.Len, v.Off) {
				return i
			}
		}
	case int(n) == of:
		return s.from + int32(nth)
	}
	return s.to - 1
}

// position returns an offset in the bytes of a value, -1 if it stands nowhere.
// An empty one belongs to what is before it.
func position(v *dissect.Value) int32 {
	if v.Len == 0 {
		return v.Off - 1
	}
	return v.Off
}

// holds reports whether the n bytes at off hold the one at an offset.
func holds(off, n, at int32) bool { return n > 0 && at >= off && at < off+n }

// outside is less than any offset.
const outside = math.MinInt32
