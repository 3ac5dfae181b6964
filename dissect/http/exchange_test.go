package http

import (
	"fmt"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/dialogues"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/reassembly"
)

// watcher hands exchanges and pieces to functions.
type watcher struct {
	exchange func(*dissect.Exchange)
	piece    func(*dissect.Piece)
}

func (w *watcher) Exchange(x *dissect.Exchange) {
	if w.exchange != nil {
		w.exchange(x)
	}
}

func (w *watcher) Piece(p *dissect.Piece) {
	if w.piece != nil {
		w.piece(p)
	}
}

func (w *watcher) Closed(*dissect.Conn, reassembly.Mark) {}

// TestObjectsOnly: who listens to mails alone is told no objects.
func TestObjectsOnly(t *testing.T) {
	for _, x := range []struct {
		wanted dissect.Contents
		told   bool
	}{{0, false}, {dissect.Mails, false}, {dissect.Objects, true}, {dissect.AllContents, true}} {
		told := false
		watch(&watcher{piece: func(*dissect.Piece) { told = true }}, x.wanted,
			from("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n"), to("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"))
		if told != x.told {
			t.Errorf("wanted %b: told %v", x.wanted, told)
		}
	}
}

// watch has w hear what is said on a connection to port 80.
func watch(w *watcher, content dissect.Contents, turns ...dissecttest.Turn) {
	conn := dissecttest.NewConnection(80, engine.ByArrival, &Protocol)
	reader := dialogues.NewReader(detect.New([]*dissect.Protocol{&Protocol}), w, content)
	for i := range turns {
		reader.Frame(conn.Send(&turns[i]))
	}
	reader.End()
}

func TestTransaction(t *testing.T) {
	request := "POST http://www.example.com/x HTTP/1.1\r\nHost: other.example.com\r\nConnection: TE, Close\r\nIf-None-Match: \"a\"\r\nContent-Length: 2\r\n\r\nok"
	response := "HTTP/1.1 200 OK\r\nAge: 3\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
	body := string(compressed("gzip", strings.Repeat("a", 1000)))
	var got string
	watch(&watcher{exchange: func(x *dissect.Exchange) {
		d := x.Detail.(*Transaction)
		got += fmt.Sprintf("%s %v %v %s %s %v %d %d %d %d %v %v\n", d.Host(), d.Persistent(), d.Conditional(),
			d.Request.Version, d.Response.Value(HeaderAge),
			d.Response.Framing, d.Request.BodyWire, d.Response.BodyWire-d.Response.BodyLen,
			d.Response.BodyLen-int64(len(body)), d.Response.Decoded, d.RequestWhole, d.ResponseWhole)
	}}, dissect.Objects, from(request), to("HTTP/1.1 103 Early Hints\r\n\r\n"+response),
		to(fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body)))
	if want := "www.example.com false true HTTP/1.1 3 chunked 2 11 0 1000 true true\n"; got != want {
		t.Errorf("got %swant %s", got, want)
	}
}

func TestLogin(t *testing.T) {
	for _, c := range []struct{ field, want string }{
		{"Authorization: Basic YWxpY2U6c2VjcmV0", "{Basic alice secret false}"},
		{"authorization:  basic YWxpY2U6czplOmM", "{basic alice s:e:c false}"},
		{"Authorization: Basic !!!", "{Basic  !!! false}"},
		{"Proxy-Authorization: Digest username=\"a,\\\"b\", realm=\"x\", response=\"0123\"", "{Digest a,\\\"b 0123 true}"},
		{"Authorization: Bearer abc.def", "{Bearer  abc.def true}"},
		{"Authorization: Basic", ""},
		{"Authorization: ", ""},
		{"X-Authorization: Basic YTpi", ""},
	} {
		got := ""
		watch(&watcher{exchange: func(x *dissect.Exchange) {
			if x.Login != nil {
				got = fmt.Sprint("{", x.Login.Mechanism, " ", x.Login.User, " ", x.Login.Secret, " ", x.Login.Hashed, "}")
			}
		}}, 0, from("GET / HTTP/1.1\r\n"+c.field+"\r\n\r\n"), to(five+"hello"))
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.field, got, c.want)
		}
	}
}

func TestObject(t *testing.T) {
	for _, c := range []struct{ head, want string }{
		{"Content-Length: 2\r\nContent-Type: text/plain; charset=x\r\nContent-Disposition: attachment; filename=\"a b.txt\"",
			"text/plain; charset=x  false a b.txt 2 "},
		{"Content-Length: 2\r\nContent-Disposition: attachment; filename=\"fallback\"; filename*=UTF-8''%e2%82%ac.txt",
			"  false €.txt 2 "},
		{"Content-Length: 2\r\nContent-Disposition: attachment filename=x; filename=\"y.txt", "  false y.txt 2 "},
		{"Content-Length: 2\r\nContent-Encoding: dcb\r\nContent-Range: bytes 0-1/10", " dcb true  2 bytes 0-1/10"},
		{"Content-Length: 2\r\nContent-Encoding: br", " br true  2 "},
		{"Content-Length: 2\r\nContent-Encoding: identity", "  false  2 "},
		{"Transfer-Encoding: chunked", "  false  -1 "},
	} {
		got := ""
		watch(&watcher{piece: func(p *dissect.Piece) {
			if o := p.About.(*Object); p.Last {
				got = fmt.Sprint(o.ContentType, " ", o.Encoding, " ", o.Undecoded ||
					o.Damaged, " ", o.FileName, " ", o.Length, " ", o.Range)
				if o.URI != "http://example.com/a" || o.Host != "example.com" || o.Status != 200 || o.Method != "GET" ||
					o.Request || !p.Whole {
					t.Errorf("%+v", o)
				}
			}
		}}, dissect.Objects, from(getA), to("HTTP/1.1 200 OK\r\n"+c.head+"\r\n\r\n2\r\nok\r\n0\r\n\r\n"))
		if got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.head, got, c.want)
		}
	}
}

// TestExchangeBounds: a head that is too long is told in part, and more open
// requests than are remembered do not shift the replies.
func TestExchangeBounds(t *testing.T) {
	turns := []dissecttest.Turn{from("GET /a HTTP/1.1\r\nHost: example.com\r\n" + strings.Repeat("X: y\r\n", 4000) + "\r\n")}
	for i := range 2 * maxOpen {
		turns = append(turns, from(fmt.Sprintf("GET /%d HTTP/1.1\r\n\r\n", i)))
	}
	for i := range 2 * maxOpen {
		turns = append(turns, to(five+fmt.Sprintf("%5d", i)))
	}
	turns = append(turns, to(five+"hello"), from(getB), to(other+"nope!"))
	answered, last := 0, ""
	watch(&watcher{exchange: func(x *dissect.Exchange) {
		d := x.Detail.(*Transaction)
		switch {
		case d.Request != nil && cap(d.Request.raw) > 2*maxKeptHead:
			t.Errorf("%d bytes of a head are kept", cap(d.Request.raw))
		case d.Request != nil && d.Response != nil && x.Subject != "http://example.com/a":
			answered++
			if want := fmt.Sprintf("/%d", answered-1); x.Subject != want && answered < maxOpen {
				t.Errorf("%s, want %s", x.Subject, want)
			}
		}
		last = dissecttest.Line(x)
	}}, 0, turns...)
	if answered != maxOpen || last != lineB4 {
		t.Errorf("%d answered; last %s", answered, last)
	}
}

// TestExchangesDoNotAllocate: beyond the URI, which is told.
func TestExchangesDoNotAllocate(t *testing.T) {
	conn := dissecttest.NewConnection(80, engine.ByArrival, &Protocol)
	n := 0
	w := &watcher{exchange: func(*dissect.Exchange) { n++ }}
	reader := dialogues.NewReader(detect.New([]*dissect.Protocol{&Protocol}), w, 0)
	turns := []dissecttest.Turn{from(getA), to(chunky + "5\r\nhe"), to("llo\r\n0\r\n\r\n"), from(getB + getC),
		to(five + "hello" + five + "hello")}
	run := func() {
		for i := range turns {
			reader.Frame(conn.Send(&turns[i]))
		}
	}
	run()
	before := n
	if a := testing.AllocsPerRun(100, run); a > 3 || n-before < 300 {
		t.Errorf("%.1f allocations for 3 exchanges, %d told", a, n-before)
	}
}

// FuzzDialogue: whatever is said and lost, each request is told once, and
// pieces of content come between a first and a last.
func FuzzDialogue(f *testing.F) {
	zipped := compressed("gzip", "hello")
	for _, s := range []string{five + "hello" + five + "again", chunky + "5\r\nhello\r\n0\r\n\r\n" + closed,
		coded("gzip", zipped) + string(zipped), "HTTP/1.1 101 x\r\n\r\nraw", "HTTP/1.1 100 x\r\n\r\n" + five} {
		f.Add([]byte(getA+headA+getB), []byte(s), uint16(30), uint16(3))
		f.Add([]byte("CONNECT a:1 HTTP/1.1\r\n\r\n"+getA), []byte(s), uint16(9), uint16(0))
	}
	f.Fuzz(func(t *testing.T, client, server []byte, step, lost uint16) {
		if len(client)+len(server) > 1<<13 {
			return
		}
		var turns []dissecttest.Turn
		n := int(step)%512 + 1
		for i := 0; len(client)+len(server) > 0 && len(turns) < 256; i++ {
			c, s := client[:min(n, len(client))], server[:min(n, len(server))]
			client, server = client[len(c):], server[len(s):]
			turns = append(turns, dissecttest.Turn{Dir: dissect.ToServer, Data: c, Lost: lost>>(i%16)&1 != 0},
				dissecttest.Turn{Dir: dissect.ToClient, Data: s, Lost: lost>>(i*5%16)&2 != 0})
		}
		var open [2]bool
		requests := map[uint32]int{}
		conn := dissecttest.NewConnection(80, engine.ByArrival, &Protocol)
		reader := dialogues.NewReader(detect.New([]*dissect.Protocol{&Protocol}), &watcher{
			exchange: func(x *dissect.Exchange) {
				d, ok := x.Detail.(*Transaction)
				if ok && (x.Request.Seen() != (d.Request != nil) || x.Reply.Seen() != (d.Response != nil) ||
					d.Request == nil && d.Response == nil) {
					t.Fatalf("%s: %+v", dissecttest.Line(x), d)
				}
				if requests[x.Ordinal]++; requests[x.Ordinal] > 1 || x.Request.Bytes < 0 || x.Reply.Bytes < 0 {
					t.Fatalf("%s: %+v", dissecttest.Line(x), x)
				}
			},
			piece: func(p *dissect.Piece) {
				if p.First == open[p.Dir] {
					t.Fatalf("%+v", p)
				}
				open[p.Dir] = !p.Last
			},
		}, dissect.Objects)
		for i := range turns {
			if fr := conn.Send(&turns[i]); fr != nil {
				reader.Frame(fr)
			}
		}
		reader.End()
		if open[0] || open[1] {
			t.Fatal("a content has no end")
		}
	})
}
