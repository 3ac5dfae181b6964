package engine

// spanOverhead is what a span costs beside the bytes it stores.
const spanOverhead = 512

// Limit bounds what unfinished messages may keep, in bytes.
func (e *Engine) Limit(bytes int64) { e.budget.Limit = bytes }

// charge notes what x keeps now; others are given up if that is too much, those
// first to which nothing was added for longest.
func (e *Engine) charge(x *span) {
	x.engine = e
	e.budget.Set(&x.account, x, x.cost())
}

// discharge takes x out of the budget, if it is in it.
func (e *Engine) discharge(x *span) { e.budget.Set(&x.account, x, 0) }

// cost returns how many bytes x keeps, about: those that its buffers have room
// for, as that is what they take.
func (x *span) cost() int64 {
	return int64(spanOverhead + cap(x.bytes) + x.lateBytes + 8*cap(x.parts))
}

// GiveUp implements allowance.Owner.
func (x *span) GiveUp() {
	e := x.engine
	e.Losses.Crowded++
	x.owner.drop(x)
	e.release(x)
}
