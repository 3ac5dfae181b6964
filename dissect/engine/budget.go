package engine

// spanOverhead is what a span costs beside the bytes it stores.
const spanOverhead = 512

// budget is what the unfinished messages of an Engine keep, and the order in
// which they were used last: beyond the limit the oldest is given up first.
type budget struct {
	limit, kept    int64
	oldest, newest *span
}

// Limit bounds what unfinished messages may keep, in bytes.
func (e *Engine) Limit(bytes int64) { e.budget.limit = bytes }

// charge notes what x keeps now and makes it the newest; others are given up
// if that is too much.
func (e *Engine) charge(x *span) {
	b := &e.budget
	cost := int64(spanOverhead + len(x.bytes) + x.lateBytes + 8*len(x.parts))
	b.kept += cost - x.cost
	x.cost = cost
	if b.newest != x {
		b.unlink(x)
		b.link(x)
	}
	for b.kept > b.limit && b.oldest != x {
		e.Losses.Unfinished++
		y := b.oldest
		y.owner.drop(y)
		e.release(y)
	}
}

// discharge takes x out of the budget, if it is in it.
func (b *budget) discharge(x *span) {
	b.unlink(x)
	b.kept -= x.cost
	x.cost = 0
}

func (b *budget) link(x *span) {
	x.older = b.newest
	if b.newest != nil {
		b.newest.newer = x
	} else {
		b.oldest = x
	}
	b.newest = x
}

// unlink is fine with a span that is not linked.
func (b *budget) unlink(x *span) {
	switch {
	case x.older != nil:
		x.older.newer = x.newer
	case b.oldest == x:
		b.oldest = x.newer
	}
	switch {
	case x.newer != nil:
		x.newer.older = x.older
	case b.newest == x:
		b.newest = x.older
	}
	x.older, x.newer = nil, nil
}
