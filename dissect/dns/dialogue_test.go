package dns_test

import (
	"slices"
	"strings"
	"testing"

	"netsniff/capture"
	"netsniff/capture/capturetest"
	"netsniff/dissect"
	"netsniff/dissect/detect"
	"netsniff/dissect/dialogues"
	"netsniff/dissect/dissecttest"
	"netsniff/dissect/dns"
	"netsniff/dissect/engine"
	"netsniff/reassembly"
)

const (
	soa      = "\xc0\x0c\x00\x06\x00\x01\x00\x00\x00\x3c\x00\x04\x00\x00\x00\x00"
	question = zone + "\x00\x01\x00\x01"
)

func TestDialogues(t *testing.T) {
	query := func(id uint16) []byte { return over(id, 0x0100, [4]uint16{1}, question) }
	reply := func(id uint16) []byte { return over(id, 0x8180, [4]uint16{1, 1}, question+a) }
	unknown := func(id uint16) []byte { return over(id, 0x8183, [4]uint16{1}, question) }
	for title, c := range map[string]struct {
		turns     []dissecttest.Turn
		exchanges []string
	}{
		"two at once, answered in another order": {
			turns: []dissecttest.Turn{
				{Dir: reassembly.ToServer, Data: append(query(2), query(3)...)},
				{Dir: reassembly.ToClient, Data: append(unknown(3), reply(2)...)},
			},
			exchanges: []string{"A example -> NXDOMAIN refused", "A example -> NOERROR succeeded"},
		},
		"zone transfer": {
			turns: []dissecttest.Turn{
				{Dir: reassembly.ToServer, Data: over(1, 0, [4]uint16{1}, zone+"\x00\xfc\x00\x01")},
				{Dir: reassembly.ToClient, Data: over(1, 0x8400, [4]uint16{1, 1}, zone+"\x00\xfc\x00\x01"+soa)},
				{Dir: reassembly.ToClient, Data: over(1, 0x8400, [4]uint16{1, 2}, zone+"\x00\xfc\x00\x01"+a+a)},
				{Dir: reassembly.ToClient, Data: over(1, 0x8400, [4]uint16{1, 2}, zone+"\x00\xfc\x00\x01"+a+soa)},
			},
			exchanges: []string{"AXFR example -> NOERROR succeeded"},
		},
		"unanswered": {
			turns:     []dissecttest.Turn{{Dir: reassembly.ToServer, Data: query(1)}},
			exchanges: []string{"A example -> unanswered"},
		},
	} {
		t.Run(title, func(t *testing.T) {
			d := dissecttest.Dialogue{Conversation: dissecttest.Conversation{Protocols: []*dissect.Protocol{&dns.DNS},
				Port: 53, Turns: c.turns}, Exchanges: c.exchanges}
			d.Check(t)
		})
	}
}

// datagrams hears datagrams of a conversation, each some milliseconds after
// the one before.
func datagrams(port uint16, list ...datagram) []dissect.Exchange {
	d := detect.New([]*dissect.Protocol{&dns.DNS, &dns.MDNS})
	table := reassembly.Table[engine.Conn]{New: engine.NewConn, ServerPort: d.ServerPort}
	engine := engine.New(d, engine.ByArrival)
	var h hearing
	reader := dialogues.NewReader(d, &h, 0)
	at := capturetest.Start
	for i, x := range list {
		at += x.after * 1e6
		from, to := capturetest.Client(), capturetest.Server(port)
		if x.dir == dissect.ToClient {
			from, to = to, from
		}
		p := capturetest.Packet(uint32(i+1), at, capturetest.Datagram(from, to, x.bytes))
		found := table.Find(p)
		reader.Frame(engine.Undissected(p, found.Conn, found.Dir))
	}
	reader.End()
	return h
}

type datagram struct {
	dir   dissect.Dir
	after capture.Stamp // milliseconds
	bytes []byte
}

// hearing keeps exchanges.
type hearing []dissect.Exchange

func (h *hearing) Exchange(x *dissect.Exchange)          { *h = append(*h, *x) }
func (h *hearing) Piece(*dissect.Piece)                  {}
func (h *hearing) Closed(*dissect.Conn, reassembly.Mark) {}

func lines(list []dissect.Exchange) (lines []string) {
	for _, x := range list {
		lines = append(lines, dissecttest.Line(&x))
	}
	return lines
}

func TestLookups(t *testing.T) {
	query := func(id uint16) []byte { return over(id, 0x0100, [4]uint16{1}, question)[2:] }
	reply := over(7, 0x8180, [4]uint16{1, 1}, question+a)[2:]
	heard := datagrams(53,
		datagram{dissect.ToServer, 0, query(7)},
		datagram{dissect.ToServer, 5000, query(7)},
		datagram{dissect.ToClient, 20, reply},
		datagram{dissect.ToServer, 1, query(8)},
		datagram{dissect.ToServer, 120_000, query(9)},
	)
	want := []string{"A example -> NOERROR succeeded", "A example -> unanswered", "A example -> unanswered"}
	if got := lines(heard); !slices.Equal(got, want) {
		t.Fatalf("got %q", got)
	}
	x := heard[0]
	l := x.Detail.(*dns.Lookup)
	if ttfb, ok := x.TTFB(); !ok || ttfb != 20e6 || l.FromFirst(x.Reply.First) != 5020e6 || l.Tries != 2 ||
		x.Notes != dissect.NoteResent {
		t.Errorf("%d ns from the last of %d tries, %d from the first, %v", ttfb, l.Tries,
			l.FromFirst(x.Reply.First), x.Notes)
	}
	if len(l.Answers) != 1 || l.Answers[0].Addr.String() != "192.0.2.1" || l.Answers[0].TTL != 60 ||
		l.Answers[0].Owner != "example" {
		t.Errorf("%+v", l.Answers)
	}
}

func TestMulticastQuestionsAreNoExchanges(t *testing.T) {
	if heard := datagrams(5353, datagram{dissect.ToServer, 0, over(0, 0, [4]uint16{1}, question)[2:]}); len(heard) > 0 {
		t.Errorf("%q", lines(heard))
	}
}

// TestNotDNS: what is not DNS on a guessed port is turns.
func TestNotDNS(t *testing.T) {
	heard := datagrams(12000, datagram{dissect.ToServer, 0, []byte("ping")}, datagram{dissect.ToClient, 3, []byte("pong")})
	if want := []string{"-> succeeded"}; !slices.Equal(lines(heard), want) {
		t.Errorf("%q", lines(heard))
	}
}

func FuzzDialogue(f *testing.F) {
	f.Add(over(2, 0x0100, [4]uint16{1}, question), uint8(1))
	f.Fuzz(func(t *testing.T, b []byte, cut uint8) {
		c := dissecttest.Conversation{Protocols: []*dissect.Protocol{&dns.DNS}, Port: 53}
		for d := dissect.ToServer; len(b) > 0; d = d.Reverse() {
			n := min(len(b), int(cut)+1)
			c.Turns = append(c.Turns, dissecttest.Turn{Dir: d, Data: b[:n], Lost: b[0]&0x41 == 0x41})
			b = b[n:]
		}
		c.Listen(c.Turns, true)
	})
}

// TestSecondAnswers: a copy of an answer, in another order and with another
// time to live, says the same; another address does not.
func TestSecondAnswers(t *testing.T) {
	record := func(ttl, last byte) string {
		return "\xc0\x0c\x00\x01\x00\x01\x00\x00\x00" + string([]byte{ttl}) + "\x00\x04\xc0\x00\x02" + string([]byte{last})
	}
	reply := func(flags uint16, records ...string) []byte {
		return over(7, flags, [4]uint16{1, uint16(len(records))}, question+strings.Join(records, ""))[2:]
	}
	for _, tt := range []struct {
		title  string
		second []byte
		want   bool
	}{
		{"copy", reply(0x8180, record(60, 1), record(60, 2)), false},
		{"other order", reply(0x8180, record(59, 2), record(59, 1)), false},
		{"other address", reply(0x8180, record(60, 1), record(60, 9)), true},
		{"no such name", reply(0x8183), true},
	} {
		heard := datagrams(53,
			datagram{dissect.ToServer, 0, over(7, 0x0100, [4]uint16{1}, question)[2:]},
			datagram{dissect.ToClient, 20, reply(0x8180, record(60, 1), record(60, 2))},
			datagram{dissect.ToClient, 20, tt.second},
		)
		if len(heard) != 2 {
			t.Fatalf("%s: %q", tt.title, lines(heard))
		}
		if first, second := heard[0].Detail.(*dns.Lookup), heard[1].Detail.(*dns.Lookup); first.Contradicts ||
			second.Contradicts != tt.want {
			t.Errorf("%s: %v, %v", tt.title, first.Contradicts, second.Contradicts)
		}
	}
}
