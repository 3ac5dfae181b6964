package streaming

import (
	"net/url"
	"sort"
	"strconv"
	"strings"

	"netsniff/capture"
)

// source tells which segments a track of DASH has.
type source interface {
	// find returns the segment that a URI names, or so many bytes of it from a place on;
	// length is 0 if all of it was asked for.
	find(uri string, from, length int64) (Segment, bool)
	// under returns what all its URIs begin with, up to a slash.
	under() string
}

// Under returns what the URIs of all segments of a track of DASH begin with, up to a
// slash; "" if it has none.
func (t *Track) Under() string {
	if t.source == nil {
		return ""
	}
	return t.source.under()
}

// Find returns the segment of a track of DASH that a URI names, or so many bytes of it
// from a place on; length is 0 if all of it was asked for.
func (t *Track) Find(uri string, from, length int64) (Segment, bool) {
	if t.source == nil {
		return Segment{}, false
	}
	return t.source.find(uri, from, length)
}

// directory returns a URI up to its last slash.
func directory(uri string) string { return uri[:strings.LastIndexByte(uri, '/')+1] }

// maxRuns bounds the entries of a timeline.
const maxRuns = 1 << 14

// run are segments of the same duration one behind the other.
type run struct {
	first    uint64 // how many segments there are before
	count    uint64
	time     uint64 // of the first, in units of the timescale
	duration uint64
}

// clock says when the segments of a track are.
type clock struct {
	scale    uint64 // units a second
	duration uint64 // of each segment, if there are no runs
	number   uint64 // of the first segment
	offset   uint64 // of the time of media that the period begins with
	start    capture.Stamp
	runs     []run
}

// endless is how many segments a run has that goes on until the next one.
const endless = 1 << 40

func newClock(s *segments, start capture.Stamp) clock {
	c := clock{scale: uint64(number(s.Timescale)), duration: uint64(number(s.Duration)), number: 1,
		offset: uint64(number(s.Offset)), start: start}
	if c.scale == 0 {
		c.scale = 1
	}
	if s.StartNumber != "" {
		c.number = uint64(number(s.StartNumber))
	}
	if s.Timeline == nil {
		return c
	}
	next, count := uint64(0), uint64(0)
	for i, x := range s.Timeline.S {
		if x.T != nil {
			next = *x.T
		}
		r := run{first: count, count: uint64(max(x.R, 0)) + 1, time: next, duration: x.D}
		if x.R < 0 {
			r.count = endless
			if i+1 < len(s.Timeline.S) && x.D > 0 {
				if t := s.Timeline.S[i+1].T; t != nil && *t > next {
					r.count = (*t - next + x.D - 1) / x.D
				}
			}
		}
		if r.count > endless || x.D > endless {
			break
		}
		c.runs = append(c.runs, r)
		count += r.count
		next += r.count * x.D
	}
	return c
}

// stamp returns a time of media as one of the presentation.
func (c *clock) stamp(units uint64) capture.Stamp {
	s := float64(units) - float64(c.offset)
	return c.start + c.length(s)
}

// length returns so many units as a time.
func (c *clock) length(units float64) capture.Stamp {
	s := units / float64(c.scale)
	return capture.Stamp(min(max(s, 0), farthest)*1e9 + 0.5)
}

// numbered returns the segment with a number.
func (c *clock) numbered(n uint64) (s Segment, ok bool) {
	if n < c.number {
		return s, false
	}
	i := n - c.number
	s.Number = n
	if c.runs == nil {
		s.Start, s.Duration = c.start+c.length(float64(i)*float64(c.duration)), c.length(float64(c.duration))
		return s, c.duration > 0
	}
	j := sort.Search(len(c.runs), func(j int) bool { return c.runs[j].first > i }) - 1
	if j < 0 || i-c.runs[j].first >= c.runs[j].count {
		return s, false
	}
	r := &c.runs[j]
	s.Start, s.Duration = c.stamp(r.time+(i-r.first)*r.duration), c.length(float64(r.duration))
	return s, true
}

// timed returns the segment that begins at a time of media.
func (c *clock) timed(t uint64) (s Segment, ok bool) {
	if c.runs == nil {
		if c.duration == 0 {
			return s, false
		}
		return c.numbered(c.number + t/c.duration)
	}
	j := sort.Search(len(c.runs), func(j int) bool { return c.runs[j].time > t }) - 1
	if j < 0 {
		return s, false
	}
	r := &c.runs[j]
	k := uint64(0)
	if r.duration > 0 {
		k = (t - r.time) / r.duration
	}
	if k >= r.count {
		return s, false
	}
	s = Segment{Number: c.number + r.first + k, Start: c.stamp(r.time + k*r.duration),
		Duration: c.length(float64(r.duration))}
	return s, true
}

// pattern is a SegmentTemplate (ISO/IEC 23009-1 §5.3.9.4).
type pattern struct {
	clock
	parts []part
	init  string // in full; "" if there is none
	dir   string
}

// part is a piece of the URIs: a text, or a number if that is empty.
type part struct {
	text string
	time bool // it is $Time$, not $Number$
}

// template makes the source of what a SegmentTemplate describes.
func (m *manifest) template(s segments, base *url.URL, t *Track, start capture.Stamp) source {
	fill := strings.NewReplacer("$RepresentationID$", t.ID, "$Bandwidth$", strconv.FormatInt(t.Bandwidth, 10))
	p := pattern{clock: newClock(&s, start), init: resolve(base, fill.Replace(s.Initialization))}
	media := fill.Replace(s.Media)
	if m.text += len(media) + len(p.init); m.text > maxText || media == "" {
		m.Beyond++
		return nil
	}
	// What stands for a number must not be taken for a part of the URI to be escaped.
	const mark = "netsniff-number"
	pieces := strings.Split(media, "$")
	var plain strings.Builder
	var vars []part
	for i, x := range pieces {
		name, _, _ := strings.Cut(x, "%")
		switch {
		case i%2 == 0:
			plain.WriteString(x)
		case x == "":
			plain.WriteByte('$')
		case name == "Number" || name == "Time":
			vars = append(vars, part{time: name == "Time"})
			plain.WriteString(mark)
		case name == "Bandwidth":
			plain.WriteString(strconv.FormatInt(t.Bandwidth, 10))
		}
	}
	for i, x := range strings.Split(resolve(base, plain.String()), mark) {
		if i > 0 && i <= len(vars) {
			p.parts = append(p.parts, vars[i-1])
		}
		p.parts = append(p.parts, part{text: x})
	}
	p.dir = directory(p.parts[0].text)
	return &p
}

func (p *pattern) under() string { return p.dir }

// find implements source.
func (p *pattern) find(uri string, from, length int64) (s Segment, ok bool) {
	if uri == p.init {
		return Segment{URI: uri, Init: true}, true
	}
	var number, time uint64
	timed, numbered := false, false
	rest := uri
	for _, x := range p.parts {
		if x.text != "" {
			if rest, ok = strings.CutPrefix(rest, x.text); !ok {
				return s, false
			}
			continue
		}
		n := 0
		for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
			n++
		}
		v, err := strconv.ParseUint(rest[:n], 10, 63)
		if err != nil {
			return s, false
		}
		if rest = rest[n:]; x.time {
			time, timed = v, true
		} else {
			number, numbered = v, true
		}
	}
	switch {
	case rest != "":
		return s, false
	case numbered:
		s, ok = p.numbered(number)
	case timed:
		s, ok = p.timed(time)
	}
	s.URI, s.From, s.Length = uri, from, length
	return s, ok
}

// listed is a SegmentList.
type listed struct {
	segments map[place]Segment
	dir      string
}

// place is where a segment is.
type place struct {
	uri          string
	from, length int64
}

// list makes the source of what a SegmentList describes.
func (m *manifest) list(s segments, base *url.URL, start capture.Stamp) source {
	c := newClock(&s, start)
	l := &listed{segments: map[place]Segment{}}
	add := func(x Segment, ref, span string) {
		x.URI = base.String()
		if ref != "" {
			x.URI = resolve(base, ref)
		}
		x.From, x.Length = byteRange(span)
		if m.listed++; m.listed > maxSegments || x.URI == "" {
			m.Beyond++
			return
		}
		l.segments[place{x.URI, x.From, x.Length}] = x
		l.dir = directory(x.URI)
	}
	if s.Init != nil {
		add(Segment{Init: true}, s.Init.SourceURL, s.Init.Range)
	}
	for i, u := range s.URLs {
		x, _ := c.numbered(c.number + uint64(i))
		add(x, u.Media, u.Range)
	}
	if len(l.segments) == 0 {
		return nil
	}
	return l
}

// byteRange reads "first-last", 0 and 0 if it is none.
func byteRange(s string) (from, length int64) {
	a, z, ok := strings.Cut(s, "-")
	if !ok || number(z) < number(a) {
		return 0, 0
	}
	return number(a), number(z) - number(a) + 1
}

func (l *listed) under() string { return l.dir }

// find implements source.
func (l *listed) find(uri string, from, length int64) (Segment, bool) {
	s, ok := l.segments[place{uri, from, length}]
	return s, ok
}

// whole is a track in one piece, of which players fetch parts by an index in it. How
// much time a part is of is told by the bandwidth.
type whole struct {
	uri       string
	bandwidth int64
}

func (w whole) under() string { return directory(w.uri) }

// find implements source.
func (w whole) find(uri string, from, length int64) (Segment, bool) {
	if uri != w.uri || w.bandwidth == 0 || length == 0 {
		return Segment{}, false
	}
	per := 8e9 / float64(w.bandwidth)
	return Segment{URI: uri, From: from, Length: length, Start: capture.Stamp(float64(from) * per),
		Duration: capture.Stamp(float64(length) * per)}, true
}
