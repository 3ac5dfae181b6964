package http

import (
	"testing"

	"netsniff/dissect/dissecttest"
)

func TestClassify(t *testing.T) {
	for _, c := range []struct {
		line string
		kind startKind
	}{
		{"GET / HTTP/1.1", startRequest},
		{"GET /a b c", startRequest},
		{"QUERY /a HTTP/1.1", startRequest},
		{"get / HTTP/1.0", startRequest},
		{"X * HTTP/1.1", startRequest},
		{"$-_. http://a/ HTTP/1.9", startRequest},
		{"QUERY /a b HTTP/1.1", startNone},
		{"QUERY  HTTP/1.1", startNone},
		{"QUERY /a HTTP/1.1 ", startNone},
		{"QUERY /a HTTP/1.x", startNone},
		{"(x) /a HTTP/1.1", startNone},
		{"DESCRIBE rtsp://example.com/ RTSP/1.0", startNone},
		{"INVITE sip:a@example.com SIP/2.0", startNone},
		{" /a HTTP/1.1", startNone},
		{"", startNone},
		{"HTTP/1.1 200 OK", startStatus},
		{"ICY 200 OK", startStatus},
	} {
		if kind, _ := classify([]byte(c.line)); kind != c.kind {
			t.Errorf("%q: %v, want %v", c.line, kind, c.kind)
		}
		for n := range c.line {
			if c.kind != startNone && !mayStart([]byte(c.line[:n])) {
				t.Errorf("%q cannot begin a message", c.line[:n])
			}
		}
	}
	for _, s := range []string{"a b c", "(", "\x00", "hello ,x y", "abc \x16"} {
		if mayStart([]byte(s)) {
			t.Errorf("%q may begin a message", s)
		}
	}
}

// TestAnyMethod: methods are tokens; whether a list has them makes no
// difference to the messages around.
func TestAnyMethod(t *testing.T) {
	c := dissecttest.Dialogue{
		Conversation: conversation(from("BREW /pot HTTP/1.1\r\nHost: example.com\r\nContent-Length: 2\r\n\r\nok"),
			to(five+"hello"),
			from("get /a HTTP/1.1\r\nHost: example.com\r\n\r\n"), to(other+"nope!")),
		Exchanges: []string{"BREW http://example.com/pot -> 200 succeeded", "get http://example.com/a -> 404 refused"},
		Contents:  []string{"ok", "hello", "nope!"},
	}
	c.Check(t)
}

// TestListedLength: a list of the same length is that length (RFC 9112 §6.3).
func TestListedLength(t *testing.T) {
	for _, c := range []struct {
		value string
		n     int64
		exact bool
	}{
		{"5, 5", 5, true}, {"5,5,\t5", 5, true}, {" +5 ", 5, true}, {"0,00", 0, true},
		{"5, 6", 5, false}, {"5,", 5, false}, {",5", -1, false}, {"5 5", 5, false}, {"", -1, false}, {"-5", -1, false},
		{"99999999999999999999", -1, false},
	} {
		if n, exact := contentLength([]byte(c.value)); n != c.n || exact != c.exact {
			t.Errorf("%q: %d %v, want %d %v", c.value, n, exact, c.n, c.exact)
		}
	}
	for fields, want := range map[string]Notes{"Content-Length: 5\r\nContent-Length: 5": 0,
		"Content-Length: 6\r\nContent-Length: 5": NoteLengthsDiffer} {
		var r Response
		r.parse([]byte("HTTP/1.1 200 OK\r\n"+fields+"\r\n\r\n"), 0)
		if r.frame(true, false); r.Framing != ByLength || r.Length != 5 || r.Notes != want {
			t.Errorf("%q: %v %d %v", fields, r.Framing, r.Length, r.Notes)
		}
	}
}
