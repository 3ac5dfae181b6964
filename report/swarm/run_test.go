package swarm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/file"
	"netsniff/dissect/all"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/pipeline"
	"netsniff/report/cells"
	"netsniff/report/collect"
	"netsniff/report/table"
)

const pcaps = "../../testdata/pcaps/"

func open(t testing.TB, name string) capture.Source {
	t.Helper()
	s, err := file.Open(filepath.Join(pcaps, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// read returns the report of a capture, read by so many workers.
func read(t testing.TB, s capture.Source, v *View, workers int, room int64) *Report {
	t.Helper()
	set := heard(t, s, v, workers, room)
	set.Tables(&collect.Run{})
	return Of(set)
}

// heard returns what a capture told, read by so many workers.
func heard(t testing.TB, s capture.Source, v *View, workers int, room int64) *collect.Set {
	t.Helper()
	plan := &collect.Plan{Asks: []collect.Ask{v.Ask()}, Detector: all.Detector()}
	if room > 0 {
		plan.Share(room)
	}
	var sets []*collect.Set
	_, err := pipeline.Run(pipeline.Options{
		Source: s, Detector: plan.Detector, Workers: workers, Out: io.Discard, Totals: plan.Totals(), Depth: plan.Depth(),
		NewSink: func() pipeline.Sink {
			sets = append(sets, plan.New())
			return sets[len(sets)-1]
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	sets[0].Merge(sets[1:])
	return sets[0]
}

// said is all that is said of a report, as text in both languages and as JSON.
func said(t testing.TB, r *Report) string {
	t.Helper()
	var b bytes.Buffer
	for _, l := range []table.Lang{table.English, table.Chinese} {
		if err := r.WriteText(&b, Style{Style: table.Style{Lang: l, Width: 80}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := WriteJSON(&b, []*Report{r}, table.English); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var recordings = []string{
	"bittorrent-tcp.pcap", "bittorrent-utp.pcap", "bittorrent-utp-loss-at-leech.pcap", "bittorrent-magnet-dht.pcap",
	"bittorrent-v2-magnet.pcap",
	"bittorrent-pex-lsd.pcap", "bittorrent-udp-tracker.pcap", "bittorrent-encrypted.pcap",
	"bittorrent-second-tracker.pcap", "bittorrent-ipv6-dht.pcap",
	"bittorrent-web-seed-whole.pcap", "bittorrent-magnet-links.pcap",
	sixPeers,
}

// TestWorkers: the report is the same for any number of workers, with room and
// without.
func TestWorkers(t *testing.T) {
	for _, name := range recordings {
		for _, room := range []int64{0, 1} {
			want := said(t, read(t, open(t, name), &View{}, 1, room))
			for _, workers := range []int{2, 3, 8} {
				if got := said(t, read(t, open(t, name), &View{}, workers, room)); got != want {
					t.Errorf("%s, room %d: %d workers say\n%s\none says\n%s", name, room, workers, got, want)
				}
			}
		}
	}
}

// TestAgain: tables can be made again, in another language, and the report stays the same.
func TestAgain(t *testing.T) {
	set := heard(t, open(t, sixPeers), &View{}, 2, 0)
	set.Tables(&collect.Run{})
	want := said(t, Of(set))
	set.Tables(&collect.Run{Lang: table.Chinese})
	if got := said(t, Of(set)); got != want {
		t.Errorf("the second report says\n%s\nthe first\n%s", got, want)
	}
}

// TestDownloads: of every recorded download all bytes are counted, from the right
// peer, whatever carried them; a.txt has 99,534 (record/bittorrent.sh).
func TestDownloads(t *testing.T) {
	for _, c := range []struct {
		name, peer, client, transport string
		bytes                         int64
		pieces                        int
	}{
		{"bittorrent-tcp.pcap", "192.0.2.20:51413", "Transmission 3.00", "TCP", 99534, 4},
		{"bittorrent-utp.pcap", "192.0.2.20:6881", "example/1.0 libtorrent/2.0.8.0", "uTP", 99534, 4},
		{"bittorrent-utp-loss-at-leech.pcap", "192.0.2.20:6881", "example/1.0 libtorrent/2.0.8.0", "uTP", 99534, 4},
		{"bittorrent-magnet-dht.pcap", "192.0.2.20:6881", "example/1.0 libtorrent/2.0.8.0", "TCP", 99534, 4},
		{"bittorrent-v2-magnet.pcap", "192.0.2.20:6881", "example/1.0 libtorrent/2.0.8.0", "TCP", 8 * 16384, 8},
		{"bittorrent-pex-lsd.pcap", "192.0.2.30:6881", "example/1.0 libtorrent/2.0.8.0", "TCP", 99534, 4},
	} {
		r := read(t, open(t, c.name), &View{}, 1, 0)
		if len(r.Torrents) != 1 || len(r.Torrents[0].Seats) != 1 {
			t.Errorf("%s: %d torrents", c.name, len(r.Torrents))
			continue
		}
		s := r.Torrents[0].Seats[0]
		p := s.Peers[0]
		if s.Address != "192.0.2.10" || p.Address != c.peer || p.Client != c.client || p.Transport != c.transport ||
			p.Down.bytes != c.bytes || p.Up.bytes != 0 {
			t.Errorf("%s: %s sees %s (%s, %s), %d bytes down, %d up", c.name, s.Address, p.Address, p.Client,
				p.Transport, p.Down.bytes, p.Up.bytes)
		}
		if n := len(s.Me.Gained); n != c.pieces || s.Me.Now != c.pieces || s.Me.Full == 0 || !p.Pieces.all {
			t.Errorf("%s: %d pieces gained, has %d, complete at %d; the peer has all: %v", c.name, n, s.Me.Now,
				s.Me.Full, p.Pieces.all)
		}
		if p.RTT < 20e6 || p.RTT > 60e6 {
			t.Errorf("%s: a round trip takes %s, with 20 or 30 ms on the way", c.name, seconds(p.RTT))
		}
		if p.Down.Requests != p.Down.blocks || p.Down.Duplicate+p.Down.Rejected+p.Down.Unanswered != 0 ||
			p.Down.Latency.Count() != uint64(p.Down.blocks) {
			t.Errorf("%s: %d requests, %d blocks, %d timed", c.name, p.Down.Requests, p.Down.blocks, p.Down.Latency.Count())
		}
	}
}

// TestSources: who named the peers.
func TestSources(t *testing.T) {
	for _, c := range []struct{ name, sources, known string }{
		{"bittorrent-tcp.pcap", "tracker: 2, PEX: 1", "tracker"},
		{"bittorrent-magnet-dht.pcap", "DHT: 2", "DHT"},
		{"bittorrent-pex-lsd.pcap", "LSD: 1", "incoming"},
		{"bittorrent-encrypted.pcap", "tracker: 3", "tracker"},
	} {
		x := read(t, open(t, c.name), &View{}, 1, 0).Torrents[0]
		if got := x.sources(); got != c.sources {
			t.Errorf("%s: peers are named by %q, want %q", c.name, got, c.sources)
		}
		if got := strings.Join(x.Seats[0].Peers[0].Sources.words(), " "); got != c.known {
			t.Errorf("%s: the first peer is known by %q, want %q", c.name, got, c.known)
		}
	}
}

// TestMetadata: what an info dictionary that passed says.
func TestMetadata(t *testing.T) {
	for _, c := range []struct {
		name, title string
		size        int64
		pieces      int
		length      int64
		v2          bool
	}{
		{"bittorrent-magnet-dht.pcap", "data", 99534, 4, 32768, false},
		{"bittorrent-v2-magnet.pcap", "pair", 100000, 8, 16384, true},
	} {
		x := read(t, open(t, c.name), &View{}, 1, 0).Torrents[0]
		if x.Name != c.title || x.Size != c.size || x.Pieces != c.pieces || x.PieceLength != c.length ||
			(x.V2 != "") != c.v2 || !x.Exact {
			t.Errorf("%s: %q, %d bytes, %d pieces of %d, %q", c.name, x.Name, x.Size, x.Pieces, x.PieceLength, x.V2)
		}
	}
}

// TestTrackers: the UDP tracker refuses torrents that it does not know.
func TestTrackers(t *testing.T) {
	r := read(t, open(t, "bittorrent-udp-tracker.pcap"), &View{}, 1, 0)
	var answers, failures, scrapes int
	for _, x := range r.Torrents {
		for _, k := range x.Trackers {
			if k.URL != "udp://192.0.2.69:6969" {
				t.Errorf("the tracker is %s", k.URL)
			}
			answers, failures, scrapes = answers+k.Answers, failures+k.Failures, scrapes+k.Scrapes
		}
	}
	if answers == 0 || failures == 0 || scrapes == 0 {
		t.Errorf("%d answers, %d failures, %d scrapes", answers, failures, scrapes)
	}
}

// TestEncrypted: an encrypted peer is told, and belongs to the torrent for which the
// tracker named it.
func TestEncrypted(t *testing.T) {
	for name, transport := range map[string]string{"bittorrent-encrypted.pcap": "TCP",
		"bittorrent-utp-encrypted.pcap": "uTP"} {
		x := read(t, open(t, name), &View{}, 1, 0).Torrents[0]
		p := x.Seats[0].Peers[0]
		if !x.Named || !p.Encrypted || !p.Assumed || p.Address != "192.0.2.20:6881" || p.Transport != transport ||
			p.Evidence&bittorrent.ByName == 0 {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

// TestFailingTrackers: trackers that fail, however they do, are told beside the one
// that answers.
func TestFailingTrackers(t *testing.T) {
	got := map[string]string{}
	for _, x := range read(t, open(t, "bittorrent-second-tracker.pcap"), &View{}, 1, 0).Torrents[0].Trackers {
		got[x.URL] = fmt.Sprintf("%d answers, %d failures, known: %v, %s", x.Answers, x.Failures, x.Known, x.Failure)
	}
	want := map[string]string{
		"http://192.0.2.20/announce":      "2 answers, 2 failures, known: false, HTTP 404 File not found",
		"http://192.0.2.69:6970/announce": "2 answers, 2 failures, known: false, Requested download is not authorized for use with this tracker.",
		"udp://192.0.2.69:6969":           "3 answers, 0 failures, known: true, ",
	}
	if !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

// TestWebSeeds: what web servers gave is told, by ranges or whole, and who might have.
func TestWebSeeds(t *testing.T) {
	for name, want := range map[string]string{
		"bittorrent-web-seed.pcap":       "[http://192.0.2.69/: 2 answers, 2 files, 100000 bytes]",
		"bittorrent-web-seed-whole.pcap": "[http://192.0.2.20:8080/: 1 answers, 1 files, 99534 bytes]",
		"bittorrent-magnet-links.pcap":   "[http://192.0.2.69/: 0 answers, 0 files, 0 bytes]",
	} {
		var got []string
		x := read(t, open(t, name), &View{}, 1, 0).Torrents[0]
		for _, s := range x.WebSeeds {
			got = append(got, fmt.Sprintf("%s: %d answers, %d files, %d bytes", s.URL, s.Answers, s.Files, s.Bytes))
		}
		if fmt.Sprint(got) != want || x.First.Frame == 0 || x.First.At == 0 {
			t.Errorf("%s: %v, first seen in %d", name, got, x.First.Frame)
		}
	}
}

// TestMagnets: links name torrents, with their names and trackers, wherever they stand.
func TestMagnets(t *testing.T) {
	var got []string
	for _, x := range read(t, open(t, "bittorrent-magnet-links.pcap"), &View{}, 1, 0).Torrents {
		trackers := []string{}
		for _, k := range x.Trackers {
			trackers = append(trackers, fmt.Sprintf("%s asked %d", k.URL, k.Asks))
		}
		got = append(got, fmt.Sprintf("%x %s %s in a %s %v", x.Hash[:4], x.Name, x.NameBy, x.Magnets[0].Where, trackers))
	}
	want := []string{
		"50e54223 data magnet in a page [http://192.0.2.69:6969/announce asked 0]",
		"43462bc9 pair magnet in a redirect [http://192.0.2.69:6969/announce asked 0]",
		"00000000 seven magnet in a request []",
		"00010203 in base 32 magnet in a request [udp://tracker.example:6969 asked 0]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// TestOnly: torrents are chosen by what their hash begins with.
func TestOnly(t *testing.T) {
	for begins, want := range map[string]int{"50e5": 1, "ff": 0} {
		r := read(t, open(t, "bittorrent-tcp.pcap"), &View{Only: []string{begins}}, 1, 0)
		if len(r.Torrents) != want || r.Unwanted != 1-want || (r.Absent() == nil) != (want == 1) {
			t.Errorf("%s: %d torrents, %d left out", begins, len(r.Torrents), r.Unwanted)
		}
	}
}

// TestText: no line is longer than 80 cells, and JSON can be read.
func TestText(t *testing.T) {
	for _, name := range recordings {
		r := read(t, open(t, name), &View{}, runtime.NumCPU(), 0)
		for _, l := range []table.Lang{table.English, table.Chinese} {
			var b bytes.Buffer
			if err := r.WriteText(&b, Style{Style: table.Style{Lang: l, Width: 80}}); err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(b.String(), "\n") {
				if n := cells.Width(line); n > 80 {
					t.Errorf("%s: %d cells: %s", name, n, line)
				}
			}
		}
		var b bytes.Buffer
		var document map[string]any
		if err := WriteJSON(&b, []*Report{r}, table.English); err != nil || json.Unmarshal(b.Bytes(), &document) != nil {
			t.Errorf("%s: %v, no JSON: %s", name, err, b.String())
		}
	}
}
