package dns

import (
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/dissect"
)

// chunk is what one segment carries.
type chunk struct {
	dir  dissect.Dir
	data []byte
}

// conversation replays chunks as the engine does when they arrive in order and
// returns the text of every message, "" for segments without one.
func conversation(t *testing.T, chunks []chunk) []string {
	t.Helper()
	d := &dissector{store: &store{}}
	var pending [2][]byte
	var again [2]bool
	var out []string
	for n, c := range chunks {
		f := frame(uint32(n+1), capture.Stamp(n)*1e6)
		pending[c.dir] = append(pending[c.dir], c.data...)
		for len(pending[c.dir]) > 0 {
			v := d.Dissect(f, &dissect.Input{Dir: c.dir, Bytes: pending[c.dir], Again: again[c.dir]})
			if again[c.dir] = v.Need != dissect.Complete; again[c.dir] {
				break
			}
			pending[c.dir] = pending[c.dir][v.Used:]
		}
		for _, l := range f.Messages() {
			out = append(out, string(l.Message.AppendInfo(nil)))
		}
	}
	return out
}

func TestStreamHoweverItIsCut(t *testing.T) {
	var bytes []byte
	for i := range 3 {
		bytes = append(bytes, prefixed(query(uint16(i), "www.example.com", 1))...)
	}
	bytes = append(bytes, 0, 0) // an empty message
	bytes = append(bytes, prefixed(query(9, "mail.example.com", 15))...)
	want := strings.Join(conversation(t, []chunk{{dissect.ToServer, bytes}}), "|")
	if n := strings.Count(want, "|"); n != 4 {
		t.Fatalf("%d messages: %s", n+1, want)
	}
	var single []chunk
	for i := range bytes {
		single = append(single, chunk{dissect.ToServer, bytes[i : i+1]})
		halves := []chunk{{dissect.ToServer, bytes[:i]}, {dissect.ToServer, bytes[i:]}}
		if got := strings.Join(conversation(t, halves), "|"); got != want {
			t.Fatalf("split at %d: %s", i, got)
		}
	}
	if got := strings.Join(conversation(t, single), "|"); got != want {
		t.Errorf("byte by byte: %s", got)
	}
}

func TestLastMessageOfSegmentSpeaks(t *testing.T) {
	d := &dissector{store: &store{}}
	f := frame(1, 0)
	d.Dissect(f, &dissect.Input{Bytes: prefixed(query(1, "a.example", 1)), Again: true})
	d.Dissect(f, &dissect.Input{Bytes: prefixed(query(2, "b.example", 1))})
	d.Dissect(f, &dissect.Input{Bytes: prefixed(query(3, "c.example", 1))})
	var quiet []bool
	for _, l := range f.Messages() {
		quiet = append(quiet, l.Quiet)
	}
	if len(quiet) != 3 || quiet[0] || !quiet[1] || quiet[2] {
		t.Errorf("quiet: %v, want the message from before and the last one to speak", quiet)
	}
}

func TestDissectAsksForExactlyTheRest(t *testing.T) {
	d := &dissector{store: &store{}}
	whole := prefixed(query(1, "a.example", 1))
	if v := d.Dissect(frame(1, 0), &dissect.Input{Bytes: whole[:1]}); v.Need != dissect.AnySegment {
		t.Errorf("one byte: %+v", v)
	}
	if v := d.Dissect(frame(1, 0), &dissect.Input{Bytes: whole[:10]}); v.Need != dissect.Bytes || v.More != len(whole)-10 {
		t.Errorf("ten bytes: %+v", v)
	}
	if v := d.Dissect(frame(1, 0), &dissect.Input{Bytes: whole[:10], Last: true}); v.Need != dissect.Complete ||
		v.Used != 10 {
		t.Errorf("ten bytes and the end: %+v", v)
	}
}

func TestExchanges(t *testing.T) {
	const ms = 1_000_000
	q, r := query(7, "a.example", 1), reply(7, "a.example", 1, "\xc0\x00\x02\x01")
	steps := []struct {
		title string
		at    capture.Stamp
		msg   []byte
		want  Exchange
	}{
		{"reply to nothing", 0, r, Exchange{Unsolicited: true}},
		{"query", 10 * ms, q, Exchange{}},
		{"query again", 20 * ms, q, Exchange{RepeatsRequest: 2}},
		{"reply", 30 * ms, r, Exchange{RequestIn: 2, Time: 20 * ms}},
		{"reply again", 40 * ms, r, Exchange{RepeatsResponse: 4}},
		{"new query with the old identifier", 50 * ms, q, Exchange{}},
		{"its reply", 51 * ms, r, Exchange{RequestIn: 6, Time: ms}},
		{"a query", 60 * ms, q, Exchange{}},
		{"too late to be a repetition", 6000 * ms, q, Exchange{}},
		{"its reply", 6001 * ms, r, Exchange{RequestIn: 9, Time: ms}},
	}
	d := &dissector{store: &store{}}
	for i, s := range steps {
		f := frame(uint32(i+1), s.at)
		d.Datagram(f, s.msg)
		if got := f.Messages()[0].Message.(*Message).Exchange; got != s.want {
			t.Errorf("%d %s: %+v, want %+v", i+1, s.title, got, s.want)
		}
	}
}

func TestTransactionsAreBounded(t *testing.T) {
	var open transactions
	for i := range 3 * maxTransactions {
		open.observe(uint16(i), 0, uint32(i+1), capture.Stamp(i))
	}
	if len(open.list) != maxTransactions || len(open.index) != maxTransactions {
		t.Errorf("%d remembered, %d in the index", len(open.list), len(open.index))
	}
	last := uint16(3*maxTransactions - 1)
	if x := open.observe(last, FlagResponse, 9999, 1e6); x.RequestIn != uint32(last)+1 {
		t.Errorf("the newest query is lost: %+v", x)
	}
	if x := open.observe(5, FlagResponse, 9999, 1e6); !x.Unsolicited {
		t.Errorf("the oldest query is still there: %+v", x)
	}
}

func TestSniff(t *testing.T) {
	netBIOS := newWire(1, 0x0110, 1).question("EFEDEJFPEEEPENEBEJEOCACACACACABM", 32, 1).b
	tests := []struct {
		title string
		from  dissect.Origin
		b     []byte
		want  dissect.Match
	}{
		{"query", dissect.FromDatagram, query(1, "a.example", 1), dissect.Yes},
		{"reply", dissect.FromDatagram, reply(1, "a.example", 1, "\xc0\x00\x02\x01"), dissect.Yes},
		{"stream", dissect.FromClient, query(1, "a.example", 1), dissect.Maybe},
		{"update", dissect.FromDatagram, newWire(1, 0x2800, 1).question("example", 6, 1).b, dissect.No},
		{"two questions", dissect.FromDatagram, newWire(1, 0x0100, 2).question("a", 1, 1).question("b", 1, 1).b, dissect.No},
		{"unreadable", dissect.FromDatagram, newWire(1, 0x8100, 0, 48).raw(strings.Repeat("\x07", 40)).b, dissect.No},
		{"no records", dissect.FromDatagram, newWire(1, 0x8100).raw("hello").b, dissect.No},
		{"call of a remote procedure", dissect.FromDatagram,
			newWire(0x1111, 0x8003, 0, 0, 0, 2).raw("\x00\x01\x86\xa0\x00\x00\x00\x02" +
				"\x00\x00\x00\x03" + strings.Repeat("\x00", 16) +
				"\x00\x01\x86\xa3\x00\x00\x00\x03\x00\x00\x00\x11\x00\x00\x00\x00").b, dissect.No},
		{"more behind it", dissect.FromDatagram, append(query(1, "a.example", 1), 1), dissect.No},
		{"padded", dissect.FromDatagram,
			newWire(1, 0x0100, 1, 0, 0, 1).question("2.dnscrypt-cert.example", 16, 1).raw("\x00").
				u16(0, 0, 0, 0, 4, 12, 0).raw(strings.Repeat("\x00", 40)).b, dissect.Yes},
		{"unknown type", dissect.FromDatagram, query(1, "a.example", 390), dissect.No},
		{"unknown class", dissect.FromDatagram, newWire(1, 0x0100, 1).question("a.example", 1, 77).b, dissect.No},
		{"NetBIOS", dissect.FromDatagram, netBIOS, dissect.No},
		{"text", dissect.FromDatagram, []byte("GET / HTTP/1.1\r\n\r\n"), dissect.No},
	}
	for _, tt := range tests {
		if got := sniff(tt.from, tt.b); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.title, got, tt.want)
		}
	}
}

func TestGuessedConversationRefusesOthers(t *testing.T) {
	conn := &dissect.Conn{Client: dissect.Endpoint{Port: 5300}, Server: dissect.Endpoint{Port: 9999}}
	d := DNS.NewDatagram(conn)
	if !d.Datagram(frame(1, 0), query(1, "a.example", 1)) {
		t.Error("a query was refused")
	}
	if d.Datagram(frame(2, 0), []byte("this is something else")) {
		t.Error("text was taken for DNS")
	}
	conn.Server.Port = 53
	if !DNS.NewDatagram(conn).Datagram(frame(3, 0), []byte("this is something else")) {
		t.Error("port 53 was given away")
	}
}

// TestCutBySnapLength: what the capture left out is not the sender's fault.
func TestCutBySnapLength(t *testing.T) {
	whole := query(1, "a.example", 1)
	whole = append([]byte{0, byte(len(whole))}, whole...)
	for _, c := range []struct {
		captured, wire int
		want           string
	}{
		{len(whole) - 4, len(whole), "Standard query 0x0001[Packet size limited during capture]"},
		{len(whole) - 4, len(whole) - 4, "Standard query 0x0001[Malformed Packet]"},
	} {
		f := frame(1, 0)
		f.Payload, f.PayloadLen = whole[:c.captured], c.wire
		d := &dissector{store: &store{}}
		d.Dissect(f, &dissect.Input{Bytes: f.Payload, Last: true})
		if got := string(f.Messages()[0].Message.AppendInfo(nil)); got != c.want {
			t.Errorf("%d of %d bytes: %q", c.captured, c.wire, got)
		}
	}
}
