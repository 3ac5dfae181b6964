package stats

import (
	"hash/maphash"

	"netsniff/capture"
	"netsniff/dissect"
)

// frameWatch remarks what frames tell by themselves: copies, the clock, the
// snap length, errors of ICMP.
type frameWatch struct {
	seed   maphash.Seed
	since  capture.Stamp               // when recent[0] was begun
	recent [2]map[uint64]capture.Stamp // when IP packets came, those before in the second
	lost   uint64                      // forgotten before their time
}

const (
	// copyWithin is how long after a packet a copy of it is recognised. All
	// packets are remembered for as long, unless they are more than maxRecent,
	// and the last minRecent in any case: frames may be out of order.
	copyWithin = capture.Stamp(5e6)
	minRecent  = 1 << 12
	maxRecent  = 1 << 16
	// A clock that goes back by jumpBack or ahead by jumpAhead has jumped:
	// frames of several queues are out of order by less, and pauses are shorter.
	jumpBack  = capture.Stamp(100e6)
	jumpAhead = capture.Stamp(24 * 3600e9)
)

// see remarks a frame.
func (w *frameWatch) see(f *dissect.Frame, c *findings) {
	if d := f.At - f.Previous; d < -jumpBack || d > jumpAhead {
		c.add(event{key: findingKey{kind: clockJump}, at: markOf(f), weight: uint64(max(d, -d))})
	}
	if f.CapLen < f.WireLen {
		c.add(event{key: findingKey{kind: cutFrames}, at: markOf(f)})
	}
	if e, ok := unreachable(f); ok {
		c.add(e)
	}
	if !w.copied(f) {
		return
	}
	if k := f.Conn; k != nil {
		x := c.eventsOf(k)
		x.copies[f.Dir]++
		if x.copied.Frame == 0 {
			x.copied = markOf(f)
		}
		return
	}
	c.add(event{key: findingKey{kind: doubledFrames, client: f.Src, server: f.Dst}, at: markOf(f)})
}

// copied reports whether the IP packet of a frame was captured just before: the
// same but for what a router changes. Those that may be sent twice and be equal
// are left out: they have no identification and carry nothing of TCP.
func (w *frameWatch) copied(f *dissect.Frame) bool {
	if f.Segment != nil && f.Segment.Len == 0 {
		return false // acknowledgments are repeated on purpose
	}
	w.turn(f.At)
	h, numbered, ok := w.packetOf(f)
	if !ok || !numbered && f.Segment == nil {
		return false
	}
	for _, seen := range w.recent {
		if at, ok := seen[h]; ok && max(f.At-at, at-f.At) <= copyWithin {
			return true
		}
	}
	w.recent[0][h] = f.At
	return false
}

// turn forgets what came long before, if there is enough of it.
func (w *frameWatch) turn(now capture.Stamp) {
	if w.recent[0] == nil {
		w.seed, w.since = maphash.MakeSeed(), now
		w.recent = [2]map[uint64]capture.Stamp{{}, {}}
	}
	early := now-w.since <= copyWithin
	if n := len(w.recent[0]); n < minRecent || n < maxRecent && early {
		return
	}
	if early {
		w.lost += uint64(len(w.recent[1]))
	}
	w.recent[0], w.recent[1] = w.recent[1], w.recent[0]
	clear(w.recent[0])
	w.since = now
}

// packetOf returns a hash of the outermost IP packet of a frame without its hop
// limit and checksum, and whether it has an identification. ok is false if there is
// none.
func (w *frameWatch) packetOf(f *dissect.Frame) (hash uint64, numbered, ok bool) {
	for _, h := range f.Headers.All() {
		var head [40]byte
		b := f.Headers.Bytes(h)
		switch {
		case h.Proto == capture.ProtoIPv4 && len(b) >= 20:
			copy(head[:20], b)
			head[8], head[10], head[11] = 0, 0, 0
			numbered, b = b[4] != 0 || b[5] != 0, b[20:]
		case h.Proto == capture.ProtoIPv6 && len(b) >= 40:
			copy(head[:], b)
			head[7], b = 0, b[40:]
		default:
			continue
		}
		return maphash.Bytes(w.seed, head[:]) + 31*maphash.Bytes(w.seed, b), numbered, true
	}
	return 0, false, false
}
