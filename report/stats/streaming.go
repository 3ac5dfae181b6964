package stats

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/http"
	"netsniff/dissect/streaming"
	"netsniff/reassembly"
	"netsniff/report/collect"
	"netsniff/report/table"
)

// Parts of the table streaming.
const (
	viewsPart    = "views"
	segmentsPart = "segments"
	bufferPart   = "buffer"
)

var streamingParts = []string{viewsPart, segmentsPart, bufferPart}

// Bounds of what is kept of streams over HTTP.
const (
	maxFetches    = 1 << 16 // requests that may be for segments
	fetchBytes    = 500     // about
	maxPlaylists  = 1 << 12
	playlistBytes = 16 << 10 // about
	maxFetchURI   = 2048
)

// streams tells streams over HTTP: what was fetched of them, and what that means for who
// watches them.
type streams struct {
	collect.IgnoreAll
	ask       *collect.Ask
	absence   collect.Absence
	origin    capture.Stamp
	playlists first[heardPlaylist]
	fetches   first[fetch]
}

// heardPlaylist is a playlist or manifest that came.
type heardPlaylist struct {
	*streaming.Playlist
	client capture.Addr
	stream uint32
	at     reassembly.Mark
}

// fetch is a request that may be for a segment.
type fetch struct {
	client    capture.Addr
	server    dissect.Endpoint
	stream    uint32
	ordinal   uint32
	uri       string
	from      int64           // first byte of what was asked for
	length    int64           // 0: all
	asked, at reassembly.Mark // last byte of the request, of the reply
	first     capture.Stamp   // byte of the reply
	code      uint16
	bytes     int64 // of the body
	whole     bool
}

func newStreams(a *collect.Ask) collect.Collector {
	return &streams{ask: a, absence: collect.Absence{Ports: http.Protocol.TCP}}
}

// Frame implements Collector.
func (c *streams) Frame(f *dissect.Frame) {
	c.origin = f.First
	c.absence.Frame(f)
}

// Event implements dissect.EventListener.
func (c *streams) Event(x *dissect.Event) {
	if p, ok := x.About.(*streaming.Playlist); ok {
		c.playlists.add(heardPlaylist{p, x.Conn.Client.Addr, x.Conn.ID, x.Mark}, c.ask.Most(maxPlaylists,
			playlistBytes), byHearing)
	}
}

// Exchange implements dissect.Listener.
func (c *streams) Exchange(x *dissect.Exchange) {
	t, ok := x.Detail.(*http.Transaction)
	if !ok || x.Method != "GET" || t.Request == nil || t.Response == nil || !x.Request.Seen() ||
		len(x.Subject) > maxFetchURI || !mayBeMedia(x.Subject, t.Response) {
		return
	}
	f := fetch{
		client: x.Conn.Client.Addr, server: x.Conn.Server, stream: x.Conn.ID, ordinal: x.Ordinal, uri: x.Subject,
		asked: x.Request.Last, at: x.Reply.Last,
		first: x.Reply.First.At, code: t.Response.Code, bytes: t.Response.BodyLen, whole: t.ResponseWhole &&
			x.Notes&dissect.NoteGap == 0,
	}
	f.from, f.length = askedRange(string(t.Request.Value(http.HeaderRange)))
	c.fetches.add(f, c.ask.Most(maxFetches, fetchBytes), byFetching)
}

// mediaEnds are those that names of segments have.
var mediaEnds = [...]string{".ts", ".m4s", ".mp4", ".m4v", ".m4a", ".m4f", ".aac", ".ac3", ".ec3", ".mp3", ".cmfv",
	".cmfa", ".cmft", ".webm", ".vtt", ".webvtt", ".init", ".dash", ".m2ts"}

// mayBeMedia reports whether what came may be a segment: by its media type or its name.
func mayBeMedia(uri string, r *http.Response) bool {
	kind := bytes.ToLower(r.Value(http.HeaderContentType))
	for _, begin := range [...]string{"video/", "audio/", "application/octet-stream", "binary/octet-stream",
		"application/mp4", "text/vtt"} {
		if bytes.HasPrefix(kind, []byte(begin)) {
			return !bytes.Contains(kind, []byte("mpegurl"))
		}
	}
	path, _, _ := strings.Cut(uri, "?")
	return slices.ContainsFunc(mediaEnds[:], func(end string) bool { return strings.HasSuffix(path, end) })
}

// askedRange reads "bytes=first-last" (RFC 9110 §14.2); 0 and 0 if it is not one range
// with both.
func askedRange(s string) (from, length int64) {
	a, z, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(s), "bytes="), "-")
	first, err := strconv.ParseInt(a, 10, 62)
	last, wrong := strconv.ParseInt(z, 10, 62)
	if !ok || err != nil || wrong != nil || last < first || first < 0 {
		return 0, 0
	}
	return first, last - first + 1
}

func byHearing(a, b heardPlaylist) int {
	return cmp.Or(cmp.Compare(a.at.Frame, b.at.Frame), cmp.Compare(a.stream, b.stream), cmp.Compare(a.URI, b.URI))
}

func byFetching(a, b fetch) int {
	return cmp.Or(cmp.Compare(a.asked.Frame, b.asked.Frame), cmp.Compare(a.stream, b.stream), cmp.Compare(a.ordinal,
		b.ordinal))
}

// Merge implements Collector.
func (c *streams) Merge(other collect.Collector) {
	o := other.(*streams)
	c.origin = max(c.origin, o.origin)
	c.absence.Merge(&o.absence)
	c.playlists.merge(&o.playlists)
	c.fetches.merge(&o.fetches)
}

// Tables implements Collector.
func (c *streams) Tables(r *collect.Run) (tables []table.Table) {
	c.playlists.sort(c.ask.Most(maxPlaylists, playlistBytes), byHearing)
	c.fetches.sort(c.ask.Most(maxFetches, fetchBytes), byFetching)
	views := watch(c.playlists.list, c.fetches.list)
	if len(views) == 0 {
		return c.nothing(r)
	}
	for _, part := range []struct {
		name string
		make func([]*view, capture.Stamp) table.Table
	}{{viewsPart, viewTable}, {segmentsPart, mediaSegmentTable}, {bufferPart, bufferTable}} {
		if c.ask.Part == "" || c.ask.Part == part.name {
			tables = append(tables, part.make(views, c.origin))
		}
	}
	left(&tables[0], c.fetches.beyond+c.playlists.beyond, table.Say("requests and playlists", "个请求和播放列表"))
	return tables
}

// nothing says that there is no stream, and what there was in its place.
func (c *streams) nothing(r *collect.Run) []table.Table {
	tables := c.absence.Table(c.ask, "HTTP", r)
	if len(tables) == 0 {
		return nil
	}
	t := &tables[0]
	t.Notes[0] = table.Say("There is no playlist of HLS and no manifest of DASH.", "没有 HLS 播放列表，也没有 DASH 清单。")
	if len(c.fetches.list) > 0 {
		n := table.Grouped(uint64(len(c.fetches.list)))
		t.Notes = slices.Insert(t.Notes, 1,
			table.Say("Replies that may be media, of which nothing says what they are part of: "+n+".",
				"可能是媒体、但无从得知其所属的应答："+n+" 个。"))
	}
	return tables
}
