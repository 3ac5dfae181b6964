package http

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
)

func newConnection(o engine.Order, port uint16) *dissecttest.Connection {
	return dissecttest.NewConnection(port, o, &Protocol)
}

// TestTornRows checks what the frames of one message say one by one.
func TestTornRows(t *testing.T) {
	conn := newConnection(engine.ByArrival, 80)
	var got []string
	for _, s := range []string{
		"HTTP/1.1 200 OK\r\nContent-Le", "ngth: 30\r\nContent-Type: image/gif\r\n\r\n", "GIF", "89a4567890123456",
		"78901234567",
	} {
		f := conn.Send(&dissecttest.Turn{Dir: dissect.ToClient, Data: []byte(s)})
		got = append(got, f.Column()+" "+string(f.AppendInfo(nil)))
	}
	want := []string{
		"TCP HTTP/1.1 200 OK  [TCP segment of a reassembled PDU]",
		"TCP HTTP/1.1 200 OK  [TCP segment of a reassembled PDU]",
		" [TCP segment of a reassembled PDU]",
		" [TCP segment of a reassembled PDU]",
		"HTTP HTTP/1.1 200 OK  (GIF89a)",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// TestLargeUpload: of a body whose parts the row tells of, so much is kept as
// the engine allows, and the rest still belongs to its message.
func TestLargeUpload(t *testing.T) {
	part := "--b\r\nContent-Type: image/x-icon\r\n\r\nabc\r\n--b\r\n\r\n"
	const size = 6_000_000
	heads := map[string]string{
		"length": fmt.Sprintf("Content-Length: %d\r\n\r\n", len(part)+size),
		"chunks": fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n", len(part)+size),
	}
	ends := map[string]string{"length": "x", "chunks": "x\r\n0\r\n\r\n"}
	for name, head := range heads {
		t.Run(name, func(t *testing.T) {
			conn := newConnection(engine.ByArrival, 80)
			send := func(b []byte) *dissect.Frame {
				return conn.Send(&dissecttest.Turn{Dir: dissect.ToServer, Data: b})
			}
			send([]byte("POST / HTTP/1.1\r\nContent-Type: multipart/mixed; boundary=b\r\n" + head + part))
			segment := make([]byte, 1000)
			for left := size - 1; left > 0; left -= len(segment) {
				if f := send(segment[:min(left, len(segment))]); len(f.Messages()) > 0 {
					t.Fatalf("%d bytes before the end: %q", left, f.AppendInfo(nil))
				}
			}
			if got := string(send([]byte(ends[name])).AppendInfo(nil)); got != "POST / HTTP/1.1  (image/x-icon)" {
				t.Errorf("got %q", got)
			}
		})
	}
}

// TestBodyBeyondSequenceSpace: a body may be longer than the sequence numbers
// that can be compared.
func TestBodyBeyondSequenceSpace(t *testing.T) {
	segment := make([]byte, 60000)
	const segments = 3 << 30 / 60000
	for name, head := range map[string]string{
		"length": fmt.Sprintf("Content-Length: %d\r\n\r\n", segments*len(segment)), "close": "\r\n",
	} {
		conn := newConnection(engine.ByArrival, 80)
		conn.Send(&dissecttest.Turn{Dir: dissect.ToClient, Data: []byte("HTTP/1.1 200 OK\r\n" + head)})
		for i := 1; i < segments; i++ {
			if f := conn.Send(&dissecttest.Turn{Dir: dissect.ToClient, Data: segment}); len(f.Messages()) > 0 {
				t.Fatalf("%s: segment %d: %q", name, i, f.AppendInfo(nil))
			}
			if i%1000 == 0 {
				conn.Send(&dissecttest.Turn{Dir: dissect.ToServer}) // acknowledges
			}
		}
		f := conn.Send(&dissecttest.Turn{Dir: dissect.ToClient, Data: segment, Close: true})
		if got := string(f.AppendInfo(nil)); got != "HTTP/1.1 200 OK " {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestTunnelIsRecognisedAfresh(t *testing.T) {
	conn := newConnection(engine.ByArrival, 8080)
	var got []string
	for _, p := range []part{
		client("CONNECT www.example.com:80 HTTP/1.1\r\n\r\n"), server("HTTP/1.1 200 Connection established\r\n\r\n"),
		client("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n"), server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
	} {
		got = append(got, string(conn.Send(&dissecttest.Turn{Dir: p.dir, Data: []byte(p.data)}).AppendInfo(nil)))
	}
	want := []string{"CONNECT www.example.com:80 HTTP/1.1 ", "HTTP/1.1 200 Connection established ", "GET / HTTP/1.1 ",
		"HTTP/1.1 200 OK "}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestUpgradeEndsHTTP(t *testing.T) {
	conn := newConnection(engine.ByArrival, 80)
	conn.Send(&dissecttest.Turn{Dir: dissect.ToServer, Data: []byte("GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n")})
	conn.Send(&dissecttest.Turn{Dir: dissect.ToClient, Data: []byte("HTTP/1.1 101 Switching Protocols\r\n\r\n")})
	if f := conn.Send(&dissecttest.Turn{Dir: dissect.ToClient,
		Data: []byte("HTTP/1.1 200 OK\r\n\r\n")}); len(f.Messages()) != 0 {
		t.Error("bytes after the upgrade taken for HTTP")
	}
}

func TestEngineAllocatesNothing(t *testing.T) {
	conn := newConnection(engine.ByArrival, 80)
	segment := make([]byte, 1400)
	conn.Send(&dissecttest.Turn{Dir: dissect.ToClient, Data: []byte("HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n")})
	if n := testing.AllocsPerRun(500,
		func() { conn.Send(&dissecttest.Turn{Dir: dissect.ToClient, Data: segment}) }); n != 0 {
		t.Errorf("%v allocations per skipped segment", n)
	}
	conn = newConnection(engine.ByArrival, 80)
	chunk := fmt.Appendf(nil, "400\r\n%s\r\n", strings.Repeat("x", 1024))
	conn.Send(&dissecttest.Turn{Dir: dissect.ToClient,
		Data: []byte("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")})
	conn.Send(&dissecttest.Turn{Dir: dissect.ToClient, Data: chunk})
	if n := testing.AllocsPerRun(200, func() { conn.Send(&dissecttest.Turn{Dir: dissect.ToClient, Data: chunk}) }); n != 0 {
		t.Errorf("%v allocations per chunk", n)
	}
	conn = newConnection(engine.ByArrival, 80)
	exchange := func() {
		conn.Send(&dissecttest.Turn{Dir: dissect.ToServer, Data: requestBytes})
		conn.Send(&dissecttest.Turn{Dir: dissect.ToClient, Data: responseBytes})
	}
	for range 20 {
		exchange()
	}
	if n := testing.AllocsPerRun(500, exchange); n != 0 {
		t.Errorf("%v allocations per exchange", n)
	}
}

func BenchmarkExchange(b *testing.B) {
	conn := newConnection(engine.ByArrival, 80)
	b.ReportAllocs()
	b.SetBytes(int64(len(requestBytes) + len(responseBytes)))
	for b.Loop() {
		conn.Send(&dissecttest.Turn{Dir: dissect.ToServer, Data: requestBytes})
		conn.Send(&dissecttest.Turn{Dir: dissect.ToClient, Data: responseBytes})
	}
}

func BenchmarkSkippedBody(b *testing.B) {
	conn := newConnection(engine.ByArrival, 80)
	segment := make([]byte, 1400)
	conn.Send(&dissecttest.Turn{Dir: dissect.ToClient,
		Data: []byte("HTTP/1.1 200 OK\r\nContent-Length: 4000000000000\r\n\r\n")})
	b.ReportAllocs()
	b.SetBytes(1400)
	for b.Loop() {
		conn.Send(&dissecttest.Turn{Dir: dissect.ToClient, Data: segment})
		conn.Send(&dissecttest.Turn{Dir: dissect.ToServer})
	}
}
