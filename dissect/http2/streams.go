package http2

import "strings"

// state is what must be known of a connection to read its frames, by either reader.
type state struct {
	tables [2]table
	blocks [2]block
	// sure: what comes next in a direction begins a frame, as the one before it was whole.
	sure [2]bool
}

// believe reports whether a frame begins with h, and takes it that it does.
func (s *state) believe(h Head, d int) bool {
	s.sure[d] = h.plausible() || s.sure[d] && h.misplaced()
	return s.sure[d]
}

// block is a header block that goes on in CONTINUATION frames.
type block struct {
	head   Head // of the frame that began it; Length is 0 if there is none
	stream uint32
	bytes  []byte
	open   bool
	over   bool // it is longer than what is kept
}

// headers takes the part of a header block in a frame. whole: it is complete, and fields
// are what it has; else it goes on.
func (s *state) headers(dst []Field, d int, h Head, payload []byte) (fields []Field, began Head, stream uint32, whole,
	cut bool) {
	x := &s.blocks[d]
	b, stream := h.block(payload)
	if h.Type != Continuation {
		*x = block{head: h, stream: stream, bytes: x.bytes[:0]}
		if h.has(flagEndHeaders) {
			fields, cut = s.tables[d].decode(dst, b)
			return fields, h, stream, true, cut
		}
		x.open = true
	} else if !x.open || x.head.Stream != h.Stream {
		s.tables[d].reset() // its beginning is lost, and with it what it puts into the table
		return dst, h, h.Stream, h.has(flagEndHeaders), true
	}
	if x.over = x.over || len(x.bytes)+len(b) > maxBlock; !x.over {
		x.bytes = append(x.bytes, b...)
	}
	if !h.has(flagEndHeaders) {
		return dst, x.head, x.stream, false, false
	}
	x.open = false
	if fields, cut = dst, true; x.over {
		s.tables[d].reset()
	} else {
		fields, cut = s.tables[d].decode(dst, x.bytes)
	}
	if cap(x.bytes) > 1<<14 {
		x.bytes = nil
	}
	return fields, x.head, x.stream, true, cut
}

// lost takes it that bytes of a direction are missing: what is in its table from before
// cannot be told any more.
func (s *state) lost(d int) {
	s.tables[d].reset()
	s.blocks[d], s.sure[d] = block{}, false
}

// find returns the value of the first field with a name.
func find(fields []Field, name string) string {
	for i := range fields {
		if fields[i].Name == name {
			return fields[i].Value
		}
	}
	return ""
}

// mediaType returns what a Content-Type names, without parameters.
func mediaType(fields []Field) string {
	s, _, _ := strings.Cut(find(fields, "content-type"), ";")
	return strings.ToLower(strings.TrimSpace(s))
}
