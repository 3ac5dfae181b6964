package export

import (
	"fmt"
	"net/url"
	"slices"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/http"
)

// body has a web server send one.
func (s *swarm) body(server string, o *http.Object, b []byte) {
	k := s.conn(server)
	s.c.Keep(&dissect.Piece{Conn: k, Dir: dissect.ToClient, Mark: s.mark(), First: true, About: o}, false)
	s.c.Keep(&dissect.Piece{Conn: k, Dir: dissect.ToClient, Mark: s.mark(), Bytes: b, About: o}, false)
	s.c.Keep(&dissect.Piece{Conn: k, Dir: dissect.ToClient, Mark: s.mark(), Last: true, Whole: true, About: o}, true)
}

// Web seeds give ranges of files, which are put beside what peers gave, or pieces.
// Files of other names or lengths are no part of a torrent.
func TestWebSeeds(t *testing.T) {
	file := noise("file", 50000)
	info := []byte("d6:lengthi50000e4:name8:my a.bin12:piece lengthi16384e6:pieces" + str(hashes(file, 16384)) + "e")
	part := func(path string, from, to, total int) *http.Object {
		return &http.Object{Method: "GET", URI: "http://www.example.com/x/" + path, Status: 206,
			Range: fmt.Sprintf("bytes %d-%d/%d", from, to-1, total)}
	}
	s, p := newSwarm(t), peersOf(info)
	s.metadata("a", p, info)
	s.block("a", p, 0, 0, file[:16384])
	s.body("web", part("my%20a.bin", 10000, 30000, 50000), file[10000:30000])
	s.body("web", part("my%20a.bin", 30000, 40000, 50000), file[30000:40000])
	s.body("web", part("another.bin", 40000, 50000, 50000), file[:10000])
	s.body("web", part("my%20a.bin", 40000, 50000, 50001), file[:10000])
	s.body("web", &http.Object{URI: "http://www.example.com/x/my%20b.bin", Status: 200, Length: 50000}, file)
	s.body("web", &http.Object{URI: "http://www.example.com/x/my%20a.bin", Status: 200, Length: 49999}, file[:49999])
	s.body("web", &http.Object{URI: "http://www.example.com/x/my%20a.bin", Status: 200, Length: -1, Encoding: "gzip",
		Undecoded: true}, file)
	s.body("web", &http.Object{URI: "http://www.example.com/x?info_hash=" + url.QueryEscape(string(p.InfoHash[:])) +
		"&piece=3&ranges=0-847", Status: 200}, file[49152:])
	x := s.export(t)
	if row := x.index[0]; x.err != nil || len(x.index) != 1 || row["verified"] != "3" || row["unverified"] != "1" ||
		row["missing_bytes"] != "9152" || row["corrupt"] != "0" {
		t.Fatal(x.err, x.index)
	}
	if got := x.content(t, x.files[0]["file"]); got[:40000] != string(file[:40000]) || got[49152:] != string(file[49152:]) {
		t.Error("differs")
	}
}

// A web server that knows no ranges sends whole files: they are put together as well.
func TestWholeWebSeeds(t *testing.T) {
	file := noise("file", 50000)
	info := []byte("d6:lengthi50000e4:name8:my a.bin12:piece lengthi16384e6:pieces" + str(hashes(file, 16384)) + "e")
	for _, length := range []int64{50000, -1} {
		s, p := newSwarm(t), peersOf(info)
		s.metadata("a", p, info)
		s.body("web", &http.Object{Method: "GET", URI: "http://www.example.com/x/my%20a.bin", Status: 200,
			Length: length}, file)
		s.body("web", &http.Object{Method: "GET", URI: "http://www.example.com/x/another", Status: 200,
			Length: length}, file)
		x := s.export(t)
		if row := x.index[0]; x.err != nil || len(x.index) != 1 || row["verified"] != "4" || row["complete"] != "yes" {
			t.Fatal(length, x.err, x.index)
		}
		if x.content(t, x.files[0]["file"]) != string(file) {
			t.Error("differs")
		}
		if w := bittorrent.ReadWhereabouts([]byte(x.content(t, x.index[0]["torrent"]))); !slices.Equal(w.WebSeeds,
			[]string{"http://www.example.com/x/"}) {
			t.Errorf("%v", w)
		}
	}
}

func TestContentRange(t *testing.T) {
	for s, want := range map[string]string{
		"bytes 0-499/1234": "0 1234 true", "bytes 500-/1234": "500 1234 true", "bytes 5-9/*": "", "bytes */10": "",
		"bytes 10-11/10": "", "lines 0-1/2": "",
		"bytes -5-9/10": "", "": "", "bytes 0-1/9223372036854775807": "0 9223372036854775807 true",
	} {
		from, total, ok := http.ContentRange(s)
		if got := fmt.Sprint(from, total, ok); ok && got != want || !ok && want != "" {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
}
