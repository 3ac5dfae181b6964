package stats

import (
	"cmp"

	"netsniff/capture"
	"netsniff/report/collect"
)

// spans divides the time since the first frame of the run into intervals of one length. If
// nobody chose it, they are short, and grow when they are too many.
type spans struct {
	step  capture.Stamp
	fixed bool          // somebody chose the length
	most  int           // how many short ones there are
	end   capture.Stamp // of the last frame, since the first of the run
}

// newSpans returns those that were asked for, else at most so many short ones.
func newSpans(a *collect.Ask, most int) spans {
	return spans{step: cmp.Or(a.Interval, steps[0]), fixed: a.Interval > 0, most: most}
}

// place returns the interval of a time, and how many of those so far become one first: 1, none.
// A time from before the first frame counts for the first one.
func (s *spans) place(since capture.Stamp) (at, join int) {
	since = max(0, since)
	s.end = max(s.end, since)
	if s.fixed {
		return int(min(since/s.step, maxIntervals-1)), 1
	}
	before := s.step
	for _, step := range steps {
		if step > s.step && since/s.step >= capture.Stamp(s.most) {
			s.step = step
		}
	}
	return int(min(since/s.step, capture.Stamp(s.most-1))), int(s.step / before)
}

// merge takes the times of another worker; of both so many intervals become one.
func (s *spans) merge(o *spans) (join, theirs int) {
	step := max(s.step, o.step)
	join, theirs = int(step/s.step), int(step/o.step)
	s.step, s.end = step, max(s.end, o.end)
	return join, theirs
}

// shown returns the length of at most n intervals that are shown, which is that of those that
// were counted if somebody chose it.
func (s *spans) shown(n int) (step capture.Stamp) {
	if s.fixed {
		return s.step
	}
	for _, step = range intervals {
		if step >= s.step && step%s.step == 0 && s.end/step < capture.Stamp(n) {
			break
		}
	}
	return step
}

// short reports whether the capture is longer than all intervals, of which there are n.
func (s *spans) short(n int) bool { return s.end/s.step >= capture.Stamp(n) }
