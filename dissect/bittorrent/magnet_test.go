package bittorrent_test

import (
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/bittorrent"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/http"
)

const (
	hash1 = "50e54223b7db2722358d893fef6c5b9aa71bd63e"
	hash2 = "43462bc9977240e667dd09af922579424b84aa0fbd51b864cb2c0008112462a4"
	whole = "magnet:?xt=urn:btih:" + hash1 + "&xt=urn:btmh:1220" + hash2 +
		"&dn=an+example%21&tr=http%3a%2f%2ftracker.example%3a6969%2fannounce&tr.2=udp://b.example:80&ws=http://web.example/"
)

func magnetLine(m *bittorrent.Magnet) string {
	return fmt.Sprintf("%x %.8s %q %v %v", m.InfoHash[:4], m.V2, m.Name, m.Trackers, m.WebSeeds)
}

func TestReadMagnet(t *testing.T) {
	const all = `50e54223 43462bc9 "an example!" [http://tracker.example:6969/announce udp://b.example:80] [http://web.example/]`
	for link, want := range map[string]string{
		whole:                          all,
		"MAGNET" + whole[6:]:           all,
		"magnet:?xt=urn:btih:" + hash1: `50e54223  "" [] []`,
		"magnet:?xt.1=urn:btih:AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT&dn=%zz": `00010203  "%zz" [] []`,
		"magnet:?dn=x&xt=urn:btmh:1220" + hash2:                         `43462bc9 43462bc9 "x" [] []`,
		"magnet:?xt=urn:btih:" + hash1[1:]:                              "",
		"magnet:?xt=urn:sha1:" + hash1:                                  "",
		"magnet:?":                                                      "",
		"magnet":                                                        "",
		"http://a.example/?xt=urn:btih:" + hash1:                        "",
		whole + strings.Repeat("&tr=x", 4000):                           "",
	} {
		got := ""
		if m, ok := bittorrent.ReadMagnet(link); ok {
			got = magnetLine(m)
		}
		if got != want {
			t.Errorf("%.80s\n got %s\nwant %s", link, got, want)
		}
	}
}

// magnetTexts are texts with links in them.
var magnetTexts = map[string]struct {
	text  string
	links int
}{
	"HTML": {`<a href="` + strings.ReplaceAll(whole, "&", "&amp;") + `">a</a> <a href='` +
		strings.ReplaceAll(whole, "&", "&#38;") + "'>", 2},
	"JSON": {`{"filename":"` + strings.ReplaceAll(strings.ReplaceAll(whole, "&", `\u0026`), "/", `\/`) + `"}`, 1},
	"form": {"urls=" + url.QueryEscape(whole) + "&paused=false", 1},
	"form, lower": {"urls=" +
		strings.ReplaceAll(strings.ReplaceAll(strings.ToLower(url.QueryEscape(whole)), "%2fannounce", "%2Fannounce"),
			"%3a", "%3A"), 1},
	"header":          {"Location: " + whole + "\r\nServer: x\r\n", 1},
	"at the end":      {whole, 1},
	"none":            {"a magnet: it attracts magnets, magnet:? and magnet%3A%3F", 0},
	"none that begun": {"magnet:?xt=urn:btih:" + hash1[:30], 0},
}

// TestMagnetFinder: links are found wherever a text is cut.
func TestMagnetFinder(t *testing.T) {
	want := magnetLine(mustRead(t, whole))
	for title, c := range magnetTexts {
		for _, size := range []int{1, 2, 3, 7, 50, 1 << 16} {
			var got []string
			tell := func(m *bittorrent.Magnet) { got = append(got, magnetLine(m)) }
			var x bittorrent.MagnetFinder
			for b := []byte(c.text); len(b) > 0; {
				n := min(size, len(b))
				x.Add(b[:n], tell)
				b = b[n:]
			}
			x.End(tell)
			if len(got) != c.links || slices.ContainsFunc(got, func(s string) bool { return s != want }) {
				t.Errorf("%s, %d bytes at a time: %q", title, size, got)
			}
		}
	}
}

func mustRead(t *testing.T, link string) *bittorrent.Magnet {
	t.Helper()
	m, ok := bittorrent.ReadMagnet(link)
	if !ok {
		t.Fatal(link)
	}
	return m
}

// TestMagnetFields: links in the head and in the content of HTTP are fields.
func TestMagnetFields(t *testing.T) {
	page := magnetTexts["HTML"].text
	conn := dissecttest.NewConnection(80, 0, &http.Protocol, &bittorrent.MagnetLinks)
	for title, turn := range map[string]dissecttest.Turn{
		"a page": server(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s",
			len(page), page)),
		"a redirect": server("HTTP/1.1 302 Found\r\nLocation: " + whole + "\r\nContent-Length: 0\r\n\r\n"),
		"a request":  client("GET /add?urls=" + url.QueryEscape(whole) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
	} {
		f := conn.Last([]dissecttest.Turn{turn})
		if !bittorrent.MagnetLinks.Found(f) {
			t.Errorf("%s: not found", title)
		}
		for _, field := range bittorrent.MagnetLinks.Fields {
			var v dissect.Values
			field.Get(f, nil, &v)
			if len(v.List) == 0 {
				t.Errorf("%s: no %s", title, field.Name)
			} else if field.Name == "magnet.info_hash" && hex.EncodeToString(v.List[0].B) != hash1 {
				t.Errorf("%s: %x", title, v.List[0].B)
			}
		}
	}
	if f := conn.Last([]dissecttest.Turn{server("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnone")}); bittorrent.MagnetLinks.Found(f) {
		t.Error("found where there is none")
	}
}

// FuzzMagnet finds links in any text, the same ones however it is cut.
func FuzzMagnet(f *testing.F) {
	for _, c := range magnetTexts {
		f.Add([]byte(c.text), uint8(5))
	}
	f.Fuzz(func(t *testing.T, b []byte, size uint8) {
		var whole, parts []string
		bittorrent.FindMagnets(b, func(m *bittorrent.Magnet) { whole = append(whole, m.Link) })
		var x bittorrent.MagnetFinder
		tell := func(m *bittorrent.Magnet) { parts = append(parts, m.Link) }
		for rest := b; len(rest) > 0; {
			n := min(int(size)+1, len(rest))
			x.Add(rest[:n], tell)
			rest = rest[n:]
		}
		x.End(tell)
		if !slices.Equal(whole, parts) {
			t.Fatalf("%q\n%q", whole, parts)
		}
	})
}
