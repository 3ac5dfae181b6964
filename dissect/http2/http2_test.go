package http2

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/http2/hpack"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/http"
	"netsniff/reassembly"
)

const port = 8081

// frame returns a frame.
func frame(t FrameType, flags byte, stream uint32, payload ...[]byte) []byte {
	b := bytes.Join(payload, nil)
	head := []byte{byte(len(b) >> 16), byte(len(b) >> 8), byte(len(b)), byte(t), flags, 0, 0, 0, 0}
	be.PutUint32(head[5:], stream)
	return append(head, b...)
}

// coder encodes header blocks of one direction.
type coder struct {
	b bytes.Buffer
	e *hpack.Encoder
}

func newCoder() *coder {
	c := &coder{}
	c.e = hpack.NewEncoder(&c.b)
	return c
}

func (c *coder) block(fields ...string) []byte {
	c.b.Reset()
	for i := 0; i < len(fields); i += 2 {
		_ = c.e.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
	}
	return bytes.Clone(c.b.Bytes())
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

const (
	toServer = dissect.ToServer
	toClient = dissect.ToClient
)

var opening = []dissecttest.Turn{
	{Dir: toServer, Data: join([]byte(preface), frame(Settings, 0, 0))},
	{Dir: toClient, Data: frame(Settings, 0, 0, []byte{0, 3, 0, 0, 0, 128})},
}

func heard(t *testing.T, turns []dissecttest.Turn) string {
	var l lines
	dissecttest.Tell(append(append([]dissecttest.Turn{}, opening...), turns...), port, &l, &Protocol, &http.Protocol)
	return strings.Join(l.list, "\n")
}

// lines are the exchanges that are told.
type lines struct{ list []string }

func (l *lines) Exchange(x *dissect.Exchange) {
	l.list = append(l.list, fmt.Sprintf("%d: %s %s → %s %v %d", x.Conn.Number, x.Method, x.Subject, x.Status, x.Outcome,
		x.Reply.Bytes))
}
func (l *lines) Piece(*dissect.Piece)                  {}
func (l *lines) Closed(*dissect.Conn, reassembly.Mark) {}

// TestExchanges: streams that interleave, bodies with and without a length, padding,
// trailers, interim answers, what is reset, and a promise.
func TestExchanges(t *testing.T) {
	c, s := newCoder(), newCoder()
	get := func(path string) []byte {
		return c.block(":method", "GET", ":scheme", "http", ":authority", "a.example", ":path", path)
	}
	turns := []dissecttest.Turn{
		{Dir: toServer, Data: join(frame(Headers, 5, 1, get("/one")), frame(Headers, 5, 3, get("/two")),
			frame(Headers, 5, 5, get("/three")))},
		{Dir: toClient, Data: join(frame(Headers, 4, 3, s.block(":status", "103", "link", "</x>")),
			frame(Headers, 4, 3, s.block(":status", "200")),
			frame(Data, 8, 3, []byte{2}, []byte("hel"), []byte{0, 0}),
			frame(Headers, 4, 1, s.block(":status", "404", "content-length", "2")))},
		{Dir: toClient, Data: join(frame(Data, 0, 3, []byte("lo")), frame(Data, 1, 1, []byte("no")),
			frame(Headers, 5, 3, s.block("grpc-status", "0")))},
		{Dir: toServer, Data: frame(RSTStream, 0, 5, []byte{0, 0, 0, 8})},
		{Dir: toClient, Data: join(frame(PushPromise, 4, 1, []byte{0, 0, 0, 2},
			s.block(":method", "GET", ":scheme", "http", ":authority", "a.example", ":path", "/pushed")),
			frame(Headers, 5, 2, s.block(":status", "204")))},
	}
	got := heard(t, turns)
	for _, want := range []string{
		"1: GET http://a.example/one → 404 refused", "3: GET http://a.example/two → 200 succeeded",
		"5: GET http://a.example/three →  unanswered", "2: GET http://a.example/pushed → 204 succeeded",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not among\n%s", want, got)
		}
	}
}

// TestRows: what frames are called, and that blocks over several frames are read.
func TestRows(t *testing.T) {
	c, s := newCoder(), newCoder()
	block := c.block(":method", "POST", ":path", "/form", ":authority", "a.example", "content-type",
		"text/plain; charset=utf-8")
	conn := dissecttest.NewConnection(port, engine.ByArrival, &Protocol)
	turns := append(append([]dissecttest.Turn{}, opening...), []dissecttest.Turn{
		{Dir: toServer, Data: join(frame(Headers, 0, 1, block[:5]), frame(Continuation, 4, 1, block[5:]))},
		{Dir: toServer, Data: frame(Data, 1, 1, []byte("x"))},
		{Dir: toClient, Data: frame(Headers, 5, 1, s.block(":status", "500"))},
		{Dir: toClient, Data: join(frame(Ping, 1, 0, make([]byte, 8)), frame(GoAway, 0, 0, make([]byte, 8)))},
	}...)
	conn.CheckRows(t, turns, []string{
		"HTTP2 Magic, SETTINGS[0]", "HTTP2 SETTINGS[0]", "HTTP2 HEADERS[1], CONTINUATION[1]: POST /form",
		"HTTP2 DATA[1] (text/plain)",
		"HTTP2 HEADERS[1]: 500 Internal Server Error", "HTTP2 PING[0], GOAWAY[0]",
	})
}

// TestJoined: in a table whose beginning was not seen what was added since is known, the
// rest is said to be hidden, and static entries are read.
func TestJoined(t *testing.T) {
	c := newCoder()
	c.block("x-early", "lost", "x-too", "lost")
	second := c.block("x-late", "seen", ":method", "GET")
	third := c.block("x-early", "lost", "x-late", "seen", "x-too", "other")
	var x table
	fields, cut := x.decode(nil, second)
	if cut || len(fields) != 2 || fields[0].Value != "seen" || fields[1].Value != "GET" {
		t.Errorf("%+v", fields)
	}
	fields, cut = x.decode(nil, third)
	if cut || len(fields) != 3 || !fields[0].Hidden || fields[1].Value != "seen" || fields[1].Hidden ||
		!fields[2].Hidden || fields[2].Value != "other" {
		t.Errorf("%+v, %t", fields, cut)
	}
	if fields, _ = x.decode(nil, c.block("x-too", "other")); len(fields) != 1 || fields[0].Value != "other" {
		t.Errorf("%+v", fields)
	}
}

// TestBounds: a block that expands, or never ends, is cut, and what is kept of it is
// bounded.
func TestBounds(t *testing.T) {
	bomb := newCoder().block("x", strings.Repeat("y", 4000))
	for range 5000 {
		bomb = append(bomb, 0x80|62)
	}
	var x table
	fields, cut := x.decode(nil, bomb)
	if !cut || len(fields) > maxFields {
		t.Errorf("%d fields, %t", len(fields), cut)
	}
	var s state
	h := Head{Type: Headers, Stream: 1}
	part := make([]byte, 16<<10)
	s.headers(nil, 0, h, part)
	for range 100 {
		s.headers(nil, 0, Head{Type: Continuation, Stream: 1}, part)
	}
	if n := cap(s.blocks[0].bytes); n > 2*maxBlock {
		t.Errorf("%d bytes are kept", n)
	}
	if _, _, _, whole, cut := s.headers(nil, 0, Head{Type: Continuation, Flags: flagEndHeaders, Stream: 1},
		part); !whole || !cut {
		t.Error("the block is taken for whole")
	}
}

// TestSniff: a client by its preface, a server by his settings.
func TestSniff(t *testing.T) {
	for _, c := range []struct {
		from dissect.Origin
		b    []byte
		want dissect.Match
	}{
		{dissect.FromClient, []byte(preface), dissect.Yes},
		{dissect.FromServer, opening[1].Data, dissect.Yes},
		{dissect.FromServer, frame(Settings, 0, 0), dissect.Maybe},
		{dissect.FromServer, []byte("HTTP/1.1 200 OK\r\n"), dissect.No},
		{dissect.FromDatagram, opening[1].Data, dissect.No},
	} {
		if got := Protocol.Sniff(c.from, c.b); got != c.want {
			t.Errorf("%q: %v, want %v", c.b, got, c.want)
		}
	}
}

// TestMisplaced: a frame that names a stream where it must not is read nevertheless, if
// it stands where the one before it ended.
func TestMisplaced(t *testing.T) {
	got := dissecttest.NewConnection(port, engine.ByArrival, &Protocol).Rows([]dissecttest.Turn{
		dissecttest.Client(preface), {Dir: toServer, Data: frame(Settings, 0x12, 1<<16, make([]byte, 18))},
		{Dir: toServer, Data: frame(Settings, 1, 0, nil)},
	})
	if want := []string{"HTTP2 Magic", "HTTP2 SETTINGS[65536]", "HTTP2 SETTINGS[0]"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestEscaped: what header fields say reaches the column escaped.
func TestEscaped(t *testing.T) {
	c := newCoder()
	got := dissecttest.NewConnection(port, engine.ByArrival, &Protocol).Rows([]dissecttest.Turn{
		dissecttest.Client(preface),
		{Dir: toServer, Data: frame(Headers, 5, 1, c.block(":method", "G\x07", ":path", "/\x1b[2J\u009b\xff"))},
		{Dir: toClient, Data: frame(Headers, 4, 1, newCoder().block(":status", "\x1b[2J", "content-type", "a/\x1bb"))},
		{Dir: toClient, Data: frame(Data, 1, 1, []byte("x"))},
	})
	if want := []string{
		"HTTP2 Magic", `HTTP2 HEADERS[1]: G\a /\033[2J\u009B` + "\ufffd", `HTTP2 HEADERS[1]: \033[2J`, `HTTP2 DATA[1] (a/\033b)`,
	}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestNoAllocations: bodies cost nothing.
func TestNoAllocations(t *testing.T) {
	conn := dissecttest.NewConnection(port, engine.ByArrival, &Protocol)
	for i := range opening {
		conn.Send(&opening[i])
	}
	data := dissecttest.Turn{Dir: toClient, Data: frame(Data, 0, 1, make([]byte, 1000))}
	conn.Send(&data)
	if n := testing.AllocsPerRun(200, func() { conn.Send(&data) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzFrames(f *testing.F) {
	c := newCoder()
	f.Add(join([]byte{0x18}, []byte(preface), frame(Headers, 5, 1, c.block(":method", "GET", ":path", "/", "x", "y"))))
	f.Fuzz(func(t *testing.T, b []byte) {
		dissecttest.AnyConnection(t, &Protocol, port, b)
	})
}

func FuzzDialogue(f *testing.F) {
	c := newCoder()
	f.Add(join([]byte{0x18}, []byte(preface), frame(Headers, 5, 1, c.block(":method", "GET", ":path", "/", "x", "y"))))
	f.Fuzz(func(t *testing.T, b []byte) {
		dissecttest.AnyDialogue(t, &Protocol, port, b)
	})
}

func FuzzBlock(f *testing.F) {
	f.Add(newCoder().block(":method", "GET", "x", "y", "x", "y"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var x table
		for range 2 {
			if fields, _ := x.decode(nil, b); len(fields) > maxFields {
				t.Error(len(fields))
			}
		}
	})
}

// TestLostSwitch: the preface says what follows though the reply that switched was lost.
func TestLostSwitch(t *testing.T) {
	lost := dissecttest.Server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n")
	lost.Lost = true
	got := dissecttest.NewConnection(80, engine.ByArrival, &Protocol, &http.Protocol).Rows([]dissecttest.Turn{
		dissecttest.Client("GET / HTTP/1.1\r\nHost: www.example.com\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"),
		lost, opening[0],
	})
	if want := "HTTP2 [TCP ACKed unseen segment] , Magic, SETTINGS[0]"; got[2] != want {
		t.Errorf("%q, want %q", got[2], want)
	}
}
