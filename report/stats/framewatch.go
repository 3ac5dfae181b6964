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
	slice  capture.Stamp          // of time that recent[0] is about
	recent [2]map[uint64]struct{} // IP packets of that slice and of the one before
}

const (
	// sliceLength is how long after a packet a copy of it is recognised, at
	// least; maxSlice bounds the packets remembered of a slice of time.
	sliceLength = capture.Stamp(5e6)
	maxSlice    = 1 << 16
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
	w.turn(f.At / sliceLength)
	h := maphash.Bytes(w.seed, b)
	for _, seen := range w.recent {
		if _, ok := seen[h]; ok {
			return true
		}
	}
	if len(w.recent[0]) < maxSlice {
		w.recent[0][h] = struct{}{}
	}
	return false
}

// turn goes to another slice of time.
func (w *frameWatch) turn(slice capture.Stamp) {
	switch {
	case w.recent[0] == nil:
		w.seed = maphash.MakeSeed()
		w.recent = [2]map[uint64]struct{}{{}, {}}
	case slice == w.slice:
		return
	case slice == w.slice+1:
		w.recent[0], w.recent[1] = w.recent[1], w.recent[0]
		clear(w.recent[0])
	default:
		clear(w.recent[0])
		clear(w.recent[1])
	}
	w.slice = slice
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
