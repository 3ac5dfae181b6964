package bittorrent_test

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/http"
)

const (
	connectionID = "\x01\x02\x03\x04\x05\x06\x07\x08"
	torrent      = "mnopqrstuvwxyz123456"
)

// Messages to a tracker over UDP and its answers (BEP 15).
var (
	connect   = "\x00\x00\x04\x17\x27\x10\x19\x80" + words(0, 0xcafe)
	connected = words(0, 0xcafe) + connectionID
	announce  = connectionID + words(1, 0xbeef) + torrent + "-TR3000-abcdefghijkl" + words(0, 10, 0, 20, 0, 30) +
		words(2, 0, 0x1234, 0xffffffff) + "\x1a\xe1" + "\x01\x02\x05/path\x00"
	announced = words(1, 0xbeef, 1800, 3, 5) + peer(1) + peer(2)
	scrape    = connectionID + words(2, 0xabcd) + torrent
	scraped   = words(2, 0xabcd, 5, 40, 3)
	refused   = words(3, 0xabcd) + "Connection ID mismatch"
)

func TestTracker(t *testing.T) {
	conn := dissecttest.NewDatagrams(40001, &bittorrent.Tracker)
	turns := []dissecttest.Turn{
		client(connect), server(connected), client(announce), server(announced), client(scrape), server(scraped),
		client(scrape), server(refused), server("else"),
	}
	got := conn.Rows(turns)
	for i, want := range []string{
		"Connect Request, Transaction ID: 0x0000cafe", "Connect Response, Transaction ID: 0x0000cafe",
		"Announce Request, Transaction ID: 0x0000beef, Event: started",
		"Announce Response, Transaction ID: 0x0000beef, Interval=1800 Leechers=3 Seeders=5 Peers=2",
		"Scrape Request, Transaction ID: 0x0000abcd", "Scrape Response, Transaction ID: 0x0000abcd",
		"Scrape Request, Transaction ID: 0x0000abcd",
		"Error: Connection ID mismatch",
	} {
		if got[i] != "BT-Tracker "+want {
			t.Errorf("frame %d: %s, want %s", i+1, got[i], want)
		}
	}
	if got[8] != "-" {
		t.Errorf("what is no message: %s", got[8])
	}
	f := conn.Last([]dissecttest.Turn{client(announce)})
	for name, want := range map[string]string{
		"bt-tracker.action": "1", "bt-tracker.port": "6881", "bt-tracker.left": "20", "bt-tracker.event": "2",
		"bt-tracker.url_data": "/path", "bt-tracker.client": "Transmission 3.0.0",
	} {
		if got := dissecttest.FieldText(f, &bittorrent.Tracker, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	f = conn.Last([]dissecttest.Turn{server(scraped)})
	if got := dissecttest.FieldText(f, &bittorrent.Tracker, "bt-tracker.completed"); got != "40" {
		t.Errorf("completed: %q", got)
	}
	if n := conn.Allocs(turns[:8]); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// witnessed says what was told of exchanges with trackers.
type witnessed struct {
	witness
	details []string
}

func (w *witnessed) Exchange(x *dissect.Exchange) {
	w.witness.Exchange(x)
	if a, ok := x.Detail.(*bittorrent.Announcement); ok {
		w.details = append(w.details,
			fmt.Sprintf("port %d %s left %d: %d s, %d seeders, %d leechers, %d peers %s%s", a.Port, a.Event, a.Left,
				a.Interval, a.Seeders, a.Leechers, a.Peers, a.Failure, a.Warning))
	}
}

func TestTrackerExchanges(t *testing.T) {
	w := new(witnessed)
	dissecttest.TellDatagrams([]dissecttest.Turn{
		client(connect), client(connect), server(connected), client(announce), client(scrape), server(scraped),
		server(announced), client(scrape), server(refused), client(announce),
	}, 40001, w, &bittorrent.Tracker)
	of := hex.EncodeToString([]byte(torrent))
	want := []string{
		"connect -> OK succeeded", "scrape " + of + " -> OK succeeded", "announce " + of + " -> OK succeeded",
		"scrape " + of + " -> error refused", "announce " + of + " -> unanswered",
	}
	if got := w.lines(); !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if want := "port 6881 started left 20: 1800 s, 5 seeders, 3 leechers, 2 peers "; w.details[2] != want {
		t.Errorf("%q, want %q", w.details[2], want)
	}
	if want := []string{"to client: tracker [192.0.2.1:6881 192.0.2.2:6881] []"}; !slices.Equal(w.events, want) {
		t.Errorf("events %q", w.events)
	}
}

// TestWebTracker: what trackers answer over HTTP, whatever type they say it has.
func TestWebTracker(t *testing.T) {
	const none = "port 0  left 0: 0 s, 0 seeders, 0 leechers, 0 peers "
	const id = "%6Dnopqrstuvwxyz123456"
	get := func(path string) dissecttest.Turn {
		return client("GET " + path + " HTTP/1.1\r\nHost: tracker.example:6969\r\n\r\n")
	}
	reply := func(kind, body string) dissecttest.Turn {
		return server(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", kind,
			len(body), body))
	}
	w := new(witnessed)
	turns := []dissecttest.Turn{
		get("/announce?info_hash=" + id + "&peer_id=-TR3000-abcdefghijkl&port=6881&left=7&event=started&compact=1"),
		reply("text/plain", "d8:completei5e10:incompletei3e8:intervali1800e5:peers12:"+peer(1)+peer(2)+"6:peers618:"+
			peer6(3)+"15:warning message4:slowe"),
		get("/announce?port=6881&info_hash=" + id), reply("text/html", "d14:failure reason9:forbiddene"),
		get("/announce?info_hash=" + id), reply("text/plain", "d5:peersld2:ip9:192.0.2.44:porti5eeee"),
		get("/scrape?info_hash=" + id),
		reply("text/plain", "d5:filesd20:"+torrent+"d8:completei9e10:downloadedi8e10:incompletei7eeee"),
		get("/page?x=1"), reply("text/plain", "d8:completei5e10:incompletei3ee"),
		get("/announce?info_hash=" + id), reply("text/plain", "no dictionary"),
		get("/announce?info_hash=" + id),
		server("HTTP/1.1 404 Not here\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\nnone"),
		get("/announce?info_hash=" + id), server("HTTP/1.1 307 Elsewhere\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n"),
		get("/announce?info_hash=" + id), server("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"),
		get("/a.torrent"), reply("application/x-bittorrent", "d4:infod6:lengthi5e4:name1:aee"),
		get("/announce?info_hash=" + id),
	}
	dissecttest.Tell(turns, 80, w, &http.Protocol, &bittorrent.Tracker)
	of := hex.EncodeToString([]byte(torrent))
	var got []string
	for _, x := range w.Exchanges {
		if x.Protocol == &bittorrent.Tracker {
			got = append(got, x.Line)
		}
	}
	if want := []string{
		"announce " + of + " -> OK succeeded", "announce " + of + " -> error refused",
		"announce " + of + " -> OK succeeded", "scrape " + of + " -> OK succeeded",
		"announce " + of + " -> error failed", "announce " + of + " -> 404 refused",
		"announce " + of + " -> 307 redirected", "announce " + of + " -> 503 failed",
		"announce " + of + " -> unanswered",
	}; !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if want := []string{
		"port 6881 started left 7: 1800 s, 5 seeders, 3 leechers, 3 peers slow",
		"port 6881  left 0: 0 s, 0 seeders, 0 leechers, 0 peers forbidden",
		"port 0  left 0: 0 s, 0 seeders, 0 leechers, 1 peers ", "port 0  left 0: 0 s, 9 seeders, 7 leechers, 0 peers ",
		none + "the answer is not bencoded", none + "HTTP 404 Not here", none, none + "HTTP 503 Busy", none,
	}; !slices.Equal(w.details, want) {
		t.Errorf("got\n%s", strings.Join(w.details, "\n"))
	}
	if want := []string{
		"to client: tracker [192.0.2.1:6881 192.0.2.2:6881 [2001:db8::3]:6881] []", "to client: tracker [192.0.2.4:5] []",
		"to client: torrent of 30 bytes, info of 22",
	}; !slices.Equal(w.events, want) {
		t.Errorf("events\n%s", strings.Join(w.events, "\n"))
	}
}

func TestLSD(t *testing.T) {
	say := client("BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\nPort: 6881\r\nInfohash: " +
		hex.EncodeToString([]byte(torrent)) + "\r\ncookie: 1a\r\n\r\n\r\n")
	conn := dissecttest.NewDatagrams(6771, &bittorrent.LSD)
	if got := conn.Rows([]dissecttest.Turn{say})[0]; got != "-" {
		t.Errorf("to another than the group: %q", got)
	}
	conn.Group(239, 192, 152, 143)
	if got := conn.Rows([]dissecttest.Turn{say})[0]; got != "LSD " {
		t.Errorf("row %q", got)
	}
	f := conn.Last([]dissecttest.Turn{say})
	for name, want := range map[string]string{
		"lsd.header": "BT-SEARCH * HTTP/1.1", "lsd.host": "239.192.152.143:6771", "lsd.port": "6881",
		"lsd.infohash": hex.EncodeToString([]byte(torrent)), "lsd.cookie": "1a",
	} {
		if got := dissecttest.FieldText(f, &bittorrent.LSD, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	w := new(witness)
	dissecttest.TellDatagrams([]dissecttest.Turn{say}, 6771, w, &bittorrent.LSD)
	if want := []string{"to server: LSD [192.0.2.10:6881] []"}; !slices.Equal(w.events, want) ||
		len(w.Exchanges) != 1 || !strings.HasPrefix(w.Exchanges[0].Line, "BT-SEARCH ") {
		t.Errorf("got %q, %v", w.events, w.Exchanges)
	}
}

// FuzzTracker replays any bytes as a conversation with a tracker over UDP.
func FuzzTracker(f *testing.F) {
	for _, s := range []string{connect, announce, scrape, announced, refused} {
		f.Add([]byte(string(binary.BigEndian.AppendUint16(nil, uint16(0x8000|len(s)<<8))[:1]) + s))
	}
	protocols := []*dissect.Protocol{&bittorrent.Tracker, &bittorrent.LSD}
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyDatagrams(t, protocols, b) })
}

// FuzzWebTracker hears any bytes as an answer of a tracker over HTTP.
func FuzzWebTracker(f *testing.F) {
	f.Add("info_hash=%6Dnopqrstuvwxyz123456&port=1",
		[]byte("d8:completei5e10:incompletei3e8:intervali1800e5:peers6:abcdef6:peers60:e"))
	f.Add("info_hash=1", []byte("d5:filesd20:mnopqrstuvwxyz123456d8:completei9eeee"))
	f.Fuzz(func(t *testing.T, query string, b []byte) {
		if strings.ContainsFunc(query, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return
		}
		dissecttest.Tell([]dissecttest.Turn{
			client("GET /announce?info_hash=x&" + query + " HTTP/1.1\r\nHost: a\r\n\r\n"),
			server(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(b), b)),
		}, 80, new(witness), &http.Protocol, &bittorrent.Tracker)
	})
}
