package mailview

import (
	"math/bits"
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
)

// maxKept bounds what sessions take, in bytes as Session.cost counts them;
// each worker may keep a quarter more for a while.
const maxKept = 128 << 20

// sessions are those of one worker, by connection. Beyond maxKept those are
// let go that began last. What a session takes only grows, so that it does not
// depend on the workers which ones are (with a filter it may, if sessions that
// are open at one time and not matched yet take so much).
type sessions struct {
	list   map[uint32]*Session
	cost   int
	end    uint32 // if bounded: connections from this one on are not kept
	full   bool
	beyond bitset // those that were not kept
}

func isTCP(c *dissect.Conn) bool { return c != nil && c.Transport == capture.ProtoTCP }

// known returns the session of a connection, nil if there is none.
func (l *sessions) known(c *dissect.Conn) *Session {
	if !isTCP(c) {
		return nil
	}
	return l.list[c.ID]
}

// of returns the session of a connection, a new one if there is none, and nil
// if it is not kept.
func (l *sessions) of(c *dissect.Conn) *Session {
	if !isTCP(c) {
		return nil
	}
	if s := l.list[c.ID]; s != nil {
		return s
	}
	if l.full && c.ID >= l.end {
		l.beyond.add(c.ID)
		return nil
	}
	s := &Session{Stream: c.ID, Client: c.Client, Server: c.Server, total: &l.cost}
	if l.list == nil {
		l.list = map[uint32]*Session{}
	}
	l.list[c.ID] = s
	s.pay(sessionCost)
	return s
}

// drop lets go of the sessions that nobody wants, and returns how many.
func (l *sessions) drop(unwanted func(*Session) bool) (n int) {
	for id, s := range l.list {
		if unwanted(s) {
			l.cost -= s.cost
			delete(l.list, id)
			n++
		}
	}
	return n
}

// cut lets go of the last sessions until the rest takes at most most.
func (l *sessions) cut(most int) {
	sum := 0
	for _, s := range l.sorted() {
		if sum += s.cost; sum <= most {
			continue
		}
		if !l.full || s.Stream < l.end {
			l.end, l.full = s.Stream, true
		}
		l.cost -= s.cost
		l.beyond.add(s.Stream)
		delete(l.list, s.Stream)
	}
}

// sorted returns the sessions in the order in which they began.
func (l *sessions) sorted() []*Session {
	list := make([]*Session, 0, len(l.list))
	for _, s := range l.list {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b *Session) int { return int(int64(a.Stream) - int64(b.Stream)) })
	return list
}

// merge adds those of another worker.
func (l *sessions) merge(o *sessions) {
	for id, s := range o.list {
		if l.list == nil {
			l.list = map[uint32]*Session{}
		}
		s.total = &l.cost
		l.cost += s.cost
		l.list[id] = s
	}
	l.beyond.merge(&o.beyond)
	if o.full && (!l.full || o.end < l.end) {
		l.end, l.full = o.end, true
	}
}

// left returns how many sessions are not kept, when all are merged.
func (l *sessions) left() int {
	l.cut(maxKept)
	return l.beyond.count()
}

// bitset is a set of small numbers, a bit each.
type bitset struct{ words []uint64 }

func (b *bitset) add(n uint32) {
	if word := int(n / 64); word >= len(b.words) {
		b.words = append(b.words, make([]uint64, word+1-len(b.words))...)
	}
	b.words[n/64] |= 1 << (n % 64)
}

func (b *bitset) has(n uint32) bool {
	return int(n/64) < len(b.words) && b.words[n/64]&(1<<(n%64)) != 0
}

func (b *bitset) merge(o *bitset) {
	if len(o.words) > len(b.words) {
		b.words, o.words = o.words, b.words
	}
	for i, w := range o.words {
		b.words[i] |= w
	}
}

func (b *bitset) count() (n int) {
	for _, w := range b.words {
		n += bits.OnesCount64(w)
	}
	return n
}
