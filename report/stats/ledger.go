package stats

import (
	"hash/maphash"

	"netsniff/dissect"
)

// How many conversations, or endpoints, a table tells apart. Those that come
// later are summed up: see others. A table that nobody named tells fewer, so
// that the usual ones need no more memory for a long capture than for a short
// one.
const (
	maxKept   = 1 << 20
	usualKept = 1 << 15
	// ledgerBytes is what one takes, of the kinds that a table has in all.
	ledgerBytes = 300
)

// sum is a number of frames and their bytes on the wire.
type sum struct{ Frames, Bytes uint64 }

func (s *sum) add(x sum) {
	s.Frames += x.Frames
	s.Bytes += x.Bytes
}

func (s *sum) frame(f *dissect.Frame) { s.add(sum{1, uint64(f.WireLen)}) }

// ledger finds the account of a key, in the order in which keys were first
// seen. It needs 8 bytes for each beside the key and the account; keys must
// not have pointers.
type ledger[K comparable, V any] struct {
	bound  int // 0: maxKept
	others sum // of the keys beyond bound

	seed  maphash.Seed
	slots []uint32 // numbers of accounts from 1, by hash; 0 is free
	pages []*[pageSize]account[K, V]
	n     int
}

const pageSize = 256

type account[K comparable, V any] struct {
	key   K
	value V
}

// find returns the account of a key, nil if there are too many, and whether it
// is new.
func (l *ledger[K, V]) find(key K) (a *account[K, V], fresh bool) {
	if l.slots == nil {
		l.seed, l.slots = maphash.MakeSeed(), make([]uint32, 2*pageSize)
		if l.bound == 0 {
			l.bound = maxKept
		}
	}
	i := l.slot(key)
	if n := l.slots[i]; n != 0 {
		return l.at(int(n - 1)), false
	}
	if l.n == l.bound {
		return nil, false
	}
	if l.n%pageSize == 0 {
		l.pages = append(l.pages, new([pageSize]account[K, V]))
	}
	l.n++
	l.slots[i] = uint32(l.n)
	a = l.at(l.n - 1)
	a.key = key
	if 2*l.n > len(l.slots) {
		l.grow()
	}
	return a, true
}

func (l *ledger[K, V]) at(i int) *account[K, V] { return &l.pages[i/pageSize][i%pageSize] }

// slot returns where the number of key is or belongs.
func (l *ledger[K, V]) slot(key K) int {
	mask := len(l.slots) - 1
	i := int(maphash.Comparable(l.seed, key)) & mask
	for l.slots[i] != 0 && l.at(int(l.slots[i]-1)).key != key {
		i = (i + 1) & mask
	}
	return i
}

func (l *ledger[K, V]) grow() {
	l.slots = make([]uint32, 2*len(l.slots))
	for n := range l.n {
		l.slots[l.slot(l.at(n).key)] = uint32(n + 1)
	}
}
