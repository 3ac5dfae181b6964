package quic

import (
	"slices"

	"netsniff/capture"
)

// assembly puts together the bytes of a stream that come in any order, and gives them
// once, in order.
type assembly struct {
	next uint64 // offset of the first byte that nobody has been given
	// buffer has bytes from next on, those of which are there that spans name.
	buffer []byte
	spans  []span
}

// span is a part of the buffer that came, of which the first bytes did so at a time.
type span struct {
	from, to int
	since    capture.Stamp
}

// Came says what of some bytes came before.
type Came uint8

// What came.
const (
	Fresh       Came = iota // nothing of them
	Overlapping             // a part of them
	Again                   // all
)

var cameNames = [...]string{"fresh", "overlapping", "again"}

func (c Came) String() string { return cameNames[c] }

// came returns what of n bytes at an offset came before.
func (a *assembly) came(offset uint64, n int) Came {
	end := offset + uint64(n)
	if n == 0 || end <= offset {
		return Fresh
	}
	some := offset < a.next
	if end <= a.next {
		return Again
	}
	for _, s := range a.spans {
		from, to := a.next+uint64(s.from), a.next+uint64(s.to)
		if from <= max(offset, a.next) && end <= to {
			return Again
		}
		some = some || from < end && offset < to
	}
	if some {
		return Overlapping
	}
	return Fresh
}

// unbroken returns where what is there without a hole ends, and whether there is nothing
// behind one.
func (a *assembly) unbroken() (end uint64, all bool) {
	n := len(a.ready())
	return a.next + uint64(n), len(a.spans) == 0 || n > 0 && len(a.spans) == 1
}

const (
	maxSpans = 256     // parts of what waits for the bytes before it
	usual    = 4 << 10 // what is kept of the buffer when nothing waits
)

// add takes bytes at an offset that came at a time, of which at most limit are kept beyond what
// was given. It returns how many are beyond that.
func (a *assembly) add(offset uint64, b []byte, limit int, now capture.Stamp) (over int) {
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
	if !a.mark(span{from, to, now}) {
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
func (a *assembly) mark(x span) bool {
	i := len(a.spans)
	for i > 0 && a.spans[i-1].from > x.from {
		i--
	}
	if i > 0 && a.spans[i-1].to >= x.from {
		i--
		x.from = a.spans[i].from
	}
	j := i
	for j < len(a.spans) && a.spans[j].from <= x.to {
		x.to, x.since = max(x.to, a.spans[j].to), min(x.since, a.spans[j].since)
		j++
	}
	if i == j {
		if len(a.spans) == maxSpans {
			return false
		}
		a.spans = slices.Insert(a.spans, i, x)
		return true
	}
	a.spans[i] = x
	a.spans = slices.Delete(a.spans, i+1, j)
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
			kept = append(kept, span{max(s.from-n, 0), s.to - n, s.since})
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
