package swarm

import (
	"cmp"
	"maps"
	"slices"

	"netsniff/reassembly"
)

// earliest keeps of many things those of the first frames, as many as a bound
// has room for: all that were before the frame of the first one that finds no room.
// They are the same ones for any number of workers, as a frame belongs to one of
// them. The zero value is empty.
type earliest[T placed] struct {
	list   []T
	size   int
	beyond uint64 // how many are not kept
	until  uint32 // frame from which on nothing is kept, 0: none
}

// placed is a thing that can be kept.
type placed interface {
	place() uint32 // frame in which it was
	cost() int
	drop() // it is not kept
}

// add takes one more thing. Up to a quarter more than most are held.
func (k *earliest[T]) add(x T, most int) {
	if k.until != 0 && x.place() >= k.until {
		x.drop()
		k.beyond++
		return
	}
	k.list = append(k.list, x)
	if k.size += x.cost(); k.size > most+most/4 {
		k.cut(most)
	}
}

// merge adds what another kept.
func (k *earliest[T]) merge(o *earliest[T]) {
	k.list = append(k.list, o.list...)
	k.size += o.size
	k.beyond += o.beyond
	k.until = sooner(k.until, o.until)
}

// sooner returns the smaller one of two frames of which 0 is none.
func sooner(a, b uint32) uint32 {
	if a == 0 || b == 0 {
		return a + b
	}
	return min(a, b)
}

// cut puts the things in order and keeps the first ones.
func (k *earliest[T]) cut(most int) {
	slices.SortStableFunc(k.list, func(a, b T) int { return cmp.Compare(a.place(), b.place()) })
	sum := 0
	for _, x := range k.list {
		if sum += x.cost(); sum > most {
			k.until = sooner(k.until, x.place())
			break
		}
	}
	if k.until == 0 {
		k.size = sum
		return
	}
	n, _ := slices.BinarySearchFunc(k.list, k.until, func(x T, frame uint32) int { return cmp.Compare(x.place(), frame) })
	k.beyond += uint64(len(k.list) - n)
	for _, gone := range k.list[n:] {
		gone.drop()
	}
	clear(k.list[n:])
	k.list = k.list[:n]
	k.size = 0
	for _, x := range k.list {
		k.size += x.cost()
	}
}

// register is what is known of keys, of those that came first, see earliest. The
// zero value is empty.
type register[K comparable, V any] struct {
	items map[K]*noted[V]
	told  uint64 // how many times something was
	until uint32 // frame from which on no key is new, 0: none
	next  uint32
}

type noted[V any] struct {
	mark  reassembly.Mark // in which it was told first
	order uint32          // the which-th it was in its worker
	value V
}

// full reports whether some keys are not kept. What is known of those that are is
// then incomplete: another worker may have kept no more of them.
func (r *register[K, V]) full() bool { return r.until != 0 }

// note returns what is known of a key that was told of in a frame, and whether it
// is new; nil if it is not kept.
func (r *register[K, V]) note(key K, m reassembly.Mark, most int) (v *V, fresh bool) {
	r.told++
	if x := r.items[key]; x != nil {
		if m.Frame < x.mark.Frame {
			x.mark = m
		}
		return &x.value, false
	}
	if r.until != 0 && m.Frame >= r.until {
		return nil, false
	}
	if r.items == nil {
		r.items = map[K]*noted[V]{}
	}
	r.next++
	x := &noted[V]{mark: m, order: r.next}
	r.items[key] = x
	if len(r.items) > most+most/4 {
		r.cut(most)
	}
	return &x.value, true
}

// merge adds what another kept; join makes one of what both know of a key.
func (r *register[K, V]) merge(o *register[K, V], join func(v *V, other V)) {
	r.told += o.told
	r.until = sooner(r.until, o.until)
	for key, x := range o.items {
		mine := r.items[key]
		if mine == nil {
			if r.items == nil {
				r.items = map[K]*noted[V]{}
			}
			r.items[key] = x
			continue
		}
		if x.mark.Frame < mine.mark.Frame {
			mine.mark, mine.order, mine.value, x.value = x.mark, x.order, x.value, mine.value
		}
		join(&mine.value, x.value)
	}
}

// sorted returns the keys in the order in which they were told of.
func (r *register[K, V]) sorted() []K {
	return slices.SortedFunc(maps.Keys(r.items), func(a, b K) int {
		x, y := r.items[a], r.items[b]
		return cmp.Or(cmp.Compare(x.mark.Frame, y.mark.Frame), cmp.Compare(x.order, y.order))
	})
}

// cut keeps as many keys as most, those that came first.
func (r *register[K, V]) cut(most int) {
	if len(r.items) <= most && r.until == 0 {
		return
	}
	if keys := r.sorted(); len(keys) > most {
		r.until = sooner(r.until, r.items[keys[most]].mark.Frame)
	}
	for key, x := range r.items {
		if x.mark.Frame >= r.until {
			delete(r.items, key)
		}
	}
}
