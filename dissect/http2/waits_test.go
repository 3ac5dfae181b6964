package http2

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/http"
	"netsniff/dissect/websocket"
	"netsniff/reassembly"
)

// waits are what exchanges say of waits.
type waits struct{ list []string }

func (w *waits) Exchange(x *dissect.Exchange) {
	t, ok := x.Detail.(*http.Transaction)
	if !ok {
		w.list = append(w.list, x.Protocol.Name+" "+x.Method)
		return
	}
	m := t.Multiplexed
	stream, all := m.Blocked()
	w.list = append(w.list, fmt.Sprintf("%d: %s %v, %d open, %v %v %t, held %d for %v", m.Stream, x.Status,
		x.Outcome, m.Open,
		time.Duration(stream), time.Duration(all), m.Windows, t.Held.Bytes, time.Duration(t.Held.Time)))
}
func (w *waits) Piece(*dissect.Piece)                  {}
func (w *waits) Closed(*dissect.Conn, reassembly.Mark) {}

func waited(t *testing.T, turns []dissecttest.Turn, want ...string) {
	t.Helper()
	var w waits
	dissecttest.Tell(append(append([]dissecttest.Turn{}, opening...), turns...), port, &w, &Protocol, &http.Protocol,
		&websocket.Protocol)
	if got := strings.Join(w.list, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}

// after returns a turn that comes some time after the one before.
func after(ms int, dir dissect.Dir, parts ...[]byte) dissecttest.Turn {
	return dissecttest.Turn{Dir: dir, Data: join(parts...), Wait: time.Duration(ms) * time.Millisecond}
}

func number4(n uint32) []byte { return be.AppendUint32(nil, n) }

// TestWindows: a stream whose window is used up waits until data follow; so do others for
// the connection's, and what begins later has nothing to wait for.
func TestWindows(t *testing.T) {
	c, s := newCoder(), newCoder()
	get := func(stream uint32) []byte {
		return frame(Headers, 5, stream,
			c.block(":method", "GET", ":scheme", "http", ":authority", "a.example", ":path", "/"))
	}
	ok := func(stream uint32) []byte { return frame(Headers, 4, stream, s.block(":status", "200")) }
	small := frame(Settings, 0, 0, []byte{0, 4}, number4(1000))
	waited(t, []dissecttest.Turn{
		after(0, toServer, small, get(1), get(3)),
		after(10, toClient, ok(1), ok(3), frame(Data, 0, 1, make([]byte, 1000))),
		after(40, toServer, frame(WindowUpdate, 0, 1, number4(500))),
		after(30, toClient, frame(Data, 1, 1, make([]byte, 500))),
		after(5, toClient, frame(Data, 1, 3, make([]byte, 10))),
	}, "1: 200 succeeded, 1 open, 70ms 0s true, held 0 for 0s", "3: 200 succeeded, 2 open, 0s 0s true, held 0 for 0s")

	big := frame(Settings, 0, 0, []byte{0, 4}, number4(1<<20))
	part := make([]byte, 32767)
	c, s = newCoder(), newCoder()
	waited(t, []dissecttest.Turn{
		after(0, toServer, big, get(1), get(3)),
		after(10, toClient, ok(1), ok(3), frame(Data, 0, 1, part)),
		after(0, toClient, frame(Data, 1, 1, part), frame(Data, 0, 3, []byte{1})),
		after(20, toServer, frame(WindowUpdate, 0, 0, number4(100))),
		after(20, toClient, frame(Data, 1, 3, []byte{1})),
		after(500, toServer, get(5)),
		after(900, toClient, ok(5), frame(Data, 1, 5, []byte{1})),
	}, "1: 200 succeeded, 1 open, 0s 0s true, held 0 for 0s", "3: 200 succeeded, 2 open, 0s 40ms true, held 0 for 0s",
		"5: 200 succeeded, 1 open, 0s 0s true, held 0 for 0s")
}

// TestHeld: what came behind a hole is told with the time until the hole was filled, and
// nothing of it if the hole is only one of the capture.
func TestHeld(t *testing.T) {
	c, s := newCoder(), newCoder()
	ask := after(0, toServer,
		frame(Headers, 5, 1, c.block(":method", "GET", ":scheme", "http", ":authority", "a.example", ":path", "/")))
	body := join(frame(Headers, 4, 1, s.block(":status", "200", "content-length", "300")),
		frame(Data, 1, 1, make([]byte, 300)))
	cut := len(body) - 200
	lost, again := after(30, toClient, body[:cut]), after(25, toClient, body[:cut])
	lost.Lost, again.Back = true, len(body)
	early := after(0, toClient, body[cut:])
	waited(t, []dissecttest.Turn{ask, lost, early, again}, "1: 200 succeeded, 1 open, 0s 0s true, held 200 for 25ms")

	c, s = newCoder(), newCoder()
	ask = after(0, toServer, frame(Headers, 5, 1,
		c.block(":method", "GET", ":scheme", "http", ":authority", "a.example", ":path", "/")))
	head, data := join(frame(Headers, 4, 1, s.block(":status", "200", "content-length", "300")),
		frame(Data, 1, 1, make([]byte, 300))), 0
	data = len(head) - 200
	lost = after(30, toClient, head[data:data+100])
	lost.Lost = true
	waited(t, []dissecttest.Turn{ask, after(0, toClient, head[:data]), lost, after(0, toClient, head[data+100:]),
		after(25, toServer, frame(Ping, 0, 0, make([]byte, 8)))},
		"1: 200 succeeded, 1 open, 0s 0s true, held 0 for 0s")
}

// TestCalls: the trailers of a call say how it ended, whatever HTTP thought of it; what
// comes after a reset is no exchange.
func TestCalls(t *testing.T) {
	c, s := newCoder(), newCoder()
	call := func(stream uint32) []byte {
		return frame(Headers, 5, stream,
			c.block(":method", "POST", ":scheme", "http", ":authority", "a.example", ":path", "/a.B/C", "content-type",
				"application/grpc"))
	}
	waited(t, []dissecttest.Turn{
		after(0, toServer, call(1), call(3), call(5), frame(RSTStream, 0, 5, number4(8))),
		after(0, toClient, frame(Headers, 4, 1, s.block(":status", "200")), frame(Data, 0, 1, make([]byte, 5)),
			frame(Headers, 5, 1, s.block("grpc-status", "0"))),
		after(0, toClient, frame(Headers, 5, 3,
			s.block(":status", "200", "grpc-status", "5", "grpc-message", "none%20such"))),
		after(0, toClient, frame(Headers, 5, 5, s.block(":status", "200", "grpc-status", "1"))),
	}, "5:  unanswered, 3 open, 0s 0s true, held 0 for 0s", "1: 200 succeeded, 1 open, 0s 0s true, held 0 for 0s",
		"3: NOT_FOUND refused, 2 open, 0s 0s true, held 0 for 0s")
}

// TestWebSocket: a stream that an extended CONNECT opens carries what it asks for (RFC 8441).
func TestWebSocket(t *testing.T) {
	c, s := newCoder(), newCoder()
	waited(t, []dissecttest.Turn{
		after(0, toServer, frame(Headers, 4, 1,
			c.block(":method", "CONNECT", ":protocol", "websocket", ":scheme", "http", ":authority", "a.example",
				":path", "/chat"))),
		after(0, toClient, frame(Headers, 4, 1, s.block(":status", "200"))),
		after(0, toServer, frame(Data, 0, 1, []byte("\x81\x82\x00\x00\x00\x00hi"))),
		after(0, toClient, frame(Data, 0, 1, []byte("\x81\x02ho"))),
	}, "1: 200 succeeded, 1 open, 0s 0s true, held 0 for 0s", "websocket Text")
}
