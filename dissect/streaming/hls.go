package streaming

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"

	"netsniff/capture"
)

// Bounds of what is kept of a playlist or a manifest.
const (
	maxSegments = 1 << 13
	maxTracks   = 256
	maxText     = 4 << 20        // bytes of all its URIs
	longest     = 86_400_000e6   // of a segment: a day
	farthest    = 36_500 * 86400 // seconds: a hundred years
)

// m3u is a playlist that is read (RFC 8216 §4).
type m3u struct {
	*Playlist
	base    *url.URL
	text    int // bytes of URIs so far
	at      capture.Stamp
	number  uint64
	variant attributes // of the line before the URI it is about
	segment Segment
	pending bool  // a segment's duration was told, its URI follows
	end     int64 // where the byte range before ended
	endOf   string
}

// readM3U reads a playlist.
func readM3U(uri string, b []byte) *Playlist {
	base, err := url.Parse(uri)
	if err != nil {
		return nil
	}
	p := &m3u{Playlist: &Playlist{Format: ByHLS, URI: uri, Live: true}, base: base}
	for len(b) > 0 {
		line, rest, _ := bytes.Cut(b, []byte("\n"))
		b = rest
		line = bytes.TrimSpace(line)
		switch {
		case len(line) == 0:
		case line[0] == '#':
			tag, value, _ := bytes.Cut(line, []byte(":"))
			p.tag(string(tag), value)
		default:
			p.named(string(line))
		}
	}
	if p.Master() {
		p.Live = false
	} else if !p.Live {
		p.Duration = p.at
	}
	if len(p.Tracks)+len(p.Segments) == 0 {
		return nil
	}
	return p.Playlist
}

// tag takes a line that begins with #EXT.
func (p *m3u) tag(tag string, value []byte) {
	switch tag {
	case "#EXT-X-STREAM-INF":
		p.variant = readAttributes(value)
	case "#EXT-X-MEDIA":
		p.rendition(readAttributes(value))
	case "#EXTINF":
		d, _, _ := bytes.Cut(value, []byte(","))
		p.segment.Duration, p.pending = span(string(d)), true
	case "#EXT-X-BYTERANGE":
		p.rangeOf(&p.segment, string(value), "")
	case "#EXT-X-MEDIA-SEQUENCE":
		p.number, _ = strconv.ParseUint(string(bytes.TrimSpace(value)), 10, 63)
	case "#EXT-X-MAP":
		a := readAttributes(value)
		s := Segment{Init: true}
		p.rangeOf(&s, a["BYTERANGE"], a["URI"])
		p.keep(s, a["URI"])
	case "#EXT-X-PART":
		p.part(readAttributes(value))
	case "#EXT-X-ENDLIST":
		p.Live = false
	case "#EXT-X-PLAYLIST-TYPE":
		if string(bytes.TrimSpace(value)) == "VOD" {
			p.Live = false
		}
	}
}

// named takes the URI that the lines before are about.
func (p *m3u) named(uri string) {
	switch {
	case p.variant != nil:
		a := p.variant
		t := Track{Kind: Muxed, ID: a["NAME"], Bandwidth: number(a["BANDWIDTH"]), Codecs: a["CODECS"]}
		if a["AUDIO"] != "" {
			t.Kind = Video
		}
		w, h, _ := strings.Cut(a["RESOLUTION"], "x")
		t.Width, t.Height = int(number(w)), int(number(h))
		p.variant = nil
		p.track(t, uri)
	case p.pending:
		s := p.segment
		s.Number, s.Start = p.number, p.at
		p.segment, p.pending = Segment{}, false
		if s.Length > 0 {
			p.follow(&s, uri)
		}
		p.keep(s, uri)
		p.number++
		p.at += s.Duration
	}
}

// rendition takes another track beside the variants (RFC 8216 §4.3.4.1).
func (p *m3u) rendition(a attributes) {
	kind, ok := map[string]Kind{"AUDIO": Audio, "VIDEO": Video, "SUBTITLES": Text}[a["TYPE"]]
	if ok && a["URI"] != "" {
		p.track(Track{Kind: kind, ID: a["NAME"], Language: a["LANGUAGE"]}, a["URI"])
	}
}

func (p *m3u) track(t Track, uri string) {
	if t.URI = p.resolve(uri); t.URI == "" || len(p.Tracks) >= maxTracks {
		p.Beyond++
		return
	}
	p.Tracks = append(p.Tracks, t)
}

// part takes a part of the segment that follows, which may be fetched by itself; its
// time is that of the segment's beginning and the parts before it.
func (p *m3u) part(a attributes) {
	s := Segment{Number: p.number, Start: p.at, Duration: span(a["DURATION"])}
	for i := len(p.Segments) - 1; i >= 0 && p.Segments[i].Number == p.number && !p.Segments[i].Init; i-- {
		s.Start += p.Segments[i].Duration
	}
	p.rangeOf(&s, a["BYTERANGE"], a["URI"])
	p.keep(s, a["URI"])
}

func (p *m3u) keep(s Segment, uri string) {
	if s.URI = p.resolve(uri); s.URI == "" || len(p.Segments) >= maxSegments {
		p.Beyond++
		return
	}
	p.Segments = append(p.Segments, s)
}

// rangeOf reads "length@from"; what has no beginning follows the range before (RFC 8216
// §4.3.2.2), which is known when its URI is.
func (p *m3u) rangeOf(s *Segment, text, uri string) {
	length, from, has := strings.Cut(strings.TrimSpace(text), "@")
	s.Length, s.From = number(length), number(from)
	if s.Length > 0 && !has {
		s.From = -1
	}
	if s.Length > 0 && uri != "" {
		p.follow(s, uri)
	}
}

// follow completes the range of s, which is one of a URI.
func (p *m3u) follow(s *Segment, uri string) {
	if s.From < 0 {
		if s.From = 0; uri == p.endOf {
			s.From = p.end
		}
	}
	p.endOf, p.end = uri, s.From+s.Length
}

// resolve returns a URI in full, "" if it is none or there is no room for more.
func (p *m3u) resolve(ref string) string {
	u := resolve(p.base, ref)
	if p.text += len(u); p.text > maxText {
		return ""
	}
	return u
}

// resolve returns a reference in full (RFC 3986 §5), "" if it is none.
func resolve(base *url.URL, ref string) string {
	if ref == "" || len(ref) > maxURI {
		return ""
	}
	u, err := base.Parse(ref)
	if err != nil {
		return ""
	}
	u.Fragment = ""
	if s := u.String(); len(s) <= maxURI {
		return s
	}
	return ""
}

// attributes are NAME=VALUE in a list with commas (RFC 8216 §4.2).
type attributes map[string]string

func readAttributes(b []byte) attributes {
	const most = 64
	a := attributes{}
	for len(b) > 0 && len(a) < most {
		name, rest, ok := bytes.Cut(b, []byte("="))
		if !ok {
			break
		}
		var value []byte
		if len(rest) > 0 && rest[0] == '"' {
			value, rest, _ = bytes.Cut(rest[1:], []byte(`"`))
			_, rest, _ = bytes.Cut(rest, []byte(","))
		} else {
			value, rest, _ = bytes.Cut(rest, []byte(","))
		}
		if len(value) <= maxURI {
			a[string(bytes.TrimSpace(name))] = string(value)
		}
		b = rest
	}
	return a
}

// number reads a whole number, 0 if it is none.
func number(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil || n < 0 || n > 1<<50 {
		return 0
	}
	return n
}

// span reads seconds with a point in them, 0 if they are none or too many.
func span(s string) capture.Stamp {
	x, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || !(x >= 0 && x*1e9 <= longest) {
		return 0
	}
	return capture.Stamp(x*1e9 + 0.5)
}
