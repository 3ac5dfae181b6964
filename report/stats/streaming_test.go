package stats_test

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"netsniff/report/stats"
)

// played is a line of the player's log, see record/player.py.
type played struct {
	At      float64
	Event   string
	Buffer  float64
	Kind    string
	Number  int
	Quality int
	Bytes   int
	Took    float64
	Seconds float64
}

func playerLog(t *testing.T, name string) (list []played) {
	t.Helper()
	f, err := os.Open("../../testdata/pcaps/streaming/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var p played
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

// floats returns the numbers of a column.
func floats(t *testing.T, values []string) (list []float64) {
	t.Helper()
	for _, v := range values {
		x, err := strconv.ParseFloat(v, 64)
		if err != nil && v != "" {
			t.Fatal(err)
		}
		list = append(list, x)
	}
	return list
}

// TestPlayersBuffer: what is estimated of two players is what they logged: each segment
// with its quality, bytes and time, the buffer, and the stalls.
func TestPlayersBuffer(t *testing.T) {
	const near = 0.1 // seconds: the player has what was captured a little later, and it counts the handshake
	for name, first := range map[string]float64{"hls": 1, "dash": 0} {
		log := playerLog(t, name+".log")
		tables := tables(t, 2, "streaming-"+name+".pcap", "streaming")
		number, bytes, took := floats(t, column(t, tables[1], "number")), column(t, tables[1], "bytes"), floats(t,
			column(t, tables[1], "download_time"))
		bandwidth, buffer := column(t, tables[1], "bandwidth"), column(t, tables[1], "buffer")
		estimates := floats(t, buffer)
		i, segments := 0, 0
		for _, p := range log {
			if p.Event != "segment" {
				continue
			}
			segments++
			for buffer[i] == "" {
				i++ // what decoders need to begin
			}
			if int(number[i]+first) != p.Number || bytes[i] != strconv.Itoa(p.Bytes) ||
				bandwidth[i] != strconv.Itoa(p.Quality) {
				t.Errorf("%s: segment %v with %s bytes in %s, the player has %+v", name, number[i], bytes[i],
					bandwidth[i], p)
			}
			if math.Abs(estimates[i]-p.Buffer) > near || math.Abs(took[i]-p.Took) > near {
				t.Errorf("%s: segment %v came in %v s, %v s in the buffer; the player has %+v", name, number[i],
					took[i], estimates[i], p)
			}
			i++
		}
		var stalls, logged []float64
		at, states := floats(t, column(t, tables[2], "start")), column(t, tables[2], "event")
		began := 0.0
		for _, p := range log {
			switch p.Event {
			case "start":
				began = p.At
			case "stall":
				logged = append(logged, p.At-began)
			}
		}
		for j, s := range states {
			if s == "stall" {
				stalls = append(stalls, at[j]-at[slices.Index(column(t, tables[2], "state"), "playing")])
			}
		}
		if segments < 9 || len(stalls) < 2 || !slices.EqualFunc(stalls, logged, func(a,
			b float64) bool {
			return math.Abs(a-b) < near
		}) {
			t.Errorf("%s: stalls %.3v after the start, the player has %.3v", name, stalls, logged)
		}
	}
}

// TestStreams: a live playlist that moves on, a range of one file, a segment that failed,
// a jump, and what players add to URIs.
func TestStreams(t *testing.T) {
	live := func(from int, names string) string {
		text := `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:` + strconv.Itoa(from) + `\n`
		for _, n := range strings.Fields(names) {
			text += `#EXTINF:2,\n` + n + `\n`
		}
		return text
	}
	const media = "200 video/mp2t 123456789"
	for _, tt := range []struct {
		title string
		said  []string // path, an arrow, status, type, body
		want  []string
	}{
		{"live", []string{"/l.m3u8 -> 200 audio/mpegurl " + live(5, "a.ts b.ts"), "/a.ts -> " + media,
			"/b.ts -> " + media, "/l.m3u8 -> 200 audio/mpegurl " + live(6, "b.ts c.ts"), "/c.ts?CMCD=br%3D1 -> " + media,
			"/l.m3u8 -> 200 audio/mpegurl " + live(9, "f.ts"), "/f.ts -> " + media},
			[]string{"0 5 0 2", "0 6 2 3.98", "0 7 4 5.94", "0 9 8 2"}},
		{"a quality that is not there",
			[]string{"/m.m3u8 -> 200 text/plain #EXTM3U\\n#EXT-X-STREAM-INF:BANDWIDTH=1\\nl.m3u8\\n",
				"/l.m3u8 -> 200 text/plain " + live(0, "a.ts b.ts") + `#EXT-X-ENDLIST\n`,
				"/a.ts -> 404 text/html x", "/b.ts -> " + media, "/z.ts -> " + media}, []string{"0 0 0 ", "0 1 2 2"}},
		{"it is watched again",
			[]string{"/m.m3u8 -> 200 text/plain #EXTM3U\\n#EXT-X-STREAM-INF:BANDWIDTH=1\\nl.m3u8\\n",
				"/l.m3u8 -> 200 text/plain " + live(0, "a.ts") + `#EXT-X-ENDLIST\n`,
				"/a.ts -> " + media, "/m.m3u8 -> 200 text/plain #EXTM3U\\n#EXT-X-STREAM-INF:BANDWIDTH=1\\nl.m3u8\\n",
				"/a.ts -> " + media}, []string{"0 0 0 2", "1 0 0 2"}},
	} {
		var visits []string
		for _, s := range tt.said {
			path, reply, _ := strings.Cut(s, " -> ")
			part := strings.SplitN(reply, " ", 3)
			visits = append(visits, "0 GET "+path+" -> "+part[0]+" | Content-Type: "+part[1]+" || "+part[2])
		}
		m := new(made)
		m.visits(t, strings.Join(visits, "\n"))
		a, err := stats.Find("streaming.segments")
		if err != nil {
			t.Fatal(err)
		}
		for _, workers := range []int{1, 3} {
			if got := joined(t, m.tables(t, workers, a)[0], "view", "number", "media_start",
				"buffer"); !slices.Equal(got, tt.want) {
				t.Errorf("%s: %q, want %q", tt.title, got, tt.want)
			}
		}
	}
}
