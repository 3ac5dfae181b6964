package dissect

// Recycled has the messages of one frame, for all connections of an engine (Shared):
// those of the next frame take their place. The zero value is ready.
type Recycled[T any] struct {
	frame uint32
	list  []*T
	used  int
}

// maxRecycled is how many messages are kept for the next frame.
const maxRecycled = 1 << 10

// Next returns a T, borrowed until the frame has been reported, as another frame left it:
// what it has room for can be used again, all else is to be set.
func (r *Recycled[T]) Next(f *Frame) *T {
	if r.frame != f.Frame {
		r.frame, r.used = f.Frame, 0
		if len(r.list) > maxRecycled {
			r.list = append([]*T(nil), r.list[:maxRecycled]...)
		}
	}
	if r.used == len(r.list) {
		r.list = append(r.list, new(T))
	}
	r.used++
	return r.list[r.used-1]
}
