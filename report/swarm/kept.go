package swarm

import (
	"cmp"
	"maps"
	"slices"

	"netsniff/reassembly"
)

// earliest keeps of many things those of the first frames, as many as a bound
// has room for, the same ones for any number of workers: a frame belongs to one of
// them. The zero value is empty.
type earliest[T placed] struct {
	list   []T
	size   int
	beyond uint64 // how many are not kept
	until  uint32 // frame of the first of them, 0: there is none
}

// placed is a thing that can be kept.
type placed interface {
	place() uint32 // frame in which it was
	cost() int
	drop() // it is not kept
}

// add takes one more thing. Up to a quarter more than most are held.
func (k *earliest[T]) add(x T, most int) {
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
	for i, x := range k.list {
		if sum+x.cost() <= most {
			sum += x.cost()
			continue
		}
		k.until = sooner(k.until, x.place())
		k.beyond += uint64(len(k.list) - i)
		for _, gone := range k.list[i:] {
			gone.drop()
		}
		clear(k.list[i:])
		k.list = k.list[:i]
		break
	}
	k.size = sum
}

// register is what is known of keys, of those that came first, see earliest. The
// zero value is empty.
type register[K comparable, V any] struct {
	items map[K]*noted[V]
	size  int
	told  uint64 // how many times something was
	full  bool   // some are not kept
	next  uint32
}

type noted[V any] struct {
	mark  reassembly.Mark // in which it was told first
	order uint32          // the which-th it was in its worker
	cost  int
	value V
}

// note returns what is known of a key that was told of in a frame, and whether it
// is new. What the caller changes counts only if that does not depend on what was told
// before and not kept: keys that were let go may come again.
func (r *register[K, V]) note(key K, m reassembly.Mark, cost, most int) (v *V, fresh bool) {
	r.told++
	if x := r.items[key]; x != nil {
		if m.Frame < x.mark.Frame {
			x.mark = m
		}
		return &x.value, false
	}
	if r.items == nil {
		r.items = map[K]*noted[V]{}
	}
	r.next++
	x := &noted[V]{mark: m, order: r.next, cost: cost}
	r.items[key] = x
	if r.size += cost; r.size > most+most/4 {
		r.cut(most)
	}
	return &x.value, true
}

// merge adds what another kept; join makes one of what both know of a key.
func (r *register[K, V]) merge(o *register[K, V], join func(v *V, other V)) {
	r.told += o.told
	r.full = r.full || o.full
	for key, x := range o.items {
		mine := r.items[key]
		if mine == nil {
			if r.items == nil {
				r.items = map[K]*noted[V]{}
			}
			r.items[key] = x
			r.size += x.cost
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

// cut keeps the keys that came first.
func (r *register[K, V]) cut(most int) {
	if r.size <= most {
		return
	}
	r.full = true
	sum, over := 0, false
	for _, key := range r.sorted() {
		cost := r.items[key].cost
		if over = over || sum+cost > most; over {
			delete(r.items, key)
			continue
		}
		sum += cost
	}
	r.size = sum
}
