package quic

// assembly puts together the bytes of a stream that come in any order, and gives them
// once, in order.
type assembly struct {
	next uint64 // offset of the first byte that nobody has been given
	// buffer has bytes from next on, those of which are there that spans name.
	buffer []byte
	spans  []span
}

// span is a part of the buffer that came.
type span struct{ from, to int }

const (
	maxSpans = 256     // parts of what waits for the bytes before it
	usual    = 4 << 10 // what is kept of the buffer when nothing waits
)

// add takes bytes at an offset, of which at most limit are kept beyond what was given. It
// returns how many are beyond that.
func (a *assembly) add(offset uint64, b []byte, limit int) (over int) {
	if offset < a.next {
		old := a.next - offset
		if old >= uint64(len(b)) {
			return 0
		}
		b, offset = b[old:], a.next
	}
	at := offset - a.next
	if at > uint64(limit) || int(at)+len(b) > limit {
		keep := max(limit-int(min(at, uint64(limit))), 0)
		over = len(b) - keep
		b = b[:keep]
	}
	if len(b) == 0 {
		return over
	}
	from, to := int(at), int(at)+len(b)
	if !a.mark(from, to) {
		return over + len(b)
	}
	if to > len(a.buffer) {
		if to > cap(a.buffer) {
			grown := make([]byte, to, max(to, 2*cap(a.buffer)))
			copy(grown, a.buffer)
			a.buffer = grown
		}
		a.buffer = a.buffer[:to]
	}
	copy(a.buffer[from:to], b)
	return over
}

// mark notes that a part came, and returns false if there are too many.
func (a *assembly) mark(from, to int) bool {
	i := len(a.spans)
	for i > 0 && a.spans[i-1].from > from {
		i--
	}
	if i > 0 && a.spans[i-1].to >= from {
		i--
		from = a.spans[i].from
	}
	j := i
	for j < len(a.spans) && a.spans[j].from <= to {
		to = max(to, a.spans[j].to)
		j++
	}
	if i == j {
		if len(a.spans) == maxSpans {
			return false
		}
		a.spans = append(a.spans, span{})
		copy(a.spans[i+1:], a.spans[i:])
		a.spans[i] = span{from, to}
		return true
	}
	a.spans[i] = span{from, to}
	a.spans = append(a.spans[:i+1], a.spans[j:]...)
	return true
}

// ready returns the bytes that are there without a hole. Borrowed until the next call.
func (a *assembly) ready() []byte {
	if len(a.spans) == 0 || a.spans[0].from > 0 {
		return nil
	}
	return a.buffer[:a.spans[0].to]
}

// take takes it that n bytes of those that are ready were given.
func (a *assembly) take(n int) {
	if n == 0 {
		return
	}
	a.next += uint64(n)
	a.buffer = a.buffer[:copy(a.buffer, a.buffer[n:])]
	kept := a.spans[:0]
	for _, s := range a.spans {
		if s.to > n {
			kept = append(kept, span{max(s.from-n, 0), s.to - n})
		}
	}
	if a.spans = kept; len(a.spans) > 0 {
		return
	}
	if a.buffer = a.buffer[:0]; cap(a.buffer) > usual {
		a.buffer = nil
	}
}

// waiting returns how many bytes are kept.
func (a *assembly) waiting() int { return len(a.buffer) }

// skip takes it that what is missing before the first bytes that came will not come, and
// returns how much that is.
func (a *assembly) skip() int {
	if len(a.spans) == 0 {
		return 0
	}
	n := a.spans[0].from
	a.take(n)
	return n
}
