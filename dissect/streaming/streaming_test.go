package streaming

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/capture"
)

const at = "http://v.example/a/b.m3u8?t=1"

// TestMaster reads the qualities of a playlist.
func TestMaster(t *testing.T) {
	p := Read(at,
		[]byte("#EXTM3U\r\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"One, two\",LANGUAGE=\"en\",URI=\"en.m3u8\"\r\n"+
			"#EXT-X-STREAM-INF:BANDWIDTH=800000,CODECS=\"avc1.4d,mp4a.40.2\",RESOLUTION=640x360\r\nlow/i.m3u8?x=1\r\n"+
			"#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=\"a\"\r\n/top.m3u8\r\n#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=9,URI=\"i.m3u8\"\r\n"))
	if p == nil || !p.Master() || p.Live || len(p.Tracks) != 3 {
		t.Fatalf("%+v", p)
	}
	for i, want := range []Track{
		{Kind: Audio, ID: "One, two", Language: "en", URI: "http://v.example/a/en.m3u8"},
		{Kind: Muxed, Bandwidth: 800000, Width: 640, Height: 360, Codecs: "avc1.4d,mp4a.40.2",
			URI: "http://v.example/a/low/i.m3u8?x=1"},
		{Kind: Video, Bandwidth: 1, URI: "http://v.example/top.m3u8"},
	} {
		if p.Tracks[i] != want {
			t.Errorf("%+v, want %+v", p.Tracks[i], want)
		}
	}
}

// said are segments as a test writes them.
func said(list []Segment) string {
	var b strings.Builder
	for _, s := range list {
		uri := strings.TrimPrefix(s.URI, "http://v.example/")
		if s.Init {
			fmt.Fprintf(&b, "init %s", uri)
		} else {
			fmt.Fprintf(&b, "%d %v+%v %s", s.Number, float64(s.Start)/1e9, float64(s.Duration)/1e9, uri)
		}
		if s.Length > 0 {
			fmt.Fprintf(&b, " [%d+%d]", s.From, s.Length)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestMediaPlaylist reads segments, with ranges, parts and what begins them.
func TestMediaPlaylist(t *testing.T) {
	for text, want := range map[string]string{
		"#EXTINF:2.5,\na.ts\n#EXTINF:2\nhttp://w.example/b.ts\n#EXT-X-ENDLIST\n":                                                                                    "0 0+2.5 a/a.ts\n1 2.5+2 http://w.example/b.ts\n",
		"#EXT-X-MEDIA-SEQUENCE:7\n#EXT-X-MAP:URI=\"i.mp4\",BYTERANGE=\"10@0\"\n#EXTINF:1,x\n#EXT-X-BYTERANGE:5@10\nm.mp4\n#EXTINF:1,x\n#EXT-X-BYTERANGE:6\nm.mp4\n": "init a/i.mp4 [0+10]\n7 0+1 a/m.mp4 [10+5]\n8 1+1 a/m.mp4 [15+6]\n",
		"#EXT-X-PART:DURATION=0.5,URI=\"p0\"\n#EXT-X-PART:DURATION=0.5,URI=\"p1\"\n#EXTINF:1,\ns0\n":                                                                "0 0+0.5 a/p0\n0 0.5+0.5 a/p1\n0 0+1 a/s0\n",
		"#EXTINF:-1,\na\n#EXTINF:NaN,\nb\n#EXTINF:1e300,\nc\n":                                                                                                      "0 0+0 a/a\n1 0+0 a/b\n2 0+0 a/c\n",
		"#EXTINF:1,\n%zz\n#EXTINF:1,\nok\n":                                                                                                                         "1 1+1 a/ok\n",
	} {
		p := Read(at, []byte("#EXTM3U\n"+text))
		if p == nil {
			t.Errorf("%q is none", text)
		} else if got := said(p.Segments); got != want {
			t.Errorf("%q:\n%s, want\n%s", text, got, want)
		}
	}
	for _, text := range []string{"", "#EXTM3U\n", "#EXTINF:1,\na\n", "<html>MPD", "<MPD/>", "<MPD><Period>"} {
		if p := Read(at, []byte(text)); p != nil {
			t.Errorf("%q: %+v", text, p)
		}
	}
}

// TestManifest finds segments by what a manifest says.
func TestManifest(t *testing.T) {
	const manifest = `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1M2.5S"><BaseURL>media/</BaseURL>
<Period start="PT10S"><AdaptationSet contentType="video" width="640"><SegmentTemplate timescale="1000" duration="2000" startNumber="0" media="$RepresentationID$/$Number%05d$.m4s" initialization="$RepresentationID$/i.mp4"/>
<Representation id="v 1" bandwidth="500000" height="360"/></AdaptationSet>
<AdaptationSet mimeType="audio/mp4"><SegmentTemplate timescale="10" media="a-$Bandwidth$-$Time$.m4s" presentationTimeOffset="100"><SegmentTimeline><S t="100" d="20" r="2"/><S d="10"/><S t="200" d="5" r="-1"/></SegmentTimeline></SegmentTemplate>
<Representation id="a" bandwidth="9"/></AdaptationSet>
<AdaptationSet><Representation id="l" mimeType="video/mp4"><BaseURL>one.mp4</BaseURL><SegmentList timescale="1" duration="3"><Initialization range="0-9"/><SegmentURL mediaRange="10-19"/><SegmentURL mediaRange="20-29"/></SegmentList></Representation>
<Representation id="w" bandwidth="8000"><BaseURL>/two.mp4</BaseURL><SegmentBase indexRange="1-2"/></Representation></AdaptationSet></Period></MPD>`
	p := Read("http://v.example/m.mpd", []byte(manifest))
	if p == nil || p.Live || p.Duration != 62.5e9 || len(p.Tracks) != 4 {
		t.Fatalf("%+v", p)
	}
	if v := p.Tracks[0]; v.Kind != Video || v.Width != 640 || v.Height != 360 || v.Bandwidth != 500000 ||
		p.Tracks[1].Kind != Audio || p.Tracks[2].Kind != Video {
		t.Errorf("%+v", p.Tracks)
	}
	for _, tt := range []struct {
		track        int
		uri          string
		from, length int64
		want         string
	}{
		{0, "v%201/i.mp4", 0, 0, "init media/v%201/i.mp4\n"},
		{0, "v%201/00003.m4s", 0, 0, "3 16+2 media/v%201/00003.m4s\n"},
		{0, "v%201/.m4s", 0, 0, ""}, {0, "v%201/1.m4s.bak", 0, 0, ""},
		{1, "a-9-140.m4s", 0, 0, "3 14+2 media/a-9-140.m4s\n"},
		{1, "a-9-160.m4s", 0, 0, "4 16+1 media/a-9-160.m4s\n"},
		{1, "a-9-1000.m4s", 0, 0, "165 100+0.5 media/a-9-1000.m4s\n"},
		{1, "a-9-99.m4s", 0, 0, ""},
		{2, "one.mp4", 0, 10, "init media/one.mp4 [0+10]\n"}, {2, "one.mp4", 20, 10,
			"2 13+3 media/one.mp4 [20+10]\n"}, {2, "one.mp4", 20, 9, ""},
		{3, "../two.mp4", 1000, 2000, "0 1+2 two.mp4 [1000+2000]\n"},
	} {
		uri := "http://v.example/media/" + tt.uri
		if tt.uri[0] == '.' {
			uri = "http://v.example/two.mp4"
		}
		s, ok := p.Tracks[tt.track].Find(uri, tt.from, tt.length)
		got := ""
		if ok {
			got = said([]Segment{s})
		}
		if got != tt.want || !strings.HasPrefix(uri, p.Tracks[tt.track].Under()) {
			t.Errorf("%s: %q, want %q, under %s", tt.uri, got, tt.want, p.Tracks[tt.track].Under())
		}
	}
}

// TestISOSpan reads durations of ISO 8601.
func TestISOSpan(t *testing.T) {
	for s, want := range map[string]capture.Stamp{
		"PT1H2M3.5S": 3723.5e9, "P1DT1S": 86401e9, "P0Y0M0DT0H3M30.000S": 210e9, "P1M": 0, "": 0, "PT": 0, "PT5": 0,
		"P1S": 0, "PT1e9S": 0, "PT99999999999999S": 0,
	} {
		if got := isoSpan(s); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

// FuzzRead reads any bytes, and looks for segments in what they say.
func FuzzRead(f *testing.F) {
	f.Add([]byte("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=1x1\na\n"))
	f.Add([]byte("#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:7\n#EXT-X-MAP:URI=\"i\"\n#EXTINF:1,x\n#EXT-X-BYTERANGE:5@10\nm\n#EXT-X-PART:DURATION=1,URI=\"p\"\n"))
	f.Add([]byte(`<MPD type="dynamic"><Period><AdaptationSet><SegmentTemplate timescale="1" media="$Number%05d$.$Time$"><SegmentTimeline><S t="1" d="2" r="-1"/><S t="9" d="1"/></SegmentTimeline></SegmentTemplate><Representation id="a"/></AdaptationSet></Period></MPD>`))
	f.Add([]byte(`<MPD><Period><AdaptationSet><Representation><BaseURL>a</BaseURL><SegmentList duration="1"><SegmentURL mediaRange="1-2"/></SegmentList></Representation></AdaptationSet></Period></MPD>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p := Read(at, b)
		if p == nil {
			return
		}
		if len(p.Tracks) > maxTracks || len(p.Segments) > maxSegments {
			t.Errorf("%d tracks, %d segments", len(p.Tracks), len(p.Segments))
		}
		for i := range p.Tracks {
			u := p.Tracks[i].Under()
			for _, uri := range []string{u, u + "a", u + "1.1", u + "00001.2"} {
				if s, ok := p.Tracks[i].Find(uri, 1, 2); ok && (s.Duration < 0 || s.Start < 0) {
					t.Errorf("%+v", s)
				}
			}
		}
		for _, s := range p.Segments {
			if s.Duration < 0 || s.Start < 0 || s.From < 0 || s.Length < 0 {
				t.Errorf("%+v", s)
			}
		}
	})
}
