package quic

import (
	"cmp"
	"slices"

	"netsniff/capture"
)

// streams are those of one connection.
type streams struct {
	open map[uint64]*stream
	// ended are those of each kind that are over, by their numbers within it: what is sent
	// again of them begins none anew.
	ended [4]numberSet
	kept  int64 // bytes that wait
	// direct: the bytes that are given stand in the packet, not in what waited.
	direct bool
}

// stream is one stream.
type stream struct {
	id    uint64
	ways  [2]way // by who sends
	inner carried
}

// way is what one end sends on a stream.
type way struct {
	assembly
	final  uint64 // where it ends
	known  bool   // that is
	closed bool   // all of it was given, or it was reset
}

// Bounds of streams: open ones of a connection, and bytes of a direction that wait for
// what is missing before them.
const (
	maxStreams = 1024
	maxEarly   = 1 << 20
)

// taker takes what streams carry, in order.
type taker interface {
	// data takes the next bytes, borrowed until return.
	data(s *stream, from role, b []byte)
	// held takes it that the last n bytes of those that data is given next had to wait for what
	// was missing before them, the first since a time.
	held(s *stream, from role, n int, since capture.Stamp)
	// gap takes it that n bytes will not come.
	gap(s *stream, from role, n int)
	// end takes it that nothing follows. reset: it broke off.
	end(s *stream, from role, reset bool)
}

// find returns a stream, which begins if it is new; nil if it is over or there are too
// many.
func (x *streams) find(id uint64) *stream {
	if s := x.open[id]; s != nil {
		return s
	}
	if len(x.open) >= maxStreams || x.over(id) {
		return nil
	}
	if x.open == nil {
		x.open = map[uint64]*stream{}
	}
	s := &stream{id: id}
	x.open[id] = s
	return s
}

// over reports whether a stream is.
func (x *streams) over(id uint64) bool { return x.ended[id&3].has(id >> 2) }

// bidirectional reports whether both ends send on a stream (RFC 9000 §2.1).
func (s *stream) bidirectional() bool { return s.id&2 == 0 }

// take takes a STREAM frame that came at a time, and reports whether its bytes were given as they
// stand.
func (x *streams) take(f *Frame, from role, now capture.Stamp, to taker) (direct bool) {
	s := x.find(f.Stream)
	if s == nil || s.ways[from].closed {
		if s != nil || x.over(f.Stream) {
			f.Came = Again
		}
		return false
	}
	w := &s.ways[from]
	f.Came = w.came(f.Offset, len(f.Data))
	before := len(w.buffer)
	if f.Type&streamFin != 0 {
		w.final, w.known = f.Offset+uint64(len(f.Data)), true
	}
	if direct = len(w.spans) == 0 && f.Offset == w.next; direct {
		w.next += uint64(len(f.Data))
		if x.direct = true; len(f.Data) > 0 {
			to.data(s, from, f.Data)
		}
		x.direct = false
	} else {
		for f.Offset+uint64(len(f.Data)) > w.next+maxEarly && len(w.spans) > 0 {
			x.skip(s, from, to)
		}
		if f.Offset > w.next+maxEarly {
			to.gap(s, from, int(min(f.Offset-w.next, 1<<30)))
			w.next = f.Offset
		}
		w.add(f.Offset, f.Data, maxEarly, now)
		if n := len(w.ready()) - int(f.Offset+uint64(len(f.Data))-w.next); n > 0 && len(w.ready()) > 0 {
			to.held(s, from, n, w.spans[0].since)
		}
		x.give(s, from, to)
	}
	x.kept += int64(len(w.buffer) - before)
	x.finish(s, from, to)
	return direct
}

// give gives what is there in order.
func (x *streams) give(s *stream, from role, to taker) {
	w := &s.ways[from]
	if b := w.ready(); len(b) > 0 {
		to.data(s, from, b)
		w.take(len(b))
	}
}

// skip gives up what is missing before the first bytes that wait.
func (x *streams) skip(s *stream, from role, to taker) {
	w := &s.ways[from]
	if n := w.skip(); n > 0 {
		to.gap(s, from, n)
	}
	x.give(s, from, to)
}

// finish ends a direction of which all was given, and the stream with its last one.
func (x *streams) finish(s *stream, from role, to taker) {
	w := &s.ways[from]
	if !w.known || w.next < w.final || w.closed {
		return
	}
	x.close(s, from, false, to)
}

// close ends a direction.
func (x *streams) close(s *stream, from role, reset bool, to taker) {
	w := &s.ways[from]
	x.kept -= int64(len(w.buffer))
	*w = way{closed: true, assembly: assembly{next: w.next}}
	to.end(s, from, reset)
	if !s.bidirectional() || s.ways[from.other()].closed {
		x.ended[s.id&3].add(s.id >> 2)
		delete(x.open, s.id)
	}
}

// reset takes it that an end sends no more on a stream.
func (x *streams) reset(id uint64, from role, to taker) {
	if s := x.open[id]; s != nil && !s.ways[from].closed {
		x.close(s, from, true, to)
	}
}

// flush gives up all that is missing, of all streams in the order of their IDs.
func (x *streams) flush(to taker) {
	for _, s := range x.sorted() {
		for from := range role(len(s.ways)) {
			w := &s.ways[from]
			before := len(w.buffer)
			for len(w.spans) > 0 {
				x.skip(s, from, to)
			}
			x.kept += int64(len(w.buffer) - before)
			x.finish(s, from, to)
		}
	}
}

// forget gives up what waits, and takes it for missing when more comes.
func (x *streams) forget() {
	for _, s := range x.open {
		for from := range s.ways {
			s.ways[from].buffer, s.ways[from].spans = nil, nil
		}
	}
	x.kept = 0
}

// sorted returns the open streams in the order of their IDs.
func (x *streams) sorted() []*stream {
	list := make([]*stream, 0, len(x.open))
	for _, s := range x.open {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b *stream) int { return cmp.Compare(a.id, b.id) })
	return list
}

// numberSet are numbers, of which many follow each other.
type numberSet struct{ list []numberRange }

type numberRange struct{ from, to uint64 } // to excluded

// maxRanges bounds them: the lowest are taken as one then.
const maxRanges = 64

func (r *numberSet) has(n uint64) bool {
	for _, x := range r.list {
		if n >= x.from && n < x.to {
			return true
		}
	}
	return false
}

func (r *numberSet) add(n uint64) {
	i := len(r.list)
	for i > 0 && r.list[i-1].from > n {
		i--
	}
	r.list = slices.Insert(r.list, i, numberRange{n, n + 1})
	for i = max(i-1, 0); i+1 < len(r.list); {
		if a, b := &r.list[i], r.list[i+1]; a.to >= b.from || len(r.list) > maxRanges && i == 0 {
			a.to = max(a.to, b.to)
			r.list = slices.Delete(r.list, i+1, i+2)
			continue
		}
		if i++; r.list[i].from > n+1 {
			break
		}
	}
}
