package mailview

import (
	"slices"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/report/collect"
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
	beyond collect.Numbers // those that were not kept
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
		l.beyond.Add(c.ID)
		return nil
	}
	s := &Session{Stream: c.ID, Client: c.Client, Server: c.Server, Proxied: c.Rare().Proxied, total: &l.cost}
	if l.list == nil {
		l.list = map[uint32]*Session{}
	}
	l.list[c.ID] = s
	s.pay(sessionCost)
	return s
}

// drop lets go of the sessions that nobody wants, and returns how many.
func (l *sessions) drop(unwanted func(*Session) bool) (n int) {
	for _, s := range l.list {
		if unwanted(s) {
			l.remove(s)
			n++
		}
	}
	return n
}

// remove lets go of a session.
func (l *sessions) remove(s *Session) {
	l.cost -= s.cost
	delete(l.list, s.Stream)
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
		l.beyond.Add(s.Stream)
		l.remove(s)
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
	l.beyond.Merge(o.beyond)
	if o.full && (!l.full || o.end < l.end) {
		l.end, l.full = o.end, true
	}
}

// left returns how many sessions are not kept, when all are merged and keep most
// bytes.
func (l *sessions) left(most int) int {
	l.cut(most)
	return l.beyond.Count()
}
