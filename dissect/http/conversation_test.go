package http

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
)

// part is what one side sends; end closes its stream afterwards.
type part struct {
	dir  dissect.Dir
	data string
	end  bool
}

func client(s string) part { return part{dissect.ToServer, s, false} }
func server(s string) part { return part{dissect.ToClient, s, false} }
func closing(s string) part {
	return part{dissect.ToClient, s, true}
}

// rowTexts sends parts, in segments of at most n bytes, on a connection to port 80
// that is read in the given order, and returns the messages.
func rowTexts(o engine.Order, n int, parts []part) (messages []string) {
	conn := newConnection(o, 80)
	send := func(x dissecttest.Turn) {
		for _, l := range conn.Send(&x).Messages() {
			if l.Protocol == &Protocol {
				messages = append(messages, string(l.Message.AppendInfo(nil)))
			}
		}
	}
	for _, p := range parts {
		b := []byte(p.data)
		for len(b) > n {
			send(dissecttest.Turn{Dir: p.dir, Data: b[:n]})
			b = b[n:]
		}
		if send(dissecttest.Turn{Dir: p.dir, Data: b}); p.end {
			send(dissecttest.Turn{Dir: p.dir, Close: true})
		}
	}
	return messages
}

const parts = "--x y\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x y\r\nContent-Disposition: form-data; name=a\r\n\r\nv\r\n" +
	"--x y\r\nContent-Type: application/foo\r\n\r\n1\r\n--x y--\r\n"

// conversations are well-formed dialogues and the texts of their messages.
var conversations = []struct {
	name  string
	parts []part
	want  []string
}{
	{"get", []part{client("GET /a?b HTTP/1.1\r\nHost: www.example.com\r\n\r\n"),
		server("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello")},
		[]string{"GET /a?b HTTP/1.1 ", "HTTP/1.1 200 OK  (text/html)"}},
	{"bare LF", []part{client("GET / HTTP/1.0\nHost: a\n\n"), server("HTTP/1.0 204 No Content\n\n")},
		[]string{"GET / HTTP/1.0 ", "HTTP/1.0 204 No Content "}},
	{"folded header", []part{client("GET / HTTP/1.1\r\nHost: a\r\nX-Long: b\r\n c\r\n\td\r\nContent-Length: 2\r\n\r\nhi")},
		[]string{"GET / HTTP/1.1 "}},
	{"pipelined", []part{client("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"),
		server("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")},
		[]string{"GET /1 HTTP/1.1 ", "GET /2 HTTP/1.1 ", "HTTP/1.1 200 OK ", "HTTP/1.1 404 Not Found "}},
	{"head then get, pipelined", []part{client("HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
		server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/css\r\nContent-Length: 2\r\n\r\nab")},
		[]string{"HEAD / HTTP/1.1 ", "GET / HTTP/1.1 ", "HTTP/1.1 200 OK ", "HTTP/1.1 200 OK  (text/css)"}},
	{"continue", []part{client("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"),
		server("HTTP/1.1 100 Continue\r\n\r\n"), client("abc"), server("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")},
		[]string{"HTTP/1.1 100 Continue ", "POST / HTTP/1.1 ", "HTTP/1.1 201 Created "}},
	{"not modified", []part{client("GET / HTTP/1.1\r\n\r\n"),
		server("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n"), client("GET / HTTP/1.1\r\n\r\n"),
		server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")},
		[]string{"GET / HTTP/1.1 ", "HTTP/1.1 304 Not Modified ", "GET / HTTP/1.1 ", "HTTP/1.1 200 OK "}},
	{"chunked with extension and trailers", []part{client("GET / HTTP/1.1\r\n\r\n"),
		server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n5;x=\"y\"\r\nhello\r\n1\r\n!\r\n0\r\nX-Sum: 1\r\nX-End: 2\r\n\r\n" +
			"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")},
		[]string{"GET / HTTP/1.1 ", "HTTP/1.1 200 OK  (text/plain)", "HTTP/1.1 200 OK "}},
	{"gzip, chunked", []part{client("PUT /x HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n")},
		[]string{"PUT /x HTTP/1.1 "}},
	{"until close", []part{client("GET / HTTP/1.0\r\n\r\n"),
		server("HTTP/1.0 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF"), closing("...")},
		[]string{"GET / HTTP/1.0 ", "HTTP/1.0 200 OK  (application/pdf)"}},
	{"missing phrase", []part{server("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"),
		server("HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n")},
		[]string{"HTTP/1.1 200 ", "HTTP/1.1 200  "}},
	{"webdav and upnp", []part{client("PROPFIND /dav HTTP/1.1\r\nDepth: 1\r\n\r\n"),
		client("UNSUBSCRIBE /evt HTTP/1.1\r\nSID: uuid:1\r\n\r\n"),
		client("VERSION-CONTROL /f HTTP/1.1\r\n\r\n")},
		[]string{"PROPFIND /dav HTTP/1.1 ", "UNSUBSCRIBE /evt HTTP/1.1 ", "VERSION-CONTROL /f HTTP/1.1 "}},
	{"json and xml", []part{client("POST /j HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"),
		server("HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: 4\r\n\r\n<a/>")},
		[]string{"POST /j HTTP/1.1 , JavaScript Object Notation (application/json)", "HTTP/1.1 200 OK "}},
	{"image", []part{server("HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nContent-Length: 24\r\n\r\nGIF89a" +
		strings.Repeat("\x00", 18)),
		server("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 4\r\n\r\nabcd")},
		[]string{"HTTP/1.1 200 OK  (GIF89a)", "HTTP/1.1 200 OK  (image/jpeg)"}},
	{"multipart", []part{client("POST / HTTP/1.1\r\nContent-Type: multipart/mixed; boundary=\"x y\"\r\nContent-Length: " +
		strconv.Itoa(len(parts)) + "\r\n\r\n" + parts)},
		[]string{"POST / HTTP/1.1  (text/plain) (application/foo)"}},
}

func TestConversations(t *testing.T) {
	for _, c := range conversations {
		t.Run(c.name, func(t *testing.T) {
			for _, o := range []engine.Order{engine.ByArrival, engine.BySequence} {
				for _, n := range []int{1 << 20, 1, 2, 3, 7, 40, 1400} {
					if got := rowTexts(o, n, c.parts); !reflect.DeepEqual(got, c.want) {
						t.Fatalf("%v, %d bytes at a time:\n got %q\nwant %q", o, n, got, c.want)
					}
				}
			}
			for i, p := range c.parts {
				for j := 1; j < len(p.data); j++ {
					cut := slices.Concat(c.parts[:i], []part{{p.dir, p.data[:j], false}, {p.dir, p.data[j:], p.end}},
						c.parts[i+1:])
					if got := rowTexts(engine.ByArrival, 1<<20, cut); !reflect.DeepEqual(got, c.want) {
						t.Fatalf("part %d cut at %d:\n got %q\nwant %q", i, j, got, c.want)
					}
				}
			}
		})
	}
}

func TestPairing(t *testing.T) {
	const handshake = 3 // frames before the first
	conn := newConnection(engine.ByArrival, 80)
	type answer struct{ of, in uint32 }
	var got []answer
	since := capture.Stamp(-1)
	for _, p := range []part{
		client("GET /1 HTTP/1.1\r\nHost: a.example\r\n\r\n"), client("GET /2 HTTP/1.1\r\nHost: a.example\r\n\r\n"),
		server("HTTP/1.1 102 Processing\r\n\r\n"),
		server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
		server("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"),
	} {
		for _, l := range conn.Send(&dissecttest.Turn{Dir: p.dir, Data: []byte(p.data), Wait: time.Millisecond}).Messages() {
			if r, ok := l.Message.(*Response); ok {
				if got = append(got, answer{max(r.Of.Frame, handshake) - handshake,
					max(r.RequestIn, handshake) - handshake}); len(got) == 1 {
					since = r.Since
				}
			}
		}
	}
	if want := []answer{{1, 2}, {1, 0}, {2, 0}, {0, 0}}; !reflect.DeepEqual(got, want) {
		t.Errorf("answers %v, want %v", got, want)
	}
	if since != 1e6 {
		t.Errorf("%d ns since the request, want 1 ms", since)
	}
}

func TestOddStarts(t *testing.T) {
	for _, c := range []struct {
		name  string
		parts []part
		want  string
	}{
		{"never seen", []part{client("hello\r\nworld")}, `[]`},
		{"binary", []part{client("\x16\x03\x01\x02\x00\x01")}, `[]`},
		{"any method", []part{client("FETCH / HTTP/1.1\r\n\r\n")}, `["FETCH / HTTP/1.1 "]`},
		{"after a request", []part{client("GET / HTTP/1.0\r\n\r\n"), client("a=b\r\n")},
			`["GET / HTTP/1.0 " "Continuation"]`},
		{"text is waited for", []part{client("GET / HTTP/1.0\r\n\r\n"), client("a=b"), client("&c=d\n")},
			`["GET / HTTP/1.0 " "Continuation"]`},
		{"leading empty line", []part{client("POST / HTTP/1.0\r\nContent-Length: 1\r\n\r\nx\r\nGET / HTTP/1.0\r\n\r\n")},
			`["POST / HTTP/1.0 " "GET / HTTP/1.0 "]`},
		{"empty line alone", []part{client("GET / HTTP/1.0\r\n\r\n"), client("\r\n")}, `["GET / HTTP/1.0 " "Continuation"]`},
		{"escapes", []part{server("HTTP/1.1 200 a\tb\x01\xff\u00e9\u009b\u202e\r\nContent-Length: 0\r\n\r\n")},
			`["HTTP/1.1 200 a\\tb\\001` + "\uFFFD\u00e9" + `\\u009B\\u202E "]`},
	} {
		if got := fmt.Sprintf("%q", rowTexts(engine.ByArrival, 1<<20, c.parts)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

var (
	requestBytes  = []byte("GET /index.html?a=b HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: test/1.0\r\nAccept: */*\r\nCookie: a=b\r\n\r\n")
	responseBytes = []byte("HTTP/1.1 200 OK\r\nServer: test\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello")
)

// TestContinuesNothing: bytes behind a hole continue a message only where one of their
// connection was whole.
func TestContinuesNothing(t *testing.T) {
	lost := dissecttest.Turn{Dir: dissect.ToServer, Data: []byte("ost: a\r\n"), Lost: true}
	conn := dissecttest.NewConnection(80, engine.ByArrival, &Protocol)
	conn.CheckRows(t, []dissecttest.Turn{
		dissecttest.Client("GET /a HTTP/1.1\r\nH"), lost, dissecttest.Client("Accept: */*\r\n\r\n"),
		dissecttest.Client("GET /b HTTP/1.1\r\n\r\n"), dissecttest.Client("more of something\r\n"),
	}, []string{"-", "-", "-", "HTTP GET /b HTTP/1.1 ", "HTTP Continuation"})
}
