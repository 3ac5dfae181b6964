package reassembly

import (
	"math"
	"math/bits"
	"slices"

	"netsniff/capture"
)

const (
	// maxExact is up to how many times a Durations knows each of them.
	maxExact = 32
	// subBits is the precision beyond that: 64 buckets to a power of two, so
	// that a percentile is at most 0.8 % off.
	subBits = 6
	// maxDuration is the longest time there is, 39 hours; with it a Durations
	// has at most 2,688 buckets of 8 bytes. An RTT seldom fills 40.
	maxDuration = capture.Stamp(1)<<47 - 1
)

// Durations is a distribution of times: count, extremes, mean and standard
// deviation are exact; percentiles are for up to 32 times and within 0.8 %
// beyond. The result of Merge does not depend on order, so many connections'
// times can be one row, whoever added them up. The zero value is empty; there
// may be very many of them with few times, so what more need is apart.
//
// It is our own because there is one for each direction of 100,000 connections.
// A histogram of fixed buckets takes its whole range at once, 21 KiB at this
// precision; what a t-digest answers depends on the order of merging, and so on
// the number of workers. This one takes 8 bytes a time at first, then, for 4,096
// round trips of 20 ms give or take a tenth, 624 bytes, and 62 ns a time
// (BenchmarkDurations).
type Durations struct {
	exact []capture.Stamp // all of them, while there are at most maxExact
	many  *sketch         // else
}

// sketch is a distribution of more than maxExact times.
type sketch struct {
	moments
	buckets []bucket // those that hold any, by index
}

// moments are what is known of times but for their distribution.
type moments struct {
	count    uint64
	min, max capture.Stamp
	sum      wide
	squares  wide
}

func (m *moments) add(t capture.Stamp) {
	if m.count == 0 || t < m.min {
		m.min = t
	}
	m.max = max(m.max, t)
	m.count++
	m.sum.add(wide{0, uint64(t)})
	hi, lo := bits.Mul64(uint64(t), uint64(t))
	m.squares.add(wide{hi, lo})
}

func (m *moments) merge(x *moments) {
	if m.count == 0 || x.min < m.min {
		m.min = x.min
	}
	m.max = max(m.max, x.max)
	m.count += x.count
	m.sum.add(x.sum)
	m.squares.add(x.squares)
}

type bucket struct {
	index uint16
	count uint32
}

// wide is an unsigned number of 128 bits: sums stay exact, and so
// independent of order.
type wide struct{ hi, lo uint64 }

func (w *wide) add(x wide) {
	var carry uint64
	w.lo, carry = bits.Add64(w.lo, x.lo, 0)
	w.hi, _ = bits.Add64(w.hi, x.hi, carry)
}

func (w wide) float() float64 { return float64(w.hi)*(1<<64) + float64(w.lo) }

// Add takes one time. A negative one, of clocks that jump, counts as 0.
func (d *Durations) Add(t capture.Stamp) {
	t = min(max(t, 0), maxDuration)
	if d.many == nil && len(d.exact) < maxExact {
		d.exact = append(d.exact, t)
		return
	}
	d.blur()
	d.many.add(t)
}

// Merge adds all times of x, which stays as it is.
func (d *Durations) Merge(x *Durations) {
	if d.many == nil && x.many == nil && len(d.exact)+len(x.exact) <= maxExact {
		d.exact = append(d.exact, x.exact...)
		return
	}
	d.blur()
	for _, t := range x.exact {
		d.many.add(t)
	}
	if x.many == nil {
		return
	}
	d.many.merge(&x.many.moments)
	for _, b := range x.many.buckets {
		d.many.put(b.index, b.count)
	}
}

// blur moves the times known exactly to a sketch.
func (d *Durations) blur() {
	if d.many != nil {
		return
	}
	d.many = &sketch{}
	for _, t := range d.exact {
		d.many.add(t)
	}
	d.exact = nil
}

func (s *sketch) add(t capture.Stamp) {
	s.moments.add(t)
	s.put(indexOf(t), 1)
}

func (s *sketch) put(index uint16, n uint32) {
	i, found := slices.BinarySearchFunc(s.buckets, index, func(b bucket, x uint16) int { return int(b.index) - int(x) })
	if !found {
		s.buckets = slices.Insert(s.buckets, i, bucket{index: index})
	}
	s.buckets[i].count += n
}

// indexOf returns the bucket of t: its power of two and the subBits bits
// after its first one.
func indexOf(t capture.Stamp) uint16 {
	shift := max(bits.Len64(uint64(t))-subBits-1, 0)
	return uint16(shift<<subBits + int(t>>shift))
}

// middle returns the time in the middle of a bucket.
func middle(index uint16) capture.Stamp {
	if index < 2<<subBits {
		return capture.Stamp(index)
	}
	shift := index>>subBits - 1
	return capture.Stamp(index-shift<<subBits)<<shift + capture.Stamp(1)<<shift/2
}

// moments returns those of all times.
func (d *Durations) moments() (m moments) {
	if d.many != nil {
		return d.many.moments
	}
	for _, t := range d.exact {
		m.add(t)
	}
	return m
}

// Count returns how many times there are.
func (d *Durations) Count() uint64 {
	if d.many != nil {
		return d.many.count
	}
	return uint64(len(d.exact))
}

// Min returns the shortest time, 0 if there is none.
func (d *Durations) Min() capture.Stamp {
	switch {
	case d.many != nil:
		return d.many.min
	case len(d.exact) > 0:
		return slices.Min(d.exact)
	}
	return 0
}

// Max returns the longest time, 0 if there is none.
func (d *Durations) Max() capture.Stamp {
	switch {
	case d.many != nil:
		return d.many.max
	case len(d.exact) > 0:
		return slices.Max(d.exact)
	}
	return 0
}

// Sum returns all times together, in ns.
func (d *Durations) Sum() float64 { return d.moments().sum.float() }

// Mean returns the arithmetic mean, 0 if there is none.
func (d *Durations) Mean() capture.Stamp {
	m := d.moments()
	if m.count == 0 {
		return 0
	}
	return capture.Stamp(math.Round(m.sum.float() / float64(m.count)))
}

// StdDev returns the standard deviation of the times themselves, not of what
// they are a sample of: 0 for fewer than two.
func (d *Durations) StdDev() capture.Stamp {
	m := d.moments()
	if m.count < 2 {
		return 0
	}
	n := float64(m.count)
	mean := m.sum.float() / n
	variance := m.squares.float()/n - float64(mean*mean)
	return capture.Stamp(math.Round(math.Sqrt(max(variance, 0))))
}

// Percentile returns the time that p percent of all times do not exceed (the
// nearest rank), 0 if there is none. p is 1 to 100.
func (d *Durations) Percentile(p int) capture.Stamp {
	n := d.Count()
	if n == 0 {
		return 0
	}
	rank := max((n*uint64(p)+99)/100, 1)
	if d.many == nil {
		var sorted [maxExact]capture.Stamp
		list := sorted[:copy(sorted[:], d.exact)]
		slices.Sort(list)
		return list[min(rank, n)-1]
	}
	for _, b := range d.many.buckets {
		if n := uint64(b.count); n < rank {
			rank -= n
			continue
		}
		return min(max(middle(b.index), d.many.min), d.many.max)
	}
	return d.many.max
}
