package tap

import (
	"fmt"
	"math"
	"slices"

	"netsniff/dissect"
)

// echoes measures how long echoes took to come back: icmp,srt and icmpv6,srt.
type echoes struct {
	title, filter string
	match         Match
	types, times  reader
	request       uint64
	requests      uint64
	ms            []float64
	least, most   echoTime
	lost          uint64
}

type echoTime struct {
	ms    float64
	frame uint32
}

// newEchoes returns what makes the tap of a protocol; request is the type of what asks
// for an echo (RFC 792, RFC 4443).
func newEchoes(title, protocol string, request uint64) func(c *Context, filter string) (Tap, error) {
	return func(c *Context, filter string) (Tap, error) {
		m, _, err := c.filtered(filter)
		if filter == "" {
			filter = "<none>"
		}
		return &echoes{title: title, filter: filter, match: m, request: request,
			types: c.reader(protocol + ".type"), times: c.reader(protocol + ".resptime")}, err
	}
}

// Frame implements Tap.
func (x *echoes) Frame(f *dissect.Frame) {
	types := x.types.all(f)
	if len(types) == 0 || x.match != nil && !x.match(f) {
		return
	}
	if types[0].U == x.request {
		x.requests++
		return
	}
	times := x.times.all(f)
	switch {
	case len(times) == 0:
		return
	case len(x.ms) >= maxEntries:
		x.lost++
		return
	}
	t := echoTime{times[0].F, f.Packet.Frame}
	if len(x.ms) == 0 || t.ms < x.least.ms {
		x.least = t
	}
	if len(x.ms) == 0 || t.ms > x.most.ms {
		x.most = t
	}
	x.ms = append(x.ms, t.ms)
}

// Lost implements Tap.
func (x *echoes) Lost() uint64 { return x.lost }

// Append implements Tap.
func (x *echoes) Append(dst []byte) []byte {
	const line = "=========================================================================="
	lost := x.requests - min(x.requests, uint64(len(x.ms)))
	share := 0.0
	if x.requests > 0 {
		share = 100 * float64(lost) / float64(x.requests)
	}
	dst = fmt.Appendf(dst, "\n%s\n%s Service Response Time (SRT) Statistics (all times in ms):\nFilter: %s\n", line,
		x.title, x.filter)
	dst = fmt.Appendf(dst, "\nRequests  Replies   Lost      %% Loss\n%-10d%-10d%-10d%5.1f%%\n", x.requests, len(x.ms),
		lost, share)
	dst = append(dst, "\nMinimum   Maximum   Mean      Median    SDeviation     Min Frame Max Frame\n"...)
	mean, median, deviation := x.spread()
	last := "%-10d"
	if x.requests == 0 { // tshark has a line ready for that
		last = "%d"
	}
	dst = fmt.Appendf(dst, "%-10.3f%-10.3f%-10.3f%-10.3f%-10.3f     %-10d"+last+"\n", x.least.ms, x.most.ms, mean,
		median, deviation, x.least.frame, x.most.frame)
	return fmt.Appendf(dst, "%s\n", line)
}

// spread returns mean, median and the deviation of a sample.
func (x *echoes) spread() (mean, median, deviation float64) {
	n := len(x.ms)
	if n == 0 {
		return 0, 0, 0
	}
	list := slices.Sorted(slices.Values(x.ms))
	sum, squares := 0.0, 0.0
	for _, ms := range list {
		sum += ms
	}
	mean = sum / float64(n)
	for _, ms := range list {
		squares += (ms - mean) * (ms - mean)
	}
	if n > 1 {
		deviation = math.Sqrt(squares / float64(n-1))
	}
	return mean, (list[(n-1)/2] + list[n/2]) / 2, deviation
}
