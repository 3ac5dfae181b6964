package quic

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/http"
	"netsniff/dissect/http3"
	"netsniff/dissect/tls"
	"netsniff/dissect/tls/cipher"
	"netsniff/dissect/tls/keylog"
)

// keyed is a connection whose secrets are known.
type keyed struct {
	given    dissect.Storage
	c, s     *sealer // of 1-RTT packets
	turns    []dissecttest.Turn
	c0, s0   *sealer // of Initial packets
	chs, shs *sealer // of Handshake packets
	early    *sealer
	suite    cipher.Suite
}

// newKeyed returns a connection with a suite of TLS 1.3 that agrees on a protocol.
func newKeyed(code uint16, name, alpn string) *keyed {
	k := &keyed{given: dissect.Storage{}}
	k.suite, _ = cipher.ParseSuite(name)
	log := new(keylog.Log)
	secret := func(label string, fill byte) *cipher.PacketKeys {
		b := bytes.Repeat([]byte{fill}, k.suite.PRF.Size())
		log.Add(fmt.Appendf(nil, "%s %x %x\n", label, bytes.Repeat([]byte{7}, 32), b), 0)
		return cipher.NewPacketKeys(k.suite, b, &V1.cryptography().labels)
	}
	k.c0, k.s0 = initialSealers(V1, firstID, clientID, serverID)
	long := func(x *sealer, dcid []byte, keys *cipher.PacketKeys) *sealer {
		return &sealer{version: V1, dcid: dcid, scid: x.scid, keys: keys}
	}
	k.chs = long(k.c0, serverID, secret("CLIENT_HANDSHAKE_TRAFFIC_SECRET", 1))
	k.shs = long(k.s0, clientID, secret("SERVER_HANDSHAKE_TRAFFIC_SECRET", 2))
	k.c = long(k.c0, serverID, secret("CLIENT_TRAFFIC_SECRET_0", 3))
	k.s = long(k.s0, clientID, secret("SERVER_TRAFFIC_SECRET_0", 4))
	k.early = long(k.c0, firstID, secret("CLIENT_EARLY_TRAFFIC_SECRET", 5))
	dissect.Give(k.given, log)
	agreed := append([]byte{0, 16, 0, byte(3 + len(alpn)), 0, byte(1 + len(alpn)), byte(len(alpn))}, alpn...)
	agreed = append(append(agreed, 0, 57, 0, byte(len(allowed))), allowed...)
	extensions := append([]byte{8, 0, 0, byte(2 + len(agreed)), 0, byte(len(agreed))}, agreed...)
	hello := clientHello(0)
	hello[42] = byte(code) // the suite that it offers
	k.send(up, k.c0.long(Initial, cryptoFrame(0, hello)))
	k.send(down, append(k.s0.long(Initial, cryptoFrame(0, serverHello(code))),
		k.shs.long(Handshake, cryptoFrame(0, extensions))...))
	return k
}

func (k *keyed) send(d dissect.Dir, b []byte) {
	k.turns = append(k.turns, dissecttest.Turn{Dir: d, Data: b})
}

func keyedProtocols() []*dissect.Protocol {
	return []*dissect.Protocol{&Protocol, &http3.Protocol, &http.Protocol, &tls.Protocol}
}

// rows returns the rows of all that was sent.
func (k *keyed) rows() []string {
	return dissecttest.NewGivenDatagrams(k.given, 40000, keyedProtocols()...).Rows(k.turns)
}

// h3 returns a frame of HTTP/3.
func h3(t http3.FrameType, payload ...byte) []byte {
	return append(appendVarint(appendVarint(nil, uint64(t)), uint64(len(payload))), payload...)
}

var (
	get = h3(http3.Headers, 0, 0, 0xd1, 0xd7, 0xc1, 0x50, 11, 'e', 'x', 'a', 'm', 'p', 'l', 'e', '.', 'c', 'o',
		'm') // GET https / example.com
	okay     = h3(http3.Headers, 0, 0, 0xd9)
	settings = append([]byte{0}, h3(http3.Settings, 1, 0x40, 100)...)
)

// TestKeys: packets of all suites are opened, with the keys of the phase that they have.
func TestKeys(t *testing.T) {
	for code, name := range map[uint16]string{0x1301: "TLS_AES_128_GCM_SHA256", 0x1302: "TLS_AES_256_GCM_SHA384",
		0x1303: "TLS_CHACHA20_POLY1305_SHA256"} {
		k := newKeyed(code, name, "h3")
		k.send(up, k.early.long(ZeroRTT, frame(Ping)))
		k.send(up, k.chs.long(Handshake, frame(Ack, 0, 0, 0, 0)))
		k.c.number = 5
		k.send(up, k.c.short(0, streamFrame(0, 0, get, true)))
		k.send(down, k.s.short(0, join(frame(NewConnectionID, 1, 0, 2), []byte{0xd1, 0xd2}, make([]byte, 16))))
		k.send(down, k.s.short(0, streamFrame(3, 0, settings, false),
			streamFrame(0, 0, append(okay, h3(http3.Data, []byte("hello")...)...), true)))
		late := k.c.short(0, frame(Ping))
		k.c.keys, k.s.keys = k.c.keys.Next(), k.s.keys.Next()
		k.send(up, k.c.short(1, frame(MaxData, 5)))
		k.send(up, late)
		k.send(down, k.s.short(1, frame(Ping)))
		k.c.keys = k.c.keys.Next()
		k.send(up, k.c.short(0, frame(Ping)))
		want := []string{
			"QUIC Initial, DCID=0102030405060708, SCID=c1c2, PKN: 0, CRYPTO",
			"QUIC Handshake, DCID=c1c2, SCID=515253, PKN: 0, CRYPTO",
			"QUIC 0-RTT, DCID=0102030405060708, SCID=c1c2, PKN: 0, PING, PADDING",
			"QUIC Handshake, DCID=515253, SCID=c1c2, PKN: 0, ACK",
			"HTTP3 Protected Payload (KP0), DCID=515253, PKN: 5, STREAM(0), HEADERS",
			"QUIC Protected Payload (KP0), DCID=c1c2, PKN: 0, NCI",
			"HTTP3 Protected Payload (KP0), DCID=c1c2, PKN: 1, STREAM(3), SETTINGS, STREAM(0), HEADERS, DATA",
			"QUIC Protected Payload (KP1), DCID=515253, PKN: 7, MD, PADDING",
			"QUIC Protected Payload (KP0), DCID=515253, PKN: 6, PING, PADDING",
			"QUIC Protected Payload (KP1), DCID=c1c2, PKN: 2, PING, PADDING",
			"QUIC Protected Payload (KP0), DCID=515253, PKN: 8, PING, PADDING",
		}
		if got := k.rows(); !slices.Equal(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// exchanges returns what is told of all that was sent.
func (k *keyed) exchanges() *dissecttest.Heard {
	var h dissecttest.Heard
	dissecttest.TellGivenDatagrams(k.given, k.turns, 40000, &h, keyedProtocols()...)
	return &h
}

func lines(h *dissecttest.Heard) (list []string) {
	for _, x := range h.Exchanges {
		if x.Protocol == &http.Protocol {
			list = append(list, x.Line)
		}
	}
	return list
}

// TestExchanges: requests of HTTP/3, whose streams come in pieces, out of order and twice,
// are exchanges of HTTP.
func TestExchanges(t *testing.T) {
	body := bytes.Repeat([]byte("body "), 100)
	answer := join(okay, h3(http3.Data, body[:200]...), h3(http3.Data, body[200:]...))
	var want []string
	for size := len(answer); size > 0; size -= 61 {
		for _, backward := range []bool{false, true} {
			k := newKeyed(0x1301, "TLS_AES_128_GCM_SHA256", "h3")
			k.send(up, k.c.short(0, streamFrame(0, 0, get, true)))
			var parts [][]byte
			for at := 0; at < len(answer); at += size {
				end := min(at+size, len(answer))
				parts = append(parts, streamFrame(0, at, answer[at:end], end == len(answer)))
			}
			if backward {
				slices.Reverse(parts)
			}
			for _, p := range append(parts, parts...) {
				k.send(down, k.s.short(0, p))
			}
			h := k.exchanges()
			got := append(lines(h), h.Contents...)
			if want == nil {
				want = got
			}
			if len(got) < 2 || len(lines(h)) != 1 || !slices.Equal(h.Contents, want[1:]) ||
				!strings.Contains(got[0], "GET") || !strings.Contains(got[0], "200") {
				t.Fatalf("parts of %d, backward %v: %q, want %q", size, backward, got, want)
			}
		}
	}
}

// TestLostStreamBytes: what is missing of a body is said, and the next request is its own.
func TestLostStreamBytes(t *testing.T) {
	k := newKeyed(0x1301, "TLS_AES_128_GCM_SHA256", "h3")
	answer := join(okay, h3(http3.Data, bytes.Repeat([]byte("x"), 1000)...))
	for id := uint64(0); id < 8; id += 4 {
		k.send(up, k.c.short(0, streamFrame(id, 0, get, true)))
		k.send(down, k.s.short(0, streamFrame(id, 0, answer[:300], false)))
		if id > 0 {
			k.send(down, k.s.short(0, streamFrame(id, 300, answer[300:600], false)))
		}
		k.send(down, k.s.short(0, streamFrame(id, 600, answer[600:], true)))
	}
	h := k.exchanges()
	if got := lines(h); len(got) != 2 {
		t.Errorf("%q", got)
	}
}

// TestKeyedAllocs: packets that are decrypted, with bytes of a body, cost no memory.
func TestKeyedAllocs(t *testing.T) {
	k := newKeyed(0x1301, "TLS_AES_128_GCM_SHA256", "h3")
	k.send(up, k.c.short(0, streamFrame(0, 0, get, true)))
	k.send(down, k.s.short(0, streamFrame(0, 0, append(okay, 0, 0x80, 0xff, 0xff, 0xff), false)))
	conn := dissecttest.NewGivenDatagrams(k.given, 40000, keyedProtocols()...)
	conn.Rows(k.turns)
	at := len(okay) + 5
	part := make([]byte, 1000)
	var turns []dissecttest.Turn
	for range 400 {
		turns = append(turns, dissecttest.Turn{Dir: down, Data: k.s.short(0, streamFrame(0, at, part, false))})
		at += len(part)
	}
	for i := range 100 {
		conn.Send(&turns[i])
	}
	next := 100
	if n := testing.AllocsPerRun(200, func() { conn.Send(&turns[next]); next++ }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzStreams has the frames of 1-RTT packets be any bytes.
func FuzzStreams(f *testing.F) {
	f.Add(join(streamFrame(0, 0, get, true), streamFrame(2, 0, settings, false)),
		join(streamFrame(0, 0, okay, false), streamFrame(3, 0, settings, false)))
	f.Add(join(streamFrame(0, 0, get, true), frame(StreamsBlockedBidi, 1), frame(MaxStreamData, 0, 1<<21)),
		join(streamFrame(0, 2, okay[2:], true), frame(DataBlocked, 1<<20), frame(StreamDataBlocked, 0, 1<<20),
			streamFrame(0, 0, okay[:2], false), frame(MaxStreamsBidi, 9)))
	f.Add(frame(ResetStream, 0, 0x10c, 9), join(frame(NewConnectionID, 1, 0, 2), make([]byte, 18),
		cryptoFrame(9, []byte{4}), cryptoFrame(0, make([]byte, 9))))
	f.Fuzz(func(t *testing.T, one, two []byte) {
		const most = 4000
		k := newKeyed(0x1301, "TLS_AES_128_GCM_SHA256", "h3")
		for i := 0; i < 4; i++ {
			k.send(up, k.c.short(0, one[:min(len(one), most)]))
			k.send(down, k.s.short(0, two[:min(len(two), most)]))
		}
		if first, second := k.rows(), k.rows(); !slices.Equal(first, second) {
			t.Fatalf("two runs differ:\n%q\n%q", first, second)
		}
		last := dissecttest.NewGivenDatagrams(k.given, 40000, keyedProtocols()...).Last(k.turns)
		for _, p := range []*dissect.Protocol{&Protocol, &http3.Protocol} {
			for i := range p.Fields {
				dissecttest.FieldText(last, p, p.Fields[i].Name)
			}
		}
		k.exchanges()
	})
}

// TestMove: a connection goes on between other ports, whose packets are known by their
// IDs, and nothing else there is taken for QUIC.
func TestMove(t *testing.T) {
	k := newKeyed(0x1301, "TLS_AES_128_GCM_SHA256", "h3")
	known := new(origins)
	first, lost := &conversation{lost: new(dissect.Losses), origins: known}, new(dissect.Losses)
	h := Header{Version: V1, DCID: firstID, SCID: clientID}
	c, _ := first.long(&h, up, true)
	c.learn(&Header{Version: V1, SCID: serverID}, server)
	conn := &dissect.Conn{ID: 3}
	var expected []dissect.Expectation
	for range 2 {
		first.announce(conn, true, 0, func(x dissect.Expectation) { expected = append(expected, x) })
	}
	if len(expected) != 2 || !expected[0].Stays || !expected[0].Yields || expected[1].From != (capture.Addr{}) {
		t.Fatalf("announced %+v", expected)
	}
	moved := conversation{lost: lost, origins: known, moves: true}
	packet := k.c.short(0, frame(Ping))
	if _, got, _ := moved.header(append([]byte{0x40, 9, 9, 9}, make([]byte, 30)...), up, true); got != nil {
		t.Error("an ID that nobody knows is taken for one")
	}
	if head, got, _ := moved.header(packet, up, true); got != c || !bytes.Equal(head.DCID, serverID) {
		t.Errorf("%x is of %p, want %p", head.DCID, got, c)
	}
	for i := range 2 * maxOrigins {
		known.add(dissect.Endpoint{Port: uint16(10 + i)}, first)
	}
	if len(known.known) > maxOrigins {
		t.Errorf("%d conversations are kept", len(known.known))
	}
}

// TestMissing: numbers of packets that were left out are told once, and what comes late is
// not missed again.
func TestMissing(t *testing.T) {
	k := newKeyed(0x1301, "TLS_AES_128_GCM_SHA256", "h3")
	conn := dissecttest.NewGivenDatagrams(k.given, 40000, keyedProtocols()...)
	conn.Rows(k.turns)
	var got []uint64
	for _, number := range []uint64{0, 1, 4, 3, 5, 7} {
		k.c.number = number
		f := conn.Send(&dissecttest.Turn{Dir: up, Data: k.c.short(0, frame(Ping))})
		got = append(got, f.Messages()[0].Message.(*Message).Missing)
	}
	if want := []uint64{0, 0, 2, 0, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("%v missing, want %v", got, want)
	}
}
