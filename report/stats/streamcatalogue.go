package stats

import (
	"slices"
	"strings"

	"netsniff/capture"
	"netsniff/dissect/streaming"
)

// catalogue knows which segment of which stream a URI names, by all playlists of a
// capture.
type catalogue struct {
	count    int                   // of tracks
	shows    map[string]*show      // by the URI of what describes them
	tracks   map[string]*track     // of HLS, by the URI of their media playlists
	segments map[segmentKey][]part // of HLS
	under    map[string][]*track   // of DASH, by what their URIs begin with
}

// show is a presentation: what a master playlist or a manifest describes, or a media
// playlist that none names.
type show struct {
	uri    string
	format streaming.Format
	live   bool
	length capture.Stamp // 0: not known
	tracks int
}

// track is one quality of a show.
type track struct {
	*show
	streaming.Track
	next uint64        // number behind the last segment of its playlists, 0 if there was none
	ends capture.Stamp // when that ends
}

// maxStreamTracks bounds the tracks that are known.
const maxStreamTracks = 1 << 10

// segmentKey names a segment of HLS.
type segmentKey struct {
	uri          string
	from, length int64
}

// part is a segment of a track.
type part struct {
	*track
	streaming.Segment
}

func newCatalogue() *catalogue {
	return &catalogue{shows: map[string]*show{}, tracks: map[string]*track{}, segments: map[segmentKey][]part{},
		under: map[string][]*track{}}
}

// hear takes a playlist, in the order in which they came.
func (c *catalogue) hear(p *streaming.Playlist) {
	if p.Master() {
		c.master(p)
	} else {
		c.media(p)
	}
}

// master takes what describes tracks; what was read again replaces what it said before.
func (c *catalogue) master(p *streaming.Playlist) {
	s := c.shows[p.URI]
	if s == nil {
		s = &show{uri: p.URI, format: p.Format}
		c.shows[p.URI] = s
	}
	s.live, s.length, s.tracks = p.Live, p.Duration, len(p.Tracks)
	for i := range p.Tracks {
		t := &track{show: s, Track: p.Tracks[i]}
		if c.count++; c.count > maxStreamTracks {
			return
		}
		if dir := t.Under(); dir != "" {
			c.replace(dir, t)
		} else if t.URI != "" && c.tracks[t.URI] == nil {
			c.tracks[t.URI] = t
		}
	}
}

// replace puts a track of DASH in the place of the same one, which a live manifest
// describes again with other segments.
func (c *catalogue) replace(dir string, t *track) {
	list := c.under[dir]
	for i, x := range list {
		if x.show == t.show && x.ID == t.ID && x.Kind == t.Kind && t.live {
			list[i].Track = t.Track
			return
		}
	}
	c.under[dir] = append(list, t)
}

// media takes a media playlist.
func (c *catalogue) media(p *streaming.Playlist) {
	t := c.tracks[p.URI]
	if t == nil {
		s := &show{uri: p.URI, format: p.Format, tracks: 1}
		c.shows[p.URI] = s
		t = &track{show: s, Track: streaming.Track{URI: p.URI}}
		c.tracks[p.URI] = t
	}
	t.live, t.length = p.Live, max(t.length, p.Duration)
	shift := c.shift(t, p.Segments)
	for _, s := range p.Segments {
		s.Start += shift
		key := segmentKey{s.URI, s.From, s.Length}
		if !knownPart(c.segments[key], t) {
			c.segments[key] = append(c.segments[key], part{t, s})
		}
		if !s.Init && s.Number >= t.next {
			t.next, t.ends = s.Number+1, s.Start+s.Duration
		}
	}
}

// knownPart reports whether a track is among those that a segment is part of.
func knownPart(list []part, t *track) bool {
	return slices.ContainsFunc(list, func(p part) bool { return p.track == t })
}

// shift returns when the playlist begins, in the time of the one that was read first: a
// live playlist forgets its oldest segments.
func (c *catalogue) shift(t *track, list []streaming.Segment) capture.Stamp {
	for _, s := range list {
		if s.Init {
			continue
		}
		for _, p := range c.segments[segmentKey{s.URI, s.From, s.Length}] {
			if p.track == t {
				return p.Start - s.Start
			}
		}
		switch {
		case t.next == 0:
			return 0
		case s.Number >= t.next: // some were never listed: as long as this one each
			return t.ends + capture.Stamp(min(s.Number-t.next, maxUnlisted))*s.Duration - s.Start
		}
	}
	return 0
}

// maxUnlisted bounds how many segments a live playlist may forget before they are seen.
const maxUnlisted = 1 << 16

// find returns what a request was for, in the view of a show if it is part of several;
// false if nobody knows.
func (c *catalogue) find(f *fetch, of *show) (part, bool) {
	uri := f.uri
	for {
		if p, ok := c.named(uri, f.from, f.length, of); ok {
			return p, true
		}
		if p, ok := c.named(uri, 0, 0, of); ok && f.from == 0 {
			return p, true // all of it was asked for as a range
		}
		path, _, has := strings.Cut(uri, "?")
		if !has {
			return part{}, false
		}
		uri = path // players add what they measure (CMCD)
	}
}

func (c *catalogue) named(uri string, from, length int64, of *show) (part, bool) {
	if list := c.segments[segmentKey{uri, from, length}]; len(list) > 0 {
		for _, p := range list {
			if p.show == of {
				return p, true
			}
		}
		return list[0], true
	}
	const deepest = 32
	path, _, _ := strings.Cut(uri, "?")
	for range deepest {
		i := strings.LastIndexByte(path, '/')
		if i < 0 {
			break
		}
		for _, t := range c.under[path[:i+1]] {
			if s, ok := t.Find(uri, from, length); ok {
				return part{t, s}, true
			}
		}
		path = path[:i]
	}
	return part{}, false
}
