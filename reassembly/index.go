package reassembly

import "hash/maphash"

// index finds entries by their keys. A map would hold each key a second time and
// keep up to twice the room of what is in it: 100 bytes a connection instead of
// the 12 to 24 here.
type index[C any] struct {
	buckets []*entry[C] // a power of two, each a list by entry.next
	n       int         // entries
	seed    maphash.Seed
}

// minBuckets is how many buckets an index begins with.
const minBuckets = 1 << 8

// hash is not known to who makes a capture: keys cannot be chosen to meet.
func (x *index[C]) hash(k *Key) uint32 { return uint32(maphash.Comparable(x.seed, *k)) }

// find returns the entry of k, nil if there is none.
func (x *index[C]) find(k *Key) *entry[C] {
	if x.n == 0 {
		return nil
	}
	h := x.hash(k)
	for e := x.buckets[h&uint32(len(x.buckets)-1)]; e != nil; e = e.next {
		if e.hash == h && e.key == *k {
			return e
		}
	}
	return nil
}

// add takes e, whose key has no entry yet.
func (x *index[C]) add(e *entry[C]) {
	if x.buckets == nil {
		x.buckets, x.seed = make([]*entry[C], minBuckets), maphash.MakeSeed()
	}
	if x.n == len(x.buckets) {
		x.grow()
	}
	e.hash = x.hash(&e.key)
	x.link(e)
	x.n++
}

func (x *index[C]) link(e *entry[C]) {
	b := &x.buckets[e.hash&uint32(len(x.buckets)-1)]
	e.next, *b = *b, e
}

func (x *index[C]) grow() {
	old := x.buckets
	x.buckets = make([]*entry[C], 2*len(old))
	for _, e := range old {
		for e != nil {
			next := e.next
			x.link(e)
			e = next
		}
	}
}

// all yields every entry, in no order that means anything.
func (x *index[C]) all(yield func(*entry[C]) bool) {
	for _, e := range x.buckets {
		for ; e != nil; e = e.next {
			if !yield(e) {
				return
			}
		}
	}
}

// take takes out the entries that gone chooses, in no order that means anything.
func (x *index[C]) take(gone func(*entry[C]) bool) (out []*entry[C]) {
	for i := range x.buckets {
		for at := &x.buckets[i]; *at != nil; {
			e := *at
			if !gone(e) {
				at = &e.next
				continue
			}
			*at, e.next = e.next, nil
			out = append(out, e)
		}
	}
	x.n -= len(out)
	return out
}
