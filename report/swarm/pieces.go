package swarm

import "netsniff/capture"

// budget is the room that there is for the pieces of peers, and the work that may be
// done to follow them.
type budget struct {
	room  int
	work  int64
	blind int // peers that are not followed
}

// Bounds of that, of a capture: bytes of bitmaps, and how many times a piece is
// counted among those that are there.
const (
	maxMaps = 96 << 20
	maxWork = 2 << 30
)

// ready makes the bitmap of a peer of a torrent with n pieces, if there is room.
func (p *Pieces) ready(n int, m *budget) bool {
	switch {
	case p.have != nil:
		return true
	case p.blind || n == 0:
		return false
	case m.room < bitmapSize(n):
		p.blind = true
		m.blind++
		return false
	}
	m.room -= bitmapSize(n)
	p.have = newBitmap(n)
	return true
}

// begin takes an entry that says with which of n pieces a peer begins, or what it
// has when it says so anew.
func (p *Pieces) begin(e *entry, n int, m *budget, gained func(i uint32)) {
	again := p.Told
	p.Told = true
	switch {
	case e.act == hasAll || e.act == hasFirst && int(e.index) >= n && !again && p.Now == 0:
		if !again {
			p.First = n
		}
		p.take(n, gained)
		return
	case e.act == hasNone || e.act == hasSome && e.field() == nil || p.all || !p.ready(n, m):
		return
	}
	told := newBitmap(n)
	if e.act == hasFirst {
		told.fill(min(int(e.index), n))
	} else {
		told.load(e.field(), n)
	}
	if !again {
		p.First = max(0, told.count()-p.Now) // it may have got some before it tells
		p.keep(told, m)
	}
	told.each(func(i uint32) {
		if p.have.add(i) {
			p.Now++
			if again {
				p.Gained = append(p.Gained, Gain{e.at, i})
			}
			gained(i)
		}
	})
	p.full(n, e.at)
}

// keep notes with which pieces a peer began: those that it tells of, but for those
// that it got before.
func (p *Pieces) keep(told bitmap, m *budget) {
	if size := 8 * len(told); m.room >= size {
		m.room -= size
		p.had = append(bitmap(nil), told...)
		p.have.each(func(i uint32) { p.had.remove(i) })
	}
}

// take takes it that a peer has all.
func (p *Pieces) take(n int, gained func(i uint32)) {
	if p.all {
		return
	}
	p.all = true
	for i := range uint32(n) {
		if !p.have.has(i) {
			gained(i)
		}
	}
	p.Now = n
}

// gain takes a piece that a peer got, and reports whether it is new.
func (p *Pieces) gain(i uint32, n int, at capture.Stamp, m *budget) bool {
	if int(i) >= n || p.all || !p.ready(n, m) || !p.have.add(i) {
		return false
	}
	p.Now++
	p.Gained = append(p.Gained, Gain{at, i})
	p.full(n, at)
	return true
}

func (p *Pieces) full(n int, at capture.Stamp) {
	if p.Now == n && p.Full == 0 && p.First < n {
		p.Full = at
	}
}

// has reports whether a peer has a piece as far as it told.
func (p *Pieces) has(i uint32) bool { return p.all || p.have.has(i) }

// seed reports whether a peer had all pieces from the beginning.
func (p *Pieces) seed(n int) bool { return p.all && p.First >= n && p.Told }
