package export

import (
	"container/heap"
	"slices"
)

// stretch is a part of a piece and the run that it is taken from.
type stretch struct {
	from, to int64 // within the piece
	of       *run
}

// at returns where its bytes are in the log of its source.
func (s *stretch) at() int64 { return s.of.at + s.from - int64(s.of.begin) }

// covered returns what runs give of the first n bytes of a piece, each byte from
// the first run that has it: stretches in order, with holes where none has. The
// work is that of sorting them.
func covered(runs []*run, n int64) (list []stretch) {
	order := make([]int, len(runs)) // by where they begin
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(int64(runs[a].begin) - int64(runs[b].begin)) })
	end := func(i int) int64 { return min(n, int64(runs[i].begin)+int64(runs[i].n)) }
	var open ranks
	for at, next := int64(0), 0; at < n; {
		for next < len(order) && int64(runs[order[next]].begin) <= at {
			heap.Push(&open, order[next])
			next++
		}
		for len(open) > 0 && end(open[0]) <= at {
			heap.Pop(&open)
		}
		switch {
		case len(open) > 0:
			to := end(open[0])
			if next < len(order) {
				to = min(to, int64(runs[order[next]].begin))
			}
			list = extended(list, stretch{at, to, runs[open[0]]})
			at = to
		case next < len(order):
			at = int64(runs[order[next]].begin)
		default:
			return list
		}
	}
	return list
}

// extended appends a stretch, to the last one if it goes on with its run.
func extended(list []stretch, s stretch) []stretch {
	if n := len(list); n > 0 && list[n-1].of == s.of && list[n-1].to == s.from {
		list[n-1].to = s.to
		return list
	}
	return append(list, s)
}

// ranks are places of runs in an order of preference, the first on top.
type ranks []int

func (r ranks) Len() int           { return len(r) }
func (r ranks) Less(i, j int) bool { return r[i] < r[j] }
func (r ranks) Swap(i, j int)      { r[i], r[j] = r[j], r[i] }

// Push implements heap.Interface.
func (r *ranks) Push(x any) { *r = append(*r, x.(int)) }

// Pop implements heap.Interface.
func (r *ranks) Pop() any {
	last := len(*r) - 1
	x := (*r)[last]
	*r = (*r)[:last]
	return x
}

// preferences calls try with runs in orders of preference until it succeeds: as
// they came, the last first, then those of each source first.
func preferences(runs []*run, try func([]*run) bool) bool {
	if try(runs) {
		return true
	}
	latest := slices.Clone(runs)
	slices.Reverse(latest)
	if try(latest) {
		return true
	}
	var seen []*blockSource
	for _, r := range runs {
		if slices.Contains(seen, r.source) || len(seen) >= maxTries {
			continue
		}
		seen = append(seen, r.source)
	}
	for i := 0; i < len(seen) && len(seen) > 1; i++ {
		first := slices.Clone(runs)
		slices.SortStableFunc(first, func(a, b *run) int {
			switch x, y := a.source == seen[i], b.source == seen[i]; {
			case x && !y:
				return -1
			case y && !x:
				return 1
			}
			return 0
		})
		if try(first) {
			return true
		}
	}
	return false
}
