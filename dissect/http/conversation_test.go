package http

import (
	"bytes"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
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

// replay is an engine for one connection without loss. It keeps what a
// verdict allows it to keep, and no more.
type replay struct {
	t     *testing.T
	d     dissect.StreamDissector
	frame dissect.Frame
	n     uint32
	sides [2]side
	said  []string
}

type side struct {
	bytes      []byte
	elided, at int
	need       dissect.Verdict
	memo       any
	waiting    bool
	missing    int
	eliding    bool
	keep       int
}

func newReplay(t *testing.T) *replay { return &replay{t: t, d: newStream(new(dissect.Conn))} }

func (r *replay) send(p part) {
	s := &r.sides[p.dir]
	r.n++
	r.frame = dissect.Frame{Packet: &capture.Packet{Frame: r.n, At: capture.Stamp(r.n) * 1e6}}
	s.store([]byte(p.data))
	s.missing -= len(p.data)
	for (len(s.bytes) > 0 || p.end) && (!s.waiting || s.due(p.end)) {
		if !r.step(p.dir, s, p.end) {
			break
		}
	}
	for _, l := range r.frame.Messages() {
		if !l.Quiet {
			r.said = append(r.said, string(l.Message.AppendInfo(nil)))
		}
	}
}

func (s *side) due(end bool) bool {
	switch s.need.Need {
	case dissect.Bytes:
		return s.missing <= 0
	case dissect.UntilClose:
		return end
	}
	return true
}

func (s *side) store(b []byte) {
	if s.eliding {
		if n := min(s.keep-len(s.bytes), len(b)); s.elided == 0 && n > 0 {
			s.bytes, b = append(s.bytes, b[:n]...), b[n:]
			s.at = len(s.bytes)
		}
		// Bytes beyond the message must stay: they begin the next one.
		if over := -(s.missing - len(b)); s.need.Need == dissect.Bytes && over > 0 && over <= len(b) {
			s.elided += len(b) - over
			s.bytes = append(s.bytes, b[len(b)-over:]...)
			return
		}
		s.elided += len(b)
		return
	}
	s.bytes = append(s.bytes, b...)
}

// step calls the dissector once and reports whether to go on.
func (r *replay) step(dir dissect.Dir, s *side, end bool) bool {
	last := end && s.waiting && s.need.Need == dissect.UntilClose
	if len(s.bytes) == 0 && !last {
		return false
	}
	in := dissect.Input{Dir: dir, Bytes: s.bytes, ElidedAt: s.at, Elided: s.elided, Last: last, Again: s.waiting, Memo: s.memo}
	v := r.d.Dissect(&r.frame, &in)
	s.memo, s.need = in.Memo, v
	if v.Need == dissect.Complete || v.Need == dissect.NotMine {
		used := v.Used
		if v.Need == dissect.NotMine {
			used = len(s.bytes)
			r.said = append(r.said, "rejected")
		}
		if used < 0 || used > len(s.bytes) || used == 0 && s.elided == 0 {
			r.t.Fatalf("used %d of %d bytes", used, len(s.bytes))
		}
		*s = side{bytes: append([]byte(nil), s.bytes[used:]...)}
		return len(s.bytes) > 0
	}
	s.waiting, s.missing = true, v.More
	s.eliding, s.keep = v.Keep >= 0 && v.Need != dissect.AnySegment, v.Keep
	if v.Keep >= 0 && v.Keep < len(s.bytes) {
		s.elided += len(s.bytes) - v.Keep
		s.at = v.Keep
		s.bytes = s.bytes[:v.Keep]
	}
	return false
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
	{"until close", []part{client("GET / HTTP/1.0\r\n\r\n"), server("HTTP/1.0 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF"), closing("...")},
		[]string{"GET / HTTP/1.0 ", "HTTP/1.0 200 OK  (application/pdf)"}},
	{"missing phrase", []part{server("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"), server("HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n")},
		[]string{"HTTP/1.1 200 ", "HTTP/1.1 200  "}},
	{"webdav and upnp", []part{client("PROPFIND /dav HTTP/1.1\r\nDepth: 1\r\n\r\n"), client("UNSUBSCRIBE /evt HTTP/1.1\r\nSID: uuid:1\r\n\r\n"),
		client("VERSION-CONTROL /f HTTP/1.1\r\n\r\n")},
		[]string{"PROPFIND /dav HTTP/1.1 ", "UNSUBSCRIBE /evt HTTP/1.1 ", "VERSION-CONTROL /f HTTP/1.1 "}},
	{"json and xml", []part{client("POST /j HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"),
		server("HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: 4\r\n\r\n<a/>")},
		[]string{"POST /j HTTP/1.1 , JavaScript Object Notation (application/json)", "HTTP/1.1 200 OK "}},
	{"image", []part{server("HTTP/1.1 200 OK\r\nContent-Type: image/gif\r\nContent-Length: 24\r\n\r\nGIF89a" + strings.Repeat("\x00", 18)),
		server("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 4\r\n\r\nabcd")},
		[]string{"HTTP/1.1 200 OK  (GIF89a)", "HTTP/1.1 200 OK  (image/jpeg)"}},
	{"multipart", []part{client("POST / HTTP/1.1\r\nContent-Type: multipart/mixed; boundary=\"x y\"\r\nContent-Length: " + strconv.Itoa(len(parts)) + "\r\n\r\n" + parts)},
		[]string{"POST / HTTP/1.1  (text/plain) (application/foo)"}},
}

func TestConversations(t *testing.T) {
	for _, c := range conversations {
		t.Run(c.name, func(t *testing.T) {
			run := func(parts []part) []string {
				r := newReplay(t)
				for _, p := range parts {
					r.send(p)
				}
				return r.said
			}
			if got := run(c.parts); !reflect.DeepEqual(got, c.want) {
				t.Fatalf("whole:\n got %q\nwant %q", got, c.want)
			}
			var single []part
			for i, p := range c.parts {
				for j := range len(p.data) {
					single = append(single, part{p.dir, p.data[j : j+1], p.end && j == len(p.data)-1})
				}
				for j := 1; j < len(p.data); j++ {
					cut := append([]part(nil), c.parts[:i]...)
					cut = append(cut, part{p.dir, p.data[:j], false}, part{p.dir, p.data[j:], p.end})
					if got := run(append(cut, c.parts[i+1:]...)); !reflect.DeepEqual(got, c.want) {
						t.Fatalf("part %d cut at %d:\n got %q\nwant %q", i, j, got, c.want)
					}
				}
			}
			if got := run(single); !reflect.DeepEqual(got, c.want) {
				t.Fatalf("byte by byte:\n got %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestPairing(t *testing.T) {
	d := newStream(new(dissect.Conn))
	var responses []Response
	feed := func(frame uint32, dir dissect.Dir, s string) {
		f := dissect.Frame{Packet: &capture.Packet{Frame: frame, At: capture.Stamp(frame) * 1000}}
		for b := []byte(s); len(b) > 0; {
			v := d.Dissect(&f, &dissect.Input{Dir: dir, Bytes: b})
			b = b[v.Used:]
		}
		for _, l := range f.Messages() {
			if r, ok := l.Message.(*Response); ok {
				responses = append(responses, *r)
			}
		}
	}
	feed(1, dissect.ToServer, "GET /1 HTTP/1.1\r\nHost: a.example\r\n\r\n")
	feed(2, dissect.ToServer, "GET /2 HTTP/1.1\r\nHost: a.example\r\n\r\n")
	feed(3, dissect.ToClient, "HTTP/1.1 102 Processing\r\n\r\n")
	feed(4, dissect.ToClient, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
	feed(5, dissect.ToClient, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")
	type answer struct{ of, in uint32 }
	var got []answer
	for _, r := range responses {
		got = append(got, answer{r.Of.Frame, r.RequestIn})
	}
	want := []answer{{1, 2}, {1, 0}, {2, 0}, {0, 0}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("answers %v, want %v", got, want)
	}
	if responses[0].Since != 1000 {
		t.Errorf("time since the request %d, want 1000", responses[0].Since)
	}
}

func TestOddStarts(t *testing.T) {
	for _, c := range []struct {
		name  string
		parts []part
		want  string
	}{
		{"never seen", []part{client("hello\r\nworld")}, `["rejected"]`},
		{"binary", []part{client("\x16\x03\x01\x02\x00\x01")}, `["rejected"]`},
		{"any method", []part{client("FETCH / HTTP/1.1\r\n\r\n")}, `["FETCH / HTTP/1.1 "]`},
		{"after a request", []part{client("GET / HTTP/1.0\r\n\r\n"), client("a=b\r\n")}, `["GET / HTTP/1.0 " "Continuation"]`},
		{"text is waited for", []part{client("GET / HTTP/1.0\r\n\r\n"), client("a=b"), client("&c=d\n")}, `["GET / HTTP/1.0 " "Continuation"]`},
		{"leading empty line", []part{client("POST / HTTP/1.0\r\nContent-Length: 1\r\n\r\nx\r\nGET / HTTP/1.0\r\n\r\n")}, `["POST / HTTP/1.0 " "GET / HTTP/1.0 "]`},
		{"empty line alone", []part{client("GET / HTTP/1.0\r\n\r\n"), client("\r\n")}, `["GET / HTTP/1.0 " "Continuation"]`},
		{"escapes", []part{server("HTTP/1.1 200 a\tb\x01\xff\u00e9\u009b\u202e\r\nContent-Length: 0\r\n\r\n")}, `["HTTP/1.1 200 a\\tb\\001` + "\uFFFD\u00e9" + `\\u009B\\u202E "]`},
	} {
		r := newReplay(t)
		for _, p := range c.parts {
			r.send(p)
		}
		if got := fmt.Sprintf("%q", r.said); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestSkippedBodiesAllocateNothing(t *testing.T) {
	d := newStream(new(dissect.Conn))
	packet := &capture.Packet{Frame: 1}
	head := []byte("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
	chunk := append([]byte("400\r\n"), bytes.Repeat([]byte("x"), 1024)...)
	chunk = append(chunk, "\r\n"...)
	var f dissect.Frame
	in := dissect.Input{Dir: dissect.ToClient, Bytes: head}
	f = dissect.Frame{Packet: packet}
	v := d.Dissect(&f, &in)
	memo, elided := in.Memo, 0
	kept := append(append([]byte(nil), head...), chunk[:prefixLen]...)
	body := append(append([]byte(nil), kept...), chunk...)
	in.Bytes, in.Again, in.Memo = append(append([]byte(nil), head...), chunk...), true, memo
	v = d.Dissect(&f, &in)
	memo, elided = in.Memo, len(chunk)-prefixLen
	if n := testing.AllocsPerRun(200, func() {
		packet.Frame++
		in = dissect.Input{Dir: dissect.ToClient, Bytes: body, ElidedAt: len(kept), Elided: elided, Again: true, Memo: memo}
		v = d.Dissect(&f, &in)
		memo, elided = in.Memo, elided+len(chunk)
	}); n != 0 || v.Need != dissect.AnySegment || v.Keep != len(kept) {
		t.Errorf("%v allocations, verdict %+v", n, v)
	}
}

var (
	requestBytes  = []byte("GET /index.html?a=b HTTP/1.1\r\nHost: www.example.com\r\nUser-Agent: test/1.0\r\nAccept: */*\r\nCookie: a=b\r\n\r\n")
	responseBytes = []byte("HTTP/1.1 200 OK\r\nServer: test\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello")
)
