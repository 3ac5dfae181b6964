package stats

import (
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/report/collect"
)

const ms = capture.Stamp(1e6)

// modelled takes a conversation to the table http-connections.
type modelled struct {
	frames *frames
	set    *collect.Set
	next   map[capturetest.Endpoint]uint32
}

func newModelled(t *testing.T) *modelled {
	x := newFrames()
	x.engine.Total()
	plan := &collect.Plan{Asks: []collect.Ask{*ask(t, "http-connections")}, Detector: all.Detector()}
	return &modelled{x, plan.New(), map[capturetest.Endpoint]uint32{capturetest.Client(): 100, capturetest.Server(80): 500}}
}

func (m *modelled) send(at capture.Stamp, data []byte) {
	m.set.Frame(m.frames.next(1e15+at*ms, data), nil)
}

func (m *modelled) say(at capture.Stamp, from, to capturetest.Endpoint, flags capture.TCPFlags, text string) {
	s := capturetest.Segment{From: from, To: to, Seq: m.next[from], Ack: m.next[to], Flags: flags, Window: 65000,
		Data: []byte(text)}
	m.next[from] += uint32(len(text))
	if flags&capture.SYN != 0 {
		m.next[from]++
	}
	m.send(at, s.Frame())
}

// TestModel: what the time of objects is made of is known of a conversation
// whose times are: 1 ms from the capture to the client and back, 100 ms to the
// server and back, 50 ms of thought before the first reply.
func TestModel(t *testing.T) {
	m := newModelled(t)
	send, say := m.send, m.say
	client, server := capturetest.Client(), capturetest.Server(80)
	question := "\x03www\x07example\x03com\x00\x00\x01\x00\x01"
	resolver := capturetest.Server(53)
	send(0, capturetest.Datagram(client, resolver, []byte("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"+question)))
	send(20, capturetest.Datagram(resolver, client,
		[]byte("\x12\x34\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00"+question+
			"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x50")))
	const request, reply = "GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
	say(25, client, server, capture.SYN, "")
	say(125, server, client, capture.SYN|capture.ACK, "")
	say(126, client, server, capture.ACK, "")
	say(130, client, server, capture.ACK, request)
	say(280, server, client, capture.ACK, reply+"o")
	say(281, client, server, capture.ACK, "")
	say(300, server, client, capture.ACK, "nce")
	say(400, client, server, capture.ACK, request)
	say(500, server, client, capture.ACK, reply+"more")
	say(600, client, server, capture.ACK, request)
	say(601, client, server, capture.ACK, request)
	say(700, server, client, capture.ACK, reply+"a3rd")
	say(710, server, client, capture.ACK, reply+"last")
	m.set.Merge(nil)
	got := dump(t, m.set.Tables(&collect.Run{}))
	for _, want := range []string{
		"192.0.2.10,192.0.2.80,80,www.example.com,persistent with pipelining,1,4,0,4,1,1,4,168,0.02,0.101,",
		"0,6,9,0.13,http://www.example.com/,200,first,42,0.02,0.101,0.004,0.151,0.02,0.296,0.101,0.05,0.242,0.054,yes\n",
		"0,10,11,0.4,http://www.example.com/,200,later,42,,,,0.101,0,0.101,0.101,0,0.101,0,yes\n",
		"0,12,14,0.6,http://www.example.com/,200,later,42,,,,0.101,0,0.101,0.101,0,0.101,0,yes\n",
		"0,13,15,0.601,http://www.example.com/,200,pipelined,42,,,,0.11,0,0.11,0.101,,0.101,0.009,yes\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

// TestPreconnection: how long a connection was idle that a client set up ahead
// is no part of what its first object took.
func TestPreconnection(t *testing.T) {
	m := newModelled(t)
	client, server := capturetest.Client(), capturetest.Server(80)
	m.say(0, client, server, capture.SYN, "")
	m.say(20, server, client, capture.SYN|capture.ACK, "")
	m.say(20, client, server, capture.ACK, "")
	m.say(5020, client, server, capture.ACK, "GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n")
	m.say(5050, server, client, capture.ACK, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nonce")
	m.set.Merge(nil)
	want := "0,4,5,5.02,http://www.example.com/,200,ahead,42,,0.02,5,0.03,0,0.03,0.02,0.01,0.02,0.01,yes\n"
	if got := dump(t, m.set.Tables(&collect.Run{})); !strings.Contains(got, want) {
		t.Errorf("no %s in\n%s", want, got)
	}
}

// TestCutObjects: what of an object was not captured is not known, so it is
// neither counted nor timed as one.
func TestCutObjects(t *testing.T) {
	m := newModelled(t)
	client, server := capturetest.Client(), capturetest.Server(80)
	const request, reply = "GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"
	m.say(0, client, server, capture.SYN, "")
	m.say(20, server, client, capture.SYN|capture.ACK, "")
	m.say(20, client, server, capture.ACK, request)
	m.say(40, server, client, capture.ACK, reply+"once")
	m.say(50, client, server, capture.ACK, request)
	m.next[server] += 2 // lost
	m.say(70, server, client, capture.ACK, "")
	m.next[server] -= 2
	m.say(80, server, client, capture.ACK, reply+"t")
	m.next[server] += 2
	m.say(90, server, client, capture.ACK, "e")
	m.say(100, client, server, capture.ACK, request)
	m.say(120, server, client, capture.ACK, reply+"the")
	m.set.Merge(nil)
	got := dump(t, m.set.Tables(&collect.Run{}))
	for _, want := range []string{
		"192.0.2.10,192.0.2.80,80,www.example.com,persistent,1,1,2,3,1,0,3,42,,",
		",200,first,42,,0.02,0,0.02,0,0.04,0.02,0,0.04,0,yes\n",
		",200,later,42,,,,0.03,,,0.02,0.01,,,no\n",
		",200,later,41,,,,0.02,,,0.02,0,,,no\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

// TestModels: how clients use connections, by when and where they ask.
func TestModels(t *testing.T) {
	type ask struct {
		conn       int
		from, till capture.Stamp
		persistent bool
		pipelined  bool
	}
	for want, list := range map[string][]ask{
		"non-persistent":                       {{0, 0, 1, false, false}, {1, 2, 3, true, false}},
		"non-persistent, parallel connections": {{0, 0, 3, false, false}, {1, 2, 4, false, false}},
		"persistent": {{0, 0, 1, true, false}, {0, 1, 2, false, false},
			{1, 2, 3, true, false}},
		"persistent with pipelining":       {{0, 0, 3, true, false}, {0, 1, 4, true, true}},
		"persistent, parallel connections": {{0, 0, 3, true, false}, {1, 1, 4, true, false}},
		"persistent with pipelining, parallel connections": {{0, 0, 3, true, false}, {0, 1, 4, true, true},
			{1, 2, 3, false, false}},
	} {
		conns := [2]*dissect.Conn{{}, {ID: 1}}
		p := &fetches{perConn: map[*dissect.Conn]uint64{}}
		for _, a := range list {
			o := object{conn: conns[a.conn], persistent: a.persistent, pipelined: a.pipelined}
			o.request.First.At, o.reply.Last.At = a.from, a.till
			p.add(&o)
		}
		if got := p.model(); got != want {
			t.Errorf("%v: %s, want %s", list, got, want)
		}
	}
}
