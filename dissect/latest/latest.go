// Package latest remembers what came last under a key: requests that wait for their
// replies, names of what is open. It is bounded, and uses its memory again.
package latest

import (
	"cmp"
	"slices"
)

// Values are the latest values by their keys. The zero value with a Limit is ready.
type Values[K comparable, V any] struct {
	Limit int // how many are remembered; beyond, the oldest is forgotten

	index map[K]int
	list  []slot[K, V]
	free  []int // slots that were forgotten
	next  int   // the slot that is used again next
	count uint64
}

type slot[K comparable, V any] struct {
	key   K
	value V
	used  bool
	order uint64 // in which it was put
}

// Len returns how many are remembered.
func (l *Values[K, V]) Len() int { return len(l.index) }

// Find returns the value of a key, nil if there is none. Valid until the next Put.
func (l *Values[K, V]) Find(key K) *V {
	if i, ok := l.index[key]; ok {
		return &l.list[i].value
	}
	return nil
}

// Put returns the value to be filled in for a key, as whoever had the place before left it:
// what it has room for can be used again, all else is to be set. forgot reports
// whether another value was forgotten for it. Valid until the next Put.
func (l *Values[K, V]) Put(key K) (value *V, forgot bool) {
	if i, ok := l.index[key]; ok {
		return &l.list[i].value, false
	}
	if l.index == nil {
		l.index = map[K]int{}
	}
	i := 0
	switch n := len(l.free); {
	case n > 0:
		i, l.free = l.free[n-1], l.free[:n-1]
	case len(l.list) < l.Limit:
		i, l.list = len(l.list), append(l.list, slot[K, V]{})
	default:
		i, l.next, forgot = l.next, (l.next+1)%l.Limit, true
		delete(l.index, l.list[i].key)
	}
	l.index[key] = i
	s := &l.list[i]
	l.count++
	s.key, s.used, s.order = key, true, l.count
	return &s.value, forgot
}

// Drop forgets a key.
func (l *Values[K, V]) Drop(key K) {
	if i, ok := l.index[key]; ok {
		delete(l.index, key)
		l.list[i].used = false
		l.free = append(l.free, i)
	}
}

// All calls f for each value, in the order in which their keys were put.
func (l *Values[K, V]) All(f func(key K, value *V)) {
	order := make([]int, 0, len(l.index))
	for i := range l.list {
		if l.list[i].used {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(l.list[a].order, l.list[b].order) })
	for _, i := range order {
		f(l.list[i].key, &l.list[i].value)
	}
}

// Clear forgets all, and lets go of the memory.
func (l *Values[K, V]) Clear() { *l = Values[K, V]{Limit: l.Limit} }

// Slots returns for how many values there is memory.
func (l *Values[K, V]) Slots() int { return len(l.list) }
