package http

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
)

func TestFraming(t *testing.T) {
	for _, c := range []struct {
		fields  string
		framing Framing
		length  int64
	}{
		{"", UntilClose, -1},
		{"Content-Length: 5", ByLength, 5},
		{"content-length:\t+5 ", ByLength, 5},
		{"Content-Length: 5\r\nContent-Length: 7", ByLength, 7},
		{"Content-Length: 5x", UntilClose, -1},
		{"Content-Length: -5", UntilClose, -1},
		{"Content-Length: 99999999999999999999", UntilClose, -1},
		{"Content-Length:\r\n 5", UntilClose, -1},
		{"Content-Length : 5", UntilClose, -1},
		{"Transfer-Encoding: Chunked\r\nContent-Length: 5", ByChunks, 5},
		{"Transfer-Encoding: gzip, chunked", ByChunks, -1},
		{"Transfer-Encoding: foo, chunked", UntilClose, -1},
		{"Transfer-Encoding: gzip", UntilClose, -1},
		{"Transfer-Encoding: xchunked\r\nContent-Length: 5", ByLength, 5},
	} {
		var r Response
		r.parse([]byte("HTTP/1.1 200 OK\r\n"+c.fields+"\r\n\r\n"), 0)
		r.frame(true, r.bodiless())
		if r.Framing != c.framing || r.Length != c.length {
			t.Errorf("%q: %v %d, want %v %d", c.fields, r.Framing, r.Length, c.framing, c.length)
		}
	}
}

func TestChunkedBodies(t *testing.T) {
	for _, c := range []struct {
		body  string
		used  int // without what follows
		state chunkState
		data  string
	}{
		{"5\r\nhello\r\n0\r\n\r\n", 15, chunkDone, "hello"},
		{"05 ;a=b\r\nhello\r\n0\r\n\r\n", 21, chunkDone, "hello"},
		{"0x5\r\nhello\r\n0\r\nA: b\r\n\r\n", 23, chunkDone, "hello"},
		{"5\nhello\r\n0\n\n", 12, chunkDone, "hello"},
		{"5\r\nhello\r\n\r\n", 12, chunkDone, "hello"},
		{"\r\n", 2, chunkNone, ""},
		{"zz\r\nfoo\r\n\r\n", 11, chunkDone, ""},
		{"-5\r\n", 4, chunkBad, ""},
		{"fffffffffffffff\r\n", 17, chunkBad, ""},
	} {
		for n := 1; n <= len(c.body); n++ {
			var x chunks
			used := 0
			for b := []byte(c.body + "next"); len(b) > 0 && x.state < chunkDone; {
				k := x.feed(b[:min(n, len(b))])
				used, b = used+k, b[k:]
			}
			if used != c.used || x.state != c.state || string(x.prefix[:x.decoded]) != c.data {
				t.Errorf("%q by %d: used %d, state %d, data %q", c.body, n, used, x.state, x.prefix[:x.decoded])
			}
		}
		if got := string(dechunk(nil, []byte(c.body), 100)); got != c.data {
			t.Errorf("%q: dechunked to %q", c.body, got)
		}
	}
}

func packed(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

func TestBodyText(t *testing.T) {
	gif := "GIF89a" + strings.Repeat("\x00", 20)
	for _, c := range []struct{ typ, encoding, body, info, column string }{
		{"text/html", "", "x", " (text/html)", ""},
		{"TEXT/HTML; charset=utf-8", "", "x", " (text/html)", ""},
		{"text/html", "", "<?xml version=\"1.0\"?><html/>", "", "HTTP/XML"},
		{"application/octet-stream", "", "x", "", ""},
		{"application/problem+json", "", "{}", ", JavaScript Object Notation (application/problem+json)", "HTTP/JSON"},
		{"image/svg+xml", "", "<svg/>", "", "HTTP/XML"},
		{"image/png", "", gif, " (GIF89a)", ""},
		{"image/gif", "", gif[:19], " (image/gif)", ""},
		{"image/gif", "gzip", packed(gif), " (GIF89a)", ""},
		{"text/html", "gzip", packed("x"), " (text/html)", ""},
		{"text/html", "gzip", packed("x")[:10], "", ""},
		{"text/html", "gzip", packed(""), "", ""},
		{"text/html", "deflate", "hello", "", ""},
		{"text/html", "br", "?", " (text/html)", ""},
		{"text/html", "foo", "x", "", ""},
		{"", "", "x", " ()", ""},
	} {
		var r Response
		r.parse(fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n", c.typ), 0)
		if c.encoding != "" {
			r.Headers = append(r.Headers, Header{ID: HeaderContentEncoding, Value: []byte(c.encoding)})
		}
		r.BodyLen = int64(len(c.body))
		r.describe([]byte(c.body))
		if got := string(r.AppendInfo(nil)); got != "HTTP/1.1 200 OK "+c.info || r.column != c.column {
			t.Errorf("%s %s %.20q: %q in column %q", c.typ, c.encoding, c.body, got, r.column)
		}
	}
}

func TestFields(t *testing.T) {
	d := newStream(new(dissect.Conn))
	read := func(n uint32, dir dissect.Dir, s string) *dissect.Frame {
		f := &dissect.Frame{Packet: &capture.Packet{Frame: n, At: capture.Stamp(n) * 1e9}}
		d.Dissect(f, &dissect.Input{Dir: dir, Bytes: []byte(s)})
		return f
	}
	check := func(f *dissect.Frame, want map[string]string) {
		t.Helper()
		for i := range fields {
			var v dissect.Values
			fields[i].Get(f, &f.Messages()[0], &v)
			var got []string
			for _, x := range v.List {
				if x.B != nil {
					got = append(got, string(x.B))
				} else {
					got = append(got, fmt.Sprint(x.U))
				}
			}
			if s, ok := want[fields[i].Name]; ok && strings.Join(got, "|") != s {
				t.Errorf("%s: %q, want %q", fields[i].Name, got, s)
			}
			delete(want, fields[i].Name)
		}
		for name := range want {
			t.Errorf("no field %s", name)
		}
	}
	check(read(1, dissect.ToServer,
		"GET /a/b?q=1&r HTTP/1.1\r\nHost: www.example.com\r\nCookie: a=b; c\r\nAuthorization: Basic dXNlcjpwYXNz\r\nX-Foo: 1\r\n\r\n"),
		map[string]string{
			"http.request": "1", "http.request.method": "GET", "http.request.uri": "/a/b?q=1&r",
			"http.request.version":  "HTTP/1.1",
			"http.request.full_uri": "http://www.example.com/a/b?q=1&r", "http.request.uri.path": "/a/b",
			"http.request.uri.query":           "q=1&r",
			"http.request.uri.query.parameter": "q=1|r", "http.host": "www.example.com", "http.cookie_pair": "a=b|c",
			"http.authbasic": "user:pass", "http.unknown_header": "X-Foo: 1\r\n", "http.response.code": "",
		})
	check(read(3, dissect.ToClient,
		"HTTP/1.1 404 Not  Found\r\nContent-Length: 2\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\nhi"),
		map[string]string{
			"http.response": "1", "http.response.code": "404", "http.response.code.desc": "Not Found",
			"http.response.phrase":       "Not  Found",
			"http.content_length_header": "2", "http.content_length": "2", "http.set_cookie": "a|b", "http.request_in": "1",
			"http.time": "2000000000", "http.response_for.uri": "http://www.example.com/a/b?q=1&r",
			"http.request.method": "",
		})
}

func TestFileData(t *testing.T) {
	for _, c := range []struct{ head, body, want string }{
		{"Content-Length: 5", "hello", "hello"},
		{"Transfer-Encoding: chunked", "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "hello"},
		{"Content-Encoding: gzip\r\nContent-Length: " + fmt.Sprint(len(packed("hello"))), packed("hello"), "hello"},
		{"Content-Encoding: br\r\nContent-Length: 1", "?", ""},
	} {
		d := newStream(new(dissect.Conn))
		f := dissect.Frame{Packet: &capture.Packet{Frame: 1}}
		in := dissect.Input{Dir: dissect.ToClient, Bytes: []byte("HTTP/1.1 200 OK\r\n" + c.head + "\r\n\r\n" + c.body)}
		d.Dissect(&f, &in)
		l := f.Messages()[0]
		l.Bytes = in.Bytes // as the engine fills it in
		var v dissect.Values
		getFileData(&f, &l, &v)
		if got := ""; len(v.List) > 0 {
			if got = string(v.List[0].B); got != c.want {
				t.Errorf("%s: %q, want %q", c.head, got, c.want)
			}
		} else if c.want != "" {
			t.Errorf("%s: nothing, want %q", c.head, c.want)
		}
		for i := range fields {
			v.Reset()
			fields[i].Get(&f, &l, &v)
			for _, x := range v.List {
				if x.Len > 0 && x.B != nil && !bytes.Contains(in.Bytes[x.Off:x.Off+x.Len], x.B) {
					t.Errorf("%s: %q is not at %d", fields[i].Name, x.B, x.Off)
				}
			}
		}
	}
}

func TestSSDP(t *testing.T) {
	d := datagrams{store: new(store)}
	f := dissect.Frame{Packet: &capture.Packet{Frame: 1}}
	if d.Datagram(&f, []byte("hello")) {
		t.Error("not SSDP taken for SSDP")
	}
	if !d.Datagram(&f, []byte("M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\n\r\n")) {
		t.Fatal("search not recognised")
	}
	if got := string(f.Messages()[0].Message.AppendInfo(nil)); got != "M-SEARCH * HTTP/1.1 " {
		t.Errorf("%q", got)
	}
}

func TestSniff(t *testing.T) {
	for _, c := range []struct {
		from dissect.Origin
		b    string
		want dissect.Match
	}{
		{dissect.FromClient, "GET / HTTP/1.1\r\n", dissect.Yes},
		{dissect.FromClient, "GET /", dissect.Maybe},
		{dissect.FromClient, "GE", dissect.Maybe},
		{dissect.FromClient, "GET /\r\n", dissect.Maybe},
		{dissect.FromClient, "EHLO a\r\n", dissect.No},
		{dissect.FromClient, "PRI * HTTP/2.0\r\n", dissect.No},
		{dissect.FromServer, "HTTP/1.1 200 OK\r\n", dissect.Yes},
		{dissect.FromServer, "220 ready\r\n", dissect.No},
		{dissect.FromDatagram, "GET / HTTP/1.1\r\n", dissect.No},
	} {
		if got := sniff(c.from, []byte(c.b)); got != c.want {
			t.Errorf("%q: %v, want %v", c.b, got, c.want)
		}
	}
}
