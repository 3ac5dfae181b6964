package http

import (
	"encoding/binary"
	"fmt"
	"reflect"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
)

// wire is a connection as an engine sees it: frames with Ethernet, IPv4 and
// TCP headers.
type wire struct {
	engine *dissect.Engine
	conn   *dissect.Conn
	packet capture.Packet
	seq    [2]uint32
	buf    []byte
}

func newWire(o dissect.Order, port uint16) *wire {
	w := &wire{engine: dissect.NewEngine(dissect.NewDetector([]*dissect.Protocol{&Protocol}), o), seq: [2]uint32{1000, 5000}}
	w.packet.Link = capture.LinkEthernet
	w.send(dissect.ToServer, capture.SYN, nil, port)
	w.send(dissect.ToClient, capture.SYN|capture.ACK, nil, port)
	w.send(dissect.ToServer, capture.ACK, nil, port)
	return w
}

func (w *wire) send(dir dissect.Dir, flags capture.TCPFlags, data []byte, port uint16) *dissect.Frame {
	b := append(w.buf[:0], make([]byte, 54)...)
	b[12], b[13] = 0x08, 0x00
	ip := b[14:]
	ip[0], ip[8], ip[9] = 0x45, 64, 6
	binary.BigEndian.PutUint16(ip[2:], uint16(40+len(data)))
	src, dst := [4]byte{192, 0, 2, 1}, [4]byte{192, 0, 2, 2}
	from, to := uint16(40000), port
	if dir == dissect.ToClient {
		src, dst, from, to = dst, src, to, from
	}
	copy(ip[12:], src[:])
	copy(ip[16:], dst[:])
	tcp := ip[20:]
	binary.BigEndian.PutUint16(tcp, from)
	binary.BigEndian.PutUint16(tcp[2:], to)
	binary.BigEndian.PutUint32(tcp[4:], w.seq[dir])
	binary.BigEndian.PutUint32(tcp[8:], w.seq[dir.Reverse()])
	tcp[12], tcp[13] = 5<<4, byte(flags)
	binary.BigEndian.PutUint16(tcp[14:], 64000)
	w.buf = append(b, data...)
	w.seq[dir] += uint32(len(data))
	if flags&(capture.SYN|capture.FIN) != 0 {
		w.seq[dir]++
	}
	p := &w.packet
	p.Frame++
	p.At = capture.Stamp(p.Frame) * 1e6
	p.Data, p.CapLen, p.WireLen = w.buf, len(w.buf), len(w.buf)
	p.Decode()
	if w.conn == nil {
		w.conn = dissect.NewConn(0, p, dir)
	}
	return w.engine.Dissect(p, w.conn, dir, false)
}

func TestThroughEngine(t *testing.T) {
	for _, c := range conversations {
		for _, o := range []dissect.Order{dissect.ByArrival, dissect.BySequence} {
			for _, n := range []int{1, 2, 3, 7, 40, 1400} {
				t.Run(fmt.Sprintf("%s/%d/%d", c.name, o, n), func(t *testing.T) {
					w := newWire(o, 80)
					var got []string
					say := func(f *dissect.Frame) {
						for _, l := range f.Messages() {
							if l.Protocol == &Protocol {
								got = append(got, string(l.Message.AppendInfo(nil)))
							}
						}
					}
					for _, p := range c.parts {
						for b := []byte(p.data); len(b) > 0; {
							k := min(n, len(b))
							say(w.send(p.dir, capture.ACK|capture.PSH, b[:k], 80))
							b = b[k:]
						}
						if p.end {
							say(w.send(p.dir, capture.ACK|capture.FIN, nil, 80))
						}
					}
					if !reflect.DeepEqual(got, c.want) {
						t.Errorf("got %q\nwant %q", got, c.want)
					}
				})
			}
		}
	}
}

// TestTornRows checks what the frames of one message say one by one.
func TestTornRows(t *testing.T) {
	w := newWire(dissect.ByArrival, 80)
	var got []string
	for _, s := range []string{
		"HTTP/1.1 200 OK\r\nContent-Le", "ngth: 30\r\nContent-Type: image/gif\r\n\r\n", "GIF", "89a4567890123456", "78901234567",
	} {
		f := w.send(dissect.ToClient, capture.ACK, []byte(s), 80)
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

func TestTunnelIsRecognisedAfresh(t *testing.T) {
	w := newWire(dissect.ByArrival, 8080)
	var got []string
	for _, p := range []part{
		client("CONNECT www.example.com:80 HTTP/1.1\r\n\r\n"), server("HTTP/1.1 200 Connection established\r\n\r\n"),
		client("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n"), server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
	} {
		got = append(got, string(w.send(p.dir, capture.ACK, []byte(p.data), 8080).AppendInfo(nil)))
	}
	want := []string{"CONNECT www.example.com:80 HTTP/1.1 ", "HTTP/1.1 200 Connection established ", "GET / HTTP/1.1 ", "HTTP/1.1 200 OK "}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestUpgradeEndsHTTP(t *testing.T) {
	w := newWire(dissect.ByArrival, 80)
	w.send(dissect.ToServer, capture.ACK, []byte("GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n"), 80)
	w.send(dissect.ToClient, capture.ACK, []byte("HTTP/1.1 101 Switching Protocols\r\n\r\n"), 80)
	if f := w.send(dissect.ToClient, capture.ACK, []byte("HTTP/1.1 200 OK\r\n\r\n"), 80); len(f.Messages()) != 0 {
		t.Error("bytes after the upgrade taken for HTTP")
	}
}

func TestEngineAllocatesNothing(t *testing.T) {
	w := newWire(dissect.ByArrival, 80)
	segment := make([]byte, 1400)
	w.send(dissect.ToClient, capture.ACK, []byte("HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n"), 80)
	if n := testing.AllocsPerRun(500, func() { w.send(dissect.ToClient, capture.ACK, segment, 80) }); n != 0 {
		t.Errorf("%v allocations per skipped segment", n)
	}
	w = newWire(dissect.ByArrival, 80)
	exchange := func() {
		w.send(dissect.ToServer, capture.ACK, requestBytes, 80)
		w.send(dissect.ToClient, capture.ACK, responseBytes, 80)
	}
	for range 20 {
		exchange()
	}
	if n := testing.AllocsPerRun(500, exchange); n != 0 {
		t.Errorf("%v allocations per exchange", n)
	}
}

func BenchmarkExchange(b *testing.B) {
	w := newWire(dissect.ByArrival, 80)
	b.ReportAllocs()
	b.SetBytes(int64(len(requestBytes) + len(responseBytes)))
	for b.Loop() {
		w.send(dissect.ToServer, capture.ACK, requestBytes, 80)
		w.send(dissect.ToClient, capture.ACK, responseBytes, 80)
	}
}

func BenchmarkSkippedBody(b *testing.B) {
	w := newWire(dissect.ByArrival, 80)
	segment := make([]byte, 1400)
	w.send(dissect.ToClient, capture.ACK, []byte("HTTP/1.1 200 OK\r\nContent-Length: 4000000000000\r\n\r\n"), 80)
	b.ReportAllocs()
	b.SetBytes(1400)
	for b.Loop() {
		w.send(dissect.ToClient, capture.ACK, segment, 80)
		w.send(dissect.ToServer, capture.ACK, nil, 80)
	}
}
