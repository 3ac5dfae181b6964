package stats_test

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/report/stats"
	"netsniff/report/table"
)

// visits adds a connection with requests, one after the other. A line is one of them:
// after so many seconds, the request, an arrow and the status of the reply; fields stand
// behind a bar, with "; " between them, and a body behind two.
func (m *made) visits(t *testing.T, text string) {
	t.Helper()
	var b strings.Builder
	b.WriteString(opened)
	seq := [2]int{1, 1}
	for line := range strings.Lines(strings.TrimSpace(dates.Replace(text))) {
		request, reply, _ := strings.Cut(strings.TrimSpace(line), " -> ")
		after, request, _ := strings.Cut(request, " ")
		request, fields, _ := strings.Cut(request, " | ")
		q := request + ` HTTP/1.1\r\nHost: a.example\r\n` + lines(fields)
		reply, body, has := strings.Cut(reply, " || ")
		if !has {
			body = "123456789"
		}
		code, fields, _ := strings.Cut(reply, " | ")
		r := `HTTP/1.1 ` + code + ` X\r\n`
		if code == "304" {
			r += lines(fields)
		} else {
			r += fmt.Sprintf(`Content-Length: %d\r\n`, len(strings.ReplaceAll(body, `\n`, "-"))) + lines(fields) + body
		}
		fmt.Fprintf(&b, "+%s000ms > PA %d \"%s\"\n+20ms < PA %d \"%s\"\n", after, seq[0], q, seq[1], r)
		escapes := strings.NewReplacer(`\r`, "-", `\n`, "-", `\x22`, "-")
		seq[0] += len(escapes.Replace(q))
		seq[1] += len(escapes.Replace(r))
	}
	m.tcp(t, 80, b.String())
}

// dates are those that the visits have: what is $old is good for a minute.
var dates = strings.NewReplacer("$day", "Date: Mon, 16 Nov 2026 10:00:00 GMT", "$later",
	"Expires: Mon, 16 Nov 2026 10:01:00 GMT",
	"$old", "Last-Modified: Mon, 16 Nov 2026 09:50:00 GMT")

// lines are fields as HTTP has them, with the empty line behind them.
func lines(fields string) string {
	if fields == "" {
		return `\r\n`
	}
	return strings.ReplaceAll(fields, "; ", `\r\n`) + `\r\n\r\n`
}

// TestSharedCache: what a cache may do by RFC 9111, and how long by what.
func TestSharedCache(t *testing.T) {
	for _, tt := range []struct {
		title, visits, want string
	}{
		{"max-age", `
			0 GET / -> 200 | Cache-Control: max-age=60
			50 GET / -> 200
			20 GET / -> 200 | Cache-Control: max-age=60`, "first time, hit, changed"},
		{"s-maxage comes first", `
			0 GET / -> 200 | Cache-Control: max-age=0, s-maxage=60
			50 GET / -> 200`, "first time, hit"},
		{"Expires", `
			0 GET / -> 200 | $day; $later
			50 GET / -> 200
			20 GET / -> 200 | Cache-Control: max-age=60`, "first time, hit, changed"},
		{"Expires that is no date", `
			0 GET / -> 200 | Expires: 0; ETag: \x22a\x22
			1 GET / -> 200 | Cache-Control: max-age=60`, "first time, changed"},
		{"a tenth of its age", `
			0 GET / -> 200 | $day; $old
			50 GET / -> 200
			20 GET / -> 200 | $old`, "first time, hit, validated"},
		{"no tenth of its age for a status that is not to be guessed", `
			0 GET / -> 302 | $day; $old
			1 GET / -> 302`, "status, status"},
		{"a redirection that is said to be good", `
			0 GET / -> 302 | Cache-Control: max-age=9
			1 GET / -> 302`, "first time, hit"},
		{"it was old when it came", `
			0 GET / -> 200 | Cache-Control: max-age=60; Age: 55
			3 GET / -> 200 | Cache-Control: max-age=60
			8 GET / -> 200 | Cache-Control: max-age=60`, "first time, hit, changed"},
		{"it is asked whether it is good", `
			0 GET / -> 200 | Cache-Control: no-cache; ETag: \x22a\x22
			1 GET / -> 200 | ETag: \x22a\x22
			1 GET / -> 200 | ETag: \x22b\x22`, "first time, validated, changed"},
		{"the client has a copy of its own", `
			0 GET / -> 200 | Cache-Control: max-age=1; ETag: \x22a\x22
			9 GET / | If-None-Match: \x22a\x22 -> 304 | ETag: \x22a\x22
			1 GET / | If-None-Match: \x22a\x22 -> 304 | ETag: \x22a\x22`, "first time, validated, validated"},
		{"a 304 says for how long", `
			0 GET / -> 200 | Cache-Control: max-age=1; ETag: \x22a\x22
			9 GET / -> 304 | Cache-Control: max-age=60; ETag: \x22a\x22
			9 GET / -> 200`, "first time, validated, hit"},
		{"nothing says how long", `
			0 GET / -> 200
			1 GET / -> 200`, "no lifetime, no lifetime"},
		{"not to be stored", `
			0 GET / -> 200 | Cache-Control: no-store, max-age=60
			1 GET / -> 200 | Cache-Control: private`, "no-store, private"},
		{"for who has logged in", `
			0 GET / | Authorization: Basic YTpi -> 200 | Cache-Control: max-age=60
			1 GET / | Authorization: Basic YTpi -> 200 | Cache-Control: public, max-age=60
			1 GET / -> 200`, "authorization, first time, hit"},
		{"it varies", `
			0 GET / | Accept-Language: en -> 200 | Cache-Control: max-age=60; Vary: Accept-Language
			1 GET / | Accept-Language: zh -> 200 | Cache-Control: max-age=60; Vary: Accept-Language
			1 GET / | Accept-Language: en -> 200
			1 GET / | Accept-Language: zh -> 200`, "first time, other variant, hit, hit"},
		{"by a field that others do not name", `
			0 GET / | X-Device: a -> 200 | Cache-Control: max-age=60; Vary: x-device
			1 GET / | X-Device: a -> 200 | Cache-Control: max-age=60; Vary: x-device`, "first time, hit"},
		{"by anything", `
			0 GET / -> 200 | Cache-Control: max-age=60; Vary: *
			1 GET / -> 200 | Cache-Control: max-age=60; Vary: *`, "other variant, other variant"},
		{"the client reloads", `
			0 GET / -> 200 | Cache-Control: max-age=60
			1 GET / | Cache-Control: no-cache -> 200 | Cache-Control: max-age=60
			1 GET / | Pragma: no-cache -> 200 | Cache-Control: max-age=60`, "first time, reload, reload"},
		{"the client takes what is stale, the server does not let it", `
			0 GET / -> 200 | Cache-Control: max-age=1
			5 GET / | Cache-Control: max-stale=9 -> 200 | Cache-Control: max-age=1, must-revalidate
			1 GET / | Cache-Control: no-cache -> 200 | Cache-Control: max-age=1, must-revalidate
			5 GET / | Cache-Control: max-stale=9 -> 200 | Cache-Control: max-age=1`, "first time, hit, reload, changed"},
		{"the client wants it to be good for longer", `
			0 GET / -> 200 | Cache-Control: max-age=60
			1 GET / | Cache-Control: min-fresh=60 -> 200 | Cache-Control: max-age=60`, "first time, changed"},
		{"a POST makes the copy worthless", `
			0 GET / -> 200 | Cache-Control: max-age=60
			1 POST / -> 200
			1 GET / -> 200 | Cache-Control: max-age=60`, "first time, method, first time"},
		{"other methods and parts", `
			0 HEAD / -> 304
			1 GET / | Range: bytes=0-8 -> 206 | Cache-Control: max-age=60; Content-Range: bytes 0-8/20`, "method, partial"},
	} {
		m := new(made)
		m.visits(t, tt.visits)
		if got := strings.Join(column(t, m.cache(t, 2, 0, 0)[2], "reason"), ", "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.title, got, tt.want)
		}
	}
}

// cache returns the tables of the cache.
func (m *made) cache(t *testing.T, workers int, link, hit float64) []table.Table {
	t.Helper()
	a, err := stats.Find("cache")
	if err != nil {
		t.Fatal(err)
	}
	a.Link, a.Hit = link, hit
	return m.tables(t, workers, a)
}

// TestAccessLink is the example of Kurose and Ross, Computer Networking, §2.2.5: 15
// requests a second for objects of 100 kbit over a link of 1.54 Mbit/s use 97 % of it,
// and with a cache that answers 0.4 of them 58 %. What is beyond the link takes 2 s. The
// link's own delay is D/(1-bD), as their problem P9 has it: D is 64.935 ms, and
// 64.935/(1-0.97403) ms is 2.5 s, 64.935/(1-0.58442) ms is 156.25 ms; the cache needs 10
// ms: 0.6 (2 s + 156.25 ms) + 0.4 10 ms is 1.29775 s. In whole microseconds the rate is
// 14.999925, and 2.5 s are 2.4995 s.
func TestAccessLink(t *testing.T) {
	const n, behind, bytes, head = 31, 30, 12_500, 41
	var b strings.Builder
	b.WriteString(opened)
	reply := fmt.Sprintf(`HTTP/1.1 200 X\r\nContent-Length: %d\r\n\r\n%s`, bytes-head, strings.Repeat("x", bytes-head))
	for i := range n + behind { // one every fifteenth of a second, each answered two seconds later
		after := 66_667
		if i < n {
			request := fmt.Sprintf(`GET /%d HTTP/1.1\r\nHost: a.example\r\n\r\n`, 10+i)
			fmt.Fprintf(&b, "+%dus > PA %d \"%s\"\n", after, 1+37*i, request)
			after = 0
		}
		if i >= behind {
			fmt.Fprintf(&b, "+%dus < PA %d \"%s\"\n", after, 1+bytes*(i-behind), reply)
		}
	}
	m := new(made)
	m.tcp(t, 80, b.String())
	want := []string{
		"now 0 15 12500 1499992.5 97.4 2.4995 4.4995", "shared cache 0 15 12500 1499992.5 97.4 2.4995 4.4995",
		"hits as given 40 9 12500 899995.5 58.44 0.1562 1.2977",
	}
	for _, workers := range []int{1, 3} {
		// Over 1.5 Mbit/s they use all of it, as objects of 1 Mbit do of 15 Mbit/s (7th edition, §2.2.5).
		full := m.cache(t, workers, 1.5e6, 0.4)[0]
		got := joined(t, full, "case", "use", "access_delay", "delay")
		if len(got) != 3 || got[0] != "now 100  " || rounded(got[2]) != "hits as given 60 0.1666 1.304" {
			t.Errorf("%q", got)
		}
		link := m.cache(t, workers, 1.54e6, 0.4)[0]
		for i, row := range joined(t, link, "case", "hit_ratio", "requests_per_s", "object_bytes", "rate", "use",
			"access_delay", "delay") {
			if !strings.EqualFold(rounded(row), want[i]) {
				t.Errorf("%s, want %s", rounded(row), want[i])
			}
		}
	}
}

// rounded cuts numbers to four digits behind the point.
func rounded(row string) string {
	words := strings.Fields(row)
	for i, w := range words {
		whole, rest, ok := strings.Cut(w, ".")
		if ok {
			words[i] = strings.TrimRight(whole+"."+rest[:min(len(rest), 4)], ".0")
		}
	}
	return strings.Join(words, " ")
}
