package stats

import (
	"hash/maphash"

	"netsniff/capture"
	"netsniff/dissect"
)

// frameWatch remarks what frames tell by themselves: copies, the clock, the
// snap length.
type frameWatch struct {
	seed   maphash.Seed
	since  capture.Stamp               // when recent[0] was begun
	recent [2]map[uint64]capture.Stamp // when IP packets came, those before in the second
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
func (w *frameWatch) see(f *dissect.Frame, add func(key findingKey, what string, frame uint32, n uint64)) {
	if d := f.At - f.Previous; d < -jumpBack || d > jumpAhead {
		add(findingKey{kind: clockJump}, "", f.Packet.Frame, 1)
	}
	if f.CapLen < f.WireLen {
		add(findingKey{kind: cutFrames}, "", f.Packet.Frame, 1)
	}
	if key, what, ok := unreachable(f); ok {
		add(key, what, f.Packet.Frame, 1)
	}
	if w.copied(f) {
		add(findingKey{kind: doubledFrames, client: f.Src, server: f.Dst}, "", f.Packet.Frame, 1)
	}
}

// copied reports whether the IPv4 packet of a frame was captured just before:
// the same from its header on. Those without an identification are left out,
// as what is sent twice may be equal.
func (w *frameWatch) copied(f *dissect.Frame) bool {
	b := packetOf(f)
	if len(b) < 20 || b[4] == 0 && b[5] == 0 {
		return false
	}
	w.turn(f.At)
	h := maphash.Bytes(w.seed, b)
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
	if n := len(w.recent[0]); n < minRecent || n < maxRecent && now-w.since <= copyWithin {
		return
	}
	w.recent[0], w.recent[1] = w.recent[1], w.recent[0]
	clear(w.recent[0])
	w.since = now
}

// packetOf returns the outermost IPv4 packet of a frame, nil if it has none.
func packetOf(f *dissect.Frame) []byte {
	for _, h := range f.Headers.All() {
		if h.Proto == capture.ProtoIPv4 {
			return f.Headers.Bytes(h)
		}
	}
	return nil
}
