package http

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/reassembly"
)

// long are header fields that are more, or longer, than what is kept.
var long = map[string]string{
	"a long field":      "Content-Security-Policy: " + strings.Repeat("s", 9000) + "\r\n",
	"a long known one":  "Cookie: a=" + strings.Repeat("s", 9000) + "\r\n",
	"many fields":       manyFields(600, "y"),
	"with line feeds":   strings.ReplaceAll(manyFields(600, "y"), "\r", ""),
	"100 KB of fields":  manyFields(25, strings.Repeat("v", 4000)),
	"300 KB of fields":  manyFields(75, strings.Repeat("v", 4000)),
	"300 KB of cookies": strings.ReplaceAll(manyFields(75, "a="+strings.Repeat("v", 4000)), "X-", "Set-Cookie: x-"),
	"many known fields": strings.ReplaceAll(manyFields(9000, "b"), "X-", "Via: x-"),
	"one field of 3 MB": "X: " + strings.Repeat("v", 3<<20) + "\r\n",
}

func manyFields(n int, value string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "X-%d: %s\r\n", i, value)
	}
	return b.String()
}

// segments cuts text into segments of at most n bytes.
func segments(d dissect.Dir, text string, n int) (turns []dissecttest.Turn) {
	for len(text) > 0 {
		k := min(n, len(text))
		turns = append(turns, dissecttest.Turn{Dir: d, Data: []byte(text[:k])})
		text = text[k:]
	}
	return turns
}

// TestLongHeads: where a message ends is known however long its head is.
func TestLongHeads(t *testing.T) {
	length := "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\n"
	chunks := "Transfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n"
	for name, fill := range long {
		for _, c := range []struct{ request, response, body string }{
			{"", length, "hello"}, {"", chunks, "5\r\nhello\r\n0\r\n\r\n"}, {length, length, "hello"},
			{chunks, length, "hello"},
		} {
			for _, n := range []int{1460, 60000} {
				var turns []dissecttest.Turn
				var rows, bodies []string
				for i := range 2 {
					request := fmt.Sprintf("POST /%d HTTP/1.1\r\n%sHost: example.com\r\n\r\n", i, fill)
					if c.request != "" {
						request = fmt.Sprintf("POST /%d HTTP/1.1\r\nHost: example.com\r\n%s%s", i, fill, c.request)
						rows, bodies = append(rows, fmt.Sprintf("POST /%d HTTP/1.1  (text/plain)", i)),
							append(bodies, "hello")
						if c.request == chunks {
							request += "5\r\nhello\r\n0\r\n\r\n"
						} else {
							request += "hello"
						}
					} else {
						rows = append(rows, fmt.Sprintf("POST /%d HTTP/1.1 ", i))
					}
					rows, bodies = append(rows, "HTTP/1.1 200 OK  (text/plain)"), append(bodies, "hello")
					turns = append(turns, segments(dissect.ToServer, request, n)...)
					turns = append(turns, segments(dissect.ToClient, "HTTP/1.1 200 OK\r\n"+fill+c.response+c.body, n)...)
				}
				where := fmt.Sprintf("%s, %q, %q, %d", name, c.request, c.response, n)
				x := conversation(turns...)
				heard := x.Listen(turns, true)
				if got := len(heard.Exchanges); got != 2 ||
					heard.Exchanges[1].Line != "POST http://example.com/1 -> 200 succeeded" && c.request != "" ||
					heard.Exchanges[1].Notes != 0 {
					t.Errorf("%s: %d exchanges: %v", where, got, heard.Exchanges)
				}
				if got := fmt.Sprint(heard.Contents); got != fmt.Sprint(bodies) {
					t.Errorf("%s: contents %.200s", where, got)
				}
				checkRows(t, where, turns, rows, len(fill) > maxHead || name == "many known fields")
			}
		}
	}
}

// checkRows compares the messages of turns. What is only in the part of a head
// that is not kept, as its media type, need not be told.
func checkRows(t *testing.T, where string, turns []dissecttest.Turn, want []string, beyond bool) {
	t.Helper()
	conn := newConnection(engine.ByArrival, 80)
	var got []string
	for i := range turns {
		for _, l := range conn.Send(&turns[i]).Messages() {
			s := string(l.Message.AppendInfo(nil))
			if got = append(got, s); beyond && len(got) <= len(want) &&
				strings.TrimRight(s, " ")+"  (text/plain)" == want[len(got)-1] {
				got[len(got)-1] = want[len(got)-1]
			}
		}
	}
	if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
		t.Errorf("%s: rows %.300q\nwant %q", where, got, want)
	}
}

// TestLongHeadIsFollowed: a transcript has a head as it was sent.
func TestLongHeadIsFollowed(t *testing.T) {
	for name, fill := range long {
		text := "HTTP/1.1 200 OK\r\n" + fill + "Content-Length: 5\r\n\r\nhello"
		for _, n := range []int{1460, 1 << 22} {
			if got := hear([]said{reply(text)}, n); got != "\n< "+text {
				t.Errorf("%s, %d: %d bytes, not %d", name, n, len(got), len(text))
			}
		}
	}
}

// TestEndlessHead: what is not kept of a head costs nothing, byte by byte
// either, and a head without end is none.
func TestEndlessHead(t *testing.T) {
	var d drawer
	var r reader
	r.init(new(Transcript), &d, false)
	r.sink.(*Transcript).hand = func(Piece) {}
	fill := []byte("X: y\r\n" + strings.Repeat("a", 1000))
	r.data(dissect.ToServer, []byte("GET / HTTP/1.1\r\n"), reassembly.Mark{}, 0)
	s := &r.streams[dissect.ToServer]
	for range 20000 {
		if r.data(dissect.ToServer, fill, reassembly.Mark{}, 0); cap(s.head) > 3*maxKeptHead {
			t.Fatalf("%d bytes of a head are kept", cap(s.head))
		}
	}
	if s.tail != nil {
		t.Error("the head has not been given up")
	}
}
