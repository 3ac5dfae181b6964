package kinship

import "slices"

// posting is where a hash occurs.
type posting struct {
	hash   uint64
	member uint32
	conv   uint16 // below maxConversations
	view   view
}

// view is what was hashed.
type view uint8

const (
	viewNumbers view = iota
	viewOpening
	viewClock
	viewRhythm
	viewFile // the bytes of all frames
	viewLink // frames to all or many, of captures without conversations
)

// weak reports whether a hash is of nothing that was drawn at random: a class whose
// captures were made by one program may share it.
func (v view) weak() bool { return v == viewClock || v == viewRhythm || v == viewLink }

const (
	// fewWeak is how many owners may share a weak hash and still be compared.
	fewWeak = 3
	// perMember is in how many conversations of one capture a hash may occur and
	// still tell anything.
	perMember = 4
)

// pairing is a pair of conversations that may be the same.
type pairing struct{ a, b uint16 }

// pair adds x if the view is one of conversations, once.
func (v view) pair(list []pairing, x pairing) []pairing {
	if v == viewFile || v == viewLink || slices.Contains(list, x) {
		return list
	}
	return append(list, x)
}

// hashes calls yield with all by which a capture is found; the member is left out.
func (p *Print) hashes(yield func(posting)) {
	if p.Frames > 0 {
		yield(posting{hash: p.Content, view: viewFile})
	}
	if len(p.Conversations) == 0 {
		for _, x := range p.Link.List {
			yield(posting{hash: x.Hash, view: viewLink})
		}
	}
	for i := range p.Conversations {
		c := &p.Conversations[i]
		if c.Opening != 0 {
			yield(posting{hash: c.Opening, conv: uint16(i), view: viewOpening})
		}
		for _, s := range []struct {
			v    view
			list []Sample
		}{{viewNumbers, c.Numbers.List}, {viewClock, c.Clocks.List}, {viewRhythm, c.Rhythm.List}} {
			for _, x := range s.list {
				yield(posting{hash: x.Hash, conv: uint16(i), view: s.v})
			}
		}
	}
}

// run returns how many of the first postings have the same hash.
func run(list []posting) int {
	n := 1
	for n < len(list) && list[n].hash == list[0].hash && list[n].view == list[0].view {
		n++
	}
	return n
}

// telling reports whether the hash of a run is in few conversations of each member.
func telling(run []posting) bool {
	n := 0
	for i := range run {
		if i > 0 && run[i].member != run[i-1].member {
			n = 0
		}
		if n++; n > perMember {
			return false
		}
	}
	return true
}
