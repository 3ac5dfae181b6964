package stats

import (
	"cmp"
	"slices"

	"netsniff/capture"
	"netsniff/dissect/streaming"
)

// playback says what a player does.
type playback uint8

const (
	starts  playback = iota // it has not begun
	plays                   // what is in the buffer is shown
	stalled                 // it has run out
	over                    // all has been shown
)

var playbacks = [...]string{"starting", "playing", "stalled", "over"}

// String returns the state as a word.
func (p playback) String() string { return playbacks[p] }

// bufferPoint is what is in the buffer at a moment; between two of them it falls as fast
// as time goes while it plays.
type bufferPoint struct {
	at     capture.Stamp
	before capture.Stamp // in the buffer, before what happened
	after  capture.Stamp
	state  playback // from then on
	of     *fetched // what came, nil if nothing did
	jump   bool     // the player went elsewhere
}

// stall is a time in which nothing could be shown.
type stall struct{ from, to capture.Stamp }

// player is the textbook's: it shows what is there as soon as a segment of each kind has
// come, and waits for the next one when it has run out.
type player struct {
	*view
	state    playback
	now      capture.Stamp
	position capture.Stamp
	ends     map[streaming.Kind]capture.Stamp // of what came without a hole, of each kind
}

// play follows the buffer of a view.
func (v *view) play() {
	var came []*fetched
	kinds := map[streaming.Kind]bool{}
	for i := range v.fetched {
		if x := &v.fetched[i]; x.counts {
			came = append(came, x)
			kinds[x.Kind] = true
		}
	}
	if len(came) == 0 {
		return
	}
	slices.SortStableFunc(came, func(a, b *fetched) int { return cmp.Compare(a.at.At, b.at.At) })
	p := player{view: v, now: came[0].at.At, ends: map[streaming.Kind]capture.Stamp{}}
	p.position = came[0].Start
	for _, x := range came {
		p.advance(x.at.At)
		before := p.buffer(len(kinds))
		p.take(x)
		x.buffer = p.buffer(len(kinds))
		if p.state == stalled {
			p.stalls[len(p.stalls)-1].to = p.now
		}
		if p.state != plays && x.buffer > 0 {
			p.begin()
		}
		v.points = append(v.points, bufferPoint{at: p.now, before: before, after: x.buffer, state: p.state, of: x,
			jump: x.jump})
	}
	if p.state == plays {
		b := p.buffer(len(kinds))
		v.points = append(v.points, bufferPoint{at: p.now + b, state: over})
	}
}

// begin has it play, for the first time or again.
func (p *player) begin() {
	if !p.started {
		p.begun, p.started = p.now, true
	}
	p.state = plays
}

// buffer returns what can be shown without waiting: as much as there is of each kind.
func (p *player) buffer(kinds int) capture.Stamp {
	if len(p.ends) < kinds {
		return 0
	}
	least := capture.Stamp(1<<63 - 1)
	for _, e := range p.ends {
		least = min(least, e)
	}
	return max(0, least-p.position)
}

// advance has time go on.
func (p *player) advance(to capture.Stamp) {
	if p.state == plays {
		b := p.buffer(0)
		if gone := to - p.now; gone > b {
			p.position += b
			p.state = stalled
			p.stalls = append(p.stalls, stall{p.now + b, to})
			p.points = append(p.points, bufferPoint{at: p.now + b, state: stalled})
		} else {
			p.position += gone
		}
	}
	p.now = to
}

// take puts a segment into the buffer. One that does not touch what is there is where
// the player went: what was in the buffer is given up.
func (p *player) take(x *fetched) {
	e, ok := p.ends[x.Kind]
	near := x.Duration / 2
	switch {
	case !ok:
	case x.Start > e+near || x.Start+x.Duration+near < p.position:
		x.jump = true
		clear(p.ends)
		p.position = x.Start
		p.state = starts
	case x.Start+x.Duration <= e:
		return // it is there already
	}
	p.ends[x.Kind] = x.Start + x.Duration
}
