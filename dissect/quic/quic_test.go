package quic

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/tls"
)

const (
	up   = dissect.ToServer
	down = dissect.ToClient
)

var (
	firstID  = []byte{1, 2, 3, 4, 5, 6, 7, 8}
	clientID = []byte{0xc1, 0xc2}
	serverID = []byte{0x51, 0x52, 0x53}
)

// allowed are transport parameters: 1 MiB on each stream and in all.
var allowed = []byte{4, 4, 0x80, 0x10, 0, 0, 5, 4, 0x80, 0x10, 0, 0, 6, 4, 0x80, 0x10, 0, 0}

// clientHello returns a Client Hello with a server name and ALPN, as long as padding makes
// it.
func clientHello(padding int) []byte {
	extension := func(code byte, data ...byte) []byte {
		return append([]byte{0, code, byte(len(data) >> 8), byte(len(data))}, data...)
	}
	extensions := join(
		extension(0, []byte("\x00\x0e\x00\x00\x0bexample.com")...), extension(16, []byte("\x00\x03\x02h3")...),
		extension(43, 2, 3, 4),
		extension(57, append(slices.Clip(allowed), 1, 4, 0x80, 0, 0x75, 0x30, 15, 2, 0xc1, 0xc2)...), extension(21, make([]byte, padding)...),
	)
	body := join([]byte{3, 3}, bytes.Repeat([]byte{7}, 32),
		[]byte{0, 0, 2, 0x13, 1, 1, 0, byte(len(extensions) >> 8), byte(len(extensions))}, extensions)
	return append([]byte{1, 0, byte(len(body) >> 8), byte(len(body))}, body...)
}

// serverHello returns a Server Hello that chooses a suite.
func serverHello(suite uint16) []byte {
	body := join([]byte{3, 3}, bytes.Repeat([]byte{8}, 32),
		[]byte{0, byte(suite >> 8), byte(suite), 0, 0, 6, 0, 43, 0, 2, 3, 4})
	return append([]byte{2, 0, 0, byte(len(body))}, body...)
}

type datagram struct {
	dir  dissect.Dir
	data []byte
	row  string
}

// check compares the rows of a conversation.
func check(t *testing.T, conn *dissecttest.Connection, list []datagram) {
	t.Helper()
	for i, x := range list {
		rows := conn.Rows([]dissecttest.Turn{{Dir: x.dir, Data: x.data}})
		if len(rows) != 1 || rows[0] != x.row {
			t.Errorf("datagram %d: %q, want %q", i, rows, x.row)
		}
	}
}

// TestRows: packets by their types, in version 1, version 2 and a draft; the last packet
// of a datagram speaks for it.
func TestRows(t *testing.T) {
	for _, v := range []Version{V1, V2, drafts + 29, drafts + 22} {
		c, s := initialSealers(v, firstID, clientID, serverID)
		one, two := c.long(Initial, cryptoFrame(0, clientHello(0)), make([]byte, 20)),
			s.long(Initial, frame(Ack, 0, 0, 0, 0), cryptoFrame(0, serverHello(0x1301)))
		handshake := s.long(Handshake, frame(Ping))
		c.dcid = serverID
		check(t, dissecttest.NewDatagrams(40000, &Protocol), []datagram{
			{up, append(one, make([]byte, 9)...), "QUIC Initial, DCID=0102030405060708, SCID=c1c2, PKN: 0, CRYPTO, PADDING"},
			{down, append(two, handshake...), "QUIC Handshake, DCID=c1c2, SCID=515253"},
			{up, c.long(Initial, frame(Ack, 0, 0, 0, 0), frame(Ping)),
				"QUIC Initial, DCID=515253, SCID=c1c2, PKN: 1, ACK, PING"},
			{up, c.short(0, frame(Ping)), "QUIC Protected Payload (KP0), DCID=515253"},
			{down, s.short(0, frame(Ping)), "QUIC Protected Payload (KP0), DCID=c1c2"},
			{down, append([]byte{0x40, 9, 9, 9}, make([]byte, 40)...), "QUIC Protected Payload (KP0)"},
			{down, []byte{0x80, 0, 0, 0, 0, 2, 0xc1, 0xc2, 3, 0x51, 0x52, 0x53, 0, 0, 0, 1},
				"QUIC Version Negotiation, DCID=c1c2, SCID=515253"},
		})
	}
}

// TestFrames: frames of every type.
func TestFrames(t *testing.T) {
	c, _ := initialSealers(V1, firstID, clientID, serverID)
	conn := dissecttest.NewDatagrams(40000, &Protocol)
	eight, sixteen := make([]byte, 8), make([]byte, 16)
	for i, x := range []struct {
		frames []byte
		row    string
	}{
		{frame(AckECN, 5, 1, 1, 0, 1, 2, 1, 2, 3), "ACK_ECN"},
		{join(frame(ResetStream, 4, 7, 9), frame(StopSending, 8, 0x10c)), "RS(4), SS(8)"},
		{join(frame(NewToken, 3), []byte{1, 2, 3}, streamFrame(12, 0, []byte("GET"), true)), "NT, STREAM(12)"},
		{join(frame(MaxData, 1000), frame(MaxStreamData, 4, 1), frame(MaxStreamsBidi, 4), frame(MaxStreamsUni, 4)),
			"MD, MSD(4), MS, MS"},
		{join(frame(DataBlocked, 7), frame(StreamDataBlocked, 4, 7), frame(StreamsBlockedBidi, 3),
			frame(StreamsBlockedUni, 3)), "DB, SDB(4), SB, SB"},
		{join(frame(NewConnectionID, 1, 0, 2), []byte{9, 9}, sixteen, frame(RetireConnectionID, 0)), "NCI, RC"},
		{join(frame(PathChallenge), eight, frame(PathResponse), eight, frame(HandshakeDone)), "PC, PR, DONE"},
		{join(frame(ConnectionClose, 0x128, 6, 3), []byte("bad"), frame(ApplicationClose, 0x100, 0)), "CC, CC"},
		{join(frame(DatagramLength, 3), []byte("abc"), frame(Datagram), []byte("abc")), "DG, DG"},
		{join(frame(AckFrequency, 1, 2, 3, 4), frame(TimeStamp, 5), frame(ImmediateAck)), "AF, TS, IA"},
		{join(frame(Ping), make([]byte, 5), frame(Ping), frame(Ack, 5)), "PING, PADDING, PING, ACK[Malformed Packet]"},
		{join(frame(Ping), frame(0x1234, 5)), "PING"},
	} {
		want := fmt.Sprintf("QUIC Initial, DCID=0102030405060708, SCID=c1c2, PKN: %d, %s", i, x.row)
		check(t, conn, []datagram{{up, c.long(Initial, x.frames), want}})
	}
}

// TestHello: a Client Hello that comes in parts out of order is read where it is complete.
func TestHello(t *testing.T) {
	hello := clientHello(1200)
	c, _ := initialSealers(V1, firstID, clientID, serverID)
	conn := dissecttest.NewDatagrams(40000, &Protocol, &tls.Protocol)
	conn.Rows([]dissecttest.Turn{{Dir: up,
		Data: c.long(Initial, cryptoFrame(700, hello[700:]), cryptoFrame(0, hello[:100]))}})
	f := conn.Last([]dissecttest.Turn{
		{Dir: up, Data: c.long(Initial, cryptoFrame(100, hello[100:300]), cryptoFrame(400, hello[400:800]))},
		{Dir: up, Data: c.long(Initial, cryptoFrame(300, hello[300:400]))},
	})
	for name, want := range map[string]string{
		"tls.handshake.type": "1", "tls.handshake.extensions_server_name": "example.com",
		"tls.handshake.extensions_alpn_str":   "h3",
		"tls.quic.parameter.max_idle_timeout": "30000", "tls.quic.parameter.initial_source_connection_id": "c1c2",
	} {
		if got := dissecttest.FieldText(f, &tls.Protocol, name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := dissecttest.FieldText(f, &tls.Protocol, "tls.handshake.ja4"); !strings.HasPrefix(got, "q13d") {
		t.Errorf("JA4 %q", got)
	}
}

// TestRetry: the tags of RFC 9001 §A.4 and RFC 9369 §A.4, and Initial keys made of the new
// ID.
func TestRetry(t *testing.T) {
	original := []byte{0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08}
	for v, packet := range map[Version]string{
		V1: "ff000000010008f067a5502a4262b5746f6b656e04a265ba2eff4d829058fb3f0f2496ba",
		V2: "cf6b3343cf0008f067a5502a4262b5746f6b656ec8646ce8bfe33952d955543665dcc7b6",
	} {
		retry, err := hex.DecodeString(packet)
		if err != nil {
			t.Fatal(err)
		}
		c, _ := initialSealers(v, original, nil, nil)
		conn := dissecttest.NewDatagrams(40000, &Protocol)
		f := conn.Last([]dissecttest.Turn{{Dir: up, Data: c.long(Initial, frame(Ping))}, {Dir: down, Data: retry}})
		if m := f.Messages()[0].Message.(*Message); m.Type != Retry || m.Tag != Right {
			t.Errorf("%v: tag %d of %v", v, m.Tag, m.Type)
		}
		moved, _ := initialSealers(v, []byte{0xf0, 0x67, 0xa5, 0x50, 0x2a, 0x42, 0x62, 0xb5}, nil, nil)
		moved.token, moved.number = []byte("token"), 1
		check(t, conn, []datagram{{up, moved.long(Initial, frame(Ping)),
			"QUIC Initial, DCID=f067a5502a4262b5, PKN: 1, PING, PADDING"}})
		retry[len(retry)-1] ^= 1
		f = conn.Last([]dissecttest.Turn{{Dir: down, Data: retry}})
		if m := f.Messages()[0].Message.(*Message); m.Tag != Wrong {
			t.Errorf("%v: tag %d of a damaged packet", v, m.Tag)
		}
	}
}

// TestSniff: what begins a conversation and what does not.
func TestSniff(t *testing.T) {
	c, _ := initialSealers(V1, firstID, clientID, serverID)
	whole := c.long(Initial, frame(Ping))
	for _, x := range []struct {
		b    []byte
		want dissect.Match
	}{
		{whole, dissect.Yes}, {append([]byte{0x80}, whole[1:]...), dissect.No}, {whole[:12], dissect.No},
		{append([]byte{0xc0, 0, 0, 0, 3}, whole[5:]...), dissect.No},
		{append([]byte{0xc0, 0x1a, 0x2a, 0x3a, 0x4a}, whole[5:]...), dissect.No},
		{append(append([]byte{0xc0, 0x1a, 0x2a, 0x3a, 0x4a}, whole[5:]...), make([]byte, 1200)...), dissect.Yes},
		{append([]byte{0xc0, 0, 0, 0, 1, 21}, make([]byte, 100)...), dissect.No}, {[]byte{0x40, 1, 2, 3}, dissect.Maybe},
		{[]byte{0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, dissect.No}, {nil, dissect.No}, {[]byte{0xc0}, dissect.No},
	} {
		if got := sniff(dissect.FromDatagram, x.b); got != x.want {
			t.Errorf("%x: %v, want %v", x.b[:min(12, len(x.b))], got, x.want)
		}
	}
}

// TestNumbers: RFC 9000 §A.3.
func TestNumbers(t *testing.T) {
	for _, x := range []struct {
		largest   int64
		truncated uint64
		size      int
		want      uint64
	}{{0xa82f30ea, 0x9b32, 2, 0xa82f9b32}, {-1, 0, 1, 0}, {-1, 200, 1, 200}, {255, 0, 1, 256}, {300, 250, 1, 250}} {
		if got := fullNumber(x.largest, x.truncated, x.size); got != x.want {
			t.Errorf("%x behind %x: %x, want %x", x.truncated, x.largest, got, x.want)
		}
	}
}

// TestAssembly: bytes come out in order and once, however they come; what waits is
// bounded.
func TestAssembly(t *testing.T) {
	text := []byte("the quick brown fox jumps over the lazy dog")
	for step := 1; step < len(text); step++ {
		var a assembly
		var got []byte
		for i := range len(text) {
			at := i * step % len(text)
			a.add(uint64(at), text[at:min(at+3, len(text))], 1<<10, 0)
			got = append(got, a.ready()...)
			a.take(len(a.ready()))
		}
		if want := text[:len(got)]; !bytes.Equal(got, want) {
			t.Fatalf("step %d: %q", step, got)
		}
	}
	var a assembly
	if over := a.add(5, text, 10, 0); over != len(text)-5 || a.waiting() != 10 {
		t.Errorf("%d bytes are too many, %d wait", over, a.waiting())
	}
	for i := range 2 * maxSpans {
		a.add(uint64(20+2*i), text[:1], 1<<20, 0)
	}
	if len(a.spans) > maxSpans {
		t.Errorf("%d parts wait", len(a.spans))
	}
}

// TestBounds: many connections and IDs between the same ports.
func TestBounds(t *testing.T) {
	x := conversation{lost: new(dissect.Losses), origins: new(origins)}
	for i := range 100 {
		h := Header{Version: V1, DCID: []byte{byte(i), 1, 2, 3, 4, 5, 6, 7}, SCID: []byte{byte(i), 9}}
		c, _ := x.long(&h, up, true)
		for j := range 100 {
			c.learn(&Header{Version: V1, SCID: []byte{byte(j)}}, server)
		}
	}
	if n := len(x.connections); n != maxConnections || x.lost.Beyond[dissect.QUICConnections] != 100-maxConnections {
		t.Errorf("%d connections, %d forgotten", n, x.lost.Beyond[dissect.QUICConnections])
	}
	if n := len(x.newest().ids[server].list); n != maxIDs {
		t.Errorf("%d IDs", n)
	}
}

// TestAllocs: packets of a connection that is known cost no memory.
func TestAllocs(t *testing.T) {
	c, s := initialSealers(V1, firstID, clientID, serverID)
	conn := dissecttest.NewDatagrams(40000, &Protocol, &tls.Protocol)
	conn.Rows([]dissecttest.Turn{{Dir: up, Data: c.long(Initial, cryptoFrame(0, clientHello(0)))},
		{Dir: down, Data: s.long(Initial, cryptoFrame(0, serverHello(0x1301)))}})
	c.dcid = serverID
	turns := []dissecttest.Turn{{Dir: up, Data: c.short(0, make([]byte, 100))},
		{Dir: up, Data: c.long(Initial, frame(Ack, 0, 0, 0, 0))}}
	if n := conn.Allocs(turns); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzDatagrams(f *testing.F) {
	c, s := initialSealers(V1, firstID, clientID, serverID)
	one, two := c.long(Initial, cryptoFrame(0, clientHello(0)[:60])), s.long(Initial, frame(Ack, 0, 0, 0, 0))
	f.Add(append(append([]byte{0x80 | byte(len(one))}, one...), append([]byte{byte(len(two))}, two...)...))
	f.Fuzz(func(t *testing.T, b []byte) {
		dissecttest.AnyDatagrams(t, []*dissect.Protocol{&Protocol, &tls.Protocol}, b)
	})
}

// FuzzFrames has the frames of an Initial packet be any bytes.
func FuzzFrames(f *testing.F) {
	f.Add(join(frame(Ack, 5, 1, 1, 0, 1, 2), cryptoFrame(0, clientHello(0)), streamFrame(4, 0, []byte("GET"), true)),
		[]byte{2, 0})
	f.Fuzz(func(t *testing.T, one, two []byte) {
		const most = 8000
		conn := dissecttest.NewDatagrams(40000, &Protocol, &tls.Protocol)
		c, _ := initialSealers(V1, firstID, clientID, serverID)
		for _, b := range [][]byte{one, two, one} {
			frame := conn.Last([]dissecttest.Turn{{Dir: up, Data: c.long(Initial, b[:min(len(b), most)])}})
			for _, p := range []*dissect.Protocol{&Protocol, &tls.Protocol} {
				for i := range p.Fields {
					dissecttest.FieldText(frame, p, p.Fields[i].Name)
				}
			}
		}
	})
}

// TestManyMessages: handshake messages that one packet completes are moved once, not each
// for itself: 16,000 of them wait for one byte.
func TestManyMessages(t *testing.T) {
	const count = 16000
	h := Header{Type: Initial, Version: V1, DCID: firstID}
	x := newConnection(&h, up)
	many := bytes.Repeat([]byte{0, 0, 0, 0}, count) // Hello Requests
	m := Message{Header: h, Frames: []Frame{{Type: Crypto, Offset: 1, Data: many[1:]}}}
	var s store
	if got := x.messages(&s, &m, client, 1); len(got) != 0 {
		t.Fatalf("%d bytes are complete", len(got))
	}
	m.Frames = []Frame{{Type: Crypto, Data: many[:1]}}
	if got := x.messages(&s, &m, client, 1); len(got) != len(many) {
		t.Errorf("%d bytes are complete, want %d", len(got), len(many))
	}
	if n := x.crypto[initialSpace][client].waiting(); n != 0 || cap(x.crypto[initialSpace][client].buffer) > usual {
		t.Errorf("%d bytes wait", n)
	}
}
