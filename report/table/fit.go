package table

import "slices"

const (
	gap         = 2  // cells between columns
	leastText   = 16 // cells that a text keeps
	leastKey    = 8  // cells that one keeps that must stay
	leastHost   = 22 // cells that the address of a host gets as soon as there is room: 255.255.255.255:65535
	comfortable = 32 // cells that a text has before less important columns get any
)

// fit gives each column its width, so that all fit into a line of width cells:
// first those that matter most, as narrow as they may be; then room for their
// texts; then the others; last what room is left. A width of 0 is room for all.
func fit(slots []slot, width int) {
	if width == 0 {
		for i := range slots {
			slots[i].width = max(slots[i].natural, 1)
		}
		return
	}
	free := width + gap
	add := func(least int, which ...rank) {
		for _, r := range which {
			for i := range slots {
				x := &slots[i]
				if x.width > 0 || x.rank() != r {
					continue
				}
				if need := x.least(least) + gap; need <= free {
					x.width, free = need-gap, free-need
				}
			}
		}
	}
	add(leastKey, rankKey)
	free = widen(slots, free, leastText)
	add(leastText, rankMain)
	free = widen(slots, free, comfortable)
	add(leastText, rankMinor, rankIdle, rankSilent)
	free = widen(slots, free, width)
	if len(slots) > 0 && free == width+gap { // not even one fits
		slots[0].width = max(width, 1)
	}
}

// rank is the order in which columns get their room.
type rank uint8

const (
	rankKey rank = iota
	rankMain
	rankMinor
	rankIdle   // whatever its importance, it says that there was nothing
	rankSilent // nor does it say anything
)

func (x *slot) rank() rank {
	switch {
	case x.Importance == Key:
		return rankKey
	case x.silent && x.Type != Bar:
		return rankSilent
	case x.idle && x.Type != Bar:
		return rankIdle
	case x.Importance == Main:
		return rankMain
	}
	return rankMinor
}

// least is how narrow a column may be, if texts keep that many cells.
func (x *slot) least(text int) int {
	switch x.Type {
	case Text, List, Path, Address:
		return min(x.natural, max(text, min(len(x.head), leastText)))
	}
	return x.natural
}

// widen shares out what is free among the columns that want more, up to most
// cells each, and returns what is left.
func widen(slots []slot, free, most int) int {
	want := func(x *slot) int {
		if x.Type == Address {
			return min(x.natural, max(most, leastHost)) - x.width
		}
		return min(x.natural, most) - x.width
	}
	var open []*slot
	for i := range slots {
		if x := &slots[i]; x.width > 0 && want(x) > 0 {
			open = append(open, x)
		}
	}
	slices.SortStableFunc(open, func(a, b *slot) int { return want(a) - want(b) })
	for i, x := range open {
		more := min(want(x), free/(len(open)-i))
		x.width += more
		free -= more
	}
	return free
}
