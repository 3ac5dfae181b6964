package view

import "slices"

// mostListings is how many listings are kept: who goes back to a filter sees its rows at once,
// and several windows do not disturb each other.
const mostListings = 6

// listings are the listings that are kept, the one that was used last at the end.
type listings struct {
	kept []*listing
}

// find returns the listing of an order, nil if there is none.
func (x *listings) find(o order) *listing {
	i := slices.IndexFunc(x.kept, func(l *listing) bool { return l.order == o })
	if i < 0 {
		return nil
	}
	l := x.kept[i]
	x.kept = append(slices.Delete(x.kept, i, i+1), l)
	return l
}

// add keeps a listing. The one before of the same window ends if it is still being made:
// nobody waits for its rows.
func (x *listings) add(l *listing) {
	x.drop(func(o *listing) bool { return o.window == l.window && !o.ended() })
	x.kept = append(x.kept, l)
	for len(x.kept) > mostListings { // those of all rows go last: others have theirs from them
		i := max(0, slices.IndexFunc(x.kept[:mostListings], func(o *listing) bool { return o.filter != "" }))
		x.kept[i].end()
		x.kept = slices.Delete(x.kept, i, i+1)
	}
}

// drop ends listings.
func (x *listings) drop(which func(*listing) bool) {
	x.kept = slices.DeleteFunc(x.kept, func(l *listing) bool {
		if !which(l) {
			return false
		}
		l.end()
		return true
	})
}
