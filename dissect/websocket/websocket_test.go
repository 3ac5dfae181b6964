package websocket_test

import (
	"bytes"
	"compress/flate"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/http"
	"netsniff/dissect/websocket"
	"netsniff/reassembly"
)

const (
	toServer = dissect.ToServer
	toClient = dissect.ToClient

	fin, compressed = 0x80, 0x40
	text, binary    = 1, 2
	closes          = 8
	ping, pong      = 9, 10
)

// frame returns a frame whose first byte is given; a client masks its own.
func frame(d dissect.Dir, first byte, payload string) []byte {
	b := []byte{first, byte(len(payload))}
	if len(payload) > 125 {
		b = []byte{first, 126, byte(len(payload) >> 8), byte(len(payload))}
	}
	if d == toClient {
		return append(b, payload...)
	}
	b[1] |= 0x80
	key := []byte{1, 2, 3, 0xf4}
	b = append(b, key...)
	for i := range len(payload) {
		b = append(b, payload[i]^key[i%4])
	}
	return b
}

func turn(d dissect.Dir, rows string, frames ...[]byte) dissecttest.Turn {
	x := dissecttest.Turn{Dir: d, Data: bytes.Join(frames, nil)}
	if rows != "" {
		x.Rows = []string{rows}
	}
	return x
}

func opening(more string) []dissecttest.Turn {
	return []dissecttest.Turn{
		turn(toServer, "HTTP GET /chat HTTP/1.1",
			[]byte("GET /chat HTTP/1.1\r\nHost: www.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")),
		turn(toClient, "HTTP HTTP/1.1 101 Switching Protocols",
			[]byte("HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"+more+"\r\n")),
	}
}

var both = []*dissect.Protocol{&http.Protocol, &websocket.Protocol}

// deflater compresses messages as RFC 7692 §7.2.1 has it.
type deflater struct {
	b bytes.Buffer
	w *flate.Writer
}

func (x *deflater) message(s string) string {
	if x.w == nil {
		x.w, _ = flate.NewWriter(&x.b, 9)
	}
	x.b.Reset()
	_, _ = x.w.Write([]byte(s))
	_ = x.w.Flush()
	return strings.TrimSuffix(x.b.String(), "\x00\x00\xff\xff")
}

// conversation has one of everything.
func conversation() []dissecttest.Turn {
	return append(opening(""),
		turn(toServer, "WebSocket WebSocket Text [FIN] [MASKED]", frame(toServer, fin|text, "hello")),
		turn(toClient, "WebSocket WebSocket Text[FRAGMENT]", frame(toClient, text, "one ")),
		turn(toClient, "WebSocket WebSocket Ping [FIN]", frame(toClient, fin|ping, "are you there")),
		turn(toServer, "WebSocket WebSocket Pong [FIN] [MASKED]", frame(toServer, fin|pong, "are you there")),
		turn(toClient, "WebSocket WebSocket Continuation [FIN]", frame(toClient, fin, "two")),
		turn(toServer, "WebSocket WebSocket Binary [FIN] [MASKED]",
			frame(toServer, fin|binary, strings.Repeat("\x00", 200))),
		turn(toClient, "WebSocket WebSocket Connection Close [FIN]", frame(toClient, fin|closes, "\x03\xe9bye")),
		turn(toServer, "WebSocket WebSocket Connection Close [FIN] [MASKED]", frame(toServer, fin|closes, "\x03\xe9")),
	)
}

func TestConversation(t *testing.T) {
	c := dissecttest.Conversation{Protocols: both, Port: 80, Turns: conversation()}
	c.Check(t)
}

func TestExchanges(t *testing.T) {
	whole := dissecttest.Conversation{Protocols: both, Port: 80, Turns: conversation()}
	if got := whole.Listen(whole.Turns, true).Exchanges; len(got) != 5 ||
		got[0].Line != "GET http://www.example.com/chat -> 101 succeeded" || got[1].Protocol != &websocket.Protocol {
		t.Errorf("%v", got)
	}
	c := dissecttest.Dialogue{
		Conversation: dissecttest.Conversation{Protocols: []*dissect.Protocol{assigned()}, Port: port,
			Turns: conversation()[2:], Assigned: true},
		Exchanges: []string{
			"Ping -> Pong succeeded", "Text -> Text succeeded",
			"Binary -> succeeded", "Close Going Away: bye -> Going Away succeeded",
		},
	}
	c.Check(t)
}

// TestContents: text of messages that were masked, sent in fragments and compressed, the
// second of which refers to the first; what is not compressed in between; and what does
// not depend on the way the bytes came.
func TestContents(t *testing.T) {
	var z deflater
	one, two := z.message("a message in which words come again"), z.message("a message in which other words come again")
	if len(two) > 20 {
		t.Fatalf("the second message has %d bytes: it does not refer to the first", len(two))
	}
	list := append(opening("Sec-WebSocket-Extensions: x-other, permessage-deflate; client_no_context_takeover\r\n"),
		turn(toServer, "", frame(toServer, fin|text, "hello")),
		turn(toClient, "", frame(toClient, text|compressed, one[:9]), frame(toClient, fin|ping, "p"),
			frame(toClient, fin, one[9:])),
		turn(toClient, "", frame(toClient, fin|text, "plain")),
		turn(toClient, "", frame(toClient, fin|text|compressed, two), frame(toClient, text, "un"),
			frame(toClient, 0, "d"), frame(toClient, fin, " so weiter")),
		turn(toClient, "", frame(toClient, fin|text|compressed, "\xff\xff\xff")),
	)
	want := "hello\na message in which words come again\nplain\na message in which other words come again\nund so weiter"
	for cut := 0; cut < 3; cut++ {
		conn := dissecttest.NewConnection(80, engine.ByArrival, both...)
		conn.Want(&websocket.Protocol)
		var got []string
		failed := 0
		for i := range list {
			for _, part := range cutAt(list[i], cut) {
				f := conn.Send(&part)
				if s := dissecttest.FieldText(f, &websocket.Protocol, "websocket.payload.text"); s != "" {
					got = append(got, strings.Split(s, "|")...)
				}
				failed += len(dissecttest.FieldText(f, &websocket.Protocol, "websocket.decompression.failed.expert"))
			}
		}
		if x := strings.Join(got, "\n"); x != want || failed != 1 {
			t.Errorf("cut %d: %q, %d failed", cut, x, failed)
		}
	}
	if got := followed(list); got != want+"\n\xff\xff\xff" {
		t.Errorf("followed: %q", got)
	}
}

func cutAt(x dissecttest.Turn, at int) []dissecttest.Turn {
	if at == 0 || at >= len(x.Data) {
		return []dissecttest.Turn{x}
	}
	return []dissecttest.Turn{{Dir: x.Dir, Data: x.Data[:at]}, {Dir: x.Dir, Data: x.Data[at:]}}
}

// followed returns the messages of a conversation behind its opening.
func followed(list []dissecttest.Turn) string {
	var got []string
	x := websocket.NewTranscript("permessage-deflate", func(p websocket.Piece) {
		if p.Missing > 0 {
			p.Bytes = fmt.Appendf(nil, "[%d]", p.Missing)
		}
		got = append(got, string(p.Bytes))
	})
	for _, turn := range list[2:] {
		if turn.Lost {
			x.Gap(turn.Dir, uint32(len(turn.Data)), reassembly.Mark{})
			continue
		}
		for _, c := range turn.Data {
			x.Data(turn.Dir, []byte{c}, reassembly.Mark{})
		}
	}
	return strings.Join(got, "\n")
}

// TestLoss: behind what was lost frames are found again, and what refers to it is not
// told.
func TestLoss(t *testing.T) {
	var z deflater
	lost := turn(toClient, "", frame(toClient, fin|text|compressed, z.message("the words that are lost")))
	lost.Lost = true
	list := append(opening("Sec-WebSocket-Extensions: permessage-deflate\r\n"), lost,
		turn(toClient, "", frame(toClient, fin|text|compressed, z.message("the words that are lost"))),
		turn(toClient, "", frame(toClient, fin|text, "afterwards")))
	conn := dissecttest.NewConnection(80, engine.ByArrival, both...)
	conn.Want(&websocket.Protocol)
	f := conn.Last(list)
	if got := dissecttest.FieldText(f, &websocket.Protocol, "websocket.payload.text"); got != "afterwards" {
		t.Errorf("%q", got)
	}
}

// TestBounds: what a message expands to is bounded, and so is what is kept of one that
// never ends.
func TestBounds(t *testing.T) {
	var z deflater
	bomb := z.message(strings.Repeat("\x00", 40<<20))
	conn := dissecttest.NewConnection(80, engine.ByArrival, both...)
	conn.Want(&websocket.Protocol)
	list := opening("Sec-WebSocket-Extensions: permessage-deflate\r\n")
	for len(bomb) > 0 {
		n := min(len(bomb), 60000)
		first := byte(0)
		if len(list) == 2 {
			first = text | compressed
		}
		if n == len(bomb) {
			first |= fin
		}
		list = append(list, turn(toClient, "", frame(toClient, first, bomb[:n])))
		bomb = bomb[n:]
	}
	f := conn.Last(list)
	if got := dissecttest.FieldText(f, &websocket.Protocol, "websocket.payload.text"); len(got) > 1<<20 {
		t.Errorf("%d bytes", len(got))
	}
	part := turn(toClient, "", frame(toClient, 0, strings.Repeat("x", 60000)))
	before := heap()
	for range 400 {
		conn.Send(&part)
	}
	if grown := heap() - before; grown > 4<<20 {
		t.Errorf("%d bytes more are kept", grown)
	}
}

// heap returns how many bytes are in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestNoAllocations: messages that nobody reads cost nothing.
func TestNoAllocations(t *testing.T) {
	conn := dissecttest.NewConnection(80, engine.ByArrival, both...)
	conn.Rows(opening("Sec-WebSocket-Extensions: permessage-deflate\r\n"))
	data := turn(toServer, "", frame(toServer, fin|text|compressed, "xxxxxxxxx"), frame(toServer, text, "xxxx"),
		frame(toServer, fin, "x"))
	conn.Send(&data)
	if n := testing.AllocsPerRun(200, func() { conn.Send(&data) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

const port = 4711

// assigned is the protocol with a port of its own.
func assigned() *dissect.Protocol {
	p := websocket.Protocol
	p.TCP = []uint16{port}
	return &p
}

func FuzzFrames(f *testing.F) {
	f.Add(slices.Concat([]byte{0x8b}, frame(toServer, fin|text, "hello"), []byte{0x04},
		frame(toClient, fin|closes, "\x03\xe8")))
	p := assigned()
	f.Fuzz(func(t *testing.T, b []byte) {
		dissecttest.AnyConnection(t, p, port, b)
		dissecttest.AnyDialogue(t, p, port, b)
		x := websocket.NewTranscript("permessage-deflate", func(websocket.Piece) {})
		x.Data(toClient, b, reassembly.Mark{})
		conn := dissecttest.NewConnection(port, engine.ByArrival, p)
		conn.Want(p)
		for d := range dissect.Dir(2) {
			conn.Send(&dissecttest.Turn{Dir: d, Data: b})
		}
	})
}
