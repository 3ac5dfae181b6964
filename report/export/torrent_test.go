package export

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"netsniff/capture/capturetest"
	"netsniff/dissect/all"
	"netsniff/dissect/bencode"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/pipeline"
	"netsniff/report/collect"
)

// What the seed of testdata/pcaps/record/bittorrent.sh has.
const (
	seedSum  = "ce9fa8f4ac5063ea4717c0787586c7ac338a10acb59e3c54b2667d05a6d94a4e"
	seedPair = "6fa668a77b993398ffe88732f732230402bc543f1435b66354d802575070fc54"
	seedSize = 99534
)

// shared is what an export of torrents wrote.
type shared struct {
	exported
	files []map[string]string
	notes []string
}

// exportTorrents writes what frames carry into dir; known are .torrent files.
func exportTorrents(t testing.TB, dir string, frames []capturetest.Record, workers int, known ...[]byte) *shared {
	t.Helper()
	e := &Exporter{Kind: Torrent, Dir: dir, Torrents: known}
	if dir != "" {
		if err := e.Prepare(); err != nil {
			t.Fatal(err)
		}
	}
	plan := &collect.Plan{Asks: []collect.Ask{e.Ask()}, Detector: all.Detector()}
	var sets []*collect.Set
	totals, err := pipeline.Run(pipeline.Options{
		Source: &memory{frames: frames}, Detector: plan.Detector, Workers: workers, Out: io.Discard,
		NewSink: func() pipeline.Sink {
			sets = append(sets, plan.New())
			return sets[len(sets)-1]
		},
	})
	if err != nil || totals.Faults != 0 {
		t.Fatalf("%v, %d faults", err, totals.Faults)
	}
	sets[0].Merge(sets[1:])
	run := &collect.Run{}
	tables := sets[0].Tables(run)
	x := &shared{exported: exported{dir: dir, err: Failure(sets[0])}}
	if x.err == nil && dir != "" {
		x.err = e.Index(tables, run)
	}
	for _, n := range tables[0].Notes {
		x.notes = append(x.notes, n.EN)
	}
	x.index = rows(t, &tables[0])
	if len(tables) > 1 {
		x.files = rows(t, &tables[1])
	}
	return x
}

// recordedTorrent is the .torrent of the recorded seed's file: peers sent each other
// its metadata in one of the captures.
func recordedTorrent(t testing.TB) []byte {
	t.Helper()
	x := exportTorrents(t, t.TempDir(), load(t, "bittorrent-magnet-dht.pcap"), 1)
	return []byte(x.content(t, x.index[0]["torrent"]))
}

func sum(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// Files come out as the seed has them, whatever carried them; without metadata
// they have no name and are not said to be complete.
func TestRecordedTorrents(t *testing.T) {
	known := recordedTorrent(t)
	for _, c := range []struct {
		capture  string
		given    bool
		complete bool
		files    []string // SHA-256
	}{
		{"bittorrent-magnet-dht.pcap", false, true, []string{seedSum}},
		{"bittorrent-tcp.pcap", true, true, []string{seedSum}},
		{"bittorrent-utp.pcap", true, true, []string{seedSum}},
		{"bittorrent-utp-loss-at-leech.pcap", true, true, []string{seedSum}},
		{"bittorrent-pex-lsd.pcap", true, true, []string{seedSum}},
		{"bittorrent-v2-magnet.pcap", false, true, []string{seedPair, seedPair}},
		{"bittorrent-tcp.pcap", false, false, []string{seedSum}},
		{"bittorrent-aria2-magnet.pcap", false, true, []string{seedSum}},
		{"bittorrent-hybrid-qbittorrent.pcap", false, true, []string{seedPair, seedPair}},
		{"bittorrent-web-seed.pcap", false, true, []string{seedPair, seedPair}},
		{"bittorrent-web-seed-whole.pcap", false, true, []string{seedSum}},
		{"bittorrent-ipv6-utp.pcap", true, true, []string{seedSum}},
		{"bittorrent-tcp-loss-at-leech.pcap", true, true, []string{seedSum}},
		{"bittorrent-tcp-loss-at-seed.pcap", true, true, []string{seedSum}},
	} {
		for _, workers := range []int{1, 3} {
			var given [][]byte
			if c.given {
				given = [][]byte{known}
			}
			x := exportTorrents(t, t.TempDir(), load(t, c.capture), workers, given...)
			if x.err != nil || len(x.index) != 1 || len(x.files) != len(c.files) {
				t.Fatalf("%s: %v, %v, %v", c.capture, x.err, x.index, x.files)
			}
			yes := map[bool]string{true: "yes", false: "no"}[c.complete]
			for i, want := range c.files {
				f := x.files[i]
				if got := sum(x.content(t, f["file"])); got != want || c.complete && f["sha256"] != want ||
					f["complete"] != yes {
					t.Errorf("%s: %v has %s", c.capture, f, got)
				}
			}
			if row := x.index[0]; row["complete"] != yes || c.complete &&
				(row["pieces"] != row["verified"] || row["map"] != "") {
				t.Errorf("%s: %v", c.capture, row)
			}
		}
	}
}

// What nobody can read is said.
func TestEncryptedTorrent(t *testing.T) {
	x := exportTorrents(t, "", load(t, "bittorrent-encrypted.pcap"), 2)
	if len(x.index) != 0 || !strings.Contains(strings.Join(x.notes, " "), "1 connections of peers are encrypted") {
		t.Error(x.index, x.notes)
	}
}

// A capture that begins midway, of which frames are lost and out of order, gives
// what it has where it belongs, and the map says what that is. The index is the same
// for any number of workers, and if nothing is written.
func TestPartialTorrent(t *testing.T) {
	known := recordedTorrent(t)
	whole := exportTorrents(t, t.TempDir(), load(t, "bittorrent-tcp.pcap"), 1, known)
	file := whole.content(t, whole.files[0]["file"])
	frames := load(t, "bittorrent-tcp.pcap")[59:]
	frames = slices.Delete(frames, 20, 22)
	for i := 40; i+1 < len(frames); i += 7 {
		frames[i].Data, frames[i+1].Data = frames[i+1].Data, frames[i].Data
		frames[i].WireLen, frames[i+1].WireLen = frames[i+1].WireLen, frames[i].WireLen
	}
	x := exportTorrents(t, t.TempDir(), frames, 1, known)
	if len(x.files) != 1 || x.files[0]["complete"] != "no" || !strings.HasSuffix(x.files[0]["file"], "a.txt.part") ||
		x.index[0]["corrupt"] != "0" {
		t.Fatal(x.index, x.files)
	}
	got := x.content(t, x.files[0]["file"])
	if len(got) != len(file) {
		t.Fatalf("%d bytes, want %d", len(got), len(file))
	}
	have := map[string]int{}
	for _, line := range strings.Split(strings.TrimSpace(x.content(t, x.index[0]["map"])), "\n")[1:] {
		var from, to, n int
		cells := strings.Split(line, ",")
		if _, err := fmt.Sscan(cells[2]+" "+cells[3]+" "+cells[4], &from, &to, &n); err != nil || to-from != n {
			t.Fatal(line, err)
		}
		have[cells[5]] += n
		if want := file[from:to]; cells[5] != "missing" && got[from:to] != want {
			t.Errorf("%s: differs", line)
		} else if cells[5] == "missing" && strings.Trim(got[from:to], "\x00") != "" {
			t.Errorf("%s: there is something", line)
		}
	}
	if have["verified"] < 16<<10 || have["unverified"] == 0 || have["missing"] < 32<<10 ||
		have["verified"]+have["unverified"]+have["missing"] != seedSize {
		t.Error(have)
	}
	for _, workers := range []int{1, 2, 3, 8} {
		if y := exportTorrents(t, "", frames, workers, known); !reflect.DeepEqual(x.index, y.index) ||
			!reflect.DeepEqual(x.files, y.files) {
			t.Errorf("%d workers: %v %v, want %v %v", workers, y.index, y.files, x.index, x.files)
		}
	}
}

// Nothing is written over, and nothing is left that was only needed meanwhile.
func TestTorrentOverwrites(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "torrent-00027"), 0o777); err != nil {
		t.Fatal(err)
	}
	x := exportTorrents(t, dir, load(t, "bittorrent-magnet-dht.pcap"), 2)
	if x.err == nil || !strings.Contains(x.err.Error(), "torrent-00027 is there already: name a new directory with -o") {
		t.Error(x.err)
	}
	if left := files(t, dir); slices.ContainsFunc(left, func(name string) bool { return strings.HasPrefix(name, ".") }) {
		t.Error(left)
	}
}

// The .torrent made of what peers sent says where the torrent is to be found, as the
// capture does, and its info dictionary is the torrent's byte for byte.
func TestTorrentSays(t *testing.T) {
	for name, want := range map[string]string{
		"bittorrent-magnet-dht.pcap":   "{[] [] []}",
		"bittorrent-v2-magnet.pcap":    "{[http://192.0.2.69:6969/announce] [] []}",
		"bittorrent-aria2-magnet.pcap": "{[http://192.0.2.69:6969/announce] [] []}",
	} {
		for _, workers := range []int{1, 3} {
			x := exportTorrents(t, t.TempDir(), load(t, name), workers)
			b := []byte(x.content(t, x.index[0]["torrent"]))
			tree, fault := bencode.Parse(b)
			if got := fmt.Sprint(bittorrent.ReadWhereabouts(b)); fault != bencode.Fine || len(tree.Raw) != len(b) ||
				got != want {
				t.Errorf("%s: %v, %s", name, fault, got)
			}
			if key, same, found := tree.Disorder(); found {
				t.Errorf("%s: key %s, %v", name, key, same)
			}
			v1, v2 := sha1.Sum(tree.Get("info").Raw), sha256.Sum256(tree.Get("info").Raw)
			if h := x.index[0]["info_hash"]; h != hex.EncodeToString(v1[:]) && h != hex.EncodeToString(v2[:20]) {
				t.Errorf("%s: info dictionary of another torrent than %s", name, h)
			}
		}
	}
	got := made([]byte("de"), []byte("de"),
		&bittorrent.Whereabouts{Trackers: []string{"udp://a", "http://b"}, WebSeeds: []string{"http://c/"}})
	if want := "d8:announce7:udp://a13:announce-listll7:udp://ael8:http://bee4:infode12:piece layersde8:url-listl9:http://c/ee"; string(got) != want {
		t.Errorf("%s", got)
	}
}

// The .torrent made of what peers sent is read again.
func TestTorrentRebuilt(t *testing.T) {
	x := exportTorrents(t, t.TempDir(), load(t, "bittorrent-v2-magnet.pcap"), 1)
	b := []byte(x.content(t, x.index[0]["torrent"]))
	if !bytes.Contains(b, []byte("12:piece layers")) {
		t.Errorf("%.200q", b)
	}
	again := exportTorrents(t, t.TempDir(), load(t, "bittorrent-v2-magnet.pcap")[100:], 1, b)
	if len(again.index) != 1 || again.index[0]["verified"] == "0" || again.index[0]["complete"] != "no" {
		t.Error(again.index)
	}
}
