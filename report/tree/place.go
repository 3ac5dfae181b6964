package tree

import (
	"netsniff/capture"
	"netsniff/dissect"
)

// locate finds the buffer that the offsets of a layer's values count in, and
// where the layer begins there. Messages that do not lie in one piece in the
// frame have none: their values stand in no frame.
func (t *Tree) locate(f *dissect.Frame, l *dissect.Layer) {
	x := &t.layer
	switch {
	case l.Message == nil:
		x.buffer, x.base = bufferOf(f, l.Header.Buffer), int(l.Header.Off)
	default:
		h := f.Last()
		x.buffer, x.base = bufferOf(f, h.Buffer), int(h.Off)+int(h.Len)
		at := within(f.Payload, l.Bytes)
		if at < 0 || x.base+at+len(l.Bytes) > len(x.buffer) {
			x.buffer = nil
			return
		}
		x.base += at
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

// offset returns where a value stands in the layer's buffer.
func (t *Tree) offset(v *dissect.Value) int {
	x := &t.layer
	if len(x.protocol.Headers) == 0 && x.buffer != nil {
		return x.base + int(v.Off)
	}
	return int(v.Off)
}

// above returns the node that a value belongs below.
func (t *Tree) above(d *line, v *dissect.Value, nth, of int) int {
	x := &t.layer
	if i := t.parent(d, v, nth, of); i != None {
		return i
	}
	if d.key != "" {
		if i := t.keyed(d.key); i != None {
			return t.shown(i)
		}
		return t.fixed(d.heading)
	}
	if i := t.around(v); i != None {
		return t.shown(i)
	}
	return x.node
}

// parent returns the value that another stands below: the first that is
// around it, else the first of the right number.
func (t *Tree) parent(d *line, v *dissect.Value, nth, of int) int {
	found := None
	for _, above := range d.above {
		i := t.instance(t.layer.from[above], t.layer.to[above], v, nth, of)
		if i == None {
			continue
		}
		if u := &t.Nodes[i].Value; v.Len > 0 && holds(u.Off, u.Len, v) {
			return i
		}
		if found == None {
			found = i
		}
	}
	return found
}

// instance chooses among the values [from, to) of the field above the one
// that a value belongs to: the one around it, else the one of the same
// number.
func (t *Tree) instance(from, to int, v *dissect.Value, nth, of int) int {
	n := to - from
	switch {
	case n <= 0:
		return None
	case n == 1:
		return from
	case v.Len > 0:
		for i := from; i < to; i++ {
			if u := &t.Nodes[i].Value; holds(u.Off, u.Len, v) {
				return i
			}
		}
	case n == of:
		return from + nth
	}
	return to - 1
}

func holds(off, n int32, v *dissect.Value) bool { return n > 0 && v.Off >= off && v.Off < off+n }

// keyed returns the message's last heading with a key, or None.
func (t *Tree) keyed(key string) int {
	list := t.headings.List
	for i := len(list) - 1; i >= 0 && t.layer.headings != None; i-- {
		if list[i].Key == key {
			return i
		}
	}
	return None
}

// around returns the innermost of the message's headings whose range holds a
// value, or None.
func (t *Tree) around(v *dissect.Value) int {
	if t.layer.headings == None || v.Len == 0 {
		return None
	}
	best := None
	for i := range t.headings.List {
		if h := &t.headings.List[i]; holds(h.Off, h.Len, v) && (best == None || h.Depth >= t.headings.List[best].Depth) {
			best = i
		}
	}
	return best
}
