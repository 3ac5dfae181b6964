package tls_test

import (
	"bytes"
	"testing"

	"netsniff/dissect"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/engine"
	"netsniff/dissect/tls"
	"netsniff/dissect/tls/record"
)

const port = 443

// record returns a record of TLS 1.2.
func recordOf(t record.ContentType, body ...[]byte) []byte {
	b := bytes.Join(body, nil)
	return append([]byte{byte(t), 3, 3, byte(len(b) >> 8), byte(len(b))}, b...)
}

// message returns a handshake message.
func message(t byte, body []byte) []byte {
	return append([]byte{t, byte(len(body) >> 16), byte(len(body) >> 8), byte(len(body))}, body...)
}

// serverHello returns a Server Hello that chooses TLS 1.2 or what the extensions say.
func serverHello(random, extensions string) []byte {
	b := append([]byte{3, 3}, (random + string(make([]byte, 32)))[:32]...)
	b = append(b, 0, 0x13, 0x01, 0, 0, byte(len(extensions)))
	return message(2, append(b, extensions...))
}

const (
	chooses13 = "\x00\x2b\x00\x02\x03\x04"
	retry     = "\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c"
)

var (
	sealed      = bytes.Repeat([]byte{0xab}, 40)
	clientHello = recordOf(record.Handshake,
		message(1, append(append([]byte{3, 3}, make([]byte, 32)...), 0, 0, 2, 0x13, 0x01, 1, 0)))
	hello12  = recordOf(record.Handshake, serverHello("", ""))
	hello13  = recordOf(record.Handshake, serverHello("", chooses13))
	done     = recordOf(record.Handshake, message(14, nil))
	ccs      = recordOf(record.ChangeCipherSpec, []byte{1})
	finished = recordOf(record.Handshake, sealed)
	data     = recordOf(record.ApplicationData, sealed)
)

// said is what one side sends in a segment, and what its row says; "" if it does not
// speak for itself.
type said struct {
	dir  dissect.Dir
	data []byte
	row  string
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func TestRows(t *testing.T) {
	const c, s = dissect.ToServer, dissect.ToClient
	certificate := message(11, make([]byte, 300))
	for _, x := range []struct {
		title string
		said  []said
	}{
		{"TLS 1.2", []said{
			{c, clientHello, "TLSv1.2 Client Hello"},
			{s, join(hello12, done), "TLSv1.2 Server Hello, Server Hello Done"},
			{c, join(recordOf(record.Handshake, message(16, sealed)), ccs, finished),
				"TLSv1.2 Client Key Exchange, Change Cipher Spec, Encrypted Handshake Message"},
			{c, join(data, data), "TLSv1.2 Application Data, Application Data"},
			{s, recordOf(record.Alert, sealed), "TLSv1.2 Encrypted Alert"},
			{s, []byte("\x00\x01garbage"), "TLSv1.2 Ignored Unknown Record"},
		}},
		{"TLS 1.3, whose handshake is not sealed by Change Cipher Spec", []said{
			{c, clientHello, "TLSv1.2 Client Hello"},
			{s, join(recordOf(record.Handshake, serverHello(retry, chooses13)), ccs),
				"TLSv1.3 Hello Retry Request, Change Cipher Spec"},
			{c, join(ccs, clientHello), "TLSv1.3 Change Cipher Spec, Client Hello"},
			{s, join(hello13, data), "TLSv1.3 Server Hello, Application Data"},
			{c, recordOf(record.Alert, []byte{2, 48}), "TLSv1.3 Alert (Level: Fatal, Description: Unknown CA)"},
		}},
		{"a message over records", []said{
			{s, join(hello12, recordOf(record.Handshake, certificate[:100])),
				"TLSv1.2 Server Hello, [Certificate Fragment]"},
			{s, recordOf(record.Handshake, certificate[100:102]), "TLSv1.2 [Certificate Fragment]"},
			{s, recordOf(record.Handshake, certificate[102:], message(14, nil)), "TLSv1.2 Certificate, Server Hello Done"},
		}},
		{"its head over records", []said{
			{s, join(hello12, recordOf(record.Handshake, certificate[:2])), "TLSv1.2 Server Hello, [Certificate Fragment]"},
			{s, recordOf(record.Handshake, certificate[2:]), "TLSv1.2 Certificate"},
		}},
		{"a record over segments", []said{
			{s, hello12[:20], " [TCP segment of a reassembled PDU]"},
			{s, join(hello12[20:], data[:3]), "TLSv1.2 Server Hello"},
			{s, data[3:30], " [TCP segment of a reassembled PDU]"},
			{s, data[30:], "TLSv1.2 Application Data"},
		}},
		{"from the middle", []said{
			{c, sealed, "SSL Continuation Data"},
			{c, data, "TLSv1.2 Application Data"},
			{c, sealed, "TLSv1.2 Ignored Unknown Record"},
		}},
		{"less than a head", []said{
			{c, []byte("OP"), " [TCP segment of a reassembled PDU]"},
			{c, []byte("TIONS are text"), "SSL Continuation Data"},
			{c, []byte("GET out"), " "},
			{c, []byte("GET\x00out"), "SSL Continuation Data"},
			{c, []byte("\r\n"), " [TCP segment of a reassembled PDU]"},
			{c, data, "TLSv1.2 Continuation Data, Application Data"},
			{c, []byte("GE"), " [TCP segment of a reassembled PDU]"},
			{c, []byte("TTING ready"), "TLSv1.2 Ignored Unknown Record"},
		}},
		{"SSL 2.0 Client Hello", []said{
			{c, append([]byte{0x80, 9 + 3 + 16, 1, 3, 1, 0, 3, 0, 0, 0, 16, 0, 0, 0x35}, make([]byte, 16)...),
				"SSLv2 Client Hello"},
		}},
		{"heartbeats", []said{
			{c, join(data, recordOf(record.Heartbeat, []byte{1, 0, 1, 9})), "TLSv1.2 Application Data, Heartbeat Request"},
			{c, join(ccs, recordOf(record.Heartbeat, sealed)), "TLSv1.2 Change Cipher Spec, Encrypted Heartbeat"},
		}},
	} {
		conn := dissecttest.NewConnection(port, engine.ByArrival, &tls.Protocol)
		for i := range x.said {
			turn := dissecttest.Turn{Dir: x.said[i].dir, Data: x.said[i].data}
			f := conn.Send(&turn)
			if got := f.Column() + " " + string(f.AppendInfo(nil)); got != x.said[i].row {
				t.Errorf("%s, segment %d: %q, want %q", x.title, i, got, x.said[i].row)
			}
		}
	}
}

// TestConversation: however the bytes are cut, the messages are the same.
func TestConversation(t *testing.T) {
	c := dissecttest.Conversation{Protocols: []*dissect.Protocol{&tls.Protocol}, Port: port, PerSegment: true,
		Turns: []dissecttest.Turn{
			{Dir: dissect.ToServer, Data: clientHello},
			{Dir: dissect.ToClient, Data: join(hello12, done)},
			{Dir: dissect.ToServer, Data: join(ccs, finished)},
			{Dir: dissect.ToClient, Data: join(ccs, finished, data)},
		}}
	c.Check(t)
}

func TestSniff(t *testing.T) {
	for _, c := range []struct {
		title string
		from  dissect.Origin
		b     []byte
		want  dissect.Match
	}{
		{"a hello", dissect.FromClient, clientHello, dissect.Yes},
		{"part of one", dissect.FromClient, clientHello[:20], dissect.Yes},
		{"whole records", dissect.FromServer, join(ccs, data), dissect.Yes},
		{"data that go on", dissect.FromServer, data[:20], dissect.Yes},
		{"an alert that goes on", dissect.FromServer, recordOf(record.Alert, sealed)[:9], dissect.Maybe},
		{"too long for a record", dissect.FromClient, []byte{0x16, 3, 1, 0x48, 1, 1, 0, 0, 1}, dissect.Maybe},
		{"no datagram", dissect.FromDatagram, clientHello, dissect.No},
		{"empty data", dissect.FromClient, []byte{0x17, 3, 3, 0, 0}, dissect.Maybe},
		{"text", dissect.FromClient, []byte("GET / HTTP/1.1\r\n"), dissect.Maybe},
	} {
		if got := tls.Protocol.Sniff(c.from, c.b); got != c.want {
			t.Errorf("%s: %v, want %v", c.title, got, c.want)
		}
	}
}

// TestNoAllocations: records cost nothing in steady state, whole or over segments.
func TestNoAllocations(t *testing.T) {
	conn := dissecttest.NewConnection(port, engine.ByArrival, &tls.Protocol)
	long := recordOf(record.ApplicationData, make([]byte, 4000))
	for _, b := range [][]byte{clientHello, data} {
		conn.Send(&dissecttest.Turn{Dir: dissect.ToServer, Data: b})
	}
	if n := testing.AllocsPerRun(500, func() {
		conn.Send(&dissecttest.Turn{Dir: dissect.ToServer, Data: long[:1400]})
		conn.Send(&dissecttest.Turn{Dir: dissect.ToServer, Data: long[1400:2800]})
		conn.Send(&dissecttest.Turn{Dir: dissect.ToServer, Data: long[2800:]})
		conn.Send(&dissecttest.Turn{Dir: dissect.ToServer, Data: finished})
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// FuzzTLS replays any bytes as a connection.
func FuzzTLS(f *testing.F) {
	for _, b := range [][]byte{clientHello, join(hello12, done), join(ccs, finished)} {
		f.Add(append([]byte{0x80 | byte(len(b))&0x7f}, b...))
	}
	f.Fuzz(func(t *testing.T, b []byte) { dissecttest.AnyConnection(t, &tls.Protocol, port, b) })
}
