package http

import (
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
)

func from(client string) dissecttest.Turn { return dissecttest.Client(client) }
func to(server string) dissecttest.Turn   { return dissecttest.Server(server) }

const (
	getA   = "GET /a HTTP/1.1\r\nHost: example.com\r\n\r\n"
	getB   = "GET /b HTTP/1.1\r\nHost: example.com\r\n\r\n"
	getC   = "GET /c HTTP/1.1\r\nHost: example.com\r\n\r\n"
	headA  = "HEAD /a HTTP/1.1\r\nHost: example.com\r\n\r\n"
	five   = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
	other  = "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\n"
	gone   = "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"
	lineA  = "GET http://example.com/a -> 200 succeeded"
	lineB  = "GET http://example.com/b -> 200 succeeded"
	lineB4 = "GET http://example.com/b -> 404 refused"
	lineC  = "GET http://example.com/c -> 200 succeeded"
)

func TestDialogue(t *testing.T) {
	closes := to("HTTP/1.0 200 OK\r\n\r\nhello")
	closes.Close = true
	tests := []struct {
		name      string
		turns     []dissecttest.Turn
		exchanges []string
		contents  []string
	}{
		{"one after the other", []dissecttest.Turn{from(getA), to(five + "hello"), from(getB), to(other + "nope!"),
			from(getC), to(five + "again")},
			[]string{lineA, lineB4, lineC}, []string{"hello", "nope!", "again"}},
		{"pipelined", []dissecttest.Turn{from(getA + getB), from(getC), to(five + "hello" + other + "nope!"),
			to(five + "again")},
			[]string{lineA, lineB4, lineC}, []string{"hello", "nope!", "again"}},
		{"HEAD and 304 have no body", []dissecttest.Turn{from(headA + getA + getB), to(five + gone), to(five + "hello")},
			[]string{"HEAD http://example.com/a -> 200 succeeded", "GET http://example.com/a -> 304 succeeded", lineB},
			[]string{"hello"}},
		{"interim", []dissecttest.Turn{from("PUT /a HTTP/1.1\r\nHost: example.com\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"),
			to("HTTP/1.1 100 Continue\r\n\r\n"), from("12345"), to("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")},
			[]string{"PUT http://example.com/a -> 201 succeeded"}, []string{"12345"}},
		{"chunks", []dissecttest.Turn{from(getA),
			to("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\nX: y\r\n\r\n"),
			from(getB), to(other + "nope!")},
			[]string{lineA, lineB4}, []string{"hello", "nope!"}},
		{"until close", []dissecttest.Turn{from("GET /a HTTP/1.0\r\nHost: example.com\r\n\r\n"), closes},
			[]string{lineA}, []string{"hello"}},
		{"cut", []dissecttest.Turn{from(getA), to(five + "he")}, []string{lineA}, []string{"he…"}},
		{"unanswered", []dissecttest.Turn{from(getA), to(five + "hello"), from(getB + getC)},
			[]string{lineA, "GET http://example.com/b -> unanswered", "GET http://example.com/c -> unanswered"},
			[]string{"hello"}},
		{"early", []dissecttest.Turn{from("POST /a HTTP/1.1\r\nHost: example.com\r\nContent-Length: 8\r\n\r\n1234"),
			to("HTTP/1.1 413 Content Too Large\r\nContent-Length: 5\r\n\r\nlarge"), from("5678")},
			[]string{"POST http://example.com/a -> 413 refused"}, []string{"12345678", "large"}},
		{"websocket", []dissecttest.Turn{from("GET /a HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
			to("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x02hi"),
			from("\x81\x82abcd\x00\x01"), to("\x81\x02ho")},
			[]string{"GET http://example.com/a -> 101 succeeded", "-> succeeded", "-> succeeded"}, nil},
		{"an empty line before", []dissecttest.Turn{from("POST /a HTTP/1.1\r\nHost: example.com\r\nContent-Length: 2\r\n\r\nok"),
			to(five + "hello"), from("\r\n" + getB), to(five + "again")},
			[]string{"POST http://example.com/a -> 200 succeeded", lineB}, []string{"ok", "hello", "again"}},
		{"proxy", []dissecttest.Turn{from("GET http://user:secret@www.example.com/x HTTP/1.1\r\nHost: proxy.example.com\r\n\r\n"),
			to(five + "hello")},
			[]string{"GET http://www.example.com/x -> 200 succeeded"}, []string{"hello"}},
		{"the whole server", []dissecttest.Turn{from("OPTIONS * HTTP/1.1\r\nHost: example.com\r\n\r\n"),
			to("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")},
			[]string{"OPTIONS http://example.com -> 503 failed"}, nil},
		{"not HTTP", []dissecttest.Turn{from("hello\r\n"), to("who are you?\r\n")}, []string{"-> succeeded"}, nil},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			x := dissecttest.Dialogue{
				Conversation: conversation(c.turns...),
				Exchanges:    c.exchanges, Contents: c.contents,
			}
			x.Check(t)
		})
	}
}

func conversation(turns ...dissecttest.Turn) dissecttest.Conversation {
	return dissecttest.Conversation{Port: 80, Protocols: []*dissect.Protocol{&Protocol}, Turns: turns}
}

// heard writes what is told of a conversation, with its notes.
func heard(turns []dissecttest.Turn, handshake bool) (lines []string) {
	c := conversation(turns...)
	for _, x := range c.Listen(turns, handshake).Exchanges {
		line := x.Line
		if x.Notes != 0 {
			line += " (" + x.Notes.String() + ")"
		}
		lines = append(lines, line)
	}
	return lines
}

// TestDialogueLoss: what was lost never joins a reply to the wrong request, and
// what is proved is not called unsure.
func TestDialogueLoss(t *testing.T) {
	gone := func(x dissecttest.Turn) dissecttest.Turn {
		x.Lost = true
		return x
	}
	a, b, c := from(getA), from(getB), from(getC)
	ra, rb, rc := to(five+"hello"), to(other+"nope!"), to(five+"again")
	tests := []struct {
		name  string
		turns []dissecttest.Turn
		late  bool // the handshake was not captured
		want  []string
	}{
		{"a reply", []dissecttest.Turn{a, gone(ra), b, rb, c, rc}, false,
			[]string{"GET http://example.com/a -> unanswered (gap)", lineB4, lineC}},
		{"the last reply", []dissecttest.Turn{a, gone(ra)}, false, []string{"GET http://example.com/a -> unanswered"}},
		{"the last reply, acknowledged", []dissecttest.Turn{a, gone(ra), from("")}, false,
			[]string{"GET http://example.com/a -> unanswered (gap)"}},
		{"a request", []dissecttest.Turn{a, ra, gone(b), rb, c, rc}, false,
			[]string{lineA, "-> 404 refused (unsure)", lineC}},
		{"a request and its reply", []dissecttest.Turn{a, ra, gone(b), gone(rb), c, rc, a, ra}, false,
			[]string{lineA, lineC + " (unsure)", lineA}},
		{"a reply to pipelined requests", []dissecttest.Turn{from(getA + getB + getC), gone(ra), rb, rc}, false,
			[]string{"GET http://example.com/a -> 404 refused (unsure)", lineB + " (unsure, pipelined)",
				"GET http://example.com/c -> unanswered (gap, pipelined)"}},
		{"the middle of a body", []dissecttest.Turn{from(getA + getB), to(five + "h"), gone(to("el")),
			to("lo" + other + "nope!")}, false,
			[]string{lineA + " (gap)", lineB4 + " (pipelined)"}},
		{"the end of a body", []dissecttest.Turn{a, to(five + "h"), gone(to("ello")), b, rb}, false,
			[]string{lineA + " (gap)", lineB4}},
		{"the end of a body and more",
			[]dissecttest.Turn{from(getA + getB + getC), to(five + "h"), gone(to("ello" + five)),
				to("nope!" + five + "again"), to(five + "again")}, false,
			[]string{lineA + " (gap)", lineB + " (unsure, pipelined)",
				"GET http://example.com/c -> unanswered (gap, pipelined)"}},
		{"all of a reply but its middle",
			[]dissecttest.Turn{a, gone(to(five)), to("hel"), gone(to("lo")), b, rb, c, rc}, false,
			[]string{"GET http://example.com/a -> unanswered (gap)", lineB4, lineC}},
		{"all that the server said", []dissecttest.Turn{a, gone(ra), b, gone(rb), from("")}, true,
			[]string{"GET http://example.com/a -> unanswered (midstream, gap)",
				"GET http://example.com/b -> unanswered (gap)"}},
		{"all that the server said at first", []dissecttest.Turn{a, gone(ra), b, gone(rb), c, rc}, true,
			[]string{"GET http://example.com/a -> unanswered (midstream, gap)",
				"GET http://example.com/b -> unanswered (gap)", lineC}},
		{"joined in a body", []dissecttest.Turn{gone(a), to("hello"), b, rb}, true, []string{lineB4 + " (midstream)"}},
		{"joined before a reply", []dissecttest.Turn{gone(a), ra, b, rb}, true,
			[]string{"-> 200 succeeded (midstream)", lineB4}},
		{"tunnel", []dissecttest.Turn{from("CONNECT example.com:80 HTTP/1.1\r\n\r\n"),
			to("HTTP/1.1 200 Connected\r\n\r\n"), a, ra}, false,
			[]string{"CONNECT example.com:80 -> 200 succeeded (upgrade)", lineA}},
		{"early", []dissecttest.Turn{from("POST /a HTTP/1.1\r\nHost: example.com\r\nContent-Length: 8\r\n\r\n1234"),
			to("HTTP/1.1 413 Content Too Large\r\nContent-Length: 5\r\n\r\nlarge")}, false,
			[]string{"POST http://example.com/a -> 413 refused (early, cut)"}},
	}
	for _, x := range tests {
		if got := heard(x.turns, !x.late); !slices.Equal(got, x.want) {
			t.Errorf("%s:\n got %s\nwant %s", x.name, strings.Join(got, "\n     "), strings.Join(x.want, "\n     "))
		}
	}
}
