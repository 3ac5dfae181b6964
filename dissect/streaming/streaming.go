// Package streaming reads what says where the media of a stream over HTTP are, and in
// which qualities: playlists of HTTP Live Streaming and manifests of DASH. Segments are
// requests of HTTP like others; whoever knows the playlist knows what they are.
//
//   - RFC 8216, HTTP Live Streaming: https://www.rfc-editor.org/rfc/rfc8216
//   - its second edition: https://datatracker.ietf.org/doc/html/draft-pantos-hls-rfc8216bis
//   - ISO/IEC 23009-1, Dynamic Adaptive Streaming over HTTP (DASH)
package streaming

import (
	"bytes"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/text"
	"netsniff/reassembly"
)

// HLS are the playlists of HTTP Live Streaming. They have neither rows nor fields of
// their own: HTTP speaks for them.
var HLS = dissect.Protocol{
	Name: "hls", Title: "HTTP Live Streaming", Column: "HLS", Undecoded: true,
	Media: []string{"application/vnd.apple.mpegurl", "application/x-mpegurl", "application/mpegurl", "audio/mpegurl",
		"audio/x-mpegurl",
		"vnd.apple.mpegurl"},
	Asks:               func(uri []byte) bool { return named(uri, ".m3u8") },
	NewContentDialogue: func(s dissect.Session) dissect.ContentDialogue { return dialogue{s} },
}

// DASH are the manifests of Dynamic Adaptive Streaming over HTTP.
var DASH = dissect.Protocol{
	Name: "dash", Title: "Dynamic Adaptive Streaming over HTTP", Column: "DASH", Undecoded: true,
	Media:              []string{"application/dash+xml"},
	Asks:               func(uri []byte) bool { return named(uri, ".mpd") },
	NewContentDialogue: func(s dissect.Session) dissect.ContentDialogue { return dialogue{s} },
}

// named reports whether the path of a URI ends so.
func named(uri []byte, end string) bool {
	if i := bytes.IndexByte(uri, '?'); i >= 0 {
		uri = uri[:i]
	}
	return len(uri) > len(end) && text.EqualFold(uri[len(uri)-len(end):], end)
}

// Format is how a stream is described.
type Format uint8

// Formats.
const (
	ByHLS Format = iota
	ByDASH
)

// String returns "HLS" or "DASH".
func (f Format) String() string { return [...]string{"HLS", "DASH"}[f] }

// Kind is what a track carries.
type Kind uint8

// Kinds of tracks. Muxed: pictures with their sound, or nobody says what.
const (
	Muxed Kind = iota
	Video
	Audio
	Text
)

var kindNames = [...]string{"muxed", "video", "audio", "text"}

// String returns the kind as a word.
func (k Kind) String() string { return kindNames[k] }

// Playlist is the Event's About of a playlist or manifest. Nothing changes it any more.
type Playlist struct {
	Format Format
	URI    string // of its own, absolute if the host is known
	// Tracks are those that a master playlist or a manifest describes.
	Tracks []Track
	// Segments are those of a media playlist of HLS, in order; Number and Start count
	// from its first. Start is 0 for that.
	Segments []Segment
	Live     bool          // more may come: it is read again
	Duration capture.Stamp // of all; 0 if it is live or not said
	Beyond   int           // tracks and segments beyond the bounds, which are left out
}

// Master reports whether it describes tracks.
func (p *Playlist) Master() bool { return len(p.Tracks) > 0 }

// Track is the same content in one quality.
type Track struct {
	Kind          Kind
	ID            string
	URI           string // of its media playlist (HLS)
	Bandwidth     int64  // bits a second, 0 if not said
	Width, Height int
	Codecs        string
	Language      string

	source source // of its segments (DASH)
}

// Segment is a part of a track that is fetched by itself.
type Segment struct {
	URI      string
	From     int64 // first byte of it, if Length > 0
	Length   int64 // bytes; 0: all that the URI names
	Number   uint64
	Start    capture.Stamp // in the time of the presentation
	Duration capture.Stamp
	Init     bool // what decoders need to begin; no media
}

// dialogue tells the playlists of a connection.
type dialogue struct{ talk dissect.Session }

// Content implements dissect.ContentDialogue.
func (d dialogue) Content(x *dissect.Content, m reassembly.Mark) {
	if x.Bytes == nil || x.Within == nil {
		return
	}
	if p := Read(x.Within.Subject, x.Bytes); p != nil {
		d.talk.Event(&dissect.Event{Dir: x.Dir, Mark: m, About: p})
	}
}

// maxURI bounds a URI, in bytes.
const maxURI = 2048

// Read reads a playlist or a manifest that a URI named, by what it begins with; nil if it
// is none.
func Read(uri string, b []byte) *Playlist {
	if len(uri) > maxURI {
		return nil
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if bytes.HasPrefix(b, []byte("#EXTM3U")) {
		return readM3U(uri, b)
	}
	if b = bytes.TrimLeft(b, " \t\r\n"); bytes.HasPrefix(b, []byte("<")) && bytes.Contains(b, []byte("MPD")) {
		return readMPD(uri, b)
	}
	return nil
}
