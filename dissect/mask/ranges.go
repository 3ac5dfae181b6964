package mask

import (
	"slices"
	"sort"

	"netsniff/dissect/secrets"
)

// span is a run of bytes [from, to).
type span struct{ from, to int64 }

// hidden is a secret, and how it is overwritten.
type hidden struct {
	span
	by *secrets.Cover
}

// ranges are secrets of one direction of a connection, by position in it.
// Positions count from the first byte that was seen; what was sent before has
// negative ones. In a direction of more than 4 GiB they repeat, and more than
// the secrets is hidden.
type ranges struct {
	base  uint32   // sequence number of position 0
	known bool     // base is
	list  []hidden // by position; they do not overlap, nor touch if their covers are the same
	// gone: some were forgotten; all of them end before list begins.
	gone bool
}

// maxBefore is how many bytes before its first one may be seen of a direction.
const maxBefore = 1 << 20

// at returns the position of a sequence number.
func (r *ranges) at(seq uint32) int64 {
	if !r.known {
		r.base, r.known = seq, true
	}
	return r.place(seq)
}

// place is at for a direction that was seen before.
func (r *ranges) place(seq uint32) int64 {
	n := int64(seq - r.base)
	if n > 1<<32-maxBefore {
		n -= 1 << 32
	}
	return n
}

// add adds [from, to) and reports whether the list grew. What overlaps with others that
// are overwritten otherwise is overwritten as text with them.
func (r *ranges) add(from, to int64, by *secrets.Cover) bool {
	if from >= to {
		return false
	}
	n := len(r.list)
	i := n
	for i > 0 && r.list[i-1].to > from {
		i--
	}
	if i > 0 && r.list[i-1].to == from && by == nil && r.list[i-1].by == nil {
		i--
	}
	j := i
	for ; j < n && (r.list[j].from < to || r.list[j].from == to && by == nil && r.list[j].by == nil); j++ {
		if !same(r.list[j].by, by) {
			by = nil
		}
		from, to = min(from, r.list[j].from), max(to, r.list[j].to)
	}
	r.list = slices.Replace(r.list, i, j, hidden{span{from, to}, by})
	return len(r.list) > n
}

// same reports whether two covers overwrite alike.
func same(a, b *secrets.Cover) bool { return a == b || a != nil && b != nil && *a == *b }

// within returns those that overlap [from, to). Borrowed until the next add.
func (r *ranges) within(from, to int64) []hidden {
	i := sort.Search(len(r.list), func(i int) bool { return r.list[i].to > from })
	j := i
	for j < len(r.list) && r.list[j].from < to {
		j++
	}
	return r.list[i:j]
}

// covers reports whether all of [from, to) is in r.
func (r *ranges) covers(from, to int64) bool {
	if from >= to {
		return true
	}
	for _, x := range r.within(from, to) {
		if x.from > from {
			break
		}
		from = x.to
	}
	return from >= to
}

// forget forgets the earlier half if there are more than limit.
func (r *ranges) forget(limit int) {
	if len(r.list) > limit {
		r.list = slices.Delete(r.list, 0, limit/2)
		r.gone = true
	}
}
