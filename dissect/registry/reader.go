package registry

import "netsniff/dissect"

// Reader reads many fields of a frame: the layers of a protocol are looked for once
// for all of them, which halves the time of a hundred fields. The zero value is
// ready.
type Reader struct {
	frame  *dissect.Frame
	number uint32  // of the frames so far
	found  []found // by Source.place
}

// found are the layers of a protocol in the frame with that number.
type found struct {
	number uint32
	layers []dissect.Layer
}

// Begin goes on to another frame.
func (r *Reader) Begin(f *dissect.Frame) {
	r.frame = f
	if r.number++; r.number == 0 {
		clear(r.found) // numbers begin anew
		r.number = 1
	}
}

// Has reports whether the frame has layers of the protocol.
func (r *Reader) Has(s *Source) bool { return len(r.layers(s)) > 0 }

// Collect appends the values of s.Field, as Source.Collect does, and reports whether
// there may be some.
func (r *Reader) Collect(s *Source, v *dissect.Values) bool {
	list := r.layers(s)
	for i := range list {
		s.Field.Get(r.frame, &list[i], v)
	}
	return len(list) > 0
}

func (r *Reader) layers(s *Source) []dissect.Layer {
	if s.place < len(r.found) && r.found[s.place].number == r.number {
		return r.found[s.place].layers
	}
	return r.find(s)
}

// find looks for the layers of a protocol.
func (r *Reader) find(s *Source) []dissect.Layer {
	for s.place >= len(r.found) {
		r.found = append(r.found, found{})
	}
	x := &r.found[s.place]
	x.number, x.layers = r.number, x.layers[:0]
	if s.headed && !s.governs(r.frame) {
		return x.layers
	}
	for l := s.Layers(r.frame); l.Next(); {
		x.layers = append(x.layers, *l.Layer)
	}
	return x.layers
}
