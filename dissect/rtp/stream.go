package rtp

import (
	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/reassembly"
)

// Stream is what one source sent in a direction: what an Event is About once its
// conversation has ended. It is the receiver of nothing changes any more.
type Stream struct {
	SSRC   uint32
	Dir    dissect.Dir
	Setup  *Setup // nil if nobody announced it
	Format Format // of most of its packets that are no events
	First  reassembly.Mark
	Last   reassembly.Mark
	// Packets are those that came, Octets their payloads. Lost are those that the
	// sequence numbers tell of and that did not come, LongestLoss the most one after
	// the other; Late came behind a later one.
	Packets, Octets, Lost, LongestLoss, Duplicates, Late uint64
	Events                                               uint64 // keys that were pressed (RFC 4733)
	// Jitter is the interarrival jitter (RFC 3550 §6.4.1) at the end, on average and at
	// most; Timed is false if the clock is not known.
	Jitter, MeanJitter, MaxJitter capture.Stamp
	Timed                         bool
	MaxDelta                      capture.Stamp // the longest time between two packets
	Frame                         capture.Stamp // the sound of a packet, most often; 0 if unknown
	Course                        Course
}

// Expected returns how many packets the sequence numbers tell of.
func (s *Stream) Expected() uint64 { return s.Packets - s.Duplicates + s.Lost }

// Loss returns the share of packets that were lost.
func (s *Stream) Loss() float64 {
	if n := s.Expected(); n > 0 {
		return float64(s.Lost) / float64(n)
	}
	return 0
}

// Bounds of sequence numbers that go on (RFC 3550 §A.1).
const (
	maxDropout  = 3000
	maxMisorder = 100
)

// receiver follows the packets of a source as they pass the capture point.
type receiver struct {
	Stream
	begun    bool
	base     uint64 // sequence numbers, extended beyond 16 bits
	highest  uint64
	bad      uint16 // the number that would begin anew
	seen     [16]uint64
	came     uint64 // different ones since base
	transit  float64
	stamp    uint32
	jitter   float64 // in units of the clock
	sum      float64
	measured uint64
	event    uint32 // the timestamp of the last one
	frames   frames
}

// window is how many sequence numbers behind the highest are told apart from those that
// came before.
const window = 64 * uint64(len(receiver{}.seen))

// frames find the step of timestamps that is most common.
type frames struct {
	step  uint32
	votes int
}

func (f *frames) vote(step uint32) {
	switch {
	case f.votes == 0:
		f.step, f.votes = step, 1
	case f.step == step:
		f.votes++
	default:
		f.votes--
	}
}

// take takes a packet, which m brought. It reports whether it is the first with its
// number.
func (r *receiver) take(p *Packet, format Format, event bool, m reassembly.Mark) (fresh bool) {
	before := r.highest
	fresh = r.count(p, format, event, m)
	ahead := uint64(1) // it begins, or begins anew
	if gone := r.highest - before; r.came > 1 && gone < maxDropout {
		ahead = gone
	}
	r.Course.at(m.At-r.First.At).take(m, r.Jitter, fresh, ahead)
	return fresh
}

func (r *receiver) count(p *Packet, format Format, event bool, m reassembly.Mark) (fresh bool) {
	if !r.begun {
		r.begun = true
		r.First, r.Format = m, format
		r.restart(p.Sequence)
	} else if d := m.At - r.Last.At; d > r.MaxDelta {
		r.MaxDelta = d
	}
	r.Last = m
	r.Packets++
	r.Octets += uint64(len(p.Payload))
	before := r.highest
	fresh = r.number(p.Sequence)
	switch {
	case event:
		if p.Timestamp != r.event || r.Events == 0 {
			r.Events++
			r.event = p.Timestamp
		}
		return fresh
	case r.Format.Encoding == "" || r.Format.Clock == 0:
		r.Format = format
	}
	if fresh && r.highest == before+1 && r.measured > 0 {
		r.frames.vote(p.Timestamp - r.stamp)
	}
	r.time(p, format.Clock, m.At)
	return fresh
}

// restart counts from a number on.
func (r *receiver) restart(seq uint16) {
	r.settle()
	r.base, r.highest = uint64(seq)+1<<16, uint64(seq)+1<<16
	r.seen, r.came, r.measured = [16]uint64{}, 0, 0
	r.bad = seq
}

// settle adds what was lost since the base.
func (r *receiver) settle() {
	if r.came > 0 {
		if expected := r.highest - r.base + 1; expected > r.came {
			r.Lost += expected - r.came
		}
	}
}

// number takes a sequence number (RFC 3550 §A.1).
func (r *receiver) number(seq uint16) (fresh bool) {
	ahead := seq - uint16(r.highest)
	switch {
	case r.came == 0:
		r.base, r.highest = uint64(seq)+1<<16, uint64(seq)+1<<16
	case ahead < maxDropout:
		if ahead > 1 {
			r.LongestLoss = max(r.LongestLoss, uint64(ahead)-1)
		}
		if uint64(ahead) > window {
			r.seen = [16]uint64{}
			r.highest += uint64(ahead)
		} else {
			for range ahead { // those between were not seen
				r.highest++
				r.mark(r.highest, false)
			}
		}
	case -ahead > maxMisorder:
		if seq != r.bad {
			r.bad = seq + 1
			return false
		}
		r.restart(seq)
	}
	at := r.highest - uint64(uint16(r.highest)-seq)
	if r.has(at) {
		r.Duplicates++
		return false
	}
	if at < r.highest {
		r.Late++
	}
	r.base = min(r.base, at)
	r.mark(at, true)
	r.came++
	return true
}

func (r *receiver) has(n uint64) bool { return r.seen[n/64%16]>>(n%64)&1 != 0 }

func (r *receiver) mark(n uint64, here bool) {
	bit := uint64(1) << (n % 64)
	if r.seen[n/64%16] &^= bit; here {
		r.seen[n/64%16] |= bit
	}
}

// time takes when a packet came (RFC 3550 §A.8).
func (r *receiver) time(p *Packet, clock uint32, at capture.Stamp) {
	if clock == 0 {
		return
	}
	arrival := float64(at-r.First.At) * float64(clock) / 1e9
	if r.measured > 0 {
		d := arrival - r.transit - float64(int32(p.Timestamp-r.stamp))
		if d < 0 {
			d = -d
		}
		r.jitter += (d - r.jitter) / 16
		r.sum += r.jitter
		r.Timed = true
		unit := 1e9 / float64(clock)
		r.Jitter = capture.Stamp(r.jitter * unit)
		r.MaxJitter = max(r.MaxJitter, r.Jitter)
		r.MeanJitter = capture.Stamp(r.sum / float64(r.measured) * unit)
	}
	r.measured++
	r.transit, r.stamp = arrival, p.Timestamp
}

// end returns the stream as it is at the end.
func (r *receiver) end() *Stream {
	r.settle()
	if r.frames.votes > 0 && r.Format.Clock > 0 && r.frames.step < r.Format.Clock {
		r.Frame = capture.Stamp(uint64(r.frames.step) * 1e9 / uint64(r.Format.Clock))
	}
	s := r.Stream
	return &s
}
