package streaming

import (
	"bytes"
	"encoding/xml"
	"net/url"
	"strconv"
	"strings"

	"netsniff/capture"
)

// Elements of a manifest (ISO/IEC 23009-1 §5.3), as far as they are read.
type (
	mpd struct {
		Type     string   `xml:"type,attr"`
		Duration string   `xml:"mediaPresentationDuration,attr"`
		BaseURL  []string `xml:"BaseURL"`
		Periods  []period `xml:"Period"`
	}
	period struct {
		Start    string       `xml:"start,attr"`
		Duration string       `xml:"duration,attr"`
		BaseURL  []string     `xml:"BaseURL"`
		Template *segments    `xml:"SegmentTemplate"`
		List     *segments    `xml:"SegmentList"`
		Sets     []adaptation `xml:"AdaptationSet"`
	}
	// adaptation is an AdaptationSet or a Representation, which inherits from it.
	adaptation struct {
		ID          string       `xml:"id,attr"`
		ContentType string       `xml:"contentType,attr"`
		MimeType    string       `xml:"mimeType,attr"`
		Codecs      string       `xml:"codecs,attr"`
		Lang        string       `xml:"lang,attr"`
		Bandwidth   string       `xml:"bandwidth,attr"`
		Width       string       `xml:"width,attr"`
		Height      string       `xml:"height,attr"`
		BaseURL     []string     `xml:"BaseURL"`
		Template    *segments    `xml:"SegmentTemplate"`
		List        *segments    `xml:"SegmentList"`
		Base        *struct{}    `xml:"SegmentBase"`
		Qualities   []adaptation `xml:"Representation"`
	}
	// segments is a SegmentTemplate or a SegmentList.
	segments struct {
		Media          string `xml:"media,attr"`
		Initialization string `xml:"initialization,attr"`
		Timescale      string `xml:"timescale,attr"`
		Duration       string `xml:"duration,attr"`
		StartNumber    string `xml:"startNumber,attr"`
		Offset         string `xml:"presentationTimeOffset,attr"`
		Init           *struct {
			SourceURL string `xml:"sourceURL,attr"`
			Range     string `xml:"range,attr"`
		} `xml:"Initialization"`
		Timeline *struct {
			S []struct {
				T *uint64 `xml:"t,attr"`
				D uint64  `xml:"d,attr"`
				R int64   `xml:"r,attr"`
			} `xml:"S"`
		} `xml:"SegmentTimeline"`
		URLs []struct {
			Media string `xml:"media,attr"`
			Range string `xml:"mediaRange,attr"`
		} `xml:"SegmentURL"`
	}
)

// elements bound how many of a kind there may be: what has more is not read.
var elements = [...]struct {
	tag  string
	most int
}{{"<Period", 128}, {"<AdaptationSet", 512}, {"<Representation", 1024}, {"<SegmentURL", maxSegments}, {"<S ",
	maxRuns}, {"<BaseURL", 1024}}

// readMPD reads a manifest, nil if it is none.
func readMPD(uri string, b []byte) *Playlist {
	for _, e := range elements {
		if bytes.Count(b, []byte(e.tag)) > e.most {
			return nil
		}
	}
	var m mpd
	base, err := url.Parse(uri)
	if err != nil || xml.Unmarshal(b, &m) != nil {
		return nil
	}
	r := manifest{Playlist: &Playlist{Format: ByDASH, URI: uri, Live: m.Type == "dynamic", Duration: isoSpan(m.Duration)}}
	at := capture.Stamp(0)
	base = within(base, m.BaseURL)
	for i := range m.Periods {
		p := &m.Periods[i]
		if p.Start != "" {
			at = isoSpan(p.Start)
		}
		r.period(p, within(base, p.BaseURL), at)
		at += isoSpan(p.Duration)
	}
	if len(r.Tracks) == 0 {
		return nil
	}
	return r.Playlist
}

// manifest is one that is read.
type manifest struct {
	*Playlist
	text   int // bytes of patterns so far
	listed int // segments so far
}

// within returns the base that a BaseURL gives.
func within(base *url.URL, urls []string) *url.URL {
	if len(urls) == 0 {
		return base
	}
	if u, err := url.Parse(resolve(base, strings.TrimSpace(urls[0]))); err == nil && u.String() != "" {
		return u
	}
	return base
}

func (m *manifest) period(p *period, base *url.URL, start capture.Stamp) {
	for i := range p.Sets {
		set := &p.Sets[i]
		inSet := within(base, set.BaseURL)
		for j := range set.Qualities {
			q := &set.Qualities[j]
			if len(m.Tracks) >= maxTracks {
				m.Beyond++
				continue
			}
			t := Track{
				Kind: kindOf(set, q), ID: q.ID, Bandwidth: number(q.Bandwidth), Codecs: first(q.Codecs,
					set.Codecs), Language: first(q.Lang, set.Lang),
				Width: int(number(first(q.Width, set.Width))), Height: int(number(first(q.Height, set.Height))),
			}
			u := within(inSet, q.BaseURL)
			switch {
			case q.Template != nil || set.Template != nil || p.Template != nil:
				t.source = m.template(inherit(q.Template, set.Template, p.Template), u, &t, start)
			case q.List != nil || set.List != nil || p.List != nil:
				t.source = m.list(inherit(q.List, set.List, p.List), u, start)
			case len(q.BaseURL) > 0:
				t.source = whole{uri: u.String(), bandwidth: t.Bandwidth}
			}
			m.Tracks = append(m.Tracks, t)
		}
	}
}

// first returns the first text that is not empty.
func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// kindOf tells what a Representation carries.
func kindOf(set, q *adaptation) Kind {
	switch kind, _, _ := strings.Cut(first(q.ContentType, set.ContentType, q.MimeType, set.MimeType), "/"); kind {
	case "video":
		return Video
	case "audio":
		return Audio
	case "text", "application":
		return Text
	}
	return Muxed
}

// inherit returns the segments of a Representation: what is not said there is said
// further out (§5.3.9.1).
func inherit(list ...*segments) (s segments) {
	for _, x := range list {
		if x == nil {
			continue
		}
		s.Media, s.Initialization, s.Timescale = first(s.Media, x.Media), first(s.Initialization,
			x.Initialization), first(s.Timescale, x.Timescale)
		s.Duration, s.StartNumber, s.Offset = first(s.Duration, x.Duration), first(s.StartNumber,
			x.StartNumber), first(s.Offset, x.Offset)
		if s.Init == nil {
			s.Init = x.Init
		}
		if s.Timeline == nil {
			s.Timeline = x.Timeline
		}
		if s.URLs == nil {
			s.URLs = x.URLs
		}
	}
	return s
}

// isoSpan reads a duration of ISO 8601, "PT1H2M3.5S"; 0 if it is none. Months and years
// have no length of their own.
func isoSpan(s string) capture.Stamp {
	rest, ok := strings.CutPrefix(s, "P")
	if !ok {
		return 0
	}
	seconds, timed := 0.0, false
	for rest != "" {
		if rest[0] == 'T' {
			rest, timed = rest[1:], true
			continue
		}
		i := strings.IndexFunc(rest, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
		if i <= 0 {
			return 0
		}
		x, err := strconv.ParseFloat(rest[:i], 64)
		if err != nil {
			return 0
		}
		switch {
		case rest[i] == 'D' && !timed:
			seconds += 86400 * x
		case rest[i] == 'H' && timed:
			seconds += 3600 * x
		case rest[i] == 'M' && timed:
			seconds += 60 * x
		case rest[i] == 'S' && timed:
			seconds += x
		case x != 0:
			return 0
		}
		rest = rest[i+1:]
	}
	if seconds > farthest {
		return 0
	}
	return capture.Stamp(seconds*1e9 + 0.5)
}
