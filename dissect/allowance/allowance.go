// Package allowance bounds what many owners keep together while they wait for
// what may never come: beyond the limit those who said so longest ago give it
// up.
package allowance

// Allowance is what all accounts together may keep. The zero value allows
// nothing. It is used by one goroutine.
type Allowance struct {
	Limit int64 // bytes

	kept           int64
	giving         bool // an owner is giving up
	oldest, newest *Account
}

// Owner keeps something.
type Owner interface {
	// GiveUp has it forget what it keeps. Its account is empty afterwards.
	GiveUp()
}

// Account is what one owner keeps of an Allowance. The zero value is empty.
type Account struct {
	owner        Owner
	bytes        int64
	older, newer *Account
}

// Set notes that owner, whose account is a, keeps n bytes now. If that is too
// much, others give up theirs, the one that was set longest ago first.
func (l *Allowance) Set(a *Account, owner Owner, n int64) {
	l.kept += n - a.bytes
	a.owner, a.bytes = owner, n
	switch {
	case n == 0:
		l.unlink(a)
	case l.newest != a:
		l.unlink(a)
		l.link(a)
	}
	if l.giving {
		return
	}
	l.giving = true
	for l.kept > l.Limit && l.oldest != nil && l.oldest != a {
		x := l.oldest
		x.owner.GiveUp()
		l.Set(x, x.owner, 0)
	}
	l.giving = false
}

// Kept returns what all accounts together keep, in bytes.
func (l *Allowance) Kept() int64 { return l.kept }

func (l *Allowance) link(a *Account) {
	a.older = l.newest
	if l.newest != nil {
		l.newest.newer = a
	} else {
		l.oldest = a
	}
	l.newest = a
}

// unlink is fine with an account that is not linked.
func (l *Allowance) unlink(a *Account) {
	switch {
	case a.older != nil:
		a.older.newer = a.newer
	case l.oldest == a:
		l.oldest = a.newer
	}
	switch {
	case a.newer != nil:
		a.newer.older = a.older
	case l.newest == a:
		l.newest = a.older
	}
	a.older, a.newer = nil, nil
}
